//! A log in the making: text comes in pieces, complete lines become blocks of HTML with numbers and links.

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::Arc;

use super::ansi::{self, Style};

/// Most lines that a page holds; the oldest go first.
pub const MOST: u32 = 10_000;
/// A line longer than this is shown in several rows, of which only the first has a number.
const LONGEST: usize = 16 * 1024;

/// Some lines in one piece of HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// Tells it from other blocks of the same log.
    pub key: u64,
    /// The number of its first line.
    pub first: u32,
    /// The lines, each `<div class="l" id="STEP-L7">`.
    pub html: Arc<str>,
    rows: u32,
}

/// A step's log as far as it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lines {
    /// Begins the id of each line; a step's id has letters, digits, `-` and `_` only.
    prefix: String,
    attempt: u32,
    blocks: VecDeque<Block>,
    keys: u64,
    /// The last line, while its end has not come.
    open: String,
    /// The number of the open line.
    number: u32,
    /// Whether rows of the open line have been written already.
    continued: bool,
    style: Style,
    rows: u32,
    first: u32,
}

impl Lines {
    /// An empty log of an attempt of a step, whose next line has this number.
    #[must_use]
    pub fn new(step: &str, attempt: u32, first: u32) -> Self {
        let prefix = step.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
        Self {
            prefix,
            attempt,
            blocks: VecDeque::new(),
            keys: 0,
            open: String::new(),
            number: first,
            continued: false,
            style: Style::default(),
            rows: 0,
            first,
        }
    }

    /// Takes in what was written next.
    pub fn push(&mut self, text: &str) {
        let (mut html, mut rows, first) = (String::new(), 0, self.number);
        let mut rest = text;
        while let Some((line, after)) = rest.split_once('\n') {
            self.open.push_str(line);
            rows += self.row(&mut html);
            (self.open, self.continued) = (String::new(), false);
            self.number += 1;
            rest = after;
        }
        self.open.push_str(rest);
        while self.open.len() > LONGEST {
            let cut = (0..=LONGEST).rev().find(|at| self.open.is_char_boundary(*at)).unwrap_or(0);
            let tail = self.open.split_off(cut);
            rows += self.row(&mut html);
            (self.open, self.continued) = (tail, true);
        }
        if rows > 0 {
            self.blocks.push_back(Block { key: self.keys, first, html: html.into(), rows });
            self.keys += 1;
            self.rows += rows;
        }
        while self.rows > MOST
            && self.blocks.len() > 1
            && let Some(gone) = self.blocks.pop_front()
        {
            self.rows -= gone.rows;
            self.first = self.blocks.front().map_or(self.number, |block| block.first);
        }
    }

    fn row(&mut self, html: &mut String) -> u32 {
        let mut style = self.style;
        self.write(html, &self.open, &mut style);
        self.style = style;
        1
    }

    fn write(&self, html: &mut String, line: &str, style: &mut Style) {
        let Self { prefix, attempt, number, .. } = self;
        // Writing to a String cannot fail.
        let _ = if self.continued {
            write!(html, "<div class=\"l\"><span class=\"n\"></span><span class=\"t\">")
        } else {
            write!(
                html,
                "<div class=\"l\" id=\"{prefix}-L{number}\"><a class=\"n\" rel=\"external\" \
                 href=\"?step={prefix}&amp;attempt={attempt}&amp;at={number}#{prefix}-L{number}\">{number}</a><span class=\"t\">"
            )
        };
        ansi::write_html(html, line, style);
        html.push_str("</span></div>");
    }

    /// The complete lines, oldest first.
    #[must_use]
    pub fn blocks(&self) -> Vec<Block> {
        self.blocks.iter().cloned().collect()
    }

    /// The last line, while its end has not come; empty when there is none.
    #[must_use]
    pub fn open(&self) -> String {
        let mut html = String::new();
        if !self.open.is_empty() {
            self.write(&mut html, &self.open, &mut self.style.clone());
        }
        html
    }

    /// How many lines before the first one shown are left out.
    #[must_use]
    pub const fn left_out(&self) -> u32 {
        self.first.saturating_sub(1)
    }

    /// Whether nothing was written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0 && self.open.is_empty()
    }

    /// The number of the newest line.
    #[must_use]
    pub const fn newest(&self) -> u32 {
        if self.open.is_empty() { self.number.saturating_sub(1) } else { self.number }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(lines: &Lines) -> String {
        let mut html: String = lines.blocks().iter().map(|block| &*block.html).collect();
        html.push_str(&lines.open());
        html
    }

    fn row(number: u32, text: &str) -> String {
        format!(
            "<div class=\"l\" id=\"build-L{number}\"><a class=\"n\" rel=\"external\" \
             href=\"?step=build&amp;attempt=1&amp;at={number}#build-L{number}\">{number}</a><span class=\"t\">{text}</span></div>"
        )
    }

    #[test]
    fn the_same_text_gives_the_same_lines_however_it_is_cut() {
        let text = "one\n\u{1b}[31mtwo <b>\nthree\u{1b}[0m\n\nfive";
        let mut whole = Lines::new("build", 1, 1);
        whole.push(text);
        let mut pieces = Lines::new("build", 1, 1);
        for c in text.chars() {
            pieces.push(&c.to_string());
        }
        assert_eq!(shown(&whole), shown(&pieces));
        assert!(shown(&whole).starts_with(&row(1, "one")));
        assert!(shown(&whole).ends_with(&row(5, "five")));
        assert_eq!((whole.newest(), whole.left_out()), (5, 0));
    }

    #[test]
    fn a_log_that_begins_in_its_middle_is_numbered_so() {
        let mut lines = Lines::new("build", 1, 41);
        lines.push("late\n");
        assert_eq!(shown(&lines), row(41, "late"));
        assert_eq!(lines.left_out(), 40);
    }

    #[test]
    fn a_flood_keeps_the_newest_lines_and_their_numbers() {
        let mut lines = Lines::new("build", 1, 1);
        for number in 1..=MOST + 500 {
            lines.push(&format!("line {number}\n"));
        }
        assert!(lines.blocks().len() <= MOST as usize);
        assert_eq!(lines.left_out(), 500);
        assert!(shown(&lines).ends_with(&row(10_500, "line 10500")));
    }

    #[test]
    fn an_endless_line_is_shown_in_rows_under_one_number() {
        let mut lines = Lines::new("build", 1, 1);
        lines.push(&"é".repeat(LONGEST));
        lines.push("\nnext\n");
        let html = shown(&lines);
        assert_eq!(html.matches("id=\"build-L").count(), 2);
        assert!(html.matches("class=\"l\"").count() > 2);
        assert!(html.ends_with(&row(2, "next")));
    }

    #[test]
    fn an_empty_log_says_so() {
        let mut lines = Lines::new("build", 1, 1);
        assert!(lines.is_empty());
        lines.push("x");
        assert!(!lines.is_empty());
    }

    #[test]
    fn a_prefix_cannot_leave_its_attribute() {
        let mut lines = Lines::new("a\"><script>", 1, 1);
        lines.push("x\n");
        assert!(!shown(&lines).contains("<script>"));
        assert!(shown(&lines).contains("id=\"ascript-L1\""));
    }
}
