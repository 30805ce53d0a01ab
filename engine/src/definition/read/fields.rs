//! The mappings and values of a tree, read one by one; every fault goes to the report.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use super::super::report::Report;
use super::super::suggest;
use super::super::tree::{Key, Node, Place, Value};

/// Reads values and collects faults.
#[derive(Default)]
pub(in super::super) struct Reader {
    pub(in super::super) report: Report,
}

/// The entries of a mapping, each known key once.
pub(in super::super) struct Fields<'n> {
    path: String,
    place: Option<Place>,
    entries: Vec<(&'n Key, &'n Node)>,
}

impl<'n> Fields<'n> {
    pub(in super::super) fn get(&self, name: &str) -> Option<(&'n Key, &'n Node)> {
        self.entries.iter().find(|(key, _)| key.name == name).copied()
    }

    pub(in super::super) fn entries(&self) -> &[(&'n Key, &'n Node)] {
        &self.entries
    }

    pub(in super::super) fn path(&self) -> &str {
        &self.path
    }

    pub(in super::super) fn place(&self) -> Option<Place> {
        self.place
    }

    pub(in super::super) fn below(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

impl Reader {
    fn wrong<T>(&mut self, node: &Node, path: &str, wanted: &str) -> Option<T> {
        self.report.at(path, format!("{wanted} is wanted here; this is {}", node.value.words()));
        None
    }

    /// Reads a mapping. Unknown keys are faults; so are duplicates, of which the first is taken.
    pub(in super::super) fn fields<'n>(
        &mut self,
        node: &'n Node,
        path: &str,
        known: &[&str],
    ) -> Option<Fields<'n>> {
        let fields = self.entries(node, path)?;
        for (key, _) in &fields.entries {
            if !known.contains(&key.name.as_str()) {
                let shown: String = key.name.chars().take(64).collect();
                let hint = match suggest::nearest(&key.name, known) {
                    Some(word) => format!("did you mean {word}?"),
                    None => format!("known here: {}", known.join(", ")),
                };
                self.report.at_place(
                    &fields.below(&shown),
                    key.place,
                    format!("unknown key {shown}; {hint}"),
                );
            }
        }
        Some(fields)
    }

    /// Reads a mapping whose keys are names of its own; duplicates are faults.
    fn entries<'n>(&mut self, node: &'n Node, path: &str) -> Option<Fields<'n>> {
        self.report.note(path, node);
        let Value::Map(map) = &node.value else {
            return self.wrong(node, path, "a mapping");
        };
        let mut fields = Fields { path: path.to_owned(), place: node.place, entries: Vec::new() };
        let mut seen: BTreeMap<&str, Option<Place>> = BTreeMap::new();
        for (key, value) in map {
            if let Some(first) = seen.get(key.name.as_str()) {
                let before = first.map_or_else(String::new, |(line, _)| format!(" in line {line}"));
                let message = format!("the key {} is there already{before}", key.name);
                self.report.at_place(&fields.below(&key.name), key.place, message);
            } else {
                seen.insert(&key.name, key.place);
                fields.entries.push((key, value));
            }
        }
        Some(fields)
    }

    /// Reads a field that must be there.
    pub(in super::super) fn needed<T>(
        &mut self,
        fields: &Fields<'_>,
        name: &str,
        read: impl FnOnce(&mut Self, &Node, &str) -> Option<T>,
    ) -> Option<T> {
        if let Some((_, node)) = fields.get(name) {
            return read(self, node, &fields.below(name));
        }
        self.report.at_place(&fields.below(name), fields.place, format!("{name} is missing"));
        None
    }

    /// Reads a field that may be left out.
    pub(in super::super) fn optional<T>(
        &mut self,
        fields: &Fields<'_>,
        name: &str,
        read: impl FnOnce(&mut Self, &Node, &str) -> Option<T>,
    ) -> Option<T> {
        let (key, node) = fields.get(name)?;
        if matches!(node.value, Value::Null) {
            let message = format!("{name} has no value: give it one, or leave the key out");
            self.report.at_place(&fields.below(name), key.place, message);
            return None;
        }
        read(self, node, &fields.below(name))
    }

    /// Reads a list; an item that could not be read is none.
    pub(in super::super) fn list<T>(
        &mut self,
        node: &Node,
        path: &str,
        mut read: impl FnMut(&mut Self, &Node, &str) -> Option<T>,
    ) -> Option<Vec<Option<T>>> {
        self.report.note(path, node);
        let Value::List(items) = &node.value else {
            return self.wrong(node, path, "a list");
        };
        Some(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| read(self, item, &format!("{path}[{index}]")))
                .collect(),
        )
    }

    /// Reads a mapping of names to texts.
    pub(in super::super) fn texts(&mut self, node: &Node, path: &str) -> Option<BTreeMap<String, String>> {
        let fields = self.entries(node, path)?;
        let mut texts = BTreeMap::new();
        for (key, node) in fields.entries() {
            if let Some(text) = self.text(node, &fields.below(&key.name)) {
                texts.insert(key.name.clone(), text);
            }
        }
        Some(texts)
    }

    /// Reads a text; a number, true and false are taken as they were written.
    pub(in super::super) fn text(&mut self, node: &Node, path: &str) -> Option<String> {
        self.report.note(path, node);
        match &node.value {
            Value::Text(text) | Value::Number(text) => Some(text.clone()),
            Value::Bool(bool) => Some(bool.to_string()),
            Value::Map(_) if braces(&node.value) => {
                self.report
                    .at(path, "put the expression in quotes: \"{{ … }}\"; without them YAML reads a mapping");
                None
            }
            Value::Null | Value::List(_) | Value::Map(_) => self.wrong(node, path, "a text"),
        }
    }

    /// Reads true or false.
    pub(in super::super) fn bool(&mut self, node: &Node, path: &str) -> Option<bool> {
        self.report.note(path, node);
        match &node.value {
            Value::Bool(bool) => Some(*bool),
            Value::Null | Value::Text(_) | Value::Number(_) | Value::List(_) | Value::Map(_) => {
                self.wrong(node, path, "true or false")
            }
        }
    }

    /// Reads a number, not in quotes.
    pub(in super::super) fn number<T: FromStr>(&mut self, node: &Node, path: &str) -> Option<T> {
        self.report.note(path, node);
        let number = match &node.value {
            Value::Number(number) => number.parse().ok(),
            Value::Null | Value::Bool(_) | Value::Text(_) | Value::List(_) | Value::Map(_) => {
                return self.wrong(node, path, "a number");
            }
        };
        if number.is_none() {
            self.report.at(path, "this number does not go here: a whole one, not below zero, is wanted");
        }
        number
    }

    /// Reads one of a few words.
    pub(in super::super) fn word<T>(
        &mut self,
        node: &Node,
        path: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.text(node, path)?;
        let shown: String = text.chars().take(64).collect();
        read(&shown).map_err(|message| self.report.at(path, message)).ok()
    }

    /// Reads a text that means something of its own, as a duration.
    pub(in super::super) fn parsed<T: FromStr>(&mut self, node: &Node, path: &str) -> Option<T>
    where
        T::Err: Display,
    {
        let text = self.text(node, path)?;
        text.parse().map_err(|error: T::Err| self.report.at(path, error.to_string())).ok()
    }
}

/// Whether a mapping is what YAML makes of an expression without quotes.
fn braces(value: &Value) -> bool {
    matches!(value, Value::Map(map) if map.iter().any(|(key, _)| key.name == Key::BRACES))
}
