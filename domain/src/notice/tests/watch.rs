//! A story of a request, and what its commands owe, in short lines.

use crate::dispatch::Addressee;
use crate::notice::{OwedMessage, messages};
use crate::request::tests::story::Story;
use crate::request::{Act, Event};

/// Does the command and says what it owes: one line a message.
pub(super) fn post(story: &mut Story, act: Act) -> Vec<String> {
    let events = story.does(act);
    lines(&events, story)
}

/// What these events owe: `to: kind kind#item …`, with `(given)` behind a contact that is only
/// given.
pub(super) fn lines(events: &[Event], story: &Story) -> Vec<String> {
    messages(events, story.case()).iter().map(line).collect()
}

fn line(message: &OwedMessage) -> String {
    let to = match &message.to {
        Addressee::Party { contact, .. } if message.is_to_given() => format!("{contact} (given)"),
        Addressee::Party { contact, .. } => contact.to_string(),
        Addressee::Staff(id) => id.to_string(),
        Addressee::Team(role) => role.to_string(),
    };
    let told = message.notices.iter().map(|told| match told.item {
        Some(item) => format!("{}#{item}", told.kind),
        None => told.kind.to_string(),
    });
    format!("{to}: {}", told.collect::<Vec<_>>().join(" "))
}

/// What taking this letter in owed.
pub(super) fn at_receipt(story: &Story) -> Vec<String> {
    lines(&story.history, story)
}
