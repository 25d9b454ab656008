//! How the house writes: what it signs with, and where its own people read.

use std::collections::BTreeMap;

use habeas_domain::dispatch::Addressee;
use habeas_domain::place::Language;
use url::Url;

use crate::letters::HouseCard;
use crate::mail::Sender;

/// How the house writes. Settings.
#[derive(Debug, Clone)]
pub struct Letterhead {
    /// What every letter is signed with.
    pub card: HouseCard,
    /// The sender of mail. Its host is in the identity of every message.
    pub sender: Sender,
    /// Where the people of the house read.
    pub mailboxes: Mailboxes,
    /// The language in which the house speaks to itself.
    pub language: Language,
    /// What links begin with.
    pub public_url: Url,
}

/// Mailboxes of the people of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailboxes {
    /// The one for whoever has none of their own.
    pub everyone: String,
    /// Those of roles and members of staff, by their names.
    pub of: BTreeMap<String, String>,
}

impl Mailboxes {
    /// Where somebody of the house reads; none for parties, whose case says where they do.
    pub(super) fn of(&self, to: &Addressee) -> Option<&str> {
        let name = match to {
            Addressee::Party { .. } => return None,
            Addressee::Staff(id) => id.as_str(),
            Addressee::Team(role) => role.code(),
        };
        Some(self.of.get(name).unwrap_or(&self.everyone))
    }
}

impl Letterhead {
    /// A page under the public address.
    pub(super) fn link(&self, path: &str) -> String {
        format!("{}/{path}", self.public_url.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use habeas_domain::actor::Role;
    use habeas_domain::id::PrincipalId;

    use super::*;

    #[test]
    fn whoever_has_no_mailbox_reads_at_everyones() {
        let own = [("otto", "otto@example.net"), ("officer", "officers@example.net")];
        let mailboxes = Mailboxes {
            everyone: "desk@example.net".to_owned(),
            of: own.map(|(name, at)| (name.to_owned(), at.to_owned())).into(),
        };
        let staff = |name| Addressee::Staff(PrincipalId::parse(name).unwrap());
        assert_eq!(mailboxes.of(&staff("otto")), Some("otto@example.net"));
        assert_eq!(mailboxes.of(&staff("anna")), Some("desk@example.net"));
        assert_eq!(mailboxes.of(&Addressee::Team(Role::Officer)), Some("officers@example.net"));
    }
}
