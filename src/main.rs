//! The binary `habeas`: command line, settings, wiring, shutdown. A parts list, no logic.

fn main() {}
