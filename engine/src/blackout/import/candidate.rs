//! An event as drafts: of a blackout, and of those of its dates that are not as the rest.

use chrono::TimeDelta;
use domain::blackout::{
    AtEnd, BlackoutDraft, DEFAULT_ANNOUNCE_LEAD, DEFAULT_DRAIN_LEAD, LONGEST_TEXT, Length, LocalTime, Zone,
};
use domain::import::{ImportEvent, ImportState, ImportedDate};
use domain::problem::FieldError;
use domain::recurrence::{Recurrence, RecurrenceDraft};
use domain::time::Timestamp;

use crate::calendar::{Found, Moved, instants};
use crate::zone::Iana;

/// An event that may be planned.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) uid: String,
    pub(super) line: u32,
    pub(super) draft: BlackoutDraft,
    pub(super) cancelled: Vec<LocalTime>,
    pub(super) changed: Vec<(LocalTime, BlackoutDraft)>,
    notes: Vec<String>,
}

/// What a date says of itself.
struct About {
    name: String,
    message: Option<String>,
    zone: Iana,
    start: LocalTime,
    length: Length,
}

impl Candidate {
    /// Makes one of an event; none of one that is over. A series that has begun already begins with its next date.
    pub(super) fn of(found: Found, database_offline: bool, now: Timestamp) -> Option<Self> {
        let uid = found.uid.clone().unwrap_or_else(|| unnamed(&found));
        let mut notes = Vec::new();
        let (start, length, recurrence) = to_come(&found, now)?;
        if start != found.start {
            let told = format!("It began on {} already: planned from its next date on.", found.start.words());
            notes.push(told);
        }
        let Found { name, message, zone, line, cancelled, changed, .. } = found;
        let is_ahead = |key: &LocalTime| zone.local(key.naive()).instant() >= now;
        let mut cancelled: Vec<LocalTime> = cancelled.into_iter().filter(is_ahead).collect();
        let mut own = Vec::new();
        for moved in changed.into_iter().filter(|moved| is_ahead(&moved.key)) {
            let Moved { key, name, message, zone, start, length } = moved;
            let (from, _) = instants(zone, start, length);
            if from < now {
                let date = key.words();
                notes.push(format!("Its date {date} was moved to a time that has passed: called off."));
                cancelled.push(key);
                continue;
            }
            own.push((key, About { name, message, zone, start, length }));
        }
        let mut draft = |about: About, recurrence| draft(about, recurrence, database_offline, &mut notes);
        let changed = own.into_iter().map(|(key, about)| (key, draft(about, None))).collect();
        let draft = draft(About { name, message, zone, start, length }, recurrence);
        Some(Self { uid, line, draft, cancelled, changed, notes })
    }

    /// How it is told.
    pub(super) fn event(
        &self,
        state: ImportState,
        rule: Option<String>,
        faults: Vec<FieldError>,
    ) -> ImportEvent {
        let dates = self.changed.iter();
        ImportEvent {
            uid: self.uid.clone(),
            line: self.line,
            state,
            plan: self.draft.clone(),
            rule,
            cancelled: self.cancelled.clone(),
            changed: dates.map(|(key, plan)| ImportedDate { key: *key, plan: plan.clone() }).collect(),
            notes: self.notes.clone(),
            faults,
            blackout: None,
        }
    }
}

/// What stands for the UID of an event that has none.
fn unnamed(found: &Found) -> String {
    format!("{} at {} in {}", found.name, found.start, found.zone.name())
}

fn draft(
    about: About,
    recurrence: Option<RecurrenceDraft>,
    database_offline: bool,
    notes: &mut Vec<String>,
) -> BlackoutDraft {
    let About { name, message, zone, start, length } = about;
    let (end, duration) = match length {
        Length::Until(end) => (Some(end), None),
        Length::Elapsed(span) => (None, Some(span)),
    };
    BlackoutDraft {
        message: message.map(|text| cut(text, notes)),
        name,
        reason: None,
        start,
        zone: zone.name().to_owned(),
        end,
        duration,
        announce_lead: DEFAULT_ANNOUNCE_LEAD,
        drain_lead: DEFAULT_DRAIN_LEAD,
        stragglers: None,
        at_end: AtEnd::default(),
        hard_maximum: None,
        database_offline,
        recurrence,
    }
}

/// As much of a description as a message may have.
fn cut(text: String, notes: &mut Vec<String>) -> String {
    if text.trim().chars().count() <= LONGEST_TEXT {
        return text;
    }
    let told = format!(
        "Its description is longer than {LONGEST_TEXT} characters: the message is the beginning of it."
    );
    if !notes.contains(&told) {
        notes.push(told);
    }
    let beginning: String = text.trim().chars().take(LONGEST_TEXT - 1).collect();
    format!("{beginning}…")
}

/// The start, the length and the rule from the first date on that is to come; none when all is over.
fn to_come(found: &Found, now: Timestamp) -> Option<(LocalTime, Length, Option<RecurrenceDraft>)> {
    let (_, end) = instants(found.zone, found.start, found.length);
    let as_is = (found.start, found.length, found.recurrence.clone());
    let Some(draft) = &found.recurrence else { return (end > now).then_some(as_is) };
    // A rule that is none has faults, which are told when it is checked.
    let Ok(rule) = Recurrence::try_from(draft.clone()) else { return Some(as_is) };
    let dates = rule.dates(found.start);
    let Some(first) = dates.first() else { return Some(as_is) };
    let near = (found.zone.wall(now) - TimeDelta::days(1)).into();
    let next = dates.all_from(near).find(|date| found.zone.local(date.naive()).instant() >= now)?;
    if next == first {
        return Some(as_is);
    }
    let gone = || dates.all_from(first).take_while(|date| *date < next).count();
    let left = |count: u32| count.saturating_sub(u32::try_from(gone()).unwrap_or(u32::MAX));
    let draft = RecurrenceDraft { count: draft.count.map(left), ..draft.clone() };
    let length = match found.length {
        Length::Elapsed(span) => Length::Elapsed(span),
        Length::Until(end) => Length::Until((end.naive() + (next.naive() - found.start.naive())).into()),
    };
    Some((next, length, Some(draft)))
}
