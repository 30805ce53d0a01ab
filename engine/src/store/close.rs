//! Closes the database, and looks whether it is closed: `close()` of a pool may wait for ever, and may return early.

use std::time::Duration;

use super::connect::Door;
use super::pools::Pools;
use super::{Place, Store, descriptors};

/// How often is looked whether the last descriptor is gone: threads close them when they please.
const LOOK: Duration = Duration::from_millis(5);

/// How long what was cut off may take to be gone.
const FORCE: Duration = Duration::from_secs(1);

/// What closing the database came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Closed {
    /// What is open still, or left beside the file, one line each. Empty: it is closed, and was seen to be.
    pub left: Vec<String>,
    /// Whether this process holds some of it: a descriptor, not a file beside it.
    pub held: bool,
}

impl Store {
    /// Closes it within `limit`: nobody begins anything any more, readers end first, then the writer, whose `-wal` is
    /// written back and cut to nothing (a reader that closes last leaves one, and a file copied over the database
    /// then shows the old tables). Then this process's own descriptors are looked at.
    pub async fn close(&self, limit: Duration) -> Closed {
        let work = async {
            if let Some(pools) = self.shut_the_door() {
                close(pools).await;
                keep_open(self.place());
                *self.door() = Door::Closed;
            }
            self.until_nothing_is_left().await;
        };
        // Whatever the time-out cut off, what counts is what is seen now.
        let _ = tokio::time::timeout(limit, work).await;
        descriptors::look(self.place()).await
    }

    async fn until_nothing_is_left(&self) {
        while !descriptors::look(self.place()).await.left.is_empty() {
            #[expect(clippy::disallowed_methods, reason = "no event tells that a thread has closed a file")]
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Lets go of a database that did not answer while it was being closed: sockets are shut down, and nobody waits for
    /// an answer any more.
    pub async fn force(&self) -> Closed {
        *self.door() = Door::Closed;
        descriptors::cut(self.place()).await;
        let _ = tokio::time::timeout(FORCE, self.until_nothing_is_left()).await;
        descriptors::look(self.place()).await
    }

    /// From now on nobody begins anything. Answers what is to be closed; after a time-out that is there still.
    fn shut_the_door(&self) -> Option<Pools> {
        let mut door = self.door();
        let (pools, next) = match std::mem::take(&mut *door) {
            Door::Open(pools) | Door::Closing(pools) => (Some(pools.clone()), Door::Closing(pools)),
            Door::Closed => (None, Door::Closed),
        };
        *door = next;
        pools
    }
}

/// Tests let a debug build keep a descriptor of the file for ever, as a thread does that hangs in the disk.
fn keep_open(place: &Place) {
    fail::fail_point!("database-kept", |_| {
        if let Place::Sqlite(path) = place {
            use std::os::fd::IntoRawFd;
            let _kept = std::fs::File::open(path).map(IntoRawFd::into_raw_fd);
        }
    });
}

/// Closes the connections, readers first.
pub(super) async fn close(pools: Pools) {
    match pools {
        Pools::Sqlite { writer, readers } => {
            readers.close().await;
            if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&writer).await {
                tracing::warn!(%error, "the -wal could not be written back before closing");
            }
            writer.close().await;
        }
        Pools::Postgres(pool) => pool.close().await,
    }
}
