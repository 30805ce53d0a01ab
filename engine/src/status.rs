//! The status that everybody is told: read from the database, published when it changed, encoded once for all.

use std::sync::Arc;

use domain::maintenance::{GateState, Standing};
use domain::status::{Load, SystemStatus};
use domain::time::Timestamp;
use tokio::sync::watch;

use crate::blackout::Coming;
use crate::engine::Engine;
use crate::error::Result;
use crate::store::{gate, request, task};

/// The status in its two encodings, each shared by all its readers (rule 19).
#[derive(Clone, Debug)]
pub struct Published {
    /// For people who are logged in.
    pub full: SystemStatus,
    /// For everybody.
    pub public: SystemStatus,
    /// The full one as a server-sent event.
    pub full_event: Arc<str>,
    /// The public one as a server-sent event.
    pub public_event: Arc<str>,
    /// The gate it tells of; a cached copy that may refuse, never admit.
    pub gate: GateState,
}

impl Published {
    /// What is told of a gate.
    fn of(
        gate: GateState,
        load: Load,
        coming: Coming,
        without_end: Option<u64>,
        version: &str,
        now: Timestamp,
    ) -> Self {
        let full = SystemStatus::of(&gate, load, version, now).coming(coming.announced, coming.next);
        let full = full.without_end(without_end);
        let public = full.public();
        Self { full_event: event(&full), public_event: event(&public), full, public, gate }
    }

    /// Before the database was read.
    pub(crate) fn unknown(now: Timestamp) -> Self {
        let gate = GateState { standing: Standing::Online, ..GateState::default() };
        Self::of(gate, Load::default(), Coming::default(), None, "", now)
    }
}

fn event(status: &SystemStatus) -> Arc<str> {
    let json = serde_json::to_string(status).unwrap_or_default();
    format!("event: status\ndata: {json}\n\n").into()
}

impl Engine {
    /// Watches the status. The present value is there at once.
    #[must_use]
    pub fn watch_status(&self) -> watch::Receiver<Arc<Published>> {
        self.status.subscribe()
    }

    /// The status as last published.
    #[must_use]
    pub fn status_now(&self) -> Arc<Published> {
        self.status.borrow().clone()
    }

    /// Reads the gate and what runs, and publishes it when it is news.
    ///
    /// # Errors
    /// When the database refuses or does not answer; what was published stands.
    pub(crate) async fn refresh_status(&self) -> Result<()> {
        if let Some(memory) = self.away() {
            self.publish_away(&memory);
            return Ok(());
        }
        let mut tx = self.store.read().await?;
        let gate = gate::state(&mut tx).await?;
        // While the gate is open nobody is told how much runs, so that starts do not stir every browser.
        let running = if gate.closed_by(self.clock.now()).is_some() {
            request::counts(&mut tx, None).await?.running
        } else {
            0
        };
        let tasks = task::open_count(&mut tx).await?;
        let coming = self.coming(&mut tx).await?;
        let without_end = self.hours_without_end(&mut tx, &gate).await?;
        drop(tx);
        self.tell_overdue(&gate);
        let load = Load { running, tasks };
        self.publish(gate, load, coming, without_end);
        Ok(())
    }

    /// Publishes a status when it is news. `without_end` is for how many hours a hold that people are asked about has been on.
    pub(crate) fn publish(&self, gate: GateState, load: Load, coming: Coming, without_end: Option<u64>) {
        let (version, now) = (&self.config.version, self.clock.now());
        let next = Published::of(gate, load, coming, without_end, version, now);
        self.status.send_if_modified(|known| {
            // A reading that was overtaken by a newer one is not told.
            let news = next.full.epoch >= known.full.epoch && !known.full.same_as(&next.full);
            if news {
                self.tell_opening(known, &next);
                *known = Arc::new(next);
            }
            news
        });
    }
}
