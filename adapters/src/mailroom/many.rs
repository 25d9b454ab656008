//! What many people are told, made ready for each of them.
//!
//! The words of a version are opened once for a group of messages, and put into each form, language and way
//! once; what differs from person to person is where it goes, and the link by which they answer. What is alike
//! for all of them is to be kept, as they read it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use habeas_domain::campaign::{Form as Kind, Part, Plan, Version};
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::id::{DispatchId, MessageId, VersionNo};
use habeas_domain::place::Language;
use habeas_domain::sealed::Slot;
use zeroize::Zeroizing;

use super::{Mailroom, MailroomError, WriteError};
use crate::campaigns::list::ListedPerson;
use crate::campaigns::{self, CommonText};
use crate::letters::{self, Form, ManyTold, RenderError};
use crate::mail::{self, Bodies, Draft};
use crate::vault::{Clear, Place};

type Parts = BTreeMap<Part, Clear<String>>;
/// Which of the texts of a version.
type Which = (Kind, Language, Channel);

/// The words of a version, open.
pub struct Wording {
    plan: Box<Plan>,
    version: VersionNo,
    words: BTreeMap<(Kind, Language), Parts>,
    /// What was put into words already; nothing, where each person's differs.
    rendered: HashMap<Which, Arc<Words>>,
    /// What everybody reads alike of those that were written.
    texts: BTreeMap<Which, CommonText>,
    /// How many of these are kept.
    kept: usize,
}

impl Wording {
    /// What everybody reads alike of the texts that were written; nothing, where all of them are kept.
    pub fn to_keep(&self) -> impl Iterator<Item = &CommonText> {
        let all_kept = self.kept == self.texts.len();
        self.texts.values().filter(move |_| !all_kept)
    }

    /// All of them are kept.
    pub fn keep(&mut self) {
        self.kept = self.texts.len();
    }

    /// Whether it is that of this version, as it stands.
    #[must_use]
    pub fn is_of(&self, plan: &Plan, version: &Version) -> bool {
        let own = self.plan.version(self.version);
        self.plan.id == plan.id
            && own.is_some_and(|own| own.wording == version.wording)
            && self.version == version.no()
    }
}

impl std::fmt::Debug for Wording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wording").field("version", &self.version).finish_non_exhaustive()
    }
}

/// The words for somebody, in the language in which they are.
struct Words {
    language: Language,
    form: Form,
    /// Those of a mail, ready to be sent.
    bodies: Option<Bodies>,
    /// What everybody reads of them, by its digest.
    text: Digest,
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
    /// What everybody reads of it, by its digest.
    pub text: Digest,
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
                let mut parts = Parts::new();
                for (part, sealed) in sealed {
                    parts.insert(*part, self.vault().open(place, sealed).await?);
                }
                words.insert((*form, language.clone()), parts);
            }
        }
        let (plan, version) = (Box::new(plan.clone()), version.no());
        Ok(Wording {
            plan,
            version,
            words,
            rendered: HashMap::new(),
            texts: BTreeMap::new(),
            kept: 0,
        })
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
        let words = self.words(wording, reader)?;
        let (language, text) = (&words.language, words.text);
        let now = self.desk().clock().now();
        let bytes = match &words.form {
            Form::Short { text, .. } if channel == Channel::Push => {
                platform(wording, (channel, now), &to, language, (None, text, None))?
            }
            Form::Short { text, .. } => text.clone(),
            Form::Page { html, .. } => html.clone(),
            Form::Mail { subject, text, html } if channel == Channel::SiteLetter => {
                let letter = (Some(subject.as_str()), text.as_str(), Some(html.as_str()));
                platform(wording, (channel, now), &to, language, letter)?
            }
            Form::Mail { subject, .. } => mail::compose(&Draft {
                from: &self.letterhead.sender,
                to: &to,
                id: &id,
                about: campaign.as_str(),
                subject,
                bodies: words.bodies.as_ref().ok_or(RenderError::Empty)?,
                language,
                at: now,
            })?,
        };
        Ok(Outgoing { id, to: Zeroizing::new(to), bytes: Zeroizing::new(bytes), text })
    }

    /// The words for somebody.
    fn words(&self, wording: &mut Wording, reader: Reader<'_>) -> Result<Arc<Words>, WriteError> {
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
        if let Some(words) = wording.rendered.get(&key) {
            return Ok(Arc::clone(words));
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
            on: self.today(),
        };
        let form = letters::many_told(&told, channel)?;
        let digest = if let Some(text) = wording.texts.get(&key) {
            text.digest
        } else {
            let alike = if is_ones_own {
                let link = asks.then(|| self.letterhead.link("a/..."));
                let told = ManyTold { answer: link.as_deref(), address: &[], ..told };
                letters::many_told(&told, channel)?
            } else {
                form.clone()
            };
            let text = common(&key, (plan.about.kind(), wording.version), &alike)?;
            let digest = text.digest;
            wording.texts.insert(key.clone(), text);
            digest
        };
        let bodies = match &form {
            Form::Mail { text, html, .. } if channel == Channel::Email => {
                Some(Bodies::of(text, html)?)
            }
            _ => None,
        };
        let words = Arc::new(Words { language: key.1.clone(), form, bodies, text: digest });
        if !is_ones_own {
            wording.rendered.insert(key, Arc::clone(&words));
        }
        Ok(words)
    }

    fn today(&self) -> NaiveDate {
        let zone = self.cases().rules().now().house().zone;
        self.desk().clock().now().with_timezone(&zone).date_naive()
    }

    fn answer_link(&self, plan: &Plan, person: i64) -> String {
        let token = self.vault().answer_token(&plan.id, person);
        self.letterhead.link(&format!("a/{}", token.reveal()))
    }
}

/// What is to be kept of a text.
fn common(
    (form, language, channel): &Which,
    (kind, version): (habeas_domain::campaign::Kind, VersionNo),
    alike: &Form,
) -> Result<CommonText, WriteError> {
    let body = match alike {
        Form::Short { text, .. } => serde_json::json!({ "text": text }),
        Form::Page { html, text } => serde_json::json!({ "text": text, "html": html }),
        Form::Mail { subject, text, html } => {
            serde_json::json!({ "subject": subject, "text": text, "html": html })
        }
    };
    let (body, template) = (body.to_string(), letters::template_of(kind)?);
    let (version, edition) = (version.to_string(), template.version.to_string());
    let parts = [
        version.as_str(),
        form.code(),
        language.as_str(),
        channel.code(),
        template.name.as_str(),
        &edition,
        &body,
    ];
    Ok(CommonText {
        digest: Digest::of_parts(&parts.map(str::as_bytes)),
        form: *form,
        language: language.clone(),
        channel: *channel,
        template,
        body: Clear::new(body),
    })
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
