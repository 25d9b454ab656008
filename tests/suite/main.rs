//! The one integration-test binary: whole-system journeys, the fault and race suites.

#![cfg(test)]

mod clock;
