//! A context for each notice: exactly what its templates print, in words.

mod answer;
mod complain;
mod frame;
mod proof;
mod receipt;
mod staff;
mod tracks;

use habeas_domain::dispatch::Notice;
use habeas_domain::notice::NoticeKind;

pub(super) use complain::{Complain, is_owed as owes_complain};
pub(super) use frame::{Footer, Frame};

use super::pen::Pen;
use super::render::RenderError;

/// Gives a context a template in each language. The paths are literals, so that the templates are
/// compiled, and a field that is not there does not compile.
macro_rules! page {
    ($context:ident::$name:ident: $en:literal, $zh:literal) => {
        impl $context {
            pub(in crate::letters) fn $name(
                &self,
                tongue: $crate::letters::tongue::Tongue,
            ) -> Result<String, $crate::letters::render::RenderError> {
                #[derive(askama::Template)]
                enum Page<'c> {
                    #[template(path = $en)]
                    En { c: &'c $context },
                    #[template(path = $zh)]
                    Zh { c: &'c $context },
                }
                let page = match tongue {
                    $crate::letters::tongue::Tongue::En => Page::En { c: self },
                    $crate::letters::tongue::Tongue::Zh => Page::Zh { c: self },
                };
                Ok(askama::Template::render(&page)?)
            }
        }
    };
}
use page;

/// Writes one notice.
pub(super) fn write(pen: &Pen<'_>, notice: &Notice) -> Result<String, RenderError> {
    let (tongue, items) = (pen.tongue, notice.items.as_slice());
    match notice.kind {
        NoticeKind::Acknowledgement => receipt::Acknowledgement::of(pen).write(tongue),
        NoticeKind::Consequences => receipt::Consequences::of(pen, items).write(tongue),
        NoticeKind::Ticket => receipt::Ticket::of(pen)?.write(tongue),
        NoticeKind::SomeoneAsked => receipt::SomeoneAsked::of(pen).write(tongue),
        NoticeKind::Code => proof::Code::of(pen)?.write(tongue),
        NoticeKind::ProofAsked => proof::Proof::asked_for(pen)?.asked(tongue),
        NoticeKind::IdentityReminder => proof::Proof::awaited(pen).reminder(tongue),
        NoticeKind::IdentityLastCall => proof::Proof::awaited(pen).last_call(tongue),
        NoticeKind::IdentityNotConfirmed => proof::NotConfirmed::of(pen, items).identity(tongue),
        NoticeKind::StandingNotShown => proof::NotConfirmed::of(pen, items).standing(tongue),
        NoticeKind::Clarification => tracks::Clarification::of(pen, items)?.write(tongue),
        NoticeKind::Extension => tracks::Extension::of(pen, items)?.write(tongue),
        NoticeKind::Fee => tracks::Fee::of(pen, items)?.write(tongue),
        NoticeKind::Hold => tracks::Hold::of(pen, items)?.write(tongue),
        NoticeKind::Decision => answer::Decision::of(pen, items)?.write(tongue),
        NoticeKind::Completion => answer::Completion::of(pen).write(tongue),
        NoticeKind::BackupPurged => answer::BackupPurged::of(pen).write(tongue),
        NoticeKind::Withdrawn => answer::Withdrawn::of(pen, items).write(tongue),
        NoticeKind::HalfTime => staff::Alarm::of_time(pen, notice).half_time(tongue),
        NoticeKind::FourFifths => staff::Alarm::of_time(pen, notice).four_fifths(tongue),
        NoticeKind::TwoDaysLeft => staff::Alarm::of_time(pen, notice).two_days_left(tongue),
        NoticeKind::Overdue => staff::Alarm::of_time(pen, notice).overdue(tongue),
        NoticeKind::Undeliverable => staff::Alarm::of_untold(pen, notice).undeliverable(tongue),
        NoticeKind::TaskAlarm => staff::Alarm::of_work(pen, notice).task(tongue),
        NoticeKind::TrackAlarm => staff::Alarm::of_tracks(pen, notice).track(tongue),
    }
}
