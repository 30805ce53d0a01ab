//! Progress lines, and how long things took.

use std::fmt;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Tells how long something took; for people only, nothing is decided by it but time-outs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "xtask times its own phases for people to read")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn read(self) -> Took {
        Took(self.0.elapsed())
    }
}

/// A duration as people say it: `0.4 s`, `35 s`, `4 min 10 s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Took(pub(crate) Duration);

impl fmt::Display for Took {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let text = match seconds {
            0..10 => format!("{:.1} s", self.0.as_secs_f64()),
            10..60 => format!("{seconds} s"),
            _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
        };
        f.pad(&text)
    }
}

/// Prints one line of progress at once, also into a pipe.
pub(crate) fn line(text: impl fmt::Display) {
    if cfg!(test) {
        // Which the test harness keeps to itself.
        println!("{text}");
        return;
    }
    let mut out = std::io::stdout().lock();
    // Nobody reads on: there is nobody to tell.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Says whether people watch, so that tools may use colour.
pub(crate) fn in_colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        assert_eq!(Took(Duration::from_millis(420)).to_string(), "0.4 s");
        assert_eq!(Took(Duration::from_secs(35)).to_string(), "35 s");
        assert_eq!(Took(Duration::from_secs(250)).to_string(), "4 min 10 s");
    }
}
