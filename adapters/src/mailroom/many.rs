//! What many people are told, made ready for each of them.
//!
//! The words of a version are opened once for a group of messages, and put into each form, language and way
//! once; what differs from person to person is where it goes, and the link by which they answer.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use habeas_domain::campaign::{Form as Kind, Part, Plan, Version};
use habeas_domain::contact::Channel;
use habeas_domain::id::{DispatchId, MessageId, VersionNo};
use habeas_domain::place::Language;
use habeas_domain::sealed::Slot;
use zeroize::Zeroizing;

use super::{Mailroom, MailroomError, WriteError};
use crate::campaigns;
use crate::campaigns::list::ListedPerson;
use crate::letters::{self, Form, ManyTold, RenderError};
use crate::mail::{self, Draft};
use crate::vault::{Clear, Place};

type Words = BTreeMap<Part, Clear<String>>;

/// The words of a version, open.
pub struct Wording {
    plan: Box<Plan>,
    version: VersionNo,
    words: BTreeMap<(Kind, Language), Words>,
    /// What was put into words already; nothing, where each person's differs.
    rendered: HashMap<(Kind, Language, Channel), Form>,
}

impl std::fmt::Debug for Wording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wording").field("version", &self.version).finish_non_exhaustive()
    }
}

/// Somebody to be told.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'r> {
    /// Their number in the campaign.
    pub no: i64,
    /// Who they are.
    pub person: &'r ListedPerson,
    /// Whether a version before told them.
    pub told_before: bool,
    /// The way.
    pub channel: Channel,
}

/// A message for one person, in clear for as long as it is sent.
pub struct Outgoing {
    /// Its identity, the same on every attempt.
    pub id: MessageId,
    /// Where it goes.
    pub to: Zeroizing<String>,
    /// What goes over the wire; of a letter on paper, the page.
    pub bytes: Zeroizing<String>,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A message into the service's own pages or apps, as a webhook carries it (Standard Webhooks 1.0.0).
#[derive(serde::Serialize)]
struct ForPlatform<'m> {
    /// `message.push` or `message.site_letter`.
    #[serde(rename = "type")]
    sort: String,
    timestamp: DateTime<Utc>,
    data: PlatformMessage<'m>,
}

#[derive(serde::Serialize)]
struct PlatformMessage<'m> {
    channel: Channel,
    account: &'m str,
    reference: &'m str,
    language: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'m str>,
    text: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'m str>,
}

impl Mailroom {
    /// Opens the words of a version.
    pub async fn wording(&self, plan: &Plan, version: &Version) -> Result<Wording, MailroomError> {
        let own = campaigns::stream(&plan.id);
        let place = Place { stream: &own, slot: Slot::ContentMessage.code() };
        let mut words = BTreeMap::new();
        for (form, languages) in &version.wording {
            for (language, sealed) in languages {
                let mut parts = Words::new();
                for (part, sealed) in sealed {
                    parts.insert(*part, self.vault().open(place, sealed).await?);
                }
                words.insert((*form, language.clone()), parts);
            }
        }
        let (plan, version) = (Box::new(plan.clone()), version.no());
        Ok(Wording { plan, version, words, rendered: HashMap::new() })
    }

    /// Writes to one person.
    pub fn write_to(
        &self,
        wording: &mut Wording,
        reader: Reader<'_>,
    ) -> Result<Outgoing, WriteError> {
        let Reader { no, person, channel, .. } = reader;
        let to = person.reached_by(channel).ok_or(RenderError::Missing("a contact"))?.to_owned();
        let (campaign, version) = (wording.plan.id.clone(), wording.version.to_string());
        let seed = ["campaign", campaign.as_str(), &no.to_string(), &version, channel.code()];
        let id = MessageId::of(&DispatchId::derive(&seed), self.letterhead.sender.host())?;
        let (language, form) = self.form(wording, reader)?;
        let now = self.desk().clock().now();
        let bytes = match &form {
            Form::Short { text, .. } if channel == Channel::Push => {
                platform(wording, (channel, now), &to, &language, (None, text, None))?
            }
            Form::Short { text, .. } => text.clone(),
            Form::Page { html, .. } => html.clone(),
            Form::Mail { subject, text, html } if channel == Channel::SiteLetter => {
                let letter = (Some(subject.as_str()), text.as_str(), Some(html.as_str()));
                platform(wording, (channel, now), &to, &language, letter)?
            }
            Form::Mail { subject, text, html } => mail::compose(&Draft {
                from: &self.letterhead.sender,
                to: &to,
                id: &id,
                about: campaign.as_str(),
                subject,
                text,
                html,
                language: &language,
                at: now,
            })?,
        };
        Ok(Outgoing { id, to: Zeroizing::new(to), bytes: Zeroizing::new(bytes) })
    }

    /// The words for somebody, in the language in which they are.
    fn form(
        &self,
        wording: &mut Wording,
        reader: Reader<'_>,
    ) -> Result<(Language, Form), WriteError> {
        let Reader { no, person, told_before, channel } = reader;
        let plan = &wording.plan;
        let version = plan.version(wording.version).ok_or(RenderError::Missing("the version"))?;
        let kind = version.form_for(told_before);
        let (language, _) = version
            .words(kind, person.language(&version.drafted.language))
            .ok_or(RenderError::Missing("the wording"))?;
        let key = (kind, language.clone(), channel);
        let asks = plan.about.kind() == habeas_domain::campaign::Kind::ConsentAsked;
        // Whatever stands above a letter on paper, or in a link, is one person's.
        let is_ones_own = asks || channel == Channel::Post;
        if let Some(form) = wording.rendered.get(&key).filter(|_| !is_ones_own) {
            return Ok((key.1, form.clone()));
        }
        let words = wording.words.get(&(kind, key.1.clone()));
        let words = words.ok_or(RenderError::Missing("the wording"))?;
        let parts = words.iter().map(|(part, text)| (*part, text.reveal().as_str())).collect();
        let answer = asks.then(|| self.answer_link(plan, no));
        let above: Vec<&str> =
            [&person.name, &person.address].into_iter().flatten().flat_map(|t| t.lines()).collect();
        let told = ManyTold {
            kind: plan.about.kind(),
            reference: &plan.reference,
            language: &key.1,
            parts: &parts,
            house: &self.letterhead.card,
            answer: answer.as_deref(),
            address: &above,
        };
        let form = letters::many_told(&told, channel)?;
        if !is_ones_own {
            wording.rendered.insert(key.clone(), form.clone());
        }
        Ok((key.1, form))
    }

    fn answer_link(&self, plan: &Plan, person: i64) -> String {
        let token = self.vault().answer_token(&plan.id, person);
        self.letterhead.link(&format!("a/{}", token.reveal()))
    }
}

fn platform(
    wording: &Wording,
    (channel, timestamp): (Channel, DateTime<Utc>),
    account: &str,
    language: &Language,
    (title, text, html): (Option<&str>, &str, Option<&str>),
) -> Result<String, WriteError> {
    let data = PlatformMessage {
        channel,
        account,
        reference: wording.plan.reference.as_str(),
        language: language.as_str(),
        title,
        text,
        html,
    };
    let message = ForPlatform { sort: format!("message.{channel}"), timestamp, data };
    // Texts always have JSON.
    serde_json::to_string(&message).map_err(|_| RenderError::Empty.into())
}
