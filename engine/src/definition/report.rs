//! Collects faults and the places of paths.

use std::collections::BTreeMap;

use domain::problem::FieldError;
use domain::process::Fault;

use super::tree::{Node, Place};

/// Most faults that are told at once.
const MOST: usize = 50;

/// Where each path of a definition stands in its text; empty for what came as JSON.
#[derive(Clone, Debug, Default)]
pub struct Places {
    by_path: BTreeMap<String, (u32, u32)>,
}

impl Places {
    /// Makes a fault of a path, as `steps[2].run_process.process`, with its line and column.
    #[must_use]
    pub fn fault(&self, path: &str, message: impl Into<String>) -> FieldError {
        let place = self.find(path);
        FieldError {
            path: path.to_owned(),
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
            message: message.into(),
        }
    }

    /// The place of a path, or of the nearest thing above it that has one.
    fn find(&self, path: &str) -> Option<Place> {
        let mut path = path;
        loop {
            if let Some(place) = self.by_path.get(path) {
                return Some(*place);
            }
            if path.is_empty() {
                return None;
            }
            path = &path[..path.rfind(['.', '[']).unwrap_or(0)];
        }
    }
}

/// What a reader found wrong, and where everything stands.
#[derive(Debug, Default)]
pub(super) struct Report {
    faults: Vec<FieldError>,
    places: Places,
    unread: Vec<String>,
}

impl Report {
    /// Remembers where the value of a path stands.
    pub(super) fn note(&mut self, path: &str, node: &Node) {
        if let Some(place) = node.place {
            self.places.by_path.insert(path.to_owned(), place);
        }
    }

    /// Adds a fault at a path that was noted.
    pub(super) fn at(&mut self, path: &str, message: impl Into<String>) {
        let fault = self.places.fault(path, message);
        self.faults.push(fault);
    }

    /// Adds a fault at a place of its own, as that of a key.
    pub(super) fn at_place(&mut self, path: &str, place: Option<Place>, message: impl Into<String>) {
        let mut fault = self.places.fault(path, message);
        if let Some((line, column)) = place {
            fault.line = Some(line);
            fault.column = Some(column);
        }
        self.faults.push(fault);
    }

    /// How many faults were found so far.
    pub(super) fn count(&self) -> usize {
        self.faults.len()
    }

    /// Says that a step or an input could not be read: what is found in its meaning would be about what stands in for it.
    pub(super) fn unread(&mut self, path: String) {
        self.unread.push(path);
    }

    /// Adds what was found in the meaning, save in what could not be read.
    pub(super) fn add_checks(&mut self, found: Vec<Fault>) {
        for fault in found {
            let known = self.faults.iter().any(|one| one.path == fault.path && one.message == fault.message);
            if !known && !self.unread.iter().any(|path| is_below(&fault.path, path)) {
                self.at(&fault.path, fault.message);
            }
        }
    }

    /// The places when nothing is wrong.
    ///
    /// # Errors
    /// The faults in the order of the text.
    pub(super) fn into_faults(mut self) -> Result<Places, Vec<FieldError>> {
        if self.faults.is_empty() {
            return Ok(self.places);
        }
        self.faults.sort_by_key(|fault| (fault.line.unwrap_or(0), fault.column.unwrap_or(0)));
        if self.faults.len() > MOST {
            let more = self.faults.len() - MOST;
            self.faults.truncate(MOST);
            self.faults.push(FieldError::at("", format!("and {more} more faults")));
        }
        Err(self.faults)
    }
}

fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
