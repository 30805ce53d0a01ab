//! One date of a series, those after it, or all: which are meant, and what is done to them (decision 12).

mod gap;
mod later;
mod list;
mod off;
mod one;
mod whole;

use domain::blackout::{Altered, Blackout, BlackoutEdit, IllegalMove, LocalTime, Scope, Series};
use domain::id::{BlackoutId, HoldId};
use domain::permission::{ManageMaintenance, Permit, Read};
use domain::time::Timestamp;

use super::acts::Act;
use super::{illegal, unknown};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::Tx;
use crate::store::blackout::{self, Kept};
use crate::zone::Iana;

/// Which dates of a series are meant: one by its key or its date, and how much from there on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Which {
    /// The key of an occurrence, or a local time on its date (rule 29).
    pub date: LocalTime,
    /// How much.
    pub scope: Scope,
}

impl Engine {
    /// One date of a blackout, with the plan that is its own.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is no date; else when the database does not answer.
    pub async fn blackout_date(
        &self,
        _permit: &Permit<Read>,
        id: BlackoutId,
        date: LocalTime,
    ) -> Result<Blackout> {
        let mut tx = self.store.read().await?;
        let series = series_of(&mut tx, id).await?;
        let kept = self.dated(&mut tx, &series, date).await?;
        let plan = kept.plan().draft();
        Ok(Blackout { plan, ..Blackout::of(&kept.series, kept.occurrence) })
    }

    /// Changes a blackout that is not held yet, a series from now on, or of it what is meant. `seen` is when the plan that the
    /// change is based on was saved; when somebody saved another meanwhile the change is refused (rule 18).
    ///
    /// An edit that goes with a date is based on the plan of that date. The first date and those after it are all.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Stale`]; [`Error::Invalid`] with every fault at once, and for what has passed; else as
    /// [`Engine::set_maintenance`].
    pub async fn change_blackout(
        &self,
        permit: &Permit<ManageMaintenance>,
        id: BlackoutId,
        which: Option<Which>,
        edit: BlackoutEdit,
        seen: Option<Timestamp>,
    ) -> Result<Altered> {
        let by = permit.person().clone();
        self.altering_blackouts(move |engine, mut lead| async move {
            let rows = lead.rows(id).await?;
            let before = rows.first().ok_or_else(|| unknown(id))?.series.clone();
            if seen.is_some_and(|seen| seen != before.saved) {
                let changed = format!("another plan was saved at {}", before.saved);
                return Err(Error::Stale { epoch: lead.epoch(), changed });
            }
            let changed = match which {
                None => engine.change_whole(&mut lead, &by, &before, edit, rows).await?,
                Some(which) => {
                    let kept = engine.dated(lead.tx(), &before, which.date).await?;
                    match which.reaches(&kept) {
                        Scope::One => engine.change_one(&mut lead, &by, kept, edit).await?,
                        Scope::Later => engine.change_later(&mut lead, &by, kept, edit).await?,
                        Scope::All => engine.change_all(&mut lead, &by, &kept, edit, rows).await?,
                    }
                }
            };
            Ok((lead, changed))
        })
        .await
    }

    /// Calls off a blackout, all of a series that is to come, or of it what is meant.
    ///
    /// # Errors
    /// As [`Engine::act_on_blackout`].
    pub async fn cancel_blackout(
        &self,
        permit: &Permit<ManageMaintenance>,
        id: BlackoutId,
        which: Option<Which>,
    ) -> Result<Altered> {
        let Some(which) = which else { return self.acting_on(permit, id, None, Act::Cancel).await };
        let by = permit.person().clone();
        self.altering_blackouts(move |engine, mut lead| async move {
            let rows = lead.rows(id).await?;
            let series = rows.first().ok_or_else(|| unknown(id))?.series.clone();
            let kept = engine.dated(lead.tx(), &series, which.date).await?;
            let changed = match which.reaches(&kept) {
                Scope::One => engine.cancel_one(&mut lead, &by, kept).await?,
                Scope::Later => engine.cancel_later(&mut lead, &by, kept).await?,
                Scope::All if series.plan.recurrence.is_none() => {
                    engine.cancel_one(&mut lead, &by, kept).await?
                }
                Scope::All => engine.call_off(&mut lead, &by, rows, None).await?,
            };
            Ok((lead, changed))
        })
        .await
    }

    /// The date that a local time names: its row, or what the rule has there.
    async fn dated(&self, tx: &mut Tx, series: &Series, date: LocalTime) -> Result<Kept> {
        if let Some(kept) = blackout::on_date(tx, series.id, date).await? {
            return Ok(kept);
        }
        let none = || Error::NotFound(format!("date {} of blackout {}", date.words(), series.id));
        let occurrence = series.on_date(&zone_of(series)?, date).ok_or_else(none)?;
        Ok(Kept { series: series.clone(), occurrence, hold: HoldId::new(self.ids.next()), plan: None })
    }
}

impl Which {
    /// How much it reaches: at the first date *later* is *all*, and what comes once is all of it.
    fn reaches(self, kept: &Kept) -> Scope {
        let plan = &kept.series.plan;
        let is_first = kept.occurrence.key.midnight() <= plan.first().midnight();
        match self.scope {
            Scope::One => Scope::One,
            Scope::Later if plan.recurrence.is_none() || is_first => Scope::All,
            Scope::Later => Scope::Later,
            Scope::All => Scope::All,
        }
    }
}

/// A blackout by its id.
async fn series_of(tx: &mut Tx, id: BlackoutId) -> Result<Series> {
    let rows = blackout::of(tx, id).await?;
    rows.into_iter().next().map(|kept| kept.series).ok_or_else(|| unknown(id))
}

fn zone_of(series: &Series) -> Result<Iana> {
    Iana::named(&series.plan.zone)
        .ok_or_else(|| Error::field("zone", "is not a zone any more: choose another one"))
}

/// That a date cannot be changed since it is over.
fn passed(at: Timestamp) -> Error {
    illegal(IllegalMove::Over { at })
}
