//! Who speaks, and about whom: proof that never comes, comes late, is not theirs, or falls away.

use habeas_domain::assurance::Method;
use habeas_domain::contact::{Channel, Intake};
use habeas_domain::kind::{ItemKind, Relation};
use habeas_domain::people::{LossReason, Track};
use habeas_domain::request::{HandOver, Outcome, TaskResult};

use crate::demo::moves::{Answer, CARRY_OUT, CODE, Judge, MATCHES, Verify, Work, decides, verdict};
use crate::demo::people::person;
use crate::demo::player::{Story, story};
use crate::demo::when::day;

pub(super) fn stories() -> Vec<Story> {
    vec![silent(), priya(), attack(), guardian(), agency()]
}

fn shows(track: Track, method: Method, accepted: bool) -> Verify {
    Verify::Shows { track, method, item: None, accepted }
}

/// A code is sent and never answered: reminded, called a last time, and told before the due day.
fn silent() -> Story {
    let letter = person("Dale Foster", "US")
        .of("TX")
        .account("u-640081")
        .mail("dale.foster@example.net")
        .writes(Intake::Portal)
        .asks(ItemKind::Deletion)
        .says("Delete my account.");
    story("silent", day(27, 17, 0), letter).then(day(26, 9, 0), MATCHES).then(day(26, 9, 5), CODE)
}

/// The same, but the proof comes after all: the case is open again, with new clocks.
fn priya() -> Story {
    let letter = person("Priya Nair", "IN")
        .account("u-712645")
        .mail("priya.nair@example.net")
        .writes(Intake::Portal)
        .asks(ItemKind::Access)
        .says("Which data of mine do you process, and why?");
    story("priya", day(30, 15, 0), letter)
        .then(day(30, 15, 30), MATCHES)
        .then(day(30, 15, 35), CODE)
        .then(day(6, 9, 0), Verify::Asks { track: Track::Identity, method: Method::Document })
        .then(day(6, 11, 0), shows(Track::Identity, Method::Document, true))
        .then(day(4, 14, 0), decides(1, Outcome::Granted))
        .then(day(4, 14, 20), Judge::Copies { item: 1, how: HandOver::SecureLink })
}

/// A stranger names somebody's account and a mailbox of his own. The owner hears of it and stops it.
fn attack() -> Story {
    let letter = person("Marcus Reed", "US")
        .of("NY")
        .account("u-771203")
        .mail("m.reed.private@example.net")
        .writes(Intake::Form)
        .asks(ItemKind::Deletion)
        .says("I lost my old mailbox. Delete my account and confirm to this address.");
    let owner =
        Verify::Found { on_record: &[], further: &[(Channel::Email, "marcus.reed@example.net")] };
    let stopped = verdict(1, vec![(None, Answer::Is(Outcome::IdentityNotConfirmed))])
        .keeping("The owner of the account says that it was not him. Attempted takeover.");
    story("attack", day(21, 18, 10), letter)
        .then(day(20, 9, 0), owner)
        .then(day(20, 12, 30), Verify::Denies { contact: 2 })
        .then(day(18, 10, 0), stopped)
        .then(day(9, 9, 0), Judge::Lifts)
        .then(day(9, 9, 5), Judge::Closes)
}

/// A mother shows that she may speak for her child; then a court says otherwise.
fn guardian() -> Story {
    let letter = person("Elena Brandt", "DE")
        .speaks_for(Relation::Guardian, true)
        .account("u-880154")
        .mail("elena.brandt@example.net")
        .writes(Intake::Portal)
        .asks_for(ItemKind::Copy, &["profile", "viewing_history", "recommendation_profile"])
        .says("I am the mother. Please send me what my daughter, who is twelve, has watched.");
    let export = Work::Reports { only: &["core"], result: TaskResult::Done };
    story("guardian", day(12, 9, 0), letter)
        .then(day(12, 9, 30), MATCHES)
        .then(day(12, 9, 35), Verify::Asks { track: Track::Identity, method: Method::Document })
        .then(day(12, 9, 36), Verify::Asks { track: Track::Standing, method: Method::Document })
        .then(day(11, 10, 0), shows(Track::Identity, Method::Document, true))
        .then(day(11, 10, 5), shows(Track::Standing, Method::Document, true))
        .then(day(10, 10, 0), decides(1, Outcome::Granted))
        .then(day(10, 10, 5), CARRY_OUT)
        .then(day(10, 11, 0), export)
        .then(day(9, 14, 0), Verify::LosesStanding { why: LossReason::Superseded })
}

/// An agency that cannot show a mandate.
fn agency() -> Story {
    let letter = person("Clearway Privacy Agents", "US")
        .of("CA")
        .speaks_for(Relation::Representative, false)
        .account("u-415570")
        .mail("requests.clearway@example.net")
        .writes(Intake::Portal)
        .asks(ItemKind::Deletion)
        .says("We act for the holder of this account, who wishes it deleted.");
    let customer =
        Verify::Found { on_record: &[], further: &[(Channel::Email, "r.tanaka@example.net")] };
    let no_mandate = verdict(1, vec![(None, Answer::Is(Outcome::StandingNotShown))])
        .keeping("The mandate names another account, and the signature is a stamp.");
    let mandate = Verify::Asks { track: Track::Standing, method: Method::SignedMandate };
    story("agency", day(29, 11, 0), letter)
        .then(day(29, 13, 0), customer)
        .then(day(29, 13, 5), Verify::Asks { track: Track::Identity, method: Method::Document })
        .then(day(28, 9, 0), shows(Track::Identity, Method::Document, true))
        .then(day(28, 9, 5), mandate)
        .then(day(27, 9, 0), Judge::Takes { item: 1 })
        .then(day(24, 9, 0), shows(Track::Standing, Method::SignedMandate, false))
        .then(day(20, 10, 0), no_mandate)
        .then(day(19, 9, 0), Judge::Closes)
}
