//! The program as its operator meets it: settings, migrations, start and stop.

mod kill;
mod demo;
mod migrate;
mod privacy;
mod serve;
mod settings;
