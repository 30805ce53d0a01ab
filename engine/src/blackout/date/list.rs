//! The dates of a series that are to come.

use std::collections::BTreeMap;

use domain::blackout::{LocalTime, Occurrence, SeriesDate, SeriesDates, Stage, Tally, Zone};
use domain::id::BlackoutId;
use domain::permission::{Permit, Read};

use super::{series_of, zone_of};
use crate::engine::Engine;
use crate::error::Result;
use crate::store::blackout;

/// The most dates that are told beside those that were touched.
const NEXT: usize = 10;

impl Engine {
    /// The next ten dates of a series, and beyond them those that were touched; with how many there are, and how
    /// many from the `named` one on. None for a blackout that comes once.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`]; else when the database does not answer.
    pub async fn blackout_dates(
        &self,
        _permit: &Permit<Read>,
        id: BlackoutId,
        named: Option<LocalTime>,
    ) -> Result<Option<SeriesDates>> {
        let mut tx = self.store.read().await?;
        let series = series_of(&mut tx, id).await?;
        let Some(rule) = series.plan.recurrence else { return Ok(None) };
        let (zone, now) = (zone_of(&series)?, self.clock.now());
        let today = LocalTime::from(zone.wall(now)).midnight();
        let rows = blackout::rows_from(&mut tx, id, today).await?;
        drop(tx);
        let mut found: BTreeMap<LocalTime, SeriesDate> = BTreeMap::new();
        for row in &rows {
            let Occurrence { key, window, stage } = &row.occurrence;
            let is_off = matches!(stage, Stage::Cancelled { .. });
            if !stage.is_over() || (is_off && window.start > now && series.plan.comes_on(*key)) {
                let has_own_plan = row.plan.is_some();
                found.insert(*key, SeriesDate { occurrence: row.occurrence.clone(), has_own_plan });
            }
        }
        let row_of =
            |key: &LocalTime| rows.iter().find(|row| row.occurrence.key.midnight() == key.midnight());
        let to_come = series.occurrences_ahead(&zone, now);
        for occurrence in to_come.filter(|one| one.window.start > now).take(NEXT) {
            if row_of(&occurrence.key).is_none() {
                found.insert(occurrence.key, SeriesDate { occurrence, has_own_plan: false });
            }
        }
        let is_off = |key: &LocalTime| row_of(key).is_some_and(|row| row.occurrence.stage.is_over());
        let last = rule.dates(series.plan.start).last().filter(|_| !rule.is_endless());
        let counted = |from: LocalTime| Tally {
            dates: (!rule.is_endless()).then(|| {
                let dates = series.plan.dates_from(from).filter(|key| !is_off(key));
                u64::try_from(dates.count()).unwrap_or(u64::MAX)
            }),
            last,
        };
        let wall = LocalTime::from(zone.wall(now));
        let can_change =
            |one: &&SeriesDate| matches!(one.occurrence.stage, Stage::Planned | Stage::Announced { .. });
        let next = found.values().find(can_change).map(|one| one.occurrence.key);
        Ok(Some(SeriesDates {
            next,
            rule: rule.words_in(series.plan.start, &series.plan.zone),
            dates: found.into_values().collect(),
            all: counted(wall),
            later: named.or(next).map(|named| counted(named.midnight().max(wall))),
        }))
    }
}
