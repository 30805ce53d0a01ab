//! What a draft would bring, before anything is saved.

use std::collections::BTreeSet;

use domain::blackout::{
    BlackoutDraft, BlastRadius, Dates, HitRequest, LocalTime, Met, OverlapKind, Overlapping, Preview,
    Reviewed, Window, resolve, told,
};
use domain::permission::{ManageMaintenance, Permit};
use domain::problem::FieldError;

use super::between::{Touched, aside};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::{Tx, request, task};

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
        let (key, now) = (plan.first(), self.clock.now());
        let resolved = resolve(&plan.at(key), &zone, now, None);
        let window = resolved.window;
        let Dates { rule, dates } = Dates::of(&plan, &zone, now);
        let mut tx = self.store.read().await?;
        let own = Reviewed::of(&plan, &zone, now);
        let overlaps = self.overlaps(&mut tx, own).await?;
        let hits = self.hits(&mut tx, permit, &window).await?;
        Ok(Preview {
            key,
            window,
            course: told(&plan, &resolved, &zone),
            notes: resolved.notes,
            rule,
            dates,
            overlaps,
            hits,
        })
    }

    /// The dates that a draft would come on, the first ten, and its rule in a sentence; looks nothing up.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with every fault at once.
    pub fn dates_of_blackout(
        &self,
        _permit: &Permit<ManageMaintenance>,
        draft: BlackoutDraft,
    ) -> Result<Dates> {
        let (plan, zone) = self.check_blackout(draft)?;
        Ok(Dates::of(&plan, &zone, self.clock.now()))
    }

    /// The faults of a draft, all at once; looks nothing up.
    #[must_use]
    pub fn faults_of_blackout(&self, draft: BlackoutDraft) -> Vec<FieldError> {
        match self.check_blackout(draft) {
            Err(Error::Invalid(faults)) => faults,
            Ok(_) | Err(_) => Vec::new(),
        }
    }

    /// The other blackouts that come close to the dates of a plan, each once, earliest first.
    async fn overlaps(&self, tx: &mut Tx, own: Reviewed) -> Result<Vec<Overlapping>> {
        let Some((from, to)) = own.span() else { return Ok(Vec::new()) };
        let all = self.touched_within(tx, from, to).await?;
        // Thousands of series that come often take a while.
        aside(move || {
            let mut found: Vec<Overlapping> = all.iter().filter_map(|one| overlapping(&own, one)).collect();
            found.sort_by_key(|one| (one.window.start, one.id));
            found
        })
        .await
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

/// How another blackout comes close, told of the first of its dates that does.
fn overlapping(own: &Reviewed, other: &Touched) -> Option<Overlapping> {
    let series = &other.read.series;
    let standing = other.rows.iter().filter(|row| !row.occurrence.stage.is_over());
    let rows = standing.filter_map(|row| Some((other.name_of(row), own.meets(&row.occurrence.window)?)));
    let mut all: Vec<(&str, Met)> = rows.collect();
    if let Some(zone) = &other.read.zone {
        let dates = own.met_by(series, zone, |key| other.has_row(key));
        all.extend(dates.into_iter().map(|met| (series.plan.name.as_str(), met)));
    }
    let (name, met) = all.iter().min_by_key(|(_, met)| met.window.start)?;
    let on = (own.first() != Some(met.own)).then_some(met.own);
    Some(Overlapping {
        id: series.id,
        name: (*name).to_owned(),
        window: met.window,
        words: words(name, met.kind, on),
        more: u64::try_from(all.len() - 1).unwrap_or(u64::MAX),
    })
}

/// What it means; `on` is the date of the plan where that is not its first.
fn words(name: &str, kind: OverlapKind, on: Option<LocalTime>) -> String {
    let told = meaning(name, kind);
    match on {
        Some(on) => format!("On {}: {told}", on.naive().date()),
        None => told,
    }
}

fn meaning(name: &str, kind: OverlapKind) -> String {
    match kind {
        OverlapKind::Together(span) => {
            format!("{name} overlaps it for {span}; closed wins, and it opens after the later end.")
        }
        OverlapKind::Gap(span) => format!(
            "Between it and {name} there are {span}, less than the drain lead: nothing opens in between."
        ),
    }
}
