//! What letters need of each kind of case, and the case that one message is about.

use habeas_domain::clock::Duty;
use habeas_domain::dispatch::Notice;
use habeas_domain::docket::{ClockNo, Warning};
use habeas_domain::id::ItemNo;
use habeas_domain::notice::{Message, OwedMessage, Owes};
use habeas_domain::{complaint, incident, request};

use super::pen::Pen;
use super::render::RenderError;
use super::wanted::Wanted;
use super::words::{Both, work};

/// The case that a message is about, folded through the events of the command that owes it and no
/// further, and those events.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Source<'a> {
    /// A request.
    Request { case: &'a request::Case, events: &'a [request::Event] },
    /// A complaint.
    Complaint { case: &'a complaint::Case, events: &'a [complaint::Event] },
    /// An incident.
    Incident { case: &'a incident::Case, events: &'a [incident::Event] },
}

/// A kind of case that letters are written about.
pub(super) trait Written: Owes + Sized {
    /// What the reader calls it, after "your".
    fn word(&self) -> Both;
    /// Why the reader is written to, after "because".
    fn because(&self) -> Both;
    /// What a message prints.
    fn needs<'a>(&'a self, events: &'a [Self::Event], message: &OwedMessage) -> Wanted<'a>;
    /// Writes one notice.
    fn write(pen: &Pen<'_, Self>, notice: &Notice) -> Result<String, RenderError>;
    /// Whether the reader may want to know how to complain.
    fn owes_complain(pen: &Pen<'_, Self>) -> bool;
    /// What an event alarms staff about.
    fn alarm(event: &Self::Event) -> Option<Alarming<'_>>;
    /// What a duty is, of this kind of case.
    fn duty(&self, duty: Duty) -> Both {
        work::duty(duty)
    }
    /// One thing asked or alleged, as staff read of it.
    fn part(pen: &Pen<'_, Self>, no: ItemNo) -> String;
}

/// What staff are alarmed about, whatever the case is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Alarming<'e> {
    /// A duty whose time runs out.
    Warned(ClockNo, Warning),
    /// A duty that is late.
    Missed(ClockNo),
    /// A message that could not be delivered.
    GivenUp(&'e Message),
    /// One that came back.
    CameBack(&'e Message),
}
