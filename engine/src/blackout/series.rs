//! Blackouts to come as files say them: each series once, with its dates that are otherwise.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::blackout::{Exception, SeriesToCome, Stage, Zone};
use domain::id::BlackoutId;
use domain::permission::{Permit, Read};
use domain::time::Timestamp;

use crate::engine::Engine;
use crate::error::Result;
use crate::store::blackout::{self, Kept};
use crate::zone::Iana;

impl Engine {
    /// Every blackout that is not over, by name: what was planned, and its dates from then on that were changed or called
    /// off. With `from` only those that end after it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn blackouts_to_come(
        &self,
        _permit: &Permit<Read>,
        from: Option<Timestamp>,
    ) -> Result<Vec<SeriesToCome>> {
        let mut tx = self.store.read().await?;
        let kept = blackout::standing(&mut tx).await?;
        drop(tx);
        Ok(told(&kept, from, self.clock.now()))
    }
}

fn told(kept: &[Kept], from: Option<Timestamp>, now: Timestamp) -> Vec<SeriesToCome> {
    let mut found: BTreeMap<(&str, BlackoutId), SeriesToCome> = BTreeMap::new();
    for one in kept {
        let series = &one.series;
        // Of a zone that is not known any more everything is told.
        let zone = Iana::named(&series.plan.zone);
        let end = zone.and_then(|zone| series.span(&zone).1);
        if from.is_some_and(|from| end.is_some_and(|end| end <= from)) {
            continue;
        }
        let first = zone.map_or(NaiveDate::MIN, |zone| zone.wall(from.unwrap_or(now)).date());
        let entry = found.entry((series.plan.name.as_str(), series.id)).or_insert_with(|| SeriesToCome {
            id: series.id,
            saved: series.saved,
            plan: series.plan.draft(),
            exceptions: Vec::new(),
        });
        entry.exceptions.extend(exception(one, first));
    }
    let mut all: Vec<SeriesToCome> = found.into_values().collect();
    for series in &mut all {
        series.exceptions.sort_by_key(|one| one.date);
    }
    all
}

/// What is otherwise on the date of a row, if that is a date of the rule from the first one on.
fn exception(kept: &Kept, first: NaiveDate) -> Option<Exception> {
    let (plan, key) = (&kept.series.plan, kept.occurrence.key);
    let date = key.naive().date();
    if plan.recurrence.is_none() || date < first || !plan.comes_on(key) {
        return None;
    }
    if matches!(kept.occurrence.stage, Stage::Cancelled { .. }) {
        return Some(Exception::cancelled(date));
    }
    Exception::changed(date, plan, kept.plan.as_ref()?)
}
