//! How messages of the demo leave, and under what letterhead: the seam between the demo and the
//! parts that settings choose.
//!
//! Only for now: the folder carrier and the reading of the letterhead here stand in for those of the
//! running desk.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use async_trait::async_trait;
use habeas_adapters::carrier::{Carrier, Loaded, NotSent, Parcel, Sent};
use habeas_adapters::letters::HouseCard;
use habeas_adapters::mailroom::{Letterhead, Mailboxes};
use habeas_domain::delivery::NotSentClass;
use habeas_domain::regime::Words;

use crate::settings::{LettersSettings, Place, Settings};

/// The ways out of the building, and what letters are signed with.
pub(super) struct Ways {
    /// E-mail.
    pub(super) mail: Arc<dyn Carrier>,
    /// Text messages.
    pub(super) sms: Arc<dyn Carrier>,
    /// The letterhead.
    pub(super) letterhead: Letterhead,
}

impl Ways {
    /// As the settings say.
    pub(super) fn of(settings: &Settings) -> anyhow::Result<Self> {
        let Place::Embedded { data } = &settings.store.place else {
            anyhow::bail!("the demo is in a folder");
        };
        Ok(Self {
            mail: Arc::new(Tray { folder: data.join("mail"), ending: "eml" }),
            sms: Arc::new(Tray { folder: data.join("sms"), ending: "txt" }),
            letterhead: letterhead(settings)?,
        })
    }
}

fn letterhead(settings: &Settings) -> anyhow::Result<Letterhead> {
    let (house, letters) = (&settings.house, &settings.letters);
    let addresses = &house.addresses;
    let email = addresses.email.clone().context("house.addresses.email is not set")?;
    let words = |texts: &BTreeMap<String, String>| LettersSettings::words(texts);
    let card = HouseCard {
        name: Words::new(house.name.clone(), letters.house.clone()),
        email: email.clone(),
        phone: addresses.phone.clone(),
        page: addresses.web.as_ref().map(ToString::to_string),
        post: addresses.postal.iter().flat_map(|text| text.lines()).map(str::to_owned).collect(),
        endings: letters.endings.iter().map(words).collect(),
        names: letters.names.iter().map(|(code, said)| (code.clone(), words(said))).collect(),
    };
    let host = email.rsplit_once('@').map_or("localhost", |(_, host)| host).to_owned();
    Ok(Letterhead {
        card,
        sender: format!("{} <{email}>", house.name.trim_end_matches('.')),
        host,
        mailboxes: Mailboxes {
            everyone: letters.staff.clone().unwrap_or(email),
            of: letters.mailboxes.clone(),
        },
        language: house.default_language.clone(),
        public_url: settings.http.public_url.clone(),
    })
}

/// Writes each message into a file named after it.
#[derive(Debug, Clone)]
struct Tray {
    folder: PathBuf,
    ending: &'static str,
}

struct Slot {
    path: PathBuf,
    bytes: String,
}

#[async_trait]
impl Carrier for Tray {
    async fn load<'m>(&'m self, parcel: Parcel<'m>) -> Result<Box<dyn Loaded + 'm>, NotSent> {
        let trouble = |_: io::Error| NotSent { class: NotSentClass::Transient, code: None };
        std::fs::create_dir_all(&self.folder).map_err(trouble)?;
        let stem = parcel.id.as_str().split('@').next().unwrap_or_default();
        let path = self.folder.join(format!("{stem}.{}", self.ending));
        Ok(Box::new(Slot { path, bytes: parcel.bytes.to_owned() }))
    }
}

#[async_trait]
impl Loaded for Slot {
    async fn send(self: Box<Self>) -> Sent {
        match std::fs::write(&self.path, &self.bytes) {
            Ok(()) => Sent::HandedOver { provider: None, code: None },
            Err(_) => Sent::Unknown,
        }
    }
}
