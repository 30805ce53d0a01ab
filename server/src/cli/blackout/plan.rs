//! A blackout as flags say it.

use std::str::FromStr;

use clap::{Args, ValueEnum};
use domain::blackout::{AtEnd, BlackoutDraft, BlackoutEdit, LocalTime, Stragglers};
use domain::duration::Span;
use domain::id::BlackoutId;
use domain::maintenance::Edit;

use super::date::WhichArgs;
use super::recurrence::RecurrenceArgs;
use crate::cli::change::Change;
use crate::cli::failure::Failure;

/// What still runs at the start: `suspend`, `cancel` or `wait=20m`.
#[derive(Clone, Copy, Debug)]
pub struct Policy(Stragglers);

impl FromStr for Policy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.split_once('=')) {
            ("suspend", _) => Ok(Self(Stragglers::Suspend)),
            ("cancel", _) => Ok(Self(Stragglers::Cancel)),
            (_, Some(("wait", limit))) => limit
                .parse()
                .map(|limit| Self(Stragglers::Wait(limit)))
                .map_err(|error: domain::duration::BadSpan| error.to_string()),
            _ => Err("write suspend, cancel, or wait=20m".to_owned()),
        }
    }
}

/// What happens at the end.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum End {
    /// The hold lifts by itself
    Reopen,
    /// It stays closed until a person confirms
    Confirm,
}

impl End {
    const fn as_at_end(self) -> AtEnd {
        match self {
            Self::Reopen => AtEnd::Reopen,
            Self::Confirm => AtEnd::Confirm,
        }
    }
}

/// What both planning and changing can say.
#[derive(Args)]
struct Terms {
    /// When it ends, on the wall of its zone; this or --duration
    #[arg(long, value_name = "LOCAL", conflicts_with = "duration")]
    end: Option<LocalTime>,
    /// How long it takes, as time elapsed: 90m, 2h
    #[arg(long, value_name = "SPAN")]
    duration: Option<Span>,
    /// Why, for people who may log in
    #[arg(long, value_name = "TEXT")]
    reason: Option<Change<String>>,
    /// What everybody is told
    #[arg(long, value_name = "TEXT")]
    message: Option<Change<String>>,
    /// How long before the start it is announced; 24h unless said
    #[arg(long, value_name = "SPAN")]
    announce_lead: Option<Span>,
    /// How long before the start nothing new starts; 30m unless said
    #[arg(long, value_name = "SPAN")]
    drain_lead: Option<Span>,
    /// What becomes of work that still runs at the start: suspend, cancel, or wait=20m
    #[arg(long, value_name = "POLICY")]
    stragglers: Option<Policy>,
    /// What happens at the end
    #[arg(long, value_enum)]
    at_end: Option<End>,
    /// How long after the planned end it stays closed at most; twice the duration unless said
    #[arg(long, value_name = "SPAN")]
    hard_maximum: Option<Span>,
    #[command(flatten)]
    recurrence: RecurrenceArgs,
}

/// `lull blackout create` and `preview`.
#[derive(Args)]
pub struct CreateArgs {
    /// What people call it
    name: String,
    /// When it starts, on the wall of its zone: 2026-12-05T02:00
    #[arg(long, value_name = "LOCAL")]
    start: LocalTime,
    /// The zone, such as Europe/Berlin
    #[arg(long)]
    zone: String,
    /// The database stays online: starts are held and nothing is closed
    #[arg(long)]
    online: bool,
    #[command(flatten)]
    terms: Terms,
}

/// `lull blackout update`.
#[derive(Args)]
pub struct UpdateArgs {
    /// Its id, as blk_…
    pub blackout: BlackoutId,
    #[command(flatten)]
    pub which: WhichArgs,
    /// What people call it
    #[arg(long)]
    name: Option<String>,
    /// When it starts, on the wall of its zone
    #[arg(long, value_name = "LOCAL")]
    start: Option<LocalTime>,
    /// The zone, such as Europe/Berlin
    #[arg(long)]
    zone: Option<String>,
    /// Comes once from now on: takes the rule away
    #[arg(long, conflicts_with = "every")]
    once: bool,
    #[command(flatten)]
    terms: Terms,
}

impl CreateArgs {
    /// The draft that the flags say.
    pub fn draft(&self) -> Result<BlackoutDraft, Failure> {
        let terms = &self.terms;
        if terms.end.is_none() && terms.duration.is_none() {
            return Err(Failure::Usage("say how long it takes: add --duration 1h, or --end".to_owned()));
        }
        let text = |change: &Option<Change<String>>| match change {
            Some(Change::Set(text)) => Some(text.clone()),
            Some(Change::Clear) | None => None,
        };
        Ok(BlackoutDraft {
            name: self.name.clone(),
            message: text(&terms.message),
            reason: text(&terms.reason),
            start: self.start,
            zone: self.zone.clone(),
            end: terms.end,
            duration: terms.duration,
            announce_lead: terms.announce_lead.unwrap_or(domain::blackout::DEFAULT_ANNOUNCE_LEAD),
            drain_lead: terms.drain_lead.unwrap_or(domain::blackout::DEFAULT_DRAIN_LEAD),
            stragglers: terms.stragglers.map(|policy| policy.0),
            at_end: terms.at_end.map(End::as_at_end).unwrap_or_default(),
            hard_maximum: terms.hard_maximum,
            database_offline: !self.online,
            recurrence: terms.recurrence.draft()?,
        })
    }
}

impl UpdateArgs {
    /// The edit that the flags say; what is not named is kept.
    pub fn edit(&self) -> Result<BlackoutEdit, Failure> {
        let terms = &self.terms;
        let recurrence = if self.once { Edit::Clear } else { set(terms.recurrence.draft()?) };
        let edit = BlackoutEdit {
            name: set(self.name.clone()),
            message: Change::edit(terms.message.as_ref(), |text| text),
            reason: Change::edit(terms.reason.as_ref(), |text| text),
            start: set(self.start),
            zone: set(self.zone.clone()),
            end: set(terms.end),
            duration: set(terms.duration),
            announce_lead: set(terms.announce_lead),
            drain_lead: set(terms.drain_lead),
            stragglers: set(terms.stragglers.map(|policy| policy.0)),
            at_end: set(terms.at_end.map(End::as_at_end)),
            hard_maximum: set(terms.hard_maximum),
            database_offline: Edit::Keep,
            recurrence,
        };
        if edit == BlackoutEdit::default() {
            return Err(Failure::Usage("nothing to change: add --start, --duration, --reason …".to_owned()));
        }
        Ok(edit)
    }
}

fn set<T>(value: Option<T>) -> Edit<T> {
    value.map_or(Edit::Keep, Edit::Set)
}
