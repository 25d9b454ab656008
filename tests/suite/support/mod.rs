//! What the suites share: throw-away databases of both engines and a small aggregate.

mod client;
mod cluster;
mod crew;
mod crowd;
mod database;
mod office;
mod page;
mod portal;
mod postbox;
mod program;
mod replay;
mod scene;
mod story;
mod tally;
mod vaults;
mod world;

pub use client::Client;
pub use cluster::{Cluster, programs, shared};
pub use crew::{Crew, dies_after, killed_after, mailroom};
pub use crowd::{Crowd, Dice};
pub use database::{empty_database, empty_database_in};
pub use office::{Office, at, call, letter, record_of};
pub use page::{get, get_json};
pub use portal::{Answer, Portal};
pub use postbox::Postbox;
pub use program::{Running, desk, habeas, said};
pub use replay::{rebuild_views, view_rows};
pub use scene::{
    InAuckland, InAutumn, InBerlin, InLondon, InLondonByCounsel, InShanghai, InSpring, Matter,
    Scene, allows, blocks, clock, code_in, words,
};
pub use story::{Story, actor, code, found, message, register, rulebook, rules, with_rest_day};
pub use tally::{Refused, Tally, metadata, noted};
pub use vaults::{House, NEW, OLD, email_of, hex, request, seal};
pub use world::World;

/// Runs each named `async fn(World)` of the module once an engine; with `House:` before the names,
/// each `async fn(House)`.
macro_rules! on_both_engines {
    ($place:ident: $($name:ident),+ $(,)?) => {
        mod postgres {
            $(#[tokio::test] async fn $name() {
                super::$name($crate::support::$place::postgres().await).await;
            })+
        }
        mod sqlite {
            $(#[tokio::test] async fn $name() {
                super::$name($crate::support::$place::sqlite().await).await;
            })+
        }
    };
    ($($name:ident),+ $(,)?) => { $crate::support::on_both_engines!(World: $($name),+); };
}
pub(crate) use on_both_engines;
