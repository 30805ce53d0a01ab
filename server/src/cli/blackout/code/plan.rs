//! What a file asks for: which blackouts are made, changed, left alone, called off.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::blackout::{BlackoutDraft, BlackoutEdit, Exception, LocalTime, SeriesToCome};

use super::file::{Entry, comes_on};

/// What becomes of one blackout.
#[derive(Debug)]
pub struct Planned {
    /// Its name.
    pub name: String,
    /// Where it stands in the file; nowhere when it is called off.
    pub index: Option<usize>,
    /// It as the server has it.
    pub known: Option<SeriesToCome>,
    /// What becomes of the whole.
    pub act: Act,
    /// What becomes of its dates, after the whole.
    pub dates: Vec<OnDate>,
    /// What is to be said of it besides.
    pub notes: Vec<String>,
}

/// What becomes of the whole of a blackout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// It is new: this is planned.
    Make(Box<BlackoutDraft>),
    /// These fields of it change.
    Change(Box<BlackoutEdit>),
    /// It is as the file says.
    Keep,
    /// It is called off.
    CallOff,
}

/// What becomes of one date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OnDate {
    /// The date, at the time that its series says: what names it in a path.
    pub start: LocalTime,
    /// The fields that change; none when it is called off.
    pub edit: Option<BlackoutEdit>,
}

impl Planned {
    /// Whether anything is done.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.act != Act::Keep || !self.dates.is_empty()
    }
}

/// Compares a file with what is there; `wall` gives the local date-time now of a zone. Names are told apart already.
#[must_use]
pub fn of(
    entries: &[Entry],
    there: Vec<SeriesToCome>,
    wall: impl Fn(&str) -> LocalTime,
    prune: bool,
) -> Vec<Planned> {
    let mut there: BTreeMap<String, SeriesToCome> =
        there.into_iter().map(|series| (series.plan.name.clone(), series)).collect();
    let mut planned: Vec<Planned> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| one(index, entry, there.remove(&entry.draft.name), wall(&entry.draft.zone)))
        .collect();
    if prune {
        planned.extend(there.into_values().map(|series| Planned {
            name: series.plan.name.clone(),
            index: None,
            known: Some(series),
            act: Act::CallOff,
            dates: Vec::new(),
            notes: Vec::new(),
        }));
    }
    planned
}

fn one(index: usize, entry: &Entry, known: Option<SeriesToCome>, wall: LocalTime) -> Planned {
    let mut notes = Vec::new();
    let mut dates = dates(entry, known.as_ref(), wall, &mut notes);
    let act = match &known {
        None => {
            // What cannot begin any more is for the server to refuse.
            let draft = entry.draft.onward(wall).unwrap_or_else(|| entry.draft.clone());
            if draft.start != entry.draft.start {
                notes.push(format!("begins with its next date, {}", draft.start.words()));
            }
            dates.retain(|date| date.start >= draft.start);
            Act::Make(Box::new(draft))
        }
        Some(series) => {
            let edit = series.plan.changes_ahead_to(&entry.draft, wall);
            if edit == BlackoutEdit::default() { Act::Keep } else { Act::Change(Box::new(edit)) }
        }
    };
    Planned { name: entry.draft.name.clone(), index: Some(index), known, act, dates, notes }
}

fn dates(
    entry: &Entry,
    known: Option<&SeriesToCome>,
    wall: LocalTime,
    notes: &mut Vec<String>,
) -> Vec<OnDate> {
    let today = wall.naive().date();
    let exceptions = known.map(|series| series.exceptions.as_slice()).unwrap_or_default();
    let there: BTreeMap<NaiveDate, &Exception> = exceptions.iter().map(|one| (one.date, one)).collect();
    let mut acts = BTreeMap::new();
    for wanted in entry.exceptions.iter().filter(|one| one.date >= today) {
        let is = there.get(&wanted.date).copied();
        if let Some(act) = on(entry, known, wanted.date, is, Some(wanted), notes) {
            acts.insert(wanted.date, act);
        }
    }
    for is in exceptions.iter().filter(|one| one.date >= today) {
        if entry.exceptions.iter().all(|one| one.date != is.date)
            && let Some(act) = on(entry, known, is.date, Some(is), None, notes)
        {
            acts.insert(is.date, act);
        }
    }
    acts.into_values().collect()
}

/// What is done on a date to bring it from what it is to what is wanted there, if anything.
fn on(
    entry: &Entry,
    known: Option<&SeriesToCome>,
    date: NaiveDate,
    is: Option<&Exception>,
    wanted: Option<&Exception>,
    notes: &mut Vec<String>,
) -> Option<OnDate> {
    let plain = entry.draft.on(date);
    let wants_none = wanted.is_some_and(|one| one.cancelled);
    if is.is_some_and(|one| one.cancelled) {
        if !wants_none {
            notes.push(format!("{date} stays called off: plan a blackout of its own for that date"));
        }
        return None;
    }
    if wants_none {
        return Some(OnDate { start: plain.start, edit: None });
    }
    if !comes_on(&entry.draft, date) {
        notes.push(format!("{date} stays as it was changed, though the rule does not fall on it any more"));
        return None;
    }
    let before = match (known, is) {
        (Some(series), Some(is)) => with(series.plan.on(date), &is.changes)?,
        (Some(_) | None, Some(_) | None) => plain.clone(),
    };
    let after = match wanted {
        Some(wanted) => with(plain.clone(), &wanted.changes)?,
        None => plain.clone(),
    };
    let edit = before.changes_to(&after);
    (edit != BlackoutEdit::default()).then_some(OnDate { start: plain.start, edit: Some(edit) })
}

fn with(draft: BlackoutDraft, edit: &BlackoutEdit) -> Option<BlackoutDraft> {
    edit.clone().apply_to(draft).ok().map(BlackoutDraft::as_kept)
}

#[cfg(test)]
mod tests;
