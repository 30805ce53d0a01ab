//! Changes a whole blackout: one that comes once, or a series from now on.

use domain::blackout::{BlackoutEdit, LocalTime, Plan, Series, Zone};
use domain::permission::Person;

use super::super::lead::{Changed, Lead};
use super::zone_of;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::blackout::Kept;

impl Engine {
    /// Changes it by an edit of its plan.
    pub(super) async fn change_whole(
        &self,
        lead: &mut Lead,
        by: &Person,
        before: &Series,
        edit: BlackoutEdit,
        rows: Vec<Kept>,
    ) -> Result<Changed> {
        let draft = edit.apply(&before.plan).map_err(Error::Invalid)?;
        let (plan, zone) = self.check_change(draft, &before.plan)?;
        let series = Series { saved: self.clock.now(), plan, ..before.clone() };
        let recurs = |plan: &Plan| plan.recurrence.is_some();
        if recurs(&before.plan) || recurs(&series.plan) {
            self.change_series(lead, by, before, &series, &zone, rows).await
        } else {
            self.change_once(lead, by, before, series, &zone, rows).await
        }
    }

    /// Changes a series by an edit of the plan of one of its dates: as far as that one is moved, all to come are.
    pub(super) async fn change_all(
        &self,
        lead: &mut Lead,
        by: &Person,
        kept: &Kept,
        edit: BlackoutEdit,
        rows: Vec<Kept>,
    ) -> Result<Changed> {
        let before = &kept.series;
        if before.plan.recurrence.is_none() {
            return self.change_whole(lead, by, before, edit, rows).await;
        }
        let at = before.plan.at(kept.occurrence.key);
        let asked = edit.clone().apply(&at).map_err(Error::Invalid)?;
        let moves = asked.start != at.start || asked.zone != at.zone;
        let onto = if moves { self.beginning_next(before)? } else { before.plan.clone() };
        let named = Plan { recurrence: onto.recurrence, ..at.clone() };
        let draft = onto.moved_as(edit.apply(&named).map_err(Error::Invalid)?, at.start);
        let (plan, zone) = self.check_change(draft, &before.plan)?;
        let series = Series { saved: self.clock.now(), plan, ..before.clone() };
        self.change_series(lead, by, before, &series, &zone, rows).await
    }

    /// The plan of a series from its next date on: one that has begun cannot be moved where it began.
    fn beginning_next(&self, series: &Series) -> Result<Plan> {
        let (zone, now) = (zone_of(series)?, self.clock.now());
        let is_next = |key: &LocalTime| series.resolve(&zone, *key).window.start > now;
        let today = LocalTime::from(zone.wall(now)).midnight();
        let next = series.plan.dates_from(today).find(is_next);
        Ok(match next.filter(|next| *next != series.plan.first()) {
            Some(next) => series.plan.from_date(next),
            None => series.plan.clone(),
        })
    }
}
