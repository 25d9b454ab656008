//! The program as its operator meets it: settings, migrations, start and stop.

mod breach_day;
mod demo;
mod doctor;
mod kill;
mod migrate;
mod privacy;
mod serve;
mod settings;
mod sink;
