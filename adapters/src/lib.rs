//! Everything that touches the world: store, ledger, vault, desk, views, HTTP, mail and SMS.
