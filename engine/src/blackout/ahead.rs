//! Gives the dates of series their rows, before anybody is told of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::blackout::{Led, Series, Stage};
use domain::id::{BlackoutId, HoldId};
use domain::time::Timestamp;

use super::lead::Lead;
use super::{detail, over_unseen};
use crate::engine::Engine;
use crate::error::Result;
use crate::store::Tx;
use crate::store::blackout::{self, Kept};
use crate::zone::Iana;

/// The most dates that get their row in one commit; after a long time down there are more.
const HANDFUL: usize = 1_000;

impl Engine {
    /// Gives every date that is to have a row its own. Those that passed unseen are over with it.
    pub(super) async fn add_ahead(&self, lead: &mut Lead, now: Timestamp) -> Result<()> {
        let mut room = HANDFUL;
        for series in lead.without_row_ahead(now) {
            lead.write().await?;
            let led = blackout::led(lead.tx(), series.id).await?;
            for kept in self.rows_ahead(&series, &led, now, room) {
                room -= 1;
                if kept.occurrence.stage.is_over() {
                    let (action, by) = over_unseen();
                    self.note(lead.tx(), &by, action, series.id.to_string(), detail(&kept)).await?;
                    lead.add_over(&kept)?;
                } else {
                    lead.add(kept);
                }
            }
        }
        lead.is_behind = room == 0;
        Ok(())
    }

    /// Whether a date is to have a row and has none.
    pub(super) async fn is_behind(&self, tx: &mut Tx, kept: &[Kept], now: Timestamp) -> Result<bool> {
        for series in without_row_ahead(kept, now) {
            let led = blackout::led(tx, series.id).await?;
            if !self.rows_ahead(&series, &led, now, 1).is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The rows that a series is to have and has not, at most so many, each with the hold that will be its own.
    pub(crate) fn rows_ahead(&self, series: &Series, led: &Led, now: Timestamp, most: usize) -> Vec<Kept> {
        let Some(zone) = Iana::named(&series.plan.zone) else {
            tracing::error!(blackout = %series.id, zone = series.plan.zone, "a blackout comes in a zone that is not known");
            return Vec::new();
        };
        let row = |occurrence: domain::blackout::Occurrence| Kept {
            series: series.clone(),
            occurrence: occurrence.or_missed(now),
            hold: HoldId::new(self.ids.next()),
            plan: None,
        };
        series.ahead(&zone, led, now).take(most).map(row).collect()
    }
}

/// The series among these of which no row lies ahead that nobody has touched or been told of.
pub(crate) fn without_row_ahead(kept: &[Kept], now: Timestamp) -> Vec<Series> {
    let is_ahead = |kept: &&Kept| {
        let Kept { occurrence, plan, .. } = kept;
        plan.is_none() && occurrence.stage == Stage::Planned && occurrence.window.announce_at > now
    };
    let led: BTreeSet<BlackoutId> = kept.iter().filter(is_ahead).map(|kept| kept.series.id).collect();
    let behind = kept.iter().map(|kept| &kept.series);
    let behind = behind.filter(|one| one.plan.recurrence.is_some() && !led.contains(&one.id));
    let behind: BTreeMap<BlackoutId, &Series> = behind.map(|series| (series.id, series)).collect();
    behind.into_values().cloned().collect()
}
