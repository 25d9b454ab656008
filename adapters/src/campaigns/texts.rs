//! Texts as people read them. What many people read alike is kept once, sealed, with what it was made from;
//! each message says which of them it was (P18).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use habeas_domain::campaign::Form;
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::dispatch::Template;
use habeas_domain::id::{CampaignId, TemplateName, VersionNo};
use habeas_domain::place::Language;
use habeas_domain::sealed::{Sealed, Slot};

use super::{CampaignError, Campaigns, stream};
use crate::store::{Conn, StoreError, push_list, sql};
use crate::vault::{Clear, Place};

/// A text that everybody reads alike to whom it goes in one form, language and way. Where a letter has
/// something of each reader's own, a name above it or a link, there is nothing, or only how it begins.
#[derive(Debug)]
pub struct CommonText {
    /// Its name: SHA-256 over everything else, so that no text passes for another.
    pub digest: Digest,
    /// Full, supplement or correction.
    pub form: Form,
    /// The language that it is in.
    pub language: Language,
    /// The way.
    pub channel: Channel,
    /// What it was made from.
    pub template: Template,
    /// Subject, text and page, as they were sent.
    pub body: Clear<String>,
}

/// What is kept of a text, beside the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptText {
    /// Its name.
    pub digest: Digest,
    /// Of which version.
    pub version: VersionNo,
    /// Full, supplement or correction.
    pub form: Form,
    /// The language that it is in.
    pub language: String,
    /// The way.
    pub channel: Channel,
    /// What it was made from.
    pub template: Template,
    /// When it was first made.
    pub at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Known {
    digest: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Row {
    digest: Vec<u8>,
    version: i64,
    form: String,
    language: String,
    channel: String,
    template: String,
    edition: i64,
    at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct WithBody {
    #[sqlx(flatten)]
    row: Row,
    key_id: String,
    sealed: String,
}

/// A digest as the tables have it.
pub(super) fn digest_of(bytes: &[u8]) -> Option<Digest> {
    Some(Digest::from_bytes(bytes.try_into().ok()?))
}

impl Row {
    fn read(self) -> Result<KeptText, StoreError> {
        let digest = digest_of(&self.digest);
        let digest =
            digest.ok_or_else(|| StoreError::inconsistent("campaign_text", "digest", self.at))?;
        let wrong = |column| StoreError::inconsistent("campaign_text", column, digest);
        let name = TemplateName::parse(&self.template).map_err(|_| wrong("template"))?;
        let version = u32::try_from(self.edition).map_err(|_| wrong("edition"))?;
        Ok(KeptText {
            digest,
            version: VersionNo(u16::try_from(self.version).map_err(|_| wrong("version"))?),
            form: Form::parse(&self.form).map_err(|_| wrong("form"))?,
            language: self.language,
            channel: Channel::parse(&self.channel).map_err(|_| wrong("channel"))?,
            template: Template { name, version },
            at: self.at,
        })
    }
}

/// The texts of a campaign, in the order in which they were made.
pub async fn list(conn: Conn<'_>, campaign: &CampaignId) -> Result<Vec<KeptText>, StoreError> {
    let rows = sql!(
        all Row,
        conn,
        "select digest, version, form, language, channel, template, edition, at from campaign_text
          where campaign = $1 order by at, version, digest",
        campaign.as_str()
    )?;
    rows.into_iter().map(Row::read).collect()
}

impl Campaigns {
    /// Keeps texts before any of them leaves. What is there already stays as it is.
    pub async fn keep_texts(
        &self,
        campaign: &CampaignId,
        version: VersionNo,
        texts: &[&CommonText],
    ) -> Result<(), CampaignError> {
        if texts.is_empty() {
            return Ok(());
        }
        let kept: BTreeSet<Option<Digest>> = {
            let mut reader = self.desk().read().await?;
            let known = sql!(built Known, reader.conn(), |query| {
                query.push("select digest from campaign_text where campaign = ");
                query.push_bind(campaign.as_str()).push(" and digest in ");
                push_list(&mut query, texts.iter().map(|text| text.digest.as_bytes().as_slice()));
            })?;
            known.iter().map(|row| digest_of(&row.digest)).collect()
        };
        let new = texts.iter().filter(|text| !kept.contains(&Some(text.digest)));
        let new: Vec<&&CommonText> = new.collect();
        if new.is_empty() {
            return Ok(());
        }
        let own = stream(campaign);
        let (slot, keys) = (Slot::ContentMessage, self.vault().case_keys(&own).await?);
        let place = Place { stream: &own, slot: slot.code() };
        let seal =
            |text: &CommonText| self.vault().seal(&keys, slot.purpose(), place, text.body.reveal());
        let sealed: Vec<Sealed> = new.iter().map(|text| seal(text)).collect::<Result<_, _>>()?;
        let mut desk = self.desk().clone();
        let now = desk.clock().now();
        let mut tx = desk.store().begin().await?;
        sql!(
            many tx.conn(),
            "insert into campaign_text (campaign, digest, version, form, language, channel,
                                        template, edition, key_id, sealed, at) ",
            new.iter().zip(&sealed),
            |b, row| {
                let (text, sealed) = row;
                b.push_bind(campaign.as_str()).push_bind(text.digest.as_bytes().as_slice());
                b.push_bind(i64::from(version.0)).push_bind(text.form.code());
                b.push_bind(text.language.as_str()).push_bind(text.channel.code());
                b.push_bind(text.template.name.as_str());
                b.push_bind(i64::from(text.template.version));
                b.push_bind(sealed.k.as_str()).push_bind(&*sealed.c).push_bind(now)
            },
            " on conflict (campaign, digest) do nothing"
        )?;
        tx.commit().await?;
        Ok(())
    }

    /// A text as it was read, with what is kept beside it; nothing when no such text was ever made. What a
    /// version says is no secret of anybody's.
    pub async fn text(
        &self,
        campaign: &CampaignId,
        digest: Digest,
    ) -> Result<Option<(KeptText, Clear<String>)>, CampaignError> {
        let found = {
            let mut reader = self.desk().read().await?;
            sql!(
                optional WithBody,
                reader.conn(),
                "select digest, version, form, language, channel, template, edition, at, key_id, sealed
                   from campaign_text where campaign = $1 and digest = $2",
                campaign.as_str(),
                digest.as_bytes().as_slice()
            )?
        };
        let Some(WithBody { row, key_id, sealed }) = found else { return Ok(None) };
        let wrong = |_| StoreError::inconsistent("campaign_text", "key_id", digest);
        let sealed = Sealed {
            k: habeas_domain::id::KeyId::parse(&key_id).map_err(wrong)?,
            c: sealed.into(),
        };
        let own = stream(campaign);
        let place = Place { stream: &own, slot: Slot::ContentMessage.code() };
        Ok(Some((row.read()?, self.vault().open(place, &sealed).await?)))
    }
}
