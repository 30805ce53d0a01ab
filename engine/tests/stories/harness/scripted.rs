//! A runner whose steps end when the story says.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use domain::process::Outcome;
use domain::progress::Ended;
use engine::runner::{Job, Runner};
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{oneshot, watch};

#[derive(Default)]
struct Known {
    running: HashMap<PathBuf, oneshot::Sender<Ended>>,
    jobs: Vec<Job>,
    /// Whether cancels get lost, as with a process that dies after its commit.
    deaf: bool,
    /// Attempts cancelled before they were started.
    cancelled: HashSet<PathBuf>,
}

pub struct Scripted {
    known: Arc<Mutex<Known>>,
    started: watch::Sender<usize>,
}

impl Default for Scripted {
    fn default() -> Self {
        Self { known: Arc::default(), started: watch::channel(0).0 }
    }
}

impl Scripted {
    /// Waits until `count` attempts were started in all, and answers them.
    pub async fn has_started(&self, count: usize) -> Vec<Job> {
        let mut started = self.started.subscribe();
        // What is lent by the channel is given back at once: with it in hand, the lock below could wait for ever.
        let waited = async { drop(started.wait_for(|so_far| *so_far >= count).await) };
        let in_time = tokio::time::timeout(std::time::Duration::from_secs(20), waited).await;
        assert!(in_time.is_ok(), "only {} of {count} steps were started", *self.started.borrow());
        self.known.lock().unwrap().jobs.clone()
    }

    pub fn started(&self) -> usize {
        *self.started.borrow()
    }

    /// Ends the attempts of a step.
    pub fn ends(&self, step: &str, outcome: Outcome) {
        self.ends_with(
            step,
            &Ended { outcome, exit_code: Some(0), output: Default::default(), message: None },
        );
    }

    pub fn ends_with(&self, step: &str, ended: &Ended) {
        let mut known = self.known.lock().unwrap();
        let folders: Vec<PathBuf> =
            known.running.keys().filter(|folder| names(folder, step)).cloned().collect();
        assert!(!folders.is_empty(), "no attempt of {step} runs");
        for folder in folders {
            let _ = known.running.remove(&folder).unwrap().send(ended.clone());
        }
    }

    /// From now on no cancel reaches a step.
    pub fn hears_no_cancel(&self) {
        self.known.lock().unwrap().deaf = true;
    }

    /// As if the process that attended them had gone.
    pub fn forget(&self) {
        let mut known = self.known.lock().unwrap();
        for (_, sender) in known.running.drain() {
            let _ = sender.send(Ended::plain(Outcome::Interrupted, "the server went"));
        }
    }
}

/// `…/<request>/<step>/<attempt>`
fn names(folder: &Path, step: &str) -> bool {
    folder.parent().is_some_and(|parent| parent.ends_with(step))
}

impl Runner for Scripted {
    fn run(&self, job: Job) -> BoxFuture<'static, Ended> {
        let (sender, receiver) = oneshot::channel();
        let mut known = self.known.lock().unwrap();
        if known.cancelled.remove(&job.folder) {
            let _ = sender.send(Ended::plain(Outcome::Cancelled, "cancelled"));
        } else {
            known.running.insert(job.folder.clone(), sender);
        }
        known.jobs.push(job);
        drop(known);
        self.started.send_modify(|count| *count += 1);
        receiver
            .map(|ended| ended.unwrap_or_else(|_| Ended::plain(Outcome::Interrupted, "the story ended")))
            .boxed()
    }

    fn cancel(&self, folder: &Path) -> std::io::Result<()> {
        let mut known = self.known.lock().unwrap();
        if known.deaf {
            return Ok(());
        }
        match known.running.remove(folder) {
            Some(sender) => drop(sender.send(Ended::plain(Outcome::Cancelled, "cancelled"))),
            None => drop(known.cancelled.insert(folder.to_owned())),
        }
        Ok(())
    }
}
