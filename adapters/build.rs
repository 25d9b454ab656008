//! Rebuilds the crate when a migration is added: they are embedded at compile time.

#![expect(clippy::print_stdout, reason = "this is how a build script speaks to Cargo")]

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
