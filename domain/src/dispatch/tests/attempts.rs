use super::*;
use crate::delivery::{DeliveryState, GiveUpReason, NotSentClass, StatusCode};

#[test]
fn an_attempt_goes_over_its_commit_point_to_the_relay() {
    let told = Told::handed_over();
    assert_eq!(
        told.events[2..],
        [
            Event::AttemptBegun { attempt: AttemptNo(1), fence: Fence(1), at: at(0) },
            Event::CommitPointReached { attempt: AttemptNo(1), at: at(0) },
            Event::HandedOver { attempt: AttemptNo(1), at: at(1), provider: None, code: None },
        ]
    );
    assert_eq!(told.state.delivery(), Some(DeliveryState::HandedOver));
    assert_eq!(told.asked(2, handed_over(1, 1, 1)), Ok(vec![]));
    assert_eq!(told.asked(2, begin(2, 2)), Err(Refusal::Ended));
}

#[test]
fn no_attempt_before_there_are_bytes_or_outside_its_time() {
    assert_eq!(Told::default().asked(0, begin(1, 1)), Err(Refusal::NotQueued));
    assert_eq!(Told::queued(decision()).asked(0, begin(1, 1)), Err(Refusal::NotRendered));
    let told = Told::ready(code());
    assert_eq!(told.asked(-1, begin(1, 1)), Err(Refusal::TooEarly));
    assert_eq!(told.asked(11, begin(1, 1)), Err(Refusal::TooLate));
    assert_eq!(told.asked(0, begin(2, 1)), Err(Refusal::WrongAttempt));
    assert_eq!(Told::trying(code()).asked(11, commit(1, 1)), Err(Refusal::TooLate));
}

#[test]
fn what_people_carry_is_not_sent_by_a_machine() {
    assert_eq!(Told::ready(by(Channel::Post)).asked(0, begin(1, 1)), Err(Refusal::WrongChannel));
    assert_eq!(Told::ready(by(Channel::Post)).state.next_attempt_at(), None);
}

#[test]
fn nothing_is_handed_over_that_did_not_pass_the_commit_point() {
    assert_eq!(
        Told::trying(decision()).asked(1, handed_over(1, 1, 1)),
        Err(Refusal::NoCommitPoint)
    );
    assert_eq!(Told::ready(decision()).asked(1, unknown(0, 1)), Err(Refusal::NoAttempt));
    assert_eq!(Told::trying(decision()).asked(1, unknown(1, 1)), Err(Refusal::NoCommitPoint));
}

#[test]
fn the_time_of_handing_over_lies_between_the_last_byte_and_now() {
    let told = Told::committing(decision());
    for (said, kept) in [(-5, 0), (1, 1), (99, 2)] {
        let events = told.asked(2, handed_over(1, 1, said)).unwrap();
        assert!(matches!(&events[..], [Event::HandedOver { at: time, .. }] if *time == at(kept)));
    }
}

#[test]
fn a_courier_whose_lease_has_passed_on_is_not_heard() {
    let told = Told::trying(decision()).when(16, begin(2, 2));
    for act in [
        commit(1, 1),
        handed_over(1, 1, 16),
        not_sent(1, 1, NotSentClass::Transient),
        unknown(1, 1),
        begin(3, 1),
    ] {
        assert_eq!(told.asked(17, act.clone()), Err(Refusal::StaleFence), "{act:?}");
    }
    let over = told.when(17, commit(2, 2)).when(17, handed_over(2, 2, 17));
    assert_eq!(over.asked(18, handed_over(1, 1, 16)), Err(Refusal::StaleFence));
}

#[test]
fn an_attempt_abandoned_before_the_last_byte_has_sent_nothing() {
    let told = Told::trying(decision()).when(16, begin(2, 2));
    assert_eq!(
        told.events[3..],
        [
            Event::NotSent {
                attempt: AttemptNo(1),
                at: at(16),
                class: NotSentClass::Transient,
                code: None,
                retry_at: Some(at(16)),
            },
            Event::AttemptBegun { attempt: AttemptNo(2), fence: Fence(2), at: at(16) },
        ]
    );
}

