//! What people do to a blackout under way: extend it, end it, confirm it; or call one off.

use domain::blackout::Blackout;
use domain::id::BlackoutId;
use domain::permission::{ManageMaintenance, Permit, Person};
use domain::time::Timestamp;

use super::illegal;
use crate::engine::Engine;
use crate::error::Result;
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
    /// Does it. In force when it returns.
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
        let by = permit.person().clone();
        self.changing_blackouts(move |engine, mut lead| async move {
            let kept = lead.find(id).await?;
            let before = kept.occurrence.clone();
            let occurrence =
                done(kept.occurrence.clone(), act, by.clone(), engine.clock.now()).map_err(illegal)?;
            let detail = serde_json::json!({ "before": before, "after": occurrence });
            engine.note(lead.tx(), &by, act.action(), id.to_string(), detail).await?;
            lead.add(Kept { occurrence, ..kept });
            Ok((lead, id))
        })
        .await
    }
}

fn done(
    occurrence: domain::blackout::Occurrence,
    act: Act,
    by: Person,
    now: Timestamp,
) -> std::result::Result<domain::blackout::Occurrence, domain::blackout::IllegalMove> {
    match act {
        Act::Cancel => occurrence.cancel(by, now),
        Act::Extend { end } => occurrence.extend(end, now),
        Act::End => occurrence.end_early(by, now),
        Act::Confirm => occurrence.confirm(by, now),
    }
}
