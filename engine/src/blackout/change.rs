//! Changes plans: a blackout that comes once is planned anew, a series from now on.

use domain::blackout::{Because, Blackout, BlackoutEdit, LocalTime, Scope, Series, Stage};
use domain::id::{BlackoutId, HoldId};
use domain::permission::{ManageMaintenance, Permit, Person};
use domain::time::Timestamp;

use super::illegal;
use super::lead::{Changed, Lead};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::blackout::{self, Kept};
use crate::zone::Iana;

impl Engine {
    /// As [`Engine::change_blackout`] for a whole blackout.
    ///
    /// # Errors
    /// As there.
    pub async fn edit_blackout(
        &self,
        permit: &Permit<ManageMaintenance>,
        id: BlackoutId,
        edit: BlackoutEdit,
        seen: Option<Timestamp>,
    ) -> Result<Blackout> {
        Ok(self.change_blackout(permit, id, None, edit, seen).await?.blackout)
    }

    /// Plans one anew that comes once.
    pub(super) async fn change_once(
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

    /// Gives a series another plan from now on.
    pub(super) async fn change_series(
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
        self.settle(lead, by, series, zone, rows, None).await?;
        let detail = serde_json::json!({ "before": before.plan, "after": series.plan });
        self.note(lead.tx(), by, "blackout.edit", series.id.to_string(), detail).await?;
        Ok((series.id, None))
    }

    /// Lets the rows of a series follow another plan. What is in force stays as it is, and what has a plan of its own keeps it,
    /// but for the one that is `meant`; what was announced is planned anew where the new rule comes on its date, and called
    /// off where it does not.
    pub(super) async fn settle(
        &self,
        lead: &mut Lead,
        by: &Person,
        series: &Series,
        zone: &Iana,
        rows: Vec<Kept>,
        meant: Option<LocalTime>,
    ) -> Result<()> {
        let mut stay: Vec<LocalTime> = Vec::new();
        for kept in rows {
            let key = kept.occurrence.key;
            let own = kept.plan.clone().filter(|_| meant != Some(key));
            let kept = Kept { series: series.clone(), plan: own, ..kept };
            match kept.occurrence.stage {
                Stage::Planned if kept.plan.is_none() => lead.take_out(&kept).await?,
                Stage::Announced { .. } if kept.plan.is_none() => {
                    let window = series.resolve(zone, key).window;
                    let occurrence = if series.plan.comes_on(key) && series.saved <= window.start {
                        stay.push(key);
                        kept.occurrence.clone().replan(window)
                    } else {
                        kept.occurrence.clone().cancel(by.clone(), series.saved)
                    };
                    lead.add(Kept { occurrence: occurrence.map_err(illegal)?, ..kept });
                }
                Stage::Planned | Stage::Announced { .. } => {
                    lead.leaves(key, Because::OwnPlan);
                    lead.add(kept);
                }
                Stage::Ended { .. } | Stage::Cancelled { .. } => {}
                Stage::Draining { .. }
                | Stage::Waiting { .. }
                | Stage::Cancelling { .. }
                | Stage::Closing { .. }
                | Stage::Offline { .. }
                | Stage::Reopening { .. }
                | Stage::AwaitingConfirmation { .. } => {
                    stay.push(key);
                    lead.leaves(key, Because::InForce);
                    lead.add(kept);
                }
            }
        }
        self.fill(lead, series, zone, stay).await
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

    /// Calls rows of a series off: what can be called off is, and its rule ends before the first of them, or before the date
    /// `from`. One in force stays.
    pub(super) async fn call_off(
        &self,
        lead: &mut Lead,
        by: &Person,
        rows: Vec<Kept>,
        from: Option<LocalTime>,
    ) -> Result<Changed> {
        let now = self.clock.now();
        let before = rows.first().map(|kept| kept.series.clone());
        let (mut off, mut refused) = (Vec::new(), None);
        for kept in rows {
            match kept.occurrence.clone().cancel(by.clone(), now) {
                Ok(occurrence) => off.push(Kept { occurrence, ..kept }),
                Err(error) => {
                    if kept.occurrence.stage.holds() {
                        lead.leaves(kept.occurrence.key, Because::InForce);
                    }
                    refused = refused.or(Some(error));
                }
            }
        }
        let first = off.iter().map(|kept| kept.occurrence.key).min();
        let (Some(before), Some(cut)) = (before, from.or(first)) else {
            return Err(refused.map_or_else(|| Error::field("blackout", "has nothing to call off"), illegal));
        };
        let series = ended_before(&before, cut, now);
        lead.save(&series).await?;
        let keys: Vec<LocalTime> = off.iter().map(|kept| kept.occurrence.key).collect();
        for kept in off {
            lead.add(Kept { series: series.clone(), ..kept });
        }
        let scope = if from.is_some() { Scope::Later } else { Scope::All };
        let detail = serde_json::json!({
            "before": before.plan, "after": series.plan, "cancelled": keys, "key": from, "scope": scope,
        });
        self.note(lead.tx(), by, "blackout.cancel", series.id.to_string(), detail).await?;
        Ok((series.id, first.filter(|_| from.is_none())))
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

/// A series whose rule ends with the last date before a key.
pub(super) fn ended_before(series: &Series, key: LocalTime, now: Timestamp) -> Series {
    let mut plan = series.plan.clone();
    let start = plan.at(key).start;
    plan.recurrence = plan.recurrence.map(|rule| {
        let last = rule.dates(plan.start).last_before(start).map(|last| last.naive().date());
        rule.until(last.or_else(|| start.naive().date().pred_opt()).unwrap_or_default())
    });
    Series { saved: now, plan, ..series.clone() }
}
