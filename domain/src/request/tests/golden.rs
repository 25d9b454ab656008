//! Stored events are for ever.

use crate::request::Event;

#[test]
fn every_event_ever_stored_still_loads() {
    crate::stream::golden::check::<Event>("request", Event::TYPES);
}