#[test]
fn an_attempt_abandoned_at_the_last_byte_is_unknown_first() {
    let told = Told::committing(decision());
    assert_eq!(told.asked(16, begin(2, 2)), Err(Refusal::AttemptOpen));
    let later_holder = not_sent(1, 2, NotSentClass::Transient);
    assert_eq!(told.asked(16, later_holder), Err(Refusal::AttemptOpen));
    let told = told.when(16, unknown(1, 2));
    assert_eq!(
        told.last(),
        &Event::OutcomeUnknown { attempt: AttemptNo(1), at: at(16), retry_at: Some(at(17)) }
    );
    assert_eq!(told.state.delivery(), Some(DeliveryState::Unknown));
    assert_eq!(told.state.rendered(), Some(&rendered()), "the same bytes go out again");
    let told = told.when(17, begin(2, 2)).when(17, commit(2, 2)).when(17, handed_over(2, 2, 17));
    assert_eq!(told.state.delivery(), Some(DeliveryState::HandedOver));
}

#[test]
fn a_code_is_not_sent_twice() {
    let told = Told::committing(code()).when(2, unknown(1, 1));
    assert_eq!(
        told.events[4..],
        [
            Event::OutcomeUnknown { attempt: AttemptNo(1), at: at(2), retry_at: None },
            Event::GivenUp { at: at(2), reason: GiveUpReason::OutcomeUnknown },
        ]
    );
    assert_eq!(told.asked(3, begin(2, 2)), Err(Refusal::Ended));
    // But one that certainly did not go out is.
    let told = Told::committing(code()).when(2, not_sent(1, 1, NotSentClass::Transient));
    assert_eq!(told.state.next_attempt_at(), Some(at(3)));
}

#[test]
fn transient_failures_follow_the_schedule_until_there_is_no_time() {
    let mut told = Told::ready(Message { not_after: at(120), ..decision() });
    let mut minute = 0;
    let mut retries = vec![];
    for attempt in 1.. {
        told = told
            .when(minute, begin(attempt, attempt.into()))
            .when(minute, not_sent(attempt, attempt.into(), NotSentClass::Transient));
        match told.state.next_attempt_at() {
            Some(next) => minute = (next - at(0)).num_minutes(),
            None => break,
        }
        retries.push(minute);
    }
    assert_eq!(retries, [1, 6, 21, 51, 111]);
    assert_eq!(told.last(), &Event::GivenUp { at: at(111), reason: GiveUpReason::OutOfTime });
}

#[test]
fn out_of_time_after_an_unknown_outcome_stays_unknown() {
    let told = Told::committing(Message { not_after: at(3), ..decision() })
        .when(1, unknown(1, 1))
        .when(2, begin(2, 2))
        .when(2, not_sent(2, 2, NotSentClass::Transient));
    assert_eq!(told.last(), &Event::GivenUp { at: at(2), reason: GiveUpReason::OutcomeUnknown });
}

#[test]
fn a_bad_address_and_a_bad_relay_end_it_at_once() {
    for (class, reason) in [
        (NotSentClass::AddressPermanent, GiveUpReason::AddressPermanent),
        (NotSentClass::RelayPermanent, GiveUpReason::RelayPermanent),
    ] {
        let code = Some(StatusCode::parse("5.1.1").unwrap());
        let events = Told::trying(decision()).asked(
            1,
            Act::ReportNotSent {
                attempt: AttemptNo(1),
                fence: Fence(1),
                class,
                code: code.clone(),
            },
        );
        assert_eq!(
            events,
            Ok(vec![
                Event::NotSent { attempt: AttemptNo(1), at: at(1), class, code, retry_at: None },
                Event::GivenUp { at: at(1), reason },
            ])
        );
    }
}

#[test]
fn a_message_refused_as_it_is_gets_one_more_try_a_day_later() {
    let refused = |n: u16| not_sent(n, n.into(), NotSentClass::MessagePermanent);
    let told = Told::trying(decision()).when(0, refused(1));
    assert_eq!(told.state.next_attempt_at(), Some(at(24 * 60)));
    let told = told.when(24 * 60, begin(2, 2)).when(24 * 60, refused(2));
    assert_eq!(
        told.last(),
        &Event::GivenUp { at: at(24 * 60), reason: GiveUpReason::MessagePermanent }
    );
}

#[test]
fn an_attempt_that_ran_out_of_time_can_still_be_closed() {
    let told = Told::trying(code());
    assert_eq!(told.asked(30, begin(2, 2)), Err(Refusal::TooLate));
    let told = told.when(30, not_sent(1, 2, NotSentClass::Transient));
    assert_eq!(told.last(), &Event::GivenUp { at: at(30), reason: GiveUpReason::OutOfTime });
}
