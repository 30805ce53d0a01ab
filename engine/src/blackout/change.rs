//! Changes plans: a blackout that comes once is planned anew, a series from now on.

use domain::blackout::{Blackout, BlackoutEdit, LocalTime, Plan, Series, Stage};
use domain::id::{BlackoutId, HoldId};
use domain::permission::{ManageMaintenance, Permit, Person};
use domain::time::Timestamp;

use super::lead::{Changed, Lead};
use super::{illegal, unknown};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::blackout::{self, Kept};
use crate::zone::Iana;

impl Engine {
    /// Changes a blackout that is not held yet, or a series from now on. `seen` is when the plan that the change is based on
    /// was saved; when somebody saved another meanwhile the change is refused (rule 18).
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Stale`]; [`Error::Invalid`] with every fault at once; else as
    /// [`Engine::set_maintenance`].
    pub async fn edit_blackout(
        &self,
        permit: &Permit<ManageMaintenance>,
        id: BlackoutId,
        edit: BlackoutEdit,
        seen: Option<Timestamp>,
    ) -> Result<Blackout> {
        let by = permit.person().clone();
        self.changing_blackouts(move |engine, mut lead| async move {
            let rows = lead.rows(id).await?;
            let before = rows.first().ok_or_else(|| unknown(id))?.series.clone();
            if seen.is_some_and(|seen| seen != before.saved) {
                let changed = format!("another plan was saved at {}", before.saved);
                return Err(Error::Stale { epoch: lead.epoch(), changed });
            }
            let draft = edit.apply(&before.plan).map_err(Error::Invalid)?;
            let (plan, zone) = engine.check_change(draft, &before.plan)?;
            let series = Series { saved: engine.clock.now(), plan, ..before.clone() };
            let recurs = |plan: &Plan| plan.recurrence.is_some();
            let changed = if recurs(&before.plan) || recurs(&series.plan) {
                engine.change_series(&mut lead, &by, &before, &series, &zone, rows).await?
            } else {
                engine.change_once(&mut lead, &by, &before, series, &zone, rows).await?
            };
            Ok((lead, changed))
        })
        .await
    }

    /// Plans one anew that comes once.
    async fn change_once(
        &self,
        lead: &mut Lead,
        by: &Person,
        before: &Series,
        series: Series,
        zone: &Iana,
        rows: Vec<Kept>,
    ) -> Result<Changed> {
        let kept = may_be_planned_anew(&rows)?.clone();
        let key = kept.occurrence.key;
        let window = series.resolve(zone, key).window;
        let occurrence = kept.occurrence.clone().replan(window).map_err(illegal)?;
        lead.save(&series).await?;
        let detail = serde_json::json!({ "before": before.plan, "after": series.plan, "window": window });
        self.note(lead.tx(), by, "blackout.edit", series.id.to_string(), detail).await?;
        let id = series.id;
        lead.add(Kept { series, occurrence, ..kept });
        Ok((id, Some(key)))
    }

    /// Gives a series another plan from now on. What is in force stays as it is, and what has a plan of its own keeps it;
    /// what was announced is planned anew where the new rule comes on its date, and called off where it does not.
    async fn change_series(
        &self,
        lead: &mut Lead,
        by: &Person,
        before: &Series,
        series: &Series,
        zone: &Iana,
        rows: Vec<Kept>,
    ) -> Result<Changed> {
        if before.plan.recurrence.is_none() {
            may_be_planned_anew(&rows)?;
        }
        lead.save(series).await?;
        let mut stay: Vec<LocalTime> = Vec::new();
        for kept in rows {
            let kept = Kept { series: series.clone(), ..kept };
            let key = kept.occurrence.key;
            match kept.occurrence.stage {
                Stage::Planned if kept.plan.is_none() => lead.take_out(&kept).await?,
                Stage::Announced { .. } if kept.plan.is_none() => {
                    let window = series.resolve(zone, key).window;
                    let occurrence = if comes_on(&series.plan, key) && series.saved <= window.start {
                        stay.push(key);
                        kept.occurrence.clone().replan(window)
                    } else {
                        kept.occurrence.clone().cancel(by.clone(), series.saved)
                    };
                    lead.add(Kept { occurrence: occurrence.map_err(illegal)?, ..kept });
                }
                Stage::Planned | Stage::Announced { .. } => lead.add(kept),
                Stage::Ended { .. } | Stage::Cancelled { .. } => {}
                Stage::Draining { .. }
                | Stage::Waiting { .. }
                | Stage::Cancelling { .. }
                | Stage::Closing { .. }
                | Stage::Offline { .. }
                | Stage::Reopening { .. }
                | Stage::AwaitingConfirmation { .. } => {
                    stay.push(key);
                    lead.add(kept);
                }
            }
        }
        self.fill(lead, series, zone, stay).await?;
        let detail = serde_json::json!({ "before": before.plan, "after": series.plan });
        self.note(lead.tx(), by, "blackout.edit", series.id.to_string(), detail).await?;
        Ok((series.id, None))
    }

    /// Gives the dates before rows that stay their rows, so that a series goes on from the last of them; one that comes
    /// once any more has its one.
    async fn fill(
        &self,
        lead: &mut Lead,
        series: &Series,
        zone: &Iana,
        mut stay: Vec<LocalTime>,
    ) -> Result<()> {
        if series.plan.recurrence.is_none() {
            stay.push(series.plan.start);
        }
        let Some(last) = stay.into_iter().max() else { return Ok(()) };
        lead.write().await?;
        let rows = blackout::keys_after(lead.tx(), series.id, None).await?;
        let missing: Vec<_> = series.between_rows(zone, &rows, last).collect();
        for occurrence in missing {
            let hold = HoldId::new(self.ids.next());
            lead.add(Kept { series: series.clone(), occurrence, hold, plan: None });
        }
        Ok(())
    }

    /// Calls a series off from now on: what can be called off is, and its rule ends before it. One in force stays.
    pub(super) async fn call_off(&self, lead: &mut Lead, by: &Person, rows: Vec<Kept>) -> Result<Changed> {
        let now = self.clock.now();
        let before = rows.first().map(|kept| kept.series.clone());
        let (mut off, mut refused) = (Vec::new(), None);
        for kept in rows {
            match kept.occurrence.clone().cancel(by.clone(), now) {
                Ok(occurrence) => off.push(Kept { occurrence, ..kept }),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        let first = off.iter().map(|kept| kept.occurrence.key).min();
        let (Some(before), Some(first)) = (before, first) else {
            return Err(refused.map_or_else(|| Error::field("blackout", "has nothing to call off"), illegal));
        };
        let series = ended_before(&before, first, now);
        lead.save(&series).await?;
        let keys: Vec<LocalTime> = off.iter().map(|kept| kept.occurrence.key).collect();
        for kept in off {
            lead.add(Kept { series: series.clone(), ..kept });
        }
        let detail = serde_json::json!({ "before": before.plan, "after": series.plan, "cancelled": keys });
        self.note(lead.tx(), by, "blackout.cancel", series.id.to_string(), detail).await?;
        Ok((series.id, Some(first)))
    }
}

/// The first of them that is not held and not over, or why there is none.
fn may_be_planned_anew(rows: &[Kept]) -> Result<&Kept> {
    let mut refused = None;
    for kept in rows {
        match kept.occurrence.clone().replan(kept.occurrence.window) {
            Ok(_) => return Ok(kept),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    Err(refused.map_or_else(|| Error::field("blackout", "has nothing to change"), illegal))
}

/// Whether a plan falls on the date of a key, whatever the time.
pub(super) fn comes_on(plan: &Plan, key: LocalTime) -> bool {
    let date = key.naive().date();
    let midnight = date.and_time(chrono::NaiveTime::MIN).into();
    plan.dates_from(midnight).next().is_some_and(|found| found.naive().date() == date)
}

/// A series whose rule ends with the last date before a key.
fn ended_before(series: &Series, key: LocalTime, now: Timestamp) -> Series {
    let mut plan = series.plan.clone();
    let start = plan.at(key).start;
    plan.recurrence = plan.recurrence.map(|rule| {
        let last = rule.dates(plan.start).last_before(start).map(|last| last.naive().date());
        rule.until(last.or_else(|| start.naive().date().pred_opt()).unwrap_or_default())
    });
    Series { saved: now, plan, ..series.clone() }
}
