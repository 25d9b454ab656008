//! What the program calls itself in events.

use habeas_domain::regime;

/// Version, and digest of the rules that are part of the program: `0.1.0 rules 3f…`.
pub(crate) fn name() -> String {
    format!("{} rules {}", env!("CARGO_PKG_VERSION"), regime::shipped_digest())
}
