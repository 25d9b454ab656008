use super::*;
use crate::delivery::{DeliveryState, GiveUpReason, PostponeReason};

fn queue(message: Message) -> Result<Vec<Event>, Refusal> {
    Told::default().asked(0, Act::Queue(Box::new(message)))
}

#[test]
fn a_message_begins_with_being_queued() {
    let told = Told::queued(decision());
    assert_eq!(told.events, [Event::Queued { message: decision(), duplicate_ok: true }]);
    assert_eq!(told.state.delivery(), Some(DeliveryState::Queued));
    assert_eq!(told.state.next_attempt_at(), Some(at(0)));
}

#[test]
fn the_library_runs_the_same_decision() {
    let by = Actor { role: Role::Worker, id: PrincipalId::parse("courier").unwrap() };
    cqrs_es::test::TestFramework::<Dispatch>::with(())
        .given_no_previous_events()
        .when(Command { now: at(0), by, act: Act::Queue(Box::new(code())) })
        .then_expect_events(vec![Event::Queued { message: code(), duplicate_ok: false }]);
}

#[test]
fn queueing_again_is_already_so_and_another_message_is_refused() {
    let told = Told::queued(decision());
    assert_eq!(told.asked(5, Act::Queue(Box::new(decision()))), Ok(vec![]));
    assert_eq!(told.asked(5, Act::Queue(Box::new(code()))), Err(Refusal::AlreadyQueued));
    let handed_over = Told::handed_over();
    assert_eq!(handed_over.asked(5, Act::Queue(Box::new(decision()))), Ok(vec![]));
}

#[test]
fn what_may_not_be_sent_is_refused() {
    use NoticeKind::{Acknowledgement, Code, Overdue, Ticket};
    assert_eq!(queue(message(&[])), Err(Refusal::NothingToTell));
    assert_eq!(queue(message(&[Acknowledgement, Code])), Err(Refusal::CodeTravelsAlone));
    assert_eq!(queue(message(&[Overdue])), Err(Refusal::WrongAddressee));
    let team = Addressee::Team(Role::Officer);
    assert_eq!(queue(Message { to: team.clone(), ..decision() }), Err(Refusal::WrongAddressee));
    assert!(queue(Message { to: team, ..message(&[Overdue]) }).is_ok());
    assert_eq!(queue(Message { not_after: at(0), ..decision() }), Err(Refusal::NoTimeToSend));
    let given = |kinds: &[NoticeKind]| Message {
        to: Addressee::Party {
            party: PartyNo(1),
            contact: ContactNo(2),
            provenance: Provenance::Given,
        },
        ..message(kinds)
    };
    assert_eq!(queue(given(&[Code])), Err(Refusal::ContactNotOnRecord));
    assert_eq!(queue(given(&[Acknowledgement, Ticket])), Err(Refusal::ContactNotOnRecord));
    assert!(queue(given(&[Acknowledgement])).is_ok());
}

#[test]
fn bytes_are_made_once() {
    let told = Told::ready(decision());
    assert_eq!(told.last(), &Event::Rendered(rendered()));
    assert_eq!(told.asked(1, Act::Render(Box::new(rendered()))), Ok(vec![]));
    let other = Rendered { text: sealed("other"), ..rendered() };
    assert_eq!(told.asked(1, Act::Render(Box::new(other.clone()))), Err(Refusal::AlreadyRendered));
    assert_eq!(Told::default().asked(1, Act::Render(Box::new(other))), Err(Refusal::NotQueued));
}

#[test]
fn postponing_moves_the_next_attempt() {
    let reason = PostponeReason::QuietHours;
    for told in [Told::queued(decision()), Told::ready(decision())] {
        let told = told.when(0, Act::Postpone { until: at(600), reason });
        assert_eq!(told.state.next_attempt_at(), Some(at(600)));
        assert_eq!(told.asked(1, Act::Postpone { until: at(600), reason }), Ok(vec![]));
        assert_eq!(told.asked(1, Act::Postpone { until: at(599), reason }), Err(Refusal::NotLater));
    }
}

#[test]
fn postponed_beyond_its_time_it_is_given_up_while_there_is_time_to_act() {
    let told = Told::queued(code());
    assert_eq!(
        told.asked(2, Act::Postpone { until: at(11), reason: PostponeReason::RelayDown }),
        Ok(vec![Event::GivenUp { at: at(2), reason: GiveUpReason::OutOfTime }])
    );
}

#[test]
fn giving_up_is_a_fact_once() {
    let reason = GiveUpReason::Moot;
    for told in [Told::queued(decision()), Told::ready(decision())] {
        let told = told.when(3, Act::GiveUp { reason });
        assert_eq!(told.last(), &Event::GivenUp { at: at(3), reason });
        assert_eq!(told.state.delivery(), Some(DeliveryState::GivenUp));
        assert_eq!(told.state.next_attempt_at(), None);
        assert_eq!(told.asked(4, Act::GiveUp { reason }), Ok(vec![]));
        assert_eq!(told.asked(4, Act::Render(Box::new(rendered()))), Err(Refusal::Ended));
    }
    assert_eq!(
        Told::trying(decision()).asked(3, Act::GiveUp { reason }),
        Err(Refusal::AttemptOpen)
    );
    assert_eq!(Told::handed_over().asked(3, Act::GiveUp { reason }), Err(Refusal::Ended));
}

#[test]
fn time_is_over_only_when_it_is_over() {
    let give_up = Act::GiveUp { reason: GiveUpReason::OutOfTime };
    let told = Told::queued(code());
    assert_eq!(told.asked(10, give_up.clone()), Err(Refusal::TimeLeft));
    assert!(told.asked(11, give_up).is_ok());
}
