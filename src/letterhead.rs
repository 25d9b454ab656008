//! How the house writes, by its settings.

use habeas_adapters::letters::HouseCard;
use habeas_adapters::mail::Sender;
use habeas_adapters::mailroom::{Letterhead, Mailboxes};
use habeas_domain::regime::Words;

use crate::settings::{LettersSettings, Settings};

/// What stands where an address should be while the operator has not said one: a first look needs
/// none, and `habeas doctor` asks for it.
const NOWHERE: &str = "privacy@localhost";

/// Whom mail comes from.
pub(crate) fn sender(settings: &Settings) -> anyhow::Result<Sender> {
    Ok(Sender::parse(settings.mail.from.as_deref().unwrap_or(NOWHERE))?)
}

/// What letters are signed with, and where the house's own people read.
pub(crate) fn letterhead(settings: &Settings) -> anyhow::Result<Letterhead> {
    let (house, letters) = (&settings.house, &settings.letters);
    let addresses = &house.addresses;
    let sender = sender(settings)?;
    let email = addresses.email.clone().unwrap_or_else(|| sender.bare().to_owned());
    let mut names = letters.house.clone();
    names.remove("en");
    let card = HouseCard {
        name: Words::new(house.name.clone(), names),
        email: email.clone(),
        phone: addresses.phone.clone(),
        page: addresses.web.as_ref().map(ToString::to_string),
        post: lines(addresses.postal.as_deref().unwrap_or_default()),
        endings: letters.endings.iter().map(LettersSettings::words).collect(),
        names: letters
            .names
            .iter()
            .map(|(code, said)| (code.clone(), LettersSettings::words(said)))
            .collect(),
    };
    Ok(Letterhead {
        card,
        sender,
        mailboxes: Mailboxes {
            everyone: letters.staff.clone().unwrap_or(email),
            of: letters.mailboxes.clone(),
        },
        language: house.default_language.clone(),
        public_url: settings.http.public_url.clone(),
    })
}

/// An address as it stands on an envelope: on lines, or with commas between what would be lines.
fn lines(address: &str) -> Vec<String> {
    let split = if address.contains('\n') { '\n' } else { ',' };
    address.split(split).map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
