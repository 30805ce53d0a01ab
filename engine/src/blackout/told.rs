//! What the status tells of blackouts to come.

use domain::blackout::{LONGEST_LEAD, Window, announced, coming_next, next_blackout};
use domain::duration::Span;
use domain::status::NextBlackout;
use domain::time::Timestamp;

use super::between::Touched;
use super::occurrences;
use crate::engine::Engine;
use crate::error::Result;
use crate::store::Tx;
use crate::store::blackout::{self, Kept};

/// What is coming.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Coming {
    /// Everybody has been told of it.
    pub(crate) announced: bool,
    /// The next one, once announced.
    pub(crate) next: Option<NextBlackout>,
}

impl Coming {
    /// What is coming of these.
    pub(crate) fn of(kept: &[Kept], now: Timestamp) -> Self {
        let all = occurrences(kept);
        let coming = coming_next(&all, now).and_then(|(at, _)| kept.get(at));
        let next = next_blackout(&all, now).map(|next| NextBlackout {
            id: coming.map(|kept| kept.series.id),
            message: coming.and_then(|kept| kept.plan().message),
            ..next
        });
        Self { announced: announced(&all), next }
    }
}

impl Engine {
    /// What a known blackout means for a start at an instant to come (rule 10).
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn blackout_at(&self, at: Timestamp) -> Result<Option<String>> {
        let mut tx = self.store.read().await?;
        let all = self.touched_within(&mut tx, at, at.plus(LONGEST_LEAD)).await?;
        let covering = all.iter().flat_map(|one| covering(one, at)).min_by_key(|(_, window)| window.start);
        Ok(covering.map(|(name, window)| {
            format!(
                "the blackout {name} lets nothing start from {} until {}: it will not start then",
                window.drain_at, window.end
            )
        }))
    }

    /// Reads what is coming.
    pub(crate) async fn coming(&self, tx: &mut Tx) -> Result<Coming> {
        let now = self.clock.now();
        Ok(Coming::of(&blackout::to_come(tx, now).await?, now))
    }
}

/// The windows of a blackout in which nothing starts at an instant, each with what it is called.
fn covering(one: &Touched, at: Timestamp) -> Vec<(&str, Window)> {
    let covers = |window: &Window| window.drain_at <= at && at < window.end;
    let standing = one.rows.iter().filter(|row| !row.occurrence.stage.is_over());
    let rows = standing.map(|row| (one.name_of(row), row.occurrence.window));
    let plan = &one.read.series.plan;
    // A window holds from its drain instant on, and so begins within its lead.
    let until = at.plus(plan.drain_lead).plus(Span::from_micros(1));
    let dates = one.calculated(at, until).map(|date| (plan.name.as_str(), date.window));
    rows.chain(dates).filter(|(_, window)| covers(window)).collect()
}
