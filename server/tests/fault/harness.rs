//! A server in a process of its own, its callers, its database, and what chance decides.

#[expect(dead_code, reason = "other tests use more of it")]
#[path = "../../../engine/tests/chance/mod.rs"]
mod chance;

mod caller;
mod cluster;
mod database;
mod lull;
mod patient;
mod processes;
mod proxy;
mod stream;
mod window;

use std::time::{Duration, Instant};

use domain::duration::Span;
use domain::time::Timestamp;

pub use caller::{Answer, Caller};
pub use chance::{Chance, rounds};
pub use cluster::{Cluster, program};
pub use database::{Db, Look, make};
pub use lull::Lull;
pub use patient::{PATIENT, Patient};
pub use processes::{children, kill, mentioning, zombies};
pub use proxy::{Cut, Proxy};
pub use stream::Stream;
pub use window::{ctl, does, goes_offline, leads_there, phase, said, status};

/// The administrator's password in every test.
pub const PASSWORD: &str = "correct horse battery";

/// How long anything may take before a test gives up; nothing waits this long when all is well.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A process of one `finish` step.
pub const DONE: &str = "name: done\nkind: global\nsteps:\n  - id: end\n    finish: { outcome: succeeded }\n";

/// Looks again and again until it is so.
pub async fn until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !so().await {
        assert!(began.elapsed() < PATIENCE, "not in {PATIENCE:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The instant so long from now, by the clock that the server goes by.
pub fn from_now(span: Span) -> Timestamp {
    engine::Clock::system().now().plus(span)
}
