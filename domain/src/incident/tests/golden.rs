//! Stored events are for ever.

use crate::incident::Event;

#[test]
fn every_stored_version_loads() {
    let events = crate::stream::golden::check::<Event>("incident", Event::TYPES);
    assert!(events.len() >= Event::TYPES.len());
}
