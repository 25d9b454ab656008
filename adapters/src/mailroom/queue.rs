//! A message as its stream begins with it: to whom, where, in which language, by when.

use chrono::{DateTime, TimeDelta, Utc};
use habeas_domain::contact::Channel;
use habeas_domain::dispatch::Message;
use habeas_domain::id::DispatchId;
use habeas_domain::notice::NoticeKind;
use habeas_domain::people::REQUESTER;
use habeas_domain::place::Language;
use habeas_domain::sealed::{Purpose, Slot};

use super::{Mailroom, MailroomError, Matter, stream};
use crate::cases::stream_of;
use crate::vault::{Clear, Place};

/// How long a relay may be down before a human is told that a message did not get out. Relays
/// themselves keep trying for days; this is the time for handing over to one.
const PATIENCE: TimeDelta = TimeDelta::hours(72);
/// Letters on paper wait for people, who have weekends.
const PAPER_PATIENCE: TimeDelta = TimeDelta::days(14);
/// A message whose time is over when it comes up is still tried this long.
const AT_LEAST: TimeDelta = TimeDelta::minutes(1);

impl Mailroom {
    /// The message as it is queued; the address is opened and sealed again for the message's own
    /// stream.
    pub async fn message(
        &self,
        matter: &Matter,
        id: &DispatchId,
    ) -> Result<Message, MailroomError> {
        let owned = stream_of(&matter.case());
        let people = matter.people();
        let (channel, address) = if let Some(contact) = matter.owed.contact(people) {
            let slot = Slot::of_channel(contact.channel).code();
            let place = Place { stream: &owned, slot };
            (contact.channel, self.vault().open(place, &contact.value).await?)
        } else {
            let mailbox = self.letterhead.mailboxes.of(&matter.owed.to).unwrap_or_default();
            (Channel::Email, Clear::new(mailbox.to_owned()))
        };
        let keys = self.vault().case_keys(&owned).await?;
        let place = Place { stream: &stream(id), slot: Slot::DispatchAddress.code() };
        let address = self.vault().seal(&keys, Purpose::Contact, place, address.reveal())?;
        let language = if matter.owed.to.is_of_the_house() {
            self.letterhead.language.clone()
        } else {
            let writer = people.parties.get(&REQUESTER);
            writer.map_or_else(Language::english, |writer| writer.language.clone())
        };
        Ok(Message {
            case: matter.case(),
            notices: matter.owed.for_dispatch(),
            to: matter.owed.to.clone(),
            channel,
            address,
            language,
            due_from: matter.at,
            not_after: not_after(matter, channel),
        })
    }

    pub(super) const fn vault(&self) -> &crate::vault::Vault {
        self.cases.vault()
    }
}

/// A code is worth nothing after its time, and an extension counts only when it is told before the
/// original due moment.
fn not_after(matter: &Matter, channel: Channel) -> DateTime<Utc> {
    let patience = if channel == Channel::Post { PAPER_PATIENCE } else { PATIENCE };
    let limits = matter.owed.notices.iter().filter_map(|told| match told.kind {
        NoticeKind::Code => matter.people().steps.get(&matter.step()?)?.expires,
        NoticeKind::Extension => {
            let mut ordered = matter.extensions().iter();
            ordered.find(|ordered| ordered.item == told.item).map(|ordered| ordered.before)
        }
        _ => None,
    });
    let latest = limits.fold(matter.at + patience, DateTime::min);
    latest.max(matter.at + AT_LEAST)
}
