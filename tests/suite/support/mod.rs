//! What the suites share: throw-away databases of both engines and a small aggregate.

mod cluster;
mod tally;
mod world;

pub use cluster::{Cluster, programs};
pub use tally::{Refused, Tally, metadata, noted};
pub use world::{World, empty_database, empty_database_in};

/// Runs each named `async fn(World)` of the module once an engine.
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {
        mod postgres {
            $(#[tokio::test] async fn $name() {
                super::$name($crate::support::World::postgres().await).await;
            })+
        }
        mod sqlite {
            $(#[tokio::test] async fn $name() {
                super::$name($crate::support::World::sqlite().await).await;
            })+
        }
    };
}
pub(crate) use on_both_engines;
