//! Windows that take the database offline, on both databases: each story alone in its process, as Lull looks at every
//! socket of it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story that cannot go on has failed"
)]
#![expect(clippy::allow_attributes, reason = "`on_both!` imports for every story what only some of them use")]

#[allow(dead_code, reason = "other stories use more of it")]
#[path = "../stories/harness/mod.rs"]
mod harness;

#[expect(dead_code, reason = "other tests use more of it")]
#[path = "../chance/mod.rs"]
mod chance;

mod bearers;
mod checks;
mod clock;
mod doubt;
mod down;
mod inside;
mod migrated;
mod model;
mod race;
mod remembered;
mod restarts;
mod restored;
mod returning;
mod series;
mod tasks;
mod unrecorded;
mod verbs;
mod window;

supervisor::supervise_before_main!();

/// Held by the story that runs.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// As `on_both!`, one story after the other.
#[macro_export]
macro_rules! alone_on_both {
    ($(async fn $name:ident($world:ident: World) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "stories differ in what they use")]
            use super::*;
            use $crate::harness::{Db, World};

            async fn story($world: World) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                let _alone = $crate::ALONE.lock().await;
                story(World::on(Db::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                let _alone = $crate::ALONE.lock().await;
                story(World::on(Db::Postgres).await).await;
            }
        }
    )*};
}
