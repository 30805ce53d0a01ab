//! What a draft would bring, before anything is saved.

use std::collections::BTreeSet;

use domain::blackout::{
    BlackoutDraft, BlastRadius, HitRequest, LONGEST_LEAD, OverlapKind, Overlapping, Preview, Window,
    overlaps, resolve, told,
};
use domain::permission::{ManageMaintenance, Permit};
use domain::problem::FieldError;

use super::occurrences;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::{Tx, blackout, request, task};

/// The most requests that are named.
const NAMED: u32 = 50;

impl Engine {
    /// Says what a draft would bring; saves nothing.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with every fault at once; else when the database does not answer.
    pub async fn preview_blackout(
        &self,
        permit: &Permit<ManageMaintenance>,
        draft: BlackoutDraft,
    ) -> Result<Preview> {
        let (plan, zone) = self.check_blackout(draft)?;
        let key = plan.first();
        let resolved = resolve(&plan.at(key), &zone, self.clock.now(), None);
        let window = resolved.window;
        let mut tx = self.store.read().await?;
        let mut kept = blackout::between(&mut tx, window.drain_at, window.end.plus(LONGEST_LEAD)).await?;
        kept.retain(|kept| !kept.occurrence.stage.is_over());
        let windows: Vec<Window> = occurrences(&kept).iter().map(|one| one.window).collect();
        let close = overlaps(&window, &windows);
        let overlaps = close
            .into_iter()
            .filter_map(|overlap| {
                let other = kept.get(overlap.index)?;
                let name = other.plan().name;
                Some(Overlapping {
                    id: other.series.id,
                    window: other.occurrence.window,
                    words: words(&name, overlap.kind),
                    name,
                })
            })
            .collect();
        let hits = self.hits(&mut tx, permit, &window).await?;
        Ok(Preview {
            key,
            window,
            course: told(&plan, &resolved, &zone),
            notes: resolved.notes,
            overlaps,
            hits,
        })
    }

    /// The faults of a draft, all at once; looks nothing up.
    #[must_use]
    pub fn faults_of_blackout(&self, draft: BlackoutDraft) -> Vec<FieldError> {
        match self.check_blackout(draft) {
            Err(Error::Invalid(faults)) => faults,
            Ok(_) | Err(_) => Vec::new(),
        }
    }

    /// The blast radius of a window.
    async fn hits(
        &self,
        tx: &mut Tx,
        permit: &Permit<ManageMaintenance>,
        window: &Window,
    ) -> Result<BlastRadius> {
        let (records, scheduled_count) =
            request::planned_between(tx, window.drain_at, window.end, NAMED).await?;
        let scheduled: Vec<HitRequest> = records
            .into_iter()
            .filter_map(|record| {
                let planned = record.planned?;
                Some(HitRequest { id: record.id, process: record.process.name, owner: record.actor, planned })
            })
            .collect();
        let waiting_tasks = task::open_count(tx).await?;
        let drain = self.drain(&permit.reading()).await?;
        let (mut outlives, outlives_more) = (drain.blockers, drain.blockers_more);
        outlives.retain(|blocker| {
            let in_time = blocker.expected_end.is_some_and(|end| end.p90 <= window.start);
            !in_time || !blocker.answers_to_come.is_empty()
        });
        let names = scheduled.iter().map(|hit| &hit.owner).chain(outlives.iter().map(|one| &one.owner));
        let owners: BTreeSet<String> = names.map(|owner| owner.name.clone()).collect();
        Ok(BlastRadius {
            scheduled,
            scheduled_count,
            outlives,
            outlives_more,
            waiting_tasks,
            owners: owners.into_iter().collect(),
        })
    }
}

fn words(name: &str, kind: OverlapKind) -> String {
    match kind {
        OverlapKind::Together(span) => {
            format!("{name} overlaps it for {span}; closed wins, and it opens after the later end.")
        }
        OverlapKind::Gap(span) => format!(
            "Between it and {name} there are {span}, less than the drain lead: nothing opens in between."
        ),
    }
}
