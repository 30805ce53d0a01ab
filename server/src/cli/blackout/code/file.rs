//! The file: one document of YAML that lists blackouts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::blackout::{BlackoutDraft, BlackoutEdit, Exception, LocalTime};
use domain::problem::FieldError;
use domain::recurrence::Recurrence;
use engine::definition::{Places, plain_yaml};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The one key of the file.
pub const LIST: &str = "blackouts";
/// The key of dates that are otherwise.
pub const EXCEPTIONS: &str = "exceptions";

/// One blackout of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The whole series, as it would be told once it was saved.
    pub draft: BlackoutDraft,
    /// Its dates that are otherwise, in order.
    pub exceptions: Vec<Exception>,
}

/// What a file says.
#[derive(Debug)]
pub struct File {
    /// Its blackouts, in its order.
    pub entries: Vec<Entry>,
    /// Where they stand.
    pub places: Places,
}

/// The path of a blackout in a file.
#[must_use]
pub fn path(index: usize) -> String {
    format!("{LIST}[{index}]")
}

/// Whether a series comes on a date; what comes once has no dates.
#[must_use]
pub fn comes_on(draft: &BlackoutDraft, date: NaiveDate) -> bool {
    let rule = draft.recurrence.clone().and_then(|rule| Recurrence::try_from(rule).ok());
    let midnight = LocalTime::from(date.and_time(chrono::NaiveTime::MIN));
    let next = rule.and_then(|rule| rule.dates(draft.start).all_from(midnight).next());
    next.is_some_and(|next| next.naive().date() == date)
}

/// Reads a file.
///
/// # Errors
/// Every fault that can be told without the server, each with its place.
pub fn read(text: &str) -> Result<File, Vec<FieldError>> {
    let (value, places) = plain_yaml(text)?;
    let mut reader = Reader { places, faults: Vec::new() };
    let entries = reader.top(value);
    reader.names(&entries);
    let entries = entries.into_iter().map(|(_, entry)| entry).collect();
    if reader.faults.is_empty() { Ok(File { entries, places: reader.places }) } else { Err(reader.faults) }
}

struct Reader {
    places: Places,
    faults: Vec<FieldError>,
}

impl Reader {
    fn fault(&mut self, path: &str, words: impl Into<String>) {
        self.faults.push(self.places.fault(path, words));
    }

    /// Each entry with its place in the list.
    fn top(&mut self, value: Value) -> Vec<(usize, Entry)> {
        let Value::Object(mut top) = value else {
            self.fault("", "is no mapping: begin the file with a line that says blackouts:");
            return Vec::new();
        };
        let listed = top.remove(LIST);
        for key in top.keys() {
            self.fault(key, "is not known here: a file of blackouts says only blackouts");
        }
        match listed {
            Some(Value::Array(items)) => {
                let items = items.into_iter().enumerate();
                items.filter_map(|(index, item)| Some((index, self.entry(&path(index), item)?))).collect()
            }
            Some(_) => {
                self.fault(LIST, "is no list: begin each blackout with a dash, or write [] for none");
                Vec::new()
            }
            None => {
                self.fault("", "lists no blackouts: begin the file with a line that says blackouts:");
                Vec::new()
            }
        }
    }

    fn entry(&mut self, path: &str, value: Value) -> Option<Entry> {
        let mut map = self.mapping(path, value)?;
        let exceptions = map.remove(EXCEPTIONS);
        let draft: BlackoutDraft = self.taken(path, map)?;
        let draft = draft.as_kept();
        if draft.name.is_empty() {
            self.fault(&format!("{path}.name"), "is missing: names tell blackouts apart here");
        }
        let below = format!("{path}.{EXCEPTIONS}");
        let exceptions = match exceptions {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(items)) => self.exceptions(&below, items, &draft),
            Some(_) => {
                self.fault(&below, "is no list: begin each date with a dash");
                Vec::new()
            }
        };
        Some(Entry { draft, exceptions })
    }

    fn exceptions(&mut self, path: &str, items: Vec<Value>, draft: &BlackoutDraft) -> Vec<Exception> {
        let mut found: BTreeMap<NaiveDate, Exception> = BTreeMap::new();
        for (index, item) in items.into_iter().enumerate() {
            let path = format!("{path}[{index}]");
            let Some(one) = self.exception(&path, item, draft) else { continue };
            let date = one.date;
            if found.insert(date, one).is_some() {
                self.fault(&path, format!("{date} stands here twice: take one of the two out"));
            }
        }
        found.into_values().collect()
    }

    fn exception(&mut self, path: &str, value: Value, draft: &BlackoutDraft) -> Option<Exception> {
        let mut map = self.mapping(path, value)?;
        let text = map.remove("date");
        let date = text.as_ref().and_then(Value::as_str).and_then(date);
        let Some(date) = date else {
            self.fault(&format!("{path}.date"), "is no date: write it like 2026-12-24");
            return None;
        };
        let cancelled = match map.remove("cancelled") {
            None => false,
            Some(Value::Bool(cancelled)) => cancelled,
            Some(_) => {
                self.fault(&format!("{path}.cancelled"), "is neither true nor false");
                return None;
            }
        };
        let changes: BlackoutEdit = self.taken(path, map)?;
        if !comes_on(draft, date) {
            let words = format!("{date} is no date of this blackout: name one that its rule falls on");
            self.fault(&format!("{path}.date"), words);
            return None;
        }
        let says_nothing = changes == BlackoutEdit::default();
        if cancelled != says_nothing {
            let words = "says nothing, or too much: write cancelled: true, or what is otherwise on that date";
            self.fault(path, words);
            return None;
        }
        if !changes.recurrence.is_keep() {
            let words = "is of the whole blackout: one date has no rule of its own";
            self.fault(&format!("{path}.recurrence"), words);
            return None;
        }
        if let Err(faults) = changes.clone().apply_to(draft.on(date)) {
            for fault in faults {
                self.fault(&format!("{path}.{}", fault.path), fault.message);
            }
            return None;
        }
        Some(Exception { date, cancelled, changes })
    }

    fn mapping(&mut self, path: &str, value: Value) -> Option<Map<String, Value>> {
        let Value::Object(map) = value else {
            self.fault(path, "is no mapping: write its fields below each other, as name: …");
            return None;
        };
        Some(map)
    }

    fn taken<T: DeserializeOwned>(&mut self, path: &str, map: Map<String, Value>) -> Option<T> {
        match serde_path_to_error::deserialize::<_, T>(Value::Object(map)) {
            Ok(read) => Some(read),
            Err(error) => {
                let below = error.path().to_string();
                let words = error.inner().to_string();
                let cure = if words.starts_with("missing field") { ": add it" } else { "" };
                let at = if below == "." { path.to_owned() } else { format!("{path}.{below}") };
                self.fault(&at, format!("{words}{cure}"));
                None
            }
        }
    }

    /// A name stands once.
    fn names(&mut self, entries: &[(usize, Entry)]) {
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, entry) in entries {
            let name = entry.draft.name.as_str();
            let Some(first) = known.get(name).copied() else {
                known.insert(name, *index);
                continue;
            };
            let line = self.places.fault(&path(first), "").line.unwrap_or_default();
            let words =
                format!("\"{name}\" is the name of the blackout at line {line} too: give each its own name");
            self.fault(&format!("{}.name", path(*index)), words);
        }
    }
}

/// A date in its one form.
fn date(text: &str) -> Option<NaiveDate> {
    let midnight: LocalTime = format!("{text}T00:00").parse().ok()?;
    Some(midnight.naive().date())
}

#[cfg(test)]
mod tests;
