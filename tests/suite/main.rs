//! The one integration-test binary: whole-system journeys, the fault and race suites.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![expect(unreachable_pub, reason = "a test binary exports nothing; `pub` reads better here")]

mod carriers;
mod clock;
mod day;
mod desk;
mod http;
mod journeys;
mod operate;
mod requests;
mod rules;
mod store;
mod support;
mod vault;
mod views;
mod workers;
