//! Stored events are for ever.

use crate::complaint::Event;

#[test]
fn every_stored_version_loads() {
    let events = crate::stream::golden::check::<Event>("complaint", Event::TYPES);
    assert!(events.len() >= Event::TYPES.len());
}
