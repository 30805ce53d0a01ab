//! What people do to a blackout under way: extend it, end it, confirm it; or call one off.

use domain::blackout::{Altered, Blackout, IllegalMove, LocalTime, Occurrence};
use domain::id::BlackoutId;
use domain::permission::{ManageMaintenance, Permit, Person};
use domain::time::Timestamp;

use super::illegal;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::blackout::Kept;

/// One thing to do to a blackout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Call it off before its start.
    Cancel,
    /// Move its end to a later instant.
    Extend {
        /// The new end.
        end: Timestamp,
    },
    /// End it now.
    End,
    /// Confirm that it may open.
    Confirm,
}

impl Act {
    const fn action(self) -> &'static str {
        match self {
            Self::Cancel => "blackout.cancel",
            Self::Extend { .. } => "blackout.extend",
            Self::End => "blackout.end",
            Self::Confirm => "blackout.confirm",
        }
    }
}

impl Engine {
    /// Does it; to a series as it is in force, and *cancel* to all of it that is to come. In force when it returns.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`]; [`crate::Error::Invalid`] at `blackout` when its stage does not allow it, in words
    /// that say what does; else as [`Engine::set_maintenance`].
    pub async fn act_on_blackout(
        &self,
        permit: &Permit<ManageMaintenance>,
        id: BlackoutId,
        act: Act,
    ) -> Result<Blackout> {
        self.act_on(permit, id, None, act).await
    }

    /// Does it to one occurrence, or when none is named to the one that is meant.
    pub(crate) async fn act_on(
        &self,
        permit: &Permit<ManageMaintenance>,
        id: BlackoutId,
        key: Option<LocalTime>,
        act: Act,
    ) -> Result<Blackout> {
        Ok(self.acting_on(permit, id, key, act).await?.blackout)
    }

    /// The same, with what it leaves as it is.
    pub(super) async fn acting_on(
        &self,
        permit: &Permit<ManageMaintenance>,
        id: BlackoutId,
        key: Option<LocalTime>,
        act: Act,
    ) -> Result<Altered> {
        let by = permit.person().clone();
        self.altering_blackouts(move |engine, mut lead| async move {
            let mut rows = lead.rows(id).await?;
            rows.retain(|kept| key.is_none_or(|key| key == kept.occurrence.key));
            let is_series = key.is_none() && rows.iter().any(|kept| kept.series.plan.recurrence.is_some());
            if act == Act::Cancel && is_series {
                let changed = engine.call_off(&mut lead, &by, rows, None).await?;
                return Ok((lead, changed));
            }
            let (kept, occurrence) = allowed(rows, act, &by, engine.clock.now())?;
            let detail = serde_json::json!({ "before": kept.occurrence, "after": occurrence });
            engine.note(lead.tx(), &by, act.action(), id.to_string(), detail).await?;
            let changed = (id, Some(occurrence.key));
            lead.add(Kept { occurrence, ..kept });
            Ok((lead, changed))
        })
        .await
    }
}

/// The occurrence that is meant, before and after: of those in force the first that allows it, or the one to come next.
fn allowed(rows: Vec<Kept>, act: Act, by: &Person, now: Timestamp) -> Result<(Kept, Occurrence)> {
    let in_force = rows.iter().filter(|kept| kept.occurrence.stage.holds()).count();
    let mut refused = None;
    for kept in rows.into_iter().take(in_force.max(1)) {
        match done(kept.occurrence.clone(), act, by.clone(), now) {
            Ok(occurrence) => return Ok((kept, occurrence)),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    Err(refused.map_or_else(|| Error::field("blackout", "has nothing to do it to"), illegal))
}

fn done(
    occurrence: Occurrence,
    act: Act,
    by: Person,
    now: Timestamp,
) -> std::result::Result<Occurrence, IllegalMove> {
    match act {
        Act::Cancel => occurrence.cancel(by, now),
        Act::Extend { end } => occurrence.extend(end, now),
        Act::End => occurrence.end_early(by, now),
        Act::Confirm => occurrence.confirm(by, now),
    }
}
