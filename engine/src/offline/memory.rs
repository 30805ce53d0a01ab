//! What Lull remembers of itself, in the state file (rule 35): enough to lead a blackout while the database does not
//! answer or is somebody else's.

use domain::audit::Entry;
use domain::blackout::{Led, LocalTime, Occurrence, Reach, Stage};
use domain::id::{BlackoutId, RequestId};
use domain::maintenance::{GateState, HoldKind};
use domain::status::Load;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::blackout::{hold_of, planned, standing};
use crate::store::bearer::Bearer;
use crate::store::blackout::Kept;

/// How far the database is Lull's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub(crate) enum Mode {
    /// It is.
    #[default]
    Open,
    /// It is being closed; who finds this after a restart closes it first.
    Closing,
    /// It is not, and was not touched since.
    Offline {
        /// Closed by force (rule 34): all its files belong together.
        forced: bool,
    },
}

/// A session or token, by the hash of its secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Known {
    pub(crate) hash: String,
    pub(crate) is_token: bool,
    pub(crate) bearer: Bearer,
}

/// A step that ran outside when the database was closed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct InFlight {
    pub(crate) request: RequestId,
    pub(crate) step: String,
    pub(crate) attempt: u32,
}

/// What is remembered. What an older Lull did not write yet has its usual value: it may be upgraded in a window.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Memory {
    pub(crate) mode: Mode,
    /// Written to the database as well when it was closed: a database without it was restored (rule 42).
    pub(crate) token: Option<String>,
    /// It could not be written there: the database did not answer, or nobody was here when the window began.
    pub(crate) unmarked: bool,
    /// When closing began: the clocks of sessions and manual tasks stand still from then on.
    pub(crate) closed_at: Option<Timestamp>,
    /// The gate as it stands.
    pub(crate) gate: GateState,
    /// How much ran.
    pub(crate) load: Load,
    /// The requests that ran.
    pub(crate) running: Vec<RequestId>,
    /// Their steps that ran outside.
    pub(crate) in_flight: Vec<InFlight>,
    /// Every occurrence to come, as far as it has come.
    pub(crate) blackouts: Vec<Kept>,
    /// Dates of series that have a row and are not among them: they were called off, or are changed long before.
    pub(crate) touched: Vec<(BlackoutId, LocalTime)>,
    /// Who may come in, by hash.
    pub(crate) people: Vec<Known>,
    /// How far the database's clock was ahead of this host's, in microseconds (rule 44).
    pub(crate) ahead: i64,
    /// What is to be audited once there is a database again.
    pub(crate) audit: Vec<Entry>,
    /// Lull has begun to open the database again: it is nobody else's meanwhile, and what a process that died over it has
    /// left beside the file is Lull's own.
    pub(crate) opening: bool,
    /// What stands in the way of reopening, in words.
    pub(crate) trouble: Option<String>,
    /// The state file could not be believed: only an operator says that the database may be used (rule 35).
    pub(crate) unreadable: bool,
}

impl Memory {
    /// Whether there is anything that the database might have to be closed for.
    pub(crate) fn is_needed(&self) -> bool {
        self.mode != Mode::Open
            || self.blackouts.iter().any(|kept| {
                let reaches = [kept.series.plan.reach, kept.occurrence.window.reach];
                reaches.iter().any(|reach| matches!(reach, Reach::FullSystem(_)))
            })
    }

    /// Adds a step that runs outside, and its request.
    pub(crate) fn add_in_flight(&mut self, one: InFlight) {
        if !self.running.contains(&one.request) {
            self.running.push(one.request);
        }
        if !self.in_flight.contains(&one) {
            self.in_flight.push(one);
        }
    }

    /// The occurrences alone.
    pub(crate) fn occurrences(&self) -> Vec<Occurrence> {
        self.blackouts.iter().map(|kept| kept.occurrence.clone()).collect()
    }

    /// How far a series was led.
    pub(crate) fn led(&self, id: BlackoutId) -> Led {
        let rows = || self.blackouts.iter().filter(|kept| kept.series.id == id);
        let is_touched =
            |kept: &&Kept| kept.plan.is_some() || matches!(kept.occurrence.stage, Stage::Cancelled { .. });
        let key = |kept: &Kept| kept.occurrence.key;
        let last = rows().filter(|kept| !is_touched(kept)).max_by_key(|kept| kept.occurrence.key);
        let waits = last.filter(|kept| kept.occurrence.stage == Stage::Planned);
        let away = self.touched.iter().filter(|(series, _)| *series == id).map(|(_, key)| *key);
        Led {
            to: last.map(key),
            announced_at: waits.map(|kept| kept.occurrence.window.announce_at),
            touched: rows().filter(is_touched).map(key).chain(away).collect(),
        }
    }

    /// Brings the gate in line with the blackouts, as their stages changed.
    pub(crate) fn settle_gate(&mut self) {
        let manual = self.gate.holds.iter().filter(|hold| hold.kind == HoldKind::Manual).cloned();
        let held = self.blackouts.iter().filter(|kept| kept.occurrence.stage.holds()).map(hold_of);
        let mut holds: Vec<_> = manual.chain(held).collect();
        holds.sort_by_key(|hold| (hold.since, hold.id));
        self.gate.holds = holds;
        self.gate.closing = planned(&self.blackouts);
        self.gate.standing = standing(&self.blackouts);
        self.gate.epoch += 1;
    }

    /// Brings people into the order in which they are looked up; an older Lull wrote them in another one.
    pub(crate) fn sort_people(&mut self) {
        self.people.sort_by(|one, other| one.hash.cmp(&other.hash));
    }

    /// Whether a hash stood for somebody.
    pub(crate) fn knows(&self, hash: &str, is_token: bool) -> bool {
        self.person(hash, is_token).is_some()
    }

    /// Sorted by hash: every stream asks again and again.
    fn person(&self, hash: &str, is_token: bool) -> Option<&Known> {
        let at = self.people.binary_search_by(|known| known.hash.as_str().cmp(hash)).ok()?;
        self.people.get(at).filter(|known| known.is_token == is_token)
    }

    /// Whom a hash stands for. The clocks of sessions stopped when closing began (rule 37).
    pub(crate) fn bearer(&self, hash: &str, is_token: bool) -> Option<Bearer> {
        let known = self.person(hash, is_token)?;
        let stopped = self.closed_at?;
        known.bearer.expires.is_none_or(|end| end > stopped).then(|| known.bearer.clone())
    }
}
