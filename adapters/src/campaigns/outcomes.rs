//! What became of messages, in the order in which it did, and how it is told to the campaign: up to a
//! thousand at once, under a digest.

use chrono::{DateTime, SecondsFormat, Utc};
use habeas_domain::campaign::{Counted, MOST_ROWS, Outcome, Results};
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::id::{CampaignId, VersionNo};

use super::{CampaignError, texts};
use crate::desk::{Call, DeskError};
use crate::store::{Conn, StoreError, Tx, sql};

/// What became of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Became {
    /// To whom it was.
    pub person: i64,
    /// What became of it.
    pub outcome: Outcome,
    /// By which channel.
    pub channel: Option<Channel>,
    /// When.
    pub at: DateTime<Utc>,
    /// The text as it was read, by its digest.
    pub text: Option<Digest>,
}

impl Became {
    /// What became of a message, of which nothing is to be read.
    #[must_use]
    pub const fn of(
        person: i64,
        (outcome, channel): (Outcome, Option<Channel>),
        at: DateTime<Utc>,
    ) -> Self {
        Self { person, outcome, channel, at, text: None }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    no: i64,
    person: i64,
    version: i64,
    outcome: String,
    channel: Option<String>,
    at: DateTime<Utc>,
    text: Option<Vec<u8>>,
}

#[derive(sqlx::FromRow)]
struct Said {
    request: Option<String>,
}

#[derive(sqlx::FromRow)]
struct First {
    no: i64,
}

#[derive(sqlx::FromRow)]
struct Oldest {
    no: i64,
    version: i64,
}

/// Puts down what became of messages; where somebody says so, with who it is and by which command.
pub(super) async fn add(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    version: VersionNo,
    became: &[Became],
    said: Option<&Call>,
) -> Result<(), StoreError> {
    let Ok(count) = i64::try_from(became.len()) else { return Ok(()) };
    if count == 0 {
        return Ok(());
    }
    // Its row lock puts those of several nodes one after the other.
    let first = sql!(
        one First,
        tx.conn(),
        "update campaign_work set next_outcome = next_outcome + $2 where campaign = $1
         returning next_outcome - $2 as no",
        campaign.as_str(),
        count
    )?;
    let actor = said.map(|call| serde_json::to_string(&call.actor)).transpose();
    let actor =
        actor.map_err(|_| StoreError::inconsistent("campaign_outcome", "actor", first.no))?;
    sql!(
        many tx.conn(),
        "insert into campaign_outcome
            (campaign, no, person, version, outcome, channel, at, text, actor, command, request) ",
        (first.no..).zip(became),
        |b, row| {
            b.push_bind(campaign.as_str()).push_bind(row.0).push_bind(row.1.person);
            b.push_bind(i64::from(version.0)).push_bind(row.1.outcome.code());
            b.push_bind(row.1.channel.map(Channel::code)).push_bind(row.1.at);
            b.push_bind(row.1.text.map(|text| text.as_bytes().to_vec()));
            b.push_bind(actor.as_deref()).push_bind(said.map(|call| call.command.as_str()));
            b.push_bind(said.and_then(|call| call.request.as_deref()))
        }
    )?;
    Ok(())
}

/// Whether this command has said so before. Whoever asks holds the row of the message.
pub(super) async fn is_said(
    conn: Conn<'_>,
    campaign: &CampaignId,
    call: &Call,
) -> Result<bool, CampaignError> {
    let said = sql!(
        all Said,
        conn,
        "select request from campaign_outcome where campaign = $1 and command = $2 limit 1",
        campaign.as_str(),
        call.command.as_str()
    )?;
    match said.first() {
        None => Ok(false),
        Some(Said { request }) if *request == call.request => Ok(true),
        Some(_) => Err(DeskError::KeyReused.into()),
    }
}

/// How many outcomes are not in the stream yet, of which this is the last report: no report holds them, or
/// one that was made and not appended.
pub async fn unreported(
    conn: Conn<'_>,
    campaign: &CampaignId,
    last: u32,
) -> Result<i64, StoreError> {
    sql!(
        value i64,
        conn,
        "select coalesce(
            (select w.next_outcome - 1 - w.in_reports
                    + case when w.last_report > $2
                           then (select count(*) from campaign_outcome o
                                  where o.campaign = $1 and o.report > $2)
                           else 0 end
               from campaign_work w where w.campaign = $1), 0)",
        campaign.as_str(),
        i64::from(last)
    )
}

