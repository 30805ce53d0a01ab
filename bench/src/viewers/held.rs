//! Many viewers, held by a process of their own, as a measurement sees them.

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use domain::time::Timestamp;

use super::Stopped;
use crate::status::PATIENCE;

/// What a viewer knows whose stream was cut.
pub const CUT: &str = "cut";

/// What all viewers know.
pub struct Known {
    phase: String,
    /// When the last of them was told.
    pub last: Timestamp,
    /// How many were cut off, and were told nothing.
    pub cut: usize,
}

impl Known {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        Some(Self {
            phase: words.next()?.to_owned(),
            last: Timestamp::from_micros(words.next()?.parse().ok()?),
            cut: words.next()?.parse().ok()?,
        })
    }
}

/// The viewers; they leave when this is dropped.
pub struct Held {
    orders: ChildStdin,
    lines: Receiver<String>,
    _process: Stopped,
}

impl Held {
    /// Opens so many streams of a server that is open; each has had its first event when this returns.
    pub fn open(url: &str, count: u32) -> Result<Self, String> {
        let words = |error: std::io::Error| error.to_string();
        let exe = std::env::current_exe().map_err(words)?;
        let mut command = Command::new(exe);
        command.args(["viewers-client", url, &count.to_string()]);
        let mut process =
            Stopped(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(words)?);
        let orders = process.0.stdin.take().ok_or("no input")?;
        let said = process.0.stdout.take().ok_or("no output")?;
        let (pass, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(said).lines().map_while(Result::ok) {
                if pass.send(line).is_err() {
                    return;
                }
            }
        });
        let held = Self { orders, lines, _process: process };
        match held.until("open")?.cut {
            0 => Ok(held),
            cut => Err(format!("{cut} of {count} streams could not be opened")),
        }
    }

    /// Waits until all that are left were told a phase; what they were told before it is passed over.
    pub fn until(&self, phase: &str) -> Result<Known, String> {
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.map_err(|error| format!("not all viewers were told {phase}: {error}"))?;
            let known = Known::read(&line).ok_or_else(|| format!("the viewers say: {line}"))?;
            if known.phase == phase {
                return Ok(known);
            }
            if known.phase == CUT {
                return Err(format!("every stream was cut before it told {phase}"));
            }
        }
    }

    /// Has all streams cut and opened anew at once; [`until`](Self::until) tells when all are back.
    pub fn come_back(&mut self) -> Result<(), String> {
        self.orders.write_all(b"again\n").map_err(|error| error.to_string())
    }
}
