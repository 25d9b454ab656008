//! The store and the ledger, on both engines and with everything that can go wrong.

mod append_only;
mod contract;
mod horizon;
mod ledger;
mod outage;
mod race;
mod restore;
