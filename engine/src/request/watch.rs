//! Watches a request: a number that moves whenever there is something new to read.

use domain::duration::Span;
use domain::id::RequestId;
use domain::request::StepStatus;
use tokio::sync::watch;

use crate::engine::{Engine, lock};
use crate::store::step;

/// How often a running step's log is looked at again, while somebody watches.
const LOG_PACE: Span = Span::from_micros(200_000);

impl Engine {
    /// Watches a request. The number moves at each change of it, and while steps run for their logs' sake.
    #[must_use]
    pub fn watch_request(&self, id: RequestId) -> watch::Receiver<u64> {
        let mut watchers = lock(&self.watchers);
        if let Some(known) = watchers.get(&id) {
            return known.subscribe();
        }
        let (sender, receiver) = watch::channel(0);
        watchers.insert(id, sender);
        drop(watchers);
        let engine = self.clone();
        tokio::spawn(async move { engine.tick_for_logs(id).await });
        receiver
    }

    /// Tells those who watch that there is something new.
    pub(crate) fn tell(&self, id: RequestId) {
        if let Some(watcher) = lock(&self.watchers).get(&id) {
            watcher.send_modify(|count| *count += 1);
        }
    }

    async fn tick_for_logs(&self, id: RequestId) {
        loop {
            {
                let mut watchers = lock(&self.watchers);
                if watchers.get(&id).is_none_or(|watcher| watcher.receiver_count() == 0) {
                    watchers.remove(&id);
                    return;
                }
            }
            if self.runs_outside(id).await {
                self.tell(id);
            }
            tokio::select! {
                () = self.clock.sleep(LOG_PACE) => {}
                () = self.leaving.cancelled() => return,
            }
        }
    }

    async fn runs_outside(&self, id: RequestId) -> bool {
        let Ok(mut tx) = self.store.read().await else { return false };
        let steps = step::of(&mut tx, id).await.unwrap_or_default();
        steps.iter().any(|step| step.status == StepStatus::Running && step.agent.is_some())
    }
}
