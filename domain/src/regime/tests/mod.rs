//! Tests of packs and of the rulebook.