/// One after the other with whoever puts outcomes down, or makes a report of them.
///
/// This is the campaign's lock, its row in `campaign_work`. Whoever needs it in a transaction takes it there
/// before any row of a message: two who took them in different orders would wait for each other. Whoever takes
/// messages and puts no outcome down (a claim) does without.
pub(super) async fn wait(tx: &mut Tx<'_>, campaign: &CampaignId) -> Result<(), StoreError> {
    sql!(
        run tx.conn(),
        "update campaign_work set next_outcome = next_outcome where campaign = $1",
        campaign.as_str()
    )?;
    Ok(())
}

/// Makes the report of this number out of the oldest outcomes that none holds, of one version: the same
/// one however often it is made. Nothing when there are none.
pub async fn report(
    tx: &mut Tx<'_>,
    campaign: &CampaignId,
    no: u32,
) -> Result<Option<Results>, StoreError> {
    let report = i64::from(no);
    wait(tx, campaign).await?;
    let made = of_report(tx.conn(), campaign, no).await?;
    if made.is_some() {
        return Ok(made);
    }
    let oldest = sql!(
        optional Oldest,
        tx.conn(),
        "select no, version from campaign_outcome
          where campaign = (select $1) and report is null order by no limit 1",
        campaign.as_str()
    )?;
    let Some(Oldest { no: first, version }) = oldest else { return Ok(None) };
    // Outcomes of other versions may lie between them.
    let last = sql!(
        value i64,
        tx.conn(),
        "select max(f.no) from (select o.no from campaign_outcome o
                  where o.campaign = (select $1) and o.no >= $2 and o.version = $3
                    and o.report is null
                  order by o.no limit $4) f",
        campaign.as_str(),
        first,
        version,
        i64::try_from(MOST_ROWS).unwrap_or(i64::MAX)
    )?;
    let held = sql!(
        run tx.conn(),
        "update campaign_outcome set report = $5
          where campaign = (select $1) and no >= $2 and no <= $3 and version = $4 and report is null",
        campaign.as_str(),
        first,
        last,
        version,
        report
    )?;
    sql!(
        run tx.conn(),
        "update campaign_work set in_reports = in_reports + $2, last_report = $3
          where campaign = $1",
        campaign.as_str(),
        i64::try_from(held).unwrap_or(i64::MAX),
        report
    )?;
    of_report(tx.conn(), campaign, no).await
}

/// The report of this number as it was made; what an auditor compares with the one in the ledger.
pub async fn of_report(
    conn: Conn<'_>,
    campaign: &CampaignId,
    no: u32,
) -> Result<Option<Results>, StoreError> {
    let rows = sql!(
        all Row,
        conn,
        "select no, person, version, outcome, channel, at, text from campaign_outcome
          where campaign = $1 and report = $2 order by no",
        campaign.as_str(),
        i64::from(no)
    )?;
    let mut results: Option<Results> = None;
    let mut leaves = Vec::with_capacity(rows.len());
    for row in &rows {
        let wrong = |column| StoreError::inconsistent("campaign_outcome", column, row.no);
        let outcome = Outcome::parse(&row.outcome).map_err(|_| wrong("outcome"))?;
        let channel = row.channel.as_deref().map(Channel::parse).transpose();
        let channel = channel.map_err(|_| wrong("channel"))?;
        let version = u16::try_from(row.version).map_err(|_| wrong("version"))?;
        leaves.push(row.leaf());
        let results = results.get_or_insert_with(|| Results {
            no,
            version: VersionNo(version),
            counts: Vec::new(),
            from: row.at,
            to: row.at,
            told: None,
            digest: Digest::root_of(&[]),
        });
        (results.from, results.to) = (results.from.min(row.at), results.to.max(row.at));
        if outcome == Outcome::HandedOver {
            let (first, last) = results.told.unwrap_or((row.at, row.at));
            results.told = Some((first.min(row.at), last.max(row.at)));
        }
        let same = |one: &&mut Counted| (one.outcome, one.channel) == (outcome, channel);
        match results.counts.iter_mut().find(same) {
            Some(one) => one.count += 1,
            None => results.counts.push(Counted { outcome, channel, count: 1 }),
        }
    }
    if let Some(results) = &mut results {
        results.digest = Digest::root_of(&leaves);
    }
    Ok(results)
}

impl Row {
    /// One outcome as the digest of a report is over it: number, person, version, outcome, channel and
    /// time, with a space between them; and behind them the digest of the text, where somebody read one.
    fn leaf(&self) -> Digest {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let channel = self.channel.as_deref().unwrap_or("-");
        let Self { no, person, version, outcome, .. } = self;
        let text = self.text.as_deref().and_then(texts::digest_of);
        let text = text.map(|text| format!(" {text}")).unwrap_or_default();
        let leaf = format!("{no} {person} {version} {outcome} {channel} {at}{text}");
        Digest::of_leaf(&[leaf.as_bytes()])
    }
}
