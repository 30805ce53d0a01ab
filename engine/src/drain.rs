//! The drain: what still runs, and until about when.

mod blocker;

use std::time::Duration;

use domain::drain::{Drain, expect_quiet, left_out, restart_answers};
use domain::permission::{Permit, Read};
use domain::request::{RequestFilter, Status};

use crate::engine::Engine;
use crate::error::Result;
use crate::store::{gate, missed, request};

/// How many refused requests are told, and how many rows of the ledger.
const REFUSED: u32 = 50;

impl Engine {
    /// What still runs, and when it is expected to be quiet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drain(&self, _permit: &Permit<Read>) -> Result<Drain> {
        if let Some(memory) = self.away() {
            return Ok(self.drain_away(&memory));
        }
        let mut tx = self.store.read().await?;
        let state = gate::state(&mut tx).await?;
        let now = self.clock.now();
        let hold = state.closed_by(now).cloned();
        let (blockers, more) = self.blockers(&mut tx, now).await?;
        let steps = "SELECT COUNT(*) FROM step WHERE status = 'running' AND status IN ('queued', 'running') \
                     AND kind IN ('shell', 'http')";
        let steps_running = tx.count(steps, crate::params![]).await?;
        let refused = match &hold {
            None => Vec::new(),
            Some(hold) => {
                let filter = RequestFilter {
                    status: Some(Status::CouldNotStart),
                    since: Some(hold.since),
                    limit: Some(REFUSED),
                    ..RequestFilter::default()
                };
                let page = request::list(&mut tx, &filter).await?;
                page.items.into_iter().map(|record| record.tell(Vec::new())).collect()
            }
        };
        let (missed, all) = match &hold {
            None => (Vec::new(), 0),
            Some(hold) => {
                (missed::list(&mut tx, Some(hold.id), REFUSED).await?, missed::count(&mut tx, hold.id).await?)
            }
        };
        Ok(Drain {
            quiet: hold.is_some() && blockers.is_empty(),
            held: hold.is_some(),
            since: hold.as_ref().map(|hold| hold.since),
            // What is not looked at may take longer than all the rest.
            quiet_expected_at: expect_quiet(&blockers).filter(|_| more == 0),
            left_out: left_out(&blockers, more),
            restart: restart_answers(hold.is_some(), &blockers, more, steps_running),
            steps_running,
            blockers,
            blockers_more: more,
            refused,
            missed_more: all.saturating_sub(missed.len() as u64),
            missed,
            at: now,
        })
    }

    /// As [`Engine::drain`], but answers when it is quiet, or when `limit` is up. Without a hold it answers at once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drain_wait(&self, permit: &Permit<Read>, limit: Duration) -> Result<Drain> {
        let until = self.clock.now().plus(limit.into());
        let mut status = self.watch_status();
        loop {
            status.mark_unchanged();
            let drain = self.drain(permit).await?;
            if drain.quiet || !drain.held || self.clock.now() >= until {
                return Ok(drain);
            }
            tokio::select! {
                changed = status.changed() => if changed.is_err() { return Ok(drain) },
                () = self.clock.sleep_until(until) => {}
            }
        }
    }
}
