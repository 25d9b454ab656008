//! Stored events are for ever.

use crate::campaign::Event;

#[test]
fn every_stored_version_loads() {
    let events = crate::stream::golden::check::<Event>("campaign", Event::TYPES);
    assert!(events.len() >= Event::TYPES.len());
}
