//! The program as its operator meets it: settings, migrations, start and stop.

mod migrate;
mod serve;
mod settings;
