//! A few facts about one thing, each with its name, in two columns.

use super::look::{Look, Tint, plain};

/// Facts about one thing.
pub struct Facts {
    look: Look,
    rows: Vec<(&'static str, String)>,
}

impl Facts {
    /// None yet.
    pub const fn new(look: &Look) -> Self {
        Self { look: *look, rows: Vec::new() }
    }

    /// Adds one.
    pub fn add(&mut self, name: &'static str, value: impl AsRef<str>) -> &mut Self {
        self.rows.push((name, plain(value.as_ref())));
        self
    }

    /// Adds one if there is a value.
    pub fn maybe(&mut self, name: &'static str, value: Option<impl AsRef<str>>) -> &mut Self {
        if let Some(value) = value {
            self.add(name, value);
        }
        self
    }

    /// The facts as lines.
    pub fn text(&self) -> String {
        let width = self.rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        let row = |(name, value): &(&'static str, String)| {
            let mut lines = value.lines();
            let first = lines.next().unwrap_or_default();
            let mut text = format!("  {}  {first}\n", self.look.tint(Tint::Soft, &format!("{name:width$}")));
            for line in lines {
                text.push_str(&format!("  {:width$}  {line}\n", ""));
            }
            text
        };
        self.rows.iter().map(row).collect()
    }
}
