//! Plans and instants of a history, as the engine is asked for them.

use domain::blackout::{AtEnd, BlackoutDraft, BlackoutEdit, LocalTime};
use domain::duration::Span;
use domain::maintenance::Edit;
use domain::recurrence::{Every, RecurrenceDraft};
use domain::time::Timestamp;

use super::command::Plan;
use crate::harness::START;

pub fn instant(seconds: i64) -> Timestamp {
    Timestamp::from_micros(START.micros() + seconds * 1_000_000)
}

pub fn seconds(at: Timestamp) -> i64 {
    (at.micros() - START.micros()) / 1_000_000
}

/// The day that a key names, from the one on which the history begins.
pub fn day(key: LocalTime) -> i64 {
    let begins = LocalTime::from(START.to_chrono().naive_utc());
    (key.naive().date() - begins.naive().date()).num_days()
}

pub fn draft(plan: &Plan, now: i64) -> BlackoutDraft {
    BlackoutDraft {
        name: "by chance".to_owned(),
        message: None,
        reason: None,
        start: local(plan, now),
        zone: "UTC".to_owned(),
        end: None,
        duration: Some(Span::from_secs(plan.length)),
        announce_lead: Span::from_secs(plan.announce_lead),
        drain_lead: Span::from_secs(plan.drain_lead),
        stragglers: None,
        at_end: at_end(plan),
        hard_maximum: plan.hard_maximum.map(Span::from_secs),
        database_offline: plan.offline,
        recurrence: (plan.days > 1).then(|| daily(plan.days)),
    }
}

fn daily(days: i64) -> RecurrenceDraft {
    RecurrenceDraft { count: Some(u32::try_from(days).unwrap()), ..RecurrenceDraft::every(Every::Days(1)) }
}

/// A change of everything but how often it comes.
pub fn edit(plan: &Plan, now: i64) -> BlackoutEdit {
    BlackoutEdit {
        start: Edit::Set(local(plan, now)),
        duration: Edit::Set(Span::from_secs(plan.length)),
        announce_lead: Edit::Set(Span::from_secs(plan.announce_lead)),
        drain_lead: Edit::Set(Span::from_secs(plan.drain_lead)),
        at_end: Edit::Set(at_end(plan)),
        hard_maximum: plan.hard_maximum.map_or(Edit::Clear, |most| Edit::Set(Span::from_secs(most))),
        database_offline: Edit::Set(plan.offline),
        ..BlackoutEdit::default()
    }
}

const fn at_end(plan: &Plan) -> AtEnd {
    if plan.confirm { AtEnd::Confirm } else { AtEnd::Reopen }
}

fn local(plan: &Plan, now: i64) -> LocalTime {
    LocalTime::from(instant(plan.start(now)).to_chrono().naive_utc())
}
