//! Appends that wait, and the turn to write them: one fsync for all that wait at that moment.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::Appended;
use super::log::Log;
use crate::offline::error::Result;

/// What the appends and the thread that writes share.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) log: Mutex<Log>,
    pub(super) queue: Mutex<Queue>,
}

#[derive(Debug, Default)]
pub(super) struct Queue {
    pub(super) waiting: Vec<(Vec<u8>, oneshot::Sender<Result<Appended>>)>,
    /// Whether a thread is writing, and will look at the queue again.
    pub(super) led: bool,
}

impl Desk {
    pub(super) fn new(log: Log) -> Self {
        Self { log: Mutex::new(log), queue: Mutex::default() }
    }

    /// Puts a body into the queue and sees that a thread writes it; what is returned tells its fate.
    pub(super) fn enqueue(this: &Arc<Self>, body: Vec<u8>) -> oneshot::Receiver<Result<Appended>> {
        let (answer, told) = oneshot::channel();
        let mut queue = lock(&this.queue);
        queue.waiting.push((body, answer));
        let led = std::mem::replace(&mut queue.led, true);
        drop(queue);
        if !led {
            let lead = Lead { desk: Arc::clone(this), done: false };
            drop(tokio::task::spawn_blocking(move || lead.write()));
        }
        told
    }
}

/// The turn to write for all that wait. There is one at a time, and it goes on until none waits.
struct Lead {
    desk: Arc<Desk>,
    done: bool,
}

impl Lead {
    fn write(mut self) {
        loop {
            let mut queue = lock(&self.desk.queue);
            if queue.waiting.is_empty() {
                queue.led = false;
                drop(queue);
                self.done = true;
                return;
            }
            let (bodies, answers): (Vec<_>, Vec<_>) = std::mem::take(&mut queue.waiting).into_iter().unzip();
            drop(queue);
            let fates = match lock(&self.desk.log).append(&bodies) {
                Ok(fates) => fates.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error); bodies.len()],
            };
            for (answer, fate) in answers.into_iter().zip(fates) {
                // Whoever asked may have left; the record stands.
                let _ = answer.send(fate);
            }
        }
    }
}

impl Drop for Lead {
    /// A turn that was never taken, as the runtime is stopping, leaves nobody waiting.
    fn drop(&mut self) {
        if !self.done {
            let mut queue = lock(&self.desk.queue);
            queue.led = false;
            queue.waiting.clear();
        }
    }
}

/// Locks what is never left half-changed, even when another thread panicked.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
