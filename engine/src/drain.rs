//! The drain: what still runs, and until about when.

use std::time::Duration;

use domain::drain::{Blocker, Drain, Expected, expect_end, expect_quiet, restart_answers};
use domain::permission::{Permit, Read};
use domain::request::{RequestFilter, Status, Step, StepStatus};

use crate::engine::Engine;
use crate::error::Result;
use crate::store::request::{self, Record};
use crate::store::{Tx, gate, missed, step};

/// How many past runs a forecast looks at.
const PAST: u32 = 50;

/// How many refused requests are told, and how many rows of the ledger.
const REFUSED: u32 = 50;

impl Engine {
    /// What still runs, and when it is expected to be quiet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drain(&self, _permit: &Permit<Read>) -> Result<Drain> {
        let mut tx = self.store.read().await?;
        let state = gate::state(&mut tx).await?;
        let now = self.clock.now();
        let hold = state.closed_by(now).cloned();
        let mut running = request::with_status(&mut tx, Status::Running, 1_000).await?;
        running.extend(request::with_status(&mut tx, Status::Suspended, 1_000).await?);
        let mut blockers = Vec::new();
        // A request whose root has gone counts too: whatever runs stands in the way.
        let has_root = |record: &Record| running.iter().any(|root| root.id == record.root);
        for root in running.iter().filter(|record| record.parent.is_none() || !has_root(record)) {
            blockers.push(self.blocker(&mut tx, root, &running).await?);
        }
        let steps = "SELECT COUNT(*) FROM step WHERE status = 'running' AND kind IN ('shell', 'http')";
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
        let people = blockers.iter().filter(|blocker| blocker.waits_for_person).count();
        Ok(Drain {
            quiet: hold.is_some() && blockers.is_empty(),
            held: hold.is_some(),
            since: hold.as_ref().map(|hold| hold.since),
            quiet_expected_at: expect_quiet(&blockers),
            left_out: match people {
                0 => None,
                1 => Some("One manual task waits for a person; how long is not foretold.".to_owned()),
                n => Some(format!("{n} manual tasks wait for a person; how long is not foretold.")),
            },
            restart: restart_answers(hold.is_some(), &blockers, steps_running),
            steps_running,
            blockers,
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

    /// One root request: the deepest steps that it is at, and when such runs ended in the past.
    async fn blocker(&self, tx: &mut Tx, root: &Record, running: &[Record]) -> Result<Blocker> {
        let mut at: Vec<(String, Step)> = Vec::new();
        for record in running.iter().filter(|record| record.root == root.id) {
            let steps = step::of(tx, record.id).await?;
            let busy = |step: &&Step| {
                matches!(step.status, StepStatus::Running | StepStatus::Queued | StepStatus::Retrying)
            };
            for step in steps.iter().filter(busy).filter(|step| step.kind != "run_process") {
                let place = if record.id == root.id {
                    step.id.clone()
                } else {
                    format!("{} › {}", record.process.name, step.id)
                };
                at.push((place, step.clone()));
            }
        }
        let waits_for_person = !at.is_empty() && at.iter().all(|(_, step)| step.task.is_some());
        let task = at.iter().find_map(|(_, step)| step.task);
        let agent = at.iter().find_map(|(_, step)| step.agent.clone());
        let places: Vec<String> = at
            .into_iter()
            .map(|(place, step)| match step.status {
                StepStatus::Queued => format!("{place} (waits for a slot)"),
                StepStatus::Retrying => format!("{place} (tried again soon)"),
                StepStatus::Running if step.kind == "wait" => format!("{place} (waits)"),
                StepStatus::Running | StepStatus::Waiting | StepStatus::Ended => place,
            })
            .collect();
        let began = root.began.unwrap_or(root.created);
        let past = request::of_process(tx, root.process.id, PAST).await?;
        let expected_end: Option<Expected> = expect_end(&past, began, self.clock.now());
        Ok(Blocker {
            id: root.id,
            kind: "global".to_owned(),
            title: root.process.name.clone(),
            owner: root.actor.clone(),
            since: began,
            step: (!places.is_empty()).then(|| places.join(", ")),
            agent,
            waits_for_person,
            task,
            expected_end: expected_end.filter(|_| !waits_for_person),
            bypass: root.bypass.is_some(),
            cancelling: root.cancelling.is_some(),
        })
    }
}
