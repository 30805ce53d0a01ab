//! What lies in a span: what is on record, and what the rules of series bring.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use domain::blackout::{Blackout, LocalTime, Occurrence, Plan, Window};
use domain::id::BlackoutId;
use domain::permission::{Permit, Read};
use domain::time::Timestamp;

use super::plans::ReadSeries;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::blackout::{reaching, touching};
use crate::store::{Tx, blackout};

/// The most occurrences that are told at once.
const MOST: usize = 10_000;
/// The most that are looked at where they are not told one by one.
pub(super) const MANY: usize = 100_000;

/// A blackout with its rows that matter for a span.
#[derive(Debug)]
pub(super) struct Touched {
    pub(super) read: Arc<ReadSeries>,
    pub(super) rows: Vec<Row>,
    /// The dates that have a row, whatever became of it (rule 29).
    dates: BTreeSet<NaiveDate>,
}

/// An occurrence that is on record.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) occurrence: Occurrence,
    /// A plan of its own.
    pub(super) own: Option<Plan>,
}

/// An occurrence that lies in a span.
#[derive(Debug)]
pub(super) struct Found {
    read: Arc<ReadSeries>,
    pub(super) occurrence: Occurrence,
    own: Option<Plan>,
}

impl Touched {
    fn of(read: Arc<ReadSeries>) -> Self {
        Self { read, rows: Vec::new(), dates: BTreeSet::new() }
    }

    /// Whether the date of a key is on record.
    pub(super) fn has_row(&self, key: LocalTime) -> bool {
        self.dates.contains(&key.naive().date())
    }

    /// The dates without a row whose windows overlap a span, in order. What comes once always has a row.
    pub(super) fn calculated(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = Occurrence> {
        let series = &self.read.series;
        let zone = self.read.zone.as_ref().filter(|_| series.plan.recurrence.is_some());
        let dates = zone.into_iter().flat_map(move |zone| series.occurrences(zone, from, to));
        let bare = dates.filter(move |(key, _)| !self.has_row(*key));
        bare.map(|(key, resolved)| Occurrence::planned(key, resolved.window))
    }

    /// What it is called on the date of a row.
    pub(super) fn name_of<'a>(&'a self, row: &'a Row) -> &'a str {
        row.own.as_ref().map_or(self.read.series.plan.name.as_str(), |own| own.name.as_str())
    }
}

impl Found {
    fn place(&self) -> (Timestamp, BlackoutId) {
        (self.occurrence.window.start, self.read.series.id)
    }

    fn told(self) -> Blackout {
        let told = Blackout::of(&self.read.series, self.occurrence);
        match &self.own {
            Some(own) => told.planned_as(own),
            None => told,
        }
    }
}

impl Engine {
    /// Every occurrence that overlaps a span, earliest first: those on record, and the dates to come of series. A date that
    /// was called off or moved is told as its row alone.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `to` when there are more than 10,000; else when the database does not answer.
    pub async fn blackouts(
        &self,
        permit: &Permit<Read>,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Blackout>> {
        self.blackouts_up_to(permit, from, to, MOST).await
    }

    /// The same, at most so many.
    pub(super) async fn blackouts_up_to(
        &self,
        _permit: &Permit<Read>,
        from: Timestamp,
        to: Timestamp,
        most: usize,
    ) -> Result<Vec<Blackout>> {
        let mut tx = self.store.read().await?;
        let all = self.touched_within(&mut tx, from, to).await?;
        drop(tx);
        let found = aside(move || within(all, from, to, most)).await??;
        Ok(found.into_iter().map(Found::told).collect())
    }

    /// The occurrences on record that overlap a span, earliest first: what was, what is under way, and of each series the
    /// next date.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn blackouts_on_record(
        &self,
        _permit: &Permit<Read>,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Blackout>> {
        let mut tx = self.store.read().await?;
        let kept = blackout::between(&mut tx, from, to).await?;
        Ok(kept.into_iter().map(blackout::Kept::told).collect())
    }

    /// The blackouts that may come in a span, each with its rows that matter for it.
    pub(super) async fn touched_within(
        &self,
        tx: &mut Tx,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Touched>> {
        let mut all: BTreeMap<BlackoutId, Touched> = BTreeMap::new();
        for row in reaching(tx, from, to).await? {
            let read = self.plans.read(row)?;
            all.insert(read.series.id, Touched::of(read));
        }
        for row in touching(tx, from, to).await? {
            let (series, occurrence, own) = row.read()?;
            let read = self.plans.read(series)?;
            let one = all.entry(read.series.id).or_insert_with(|| Touched::of(read));
            one.dates.insert(occurrence.key.naive().date());
            one.rows.push(Row { occurrence, own });
        }
        Ok(all.into_values().collect())
    }
}

/// What lies in a span, earliest first.
fn within(all: Vec<Touched>, from: Timestamp, to: Timestamp, most: usize) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for one in all {
        for occurrence in one.calculated(from, to) {
            found.push(Found { read: Arc::clone(&one.read), occurrence, own: None });
            if found.len() > most {
                return Err(too_many(most));
            }
        }
        let Touched { read, rows, .. } = one;
        for Row { occurrence, own } in rows {
            if overlaps(&occurrence.window, from, to) {
                found.push(Found { read: Arc::clone(&read), occurrence, own });
            }
        }
    }
    if found.len() > most {
        return Err(too_many(most));
    }
    found.sort_by_key(Found::place);
    Ok(found)
}

fn overlaps(window: &Window, from: Timestamp, to: Timestamp) -> bool {
    window.start < to && from < window.end
}

fn too_many(most: usize) -> Error {
    Error::field(
        "to",
        format!("lies so late that more than {most} dates come before it: choose an earlier one"),
    )
}

/// Calculates what may take a while where nothing else waits for it.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::Internal(format!("a task ended early: {error}")))
}
