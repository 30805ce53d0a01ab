//! Tables for people.

use comfy_table::{Attribute, Cell, Color, ColumnConstraint, ContentArrangement, Table as Grid, presets};

use super::look::{Look, Tint, one_line};

/// A table: on a terminal as wide as that, else one line a row of any length.
pub struct Table {
    grid: Grid,
    look: Look,
    columns: usize,
}

/// One cell.
pub struct Shown {
    text: String,
    tint: Option<Tint>,
}

impl<T: AsRef<str>> From<T> for Shown {
    fn from(text: T) -> Self {
        Self { text: one_line(text.as_ref()), tint: None }
    }
}

/// A cell in a colour.
pub fn tinted(tint: impl Into<Option<Tint>>, text: impl AsRef<str>) -> Shown {
    Shown { tint: tint.into(), ..Shown::from(text) }
}

impl Table {
    /// A table with these headings.
    pub fn new<const N: usize>(look: &Look, headings: [&str; N]) -> Self {
        let mut grid = Grid::new();
        grid.load_preset(presets::NOTHING);
        match look.width {
            Some(width) => grid.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
            None => grid.set_content_arrangement(ContentArrangement::Disabled),
        };
        if look.colour {
            grid.enforce_styling();
        } else {
            grid.force_no_tty();
        }
        let heading = |text: &str| {
            let cell = Cell::new(text);
            if look.colour { cell.add_attribute(Attribute::Dim) } else { cell }
        };
        grid.set_header(headings.map(heading));
        Self { grid, look: *look, columns: N }
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [Shown; N]) {
        let look = self.look;
        self.grid.add_row(cells.map(|shown| cell(shown, look)));
    }

    /// The table as lines; ids, which begin it, are never broken.
    pub fn text(mut self) -> String {
        for index in 0..self.columns {
            if let Some(column) = self.grid.column_mut(index) {
                column.set_padding((0, if index + 1 == self.columns { 0 } else { 2 }));
                if index == 0 {
                    column.set_constraint(ColumnConstraint::ContentWidth);
                }
            }
        }
        self.grid.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }
}

fn cell(shown: Shown, look: Look) -> Cell {
    let cell = Cell::new(shown.text);
    if !look.colour {
        return cell;
    }
    match shown.tint {
        None => cell,
        Some(Tint::Good) => cell.fg(Color::DarkGreen),
        Some(Tint::Bad) => cell.fg(Color::DarkRed),
        Some(Tint::Warn) => cell.fg(Color::DarkYellow),
        Some(Tint::Busy) => cell.fg(Color::DarkCyan),
        Some(Tint::Soft) => cell.add_attribute(Attribute::Dim),
        Some(Tint::Strong) => cell.add_attribute(Attribute::Bold),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;

    const LOOK: Look = Look { now: Timestamp::from_micros(0), colour: false, width: None };

    fn sample(look: &Look) -> String {
        let mut table = Table::new(look, ["ID", "PROCESS", "STATUS"]);
        table.row(["req_1".into(), "nightly\x1b[2J report".into(), tinted(Tint::Good, "Succeeded")]);
        table.row([
            "req_200".into(),
            "a process with a rather long name of several words".into(),
            "Failed".into(),
        ]);
        table.text()
    }

    #[test]
    fn without_a_terminal_a_row_is_a_line() {
        insta::assert_snapshot!(sample(&LOOK), @r"
        ID       PROCESS                                             STATUS
        req_1    nightly�[2J report                                  Succeeded
        req_200  a process with a rather long name of several words  Failed
        ");
    }

    #[test]
    fn on_a_narrow_terminal_words_wrap_and_ids_do_not() {
        let text = sample(&Look { width: Some(40), ..LOOK });
        assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
        assert!(text.contains("req_200  a process"), "{text}");
    }

    #[test]
    fn colours_come_only_when_wanted() {
        assert!(!sample(&LOOK).contains('\x1b'));
        assert!(sample(&Look { colour: true, ..LOOK }).contains("\x1b["));
    }
}
