//! The drain: what still runs after a hold began, and when it is expected to be quiet.

mod told;

use serde::{Deserialize, Serialize};

use crate::duration::Span;
use crate::id::{RequestId, TaskId};
use crate::missed::Missed;
use crate::permission::Person;
use crate::request::Request;
use crate::time::Timestamp;

pub use told::{left_out, restart_answers};

/// The median and the ninth decile of when something is expected to end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Expected {
    /// Half of such runs ended by then.
    pub p50: Timestamp,
    /// Nine of ten such runs ended by then.
    pub p90: Timestamp,
}

/// One root request that still runs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Blocker {
    /// The request.
    pub id: RequestId,
    /// What kind of process.
    pub kind: String,
    /// The process's name.
    pub title: String,
    /// Who asked for it.
    pub owner: Person,
    /// When it began.
    pub since: Timestamp,
    /// The steps it is at, deepest first, in words: `build`, `publish › upload`.
    pub step: Option<String>,
    /// Where that step runs.
    pub agent: Option<String>,
    /// A manual task waits for a person; it is left out of the forecast.
    pub waits_for_person: bool,
    /// The manual task.
    pub task: Option<TaskId>,
    /// Steps not yet begun that will ask a person, or start a process that does. Their answers are left out of the
    /// forecast.
    #[serde(default)]
    pub answers_to_come: Vec<String>,
    /// When it is expected to end, from past durations; none when there is no past.
    pub expected_end: Option<Expected>,
    /// It came in under the hold, by a bypass.
    pub bypass: bool,
    /// A cancel is under way.
    pub cancelling: bool,
}

/// One of the two answers of rule 23.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answer {
    /// Yes or no.
    pub safe: bool,
    /// The answer in words.
    pub why: String,
}

/// May it be restarted now? (rule 23)
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RestartAnswers {
    /// Lull itself: its steps go on under their supervisors.
    pub lull: Answer,
    /// The host, or the database.
    pub host: Answer,
}

/// What still runs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Drain {
    /// A hold is in force and nothing runs. Without a hold it is false.
    pub quiet: bool,
    /// Whether a hold is in force.
    pub held: bool,
    /// Since when.
    pub since: Option<Timestamp>,
    /// What still runs, oldest first, at most 1,000.
    pub blockers: Vec<Blocker>,
    /// How many more requests run. While there are some, no end is foretold.
    #[serde(default)]
    pub blockers_more: u64,
    /// Steps under way outside: shell and HTTP.
    pub steps_running: u64,
    /// When all of it is expected to have ended; none when quiet or when one has no past.
    pub quiet_expected_at: Option<Expected>,
    /// What the forecast leaves out, in words; none when nothing.
    pub left_out: Option<String>,
    /// The two answers.
    pub restart: RestartAnswers,
    /// Requests refused since the hold began, newest first, at most 50.
    pub refused: Vec<Request>,
    /// The ledger's rows of this hold, the last attempt first, at most 50: equal attempts are one row (rule 6).
    #[serde(default)]
    pub missed: Vec<Missed>,
    /// How many rows more there are.
    #[serde(default)]
    pub missed_more: u64,
    /// When this was true.
    pub at: Timestamp,
}

impl Drain {
    /// How many root requests run, those included that are not told one by one.
    #[must_use]
    pub fn running(&self) -> u64 {
        self.blockers.len() as u64 + self.blockers_more
    }
}

/// Expects an end from past durations, given that `elapsed` has passed already.
///
/// Only past runs that took longer count, as this one has. When it outlasts all of them there is no
/// ground for a guess, and none is made. Durations come in any order.
#[must_use]
pub fn expect_end(past: &[Span], began: Timestamp, now: Timestamp) -> Option<Expected> {
    let elapsed = now.since(began);
    let mut longer: Vec<Span> = past.iter().copied().filter(|span| *span > elapsed).collect();
    longer.sort_unstable();
    Some(Expected { p50: began.plus(quantile(&longer, 50)?), p90: began.plus(quantile(&longer, 90)?) })
}

/// The nearest-rank quantile of sorted spans.
fn quantile(sorted: &[Span], percent: usize) -> Option<Span> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// Expects quiet: the latest of the blockers' ends, each quantile by itself. People's answers are left out.
///
/// None when nothing is left to wait for, or when one blocker has no forecast.
#[must_use]
pub fn expect_quiet(blockers: &[Blocker]) -> Option<Expected> {
    let mut latest: Option<Expected> = None;
    for blocker in blockers.iter().filter(|blocker| !blocker.waits_for_person) {
        let end = blocker.expected_end?;
        latest =
            Some(latest.map_or(end, |so_far| Expected {
                p50: so_far.p50.max(end.p50),
                p90: so_far.p90.max(end.p90),
            }));
    }
    latest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(secs: &[i64]) -> Vec<Span> {
        secs.iter().copied().map(Span::from_secs).collect()
    }

    #[test]
    fn a_forecast_is_the_median_and_ninth_decile_of_runs_that_took_longer_than_this_one_has() {
        let began = Timestamp::from_micros(0);
        let past = spans(&[10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
        let fresh = expect_end(&past, began, began).unwrap();
        assert_eq!(
            (fresh.p50, fresh.p90),
            (began.plus(Span::from_secs(50)), began.plus(Span::from_secs(90)))
        );
        let late = expect_end(&past, began, began.plus(Span::from_secs(85))).unwrap();
        assert_eq!((late.p50, late.p90), (began.plus(Span::from_secs(90)), began.plus(Span::from_secs(100))));
    }

    #[test]
    fn a_run_that_outlasts_its_whole_past_has_no_forecast() {
        let began = Timestamp::from_micros(0);
        assert_eq!(expect_end(&spans(&[5]), began, began.plus(Span::from_secs(5))), None);
        assert_eq!(expect_end(&[], began, began), None);
    }
}
