//! How words look: the instant they are said at, colours, the width of the terminal.

use std::io::IsTerminal;

use domain::admission::Refusal;
use domain::maintenance::Phase;
use domain::request::Status;
use domain::time::Timestamp;

/// What telling something depends on, apart from the thing itself.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// When it is told; relative times count from here.
    pub now: Timestamp,
    /// Whether colours are wanted.
    pub colour: bool,
    /// The terminal's width in characters; none where lines may be of any length.
    pub width: Option<u16>,
}

/// What a colour means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tint {
    /// It went well; it is safe.
    Good,
    /// It went badly.
    Bad,
    /// Nothing new starts; something waits.
    Warn,
    /// Under way, or announced.
    Busy,
    /// Beside the point.
    Soft,
    /// A heading.
    Strong,
}

impl Tint {
    /// The escape sequence that begins it.
    const fn begin(self) -> &'static str {
        match self {
            Self::Good => "\x1b[32m",
            Self::Bad => "\x1b[31m",
            Self::Warn => "\x1b[33m",
            Self::Busy => "\x1b[36m",
            Self::Soft => "\x1b[2m",
            Self::Strong => "\x1b[1m",
        }
    }

    /// A phase's, as on the pages.
    #[must_use]
    pub const fn of_phase(phase: Phase) -> Option<Self> {
        match phase {
            Phase::Open => None,
            Phase::Announced | Phase::Reopening => Some(Self::Busy),
            Phase::Draining => Some(Self::Warn),
            Phase::Quiet => Some(Self::Good),
            Phase::Offline => Some(Self::Bad),
        }
    }

    /// A request's.
    #[must_use]
    pub const fn of_status(status: Status) -> Self {
        match status {
            Status::Succeeded => Self::Good,
            Status::Failed | Status::Rejected => Self::Bad,
            Status::CouldNotStart | Status::Suspended | Status::WaitingForOpen | Status::AwaitingApproval => {
                Self::Warn
            }
            Status::Running => Self::Busy,
            Status::Scheduled | Status::Cancelled => Self::Soft,
        }
    }
}

impl Look {
    /// As standard output wants it: colours only on a terminal, and not with NO_COLOR.
    #[must_use]
    pub fn of_output(now: Timestamp) -> Self {
        let out = std::io::stdout();
        let terminal = out.is_terminal();
        let width =
            rustix::termios::tcgetwinsize(&out).ok().map(|size| size.ws_col).filter(|width| *width > 0);
        Self { now, colour: terminal && wants_colour(), width: width.filter(|_| terminal) }
    }

    /// The text in a colour, if colours are wanted.
    #[must_use]
    pub fn tint(&self, tint: impl Into<Option<Tint>>, text: &str) -> String {
        match tint.into() {
            Some(tint) if self.colour => format!("{}{text}\x1b[0m", tint.begin()),
            _ => text.to_owned(),
        }
    }
}

/// <https://no-color.org>: set and not empty means none.
fn wants_colour() -> bool {
    let says = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    says("NO_COLOR").is_none() && says("TERM").is_none_or(|term| term != "dumb")
}

/// The text without what a terminal would obey: names and reasons are other people's.
#[must_use]
pub fn plain(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\t' => c,
        _ if c.is_control() => '\u{fffd}',
        // Marks that reorder the line around them.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => c,
    };
    text.chars().map(shown).collect()
}

/// The same in one line.
#[must_use]
pub fn one_line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// When the gate is expected to open, in words.
#[must_use]
pub fn opens(refusal: &Refusal, now: Timestamp) -> String {
    match (refusal.opens_at, refusal.overdue) {
        (Some(at), _) => format!("about {}, as its owner estimates", super::moment::exact(at, now)),
        (None, true) => "not known: the estimated end has passed".to_owned(),
        (None, false) => "not known: no end was given".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        assert_eq!(plain("a\x1b]0;owned\x07b\u{202e}c"), "a\u{fffd}]0;owned\u{fffd}b\u{fffd}c");
        assert_eq!(one_line("two\n  lines\tin \r one"), "two lines in \u{fffd} one");
    }

    #[test]
    fn without_a_terminal_nothing_is_coloured() {
        let look = Look { now: Timestamp::from_micros(0), colour: false, width: None };
        assert_eq!(look.tint(Tint::Bad, "failed"), "failed");
        assert_eq!(Look { colour: true, ..look }.tint(Tint::Bad, "failed"), "\x1b[31mfailed\x1b[0m");
        assert_eq!(Look { colour: true, ..look }.tint(None, "open"), "open");
    }
}
