//! Performs one step: starts it under its supervisor, or adopts it, and tells how it ended.

mod supervised;

use std::path::Path;

use domain::progress::Ended;
use futures::future::BoxFuture;

pub use crate::conduct::Job;
pub use supervised::Supervised;

/// Performs steps. The real one is [`Supervised`]; tests bring one whose steps end when they say.
pub trait Runner: Send + Sync {
    /// Starts the attempt, or adopts it when it was started before; resolves when it has ended.
    fn run(&self, job: Job) -> BoxFuture<'static, Ended>;

    /// Asks the attempt in this folder to end (rule 25). It ends later, by itself.
    ///
    /// # Errors
    /// When it could not be asked: ask again.
    fn cancel(&self, folder: &Path) -> std::io::Result<()>;
}
