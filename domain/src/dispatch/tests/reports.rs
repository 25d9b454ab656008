use super::*;
use crate::delivery::{BounceClass, CaseReport, DeliveryState, GiveUpReason};
use crate::dispatch::reports;
use crate::moment::Moment;

fn delivered(minute: i64) -> Act {
    Act::RecordDelivered { at: at(minute) }
}

fn bounced(minute: i64) -> Act {
    Act::RecordBounced { at: at(minute), class: BounceClass::AddressPermanent, code: None }
}

fn case_hears(told: &Told) -> Vec<CaseReport> {
    told.events.iter().filter_map(reports).collect()
}

#[test]
fn a_report_moves_what_was_handed_over_and_once() {
    let told = Told::handed_over().when(5, delivered(4));
    assert_eq!(told.last(), &Event::Delivered { at: at(4) });
    assert_eq!(told.state.delivery(), Some(DeliveryState::Delivered));
    assert_eq!(told.asked(6, delivered(4)), Ok(vec![]));
    let told = Told::handed_over().when(5, bounced(4));
    assert_eq!(told.state.delivery(), Some(DeliveryState::Bounced));
    assert_eq!(told.asked(6, bounced(4)), Ok(vec![]));
}

#[test]
fn a_report_from_a_fast_clock_is_not_dated_in_the_future() {
    let told = Told::handed_over();
    assert_eq!(told.asked(5, delivered(90)), Ok(vec![Event::Delivered { at: at(5) }]));
}

#[test]
fn an_end_is_not_undone_and_the_contradiction_is_kept() {
    let told = Told::handed_over().when(5, bounced(5)).when(6, delivered(6));
    assert_eq!(told.last(), &Event::Delivered { at: at(6) });
    assert_eq!(told.state.delivery(), Some(DeliveryState::Bounced));
    assert_eq!(told.asked(7, delivered(6)), Ok(vec![]));
    let told = Told::handed_over().when(5, delivered(5)).when(6, bounced(6));
    assert_eq!(told.state.delivery(), Some(DeliveryState::Delivered));
    assert_eq!(told.asked(7, bounced(6)), Ok(vec![]));
    assert!(
        case_hears(&told)
            .contains(&CaseReport::CameBack { at: at(6), class: BounceClass::AddressPermanent }),
        "the case hears that it came back all the same"
    );
}

#[test]
fn what_never_left_can_neither_arrive_nor_come_back() {
    let given_up =
        Told::queued(decision()).when(0, Act::GiveUp { reason: GiveUpReason::Suppressed });
    for told in
        [Told::queued(decision()), Told::ready(decision()), Told::trying(decision()), given_up]
    {
        assert_eq!(told.asked(1, delivered(1)), Err(Refusal::NeverSent));
        assert_eq!(told.asked(1, bounced(1)), Err(Refusal::NeverSent));
    }
    assert_eq!(Told::default().asked(1, delivered(1)), Err(Refusal::NotQueued));
}

#[test]
fn a_report_that_overtakes_the_courier_counts() {
    let told = Told::committing(decision()).when(1, delivered(1));
    assert_eq!(
        told.events[4..],
        [
            Event::HandedOver { attempt: AttemptNo(1), at: at(0), provider: None, code: None },
            Event::Delivered { at: at(1) },
        ]
    );
    assert_eq!(told.asked(2, handed_over(1, 1, 1)), Ok(vec![]), "the courier has nothing to add");
}

#[test]
fn a_report_settles_an_unknown_outcome() {
    let told = Told::committing(decision()).when(16, unknown(1, 1)).when(16, delivered(16));
    assert_eq!(told.state.delivery(), Some(DeliveryState::Delivered));
    assert_eq!(told.state.next_attempt_at(), None, "it does not go out again");
    let told = Told::committing(code()).when(2, unknown(1, 1)).when(3, delivered(3));
    assert_eq!(told.state.delivery(), Some(DeliveryState::Delivered));
    assert_eq!(
        case_hears(&told),
        [
            CaseReport::GivenUp { at: at(2), reason: GiveUpReason::OutcomeUnknown },
            CaseReport::HandedOver { at: Moment::At(at(0)) },
            CaseReport::Delivered { at: at(3) },
        ]
    );
}

#[test]
fn a_courier_stops_before_the_last_byte_when_the_first_copy_has_arrived() {
    let told = Told::committing(decision())
        .when(16, unknown(1, 1))
        .when(17, begin(2, 2))
        .when(17, delivered(17));
    assert_eq!(told.asked(18, commit(2, 2)), Err(Refusal::Ended));
}

#[test]
fn a_posted_letter_is_handed_over_on_its_day_and_may_be_returned() {
    let on = at(0).date_naive();
    let post = |on| Act::RecordPosted { on, tracking: Some(sealed("tracking")) };
    assert_eq!(Told::queued(by(Channel::Post)).asked(0, post(on)), Err(Refusal::NotRendered));
    assert_eq!(Told::ready(decision()).asked(0, post(on)), Err(Refusal::WrongChannel));
    let ready = Told::ready(by(Channel::Post));
    let later = on.succ_opt().unwrap().succ_opt().unwrap();
    assert_eq!(ready.asked(0, post(later)), Err(Refusal::InTheFuture));
    let told = ready.when(600, post(on));
    assert_eq!(told.asked(700, post(on)), Ok(vec![]));
    assert_eq!(case_hears(&told), [CaseReport::HandedOver { at: Moment::On(on) }]);
    let returned = Act::RecordBounced { at: at(9000), class: BounceClass::Returned, code: None };
    let told = told.when(9000, returned);
    assert_eq!(told.state.delivery(), Some(DeliveryState::Bounced));
}

#[test]
fn a_call_counts_when_the_person_was_reached() {
    let call = |reached| Act::RecordCall { at: at(5), reached, summary: None };
    let told = Told::queued(by(Channel::Phone)).when(5, call(false));
    assert_eq!(told.last(), &Event::CallUnanswered { at: at(5) });
    assert_eq!(told.state.delivery(), Some(DeliveryState::Queued));
    assert_eq!(told.asked(4, call(true)), Err(Refusal::InTheFuture));
    let told = told.when(6, call(true));
    assert_eq!(told.state.delivery(), Some(DeliveryState::HandedOver));
    assert_eq!(told.asked(7, call(true)), Ok(vec![]));
    assert_eq!(told.asked(7, call(false)), Err(Refusal::Ended));
}
