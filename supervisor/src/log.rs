//! Writes the step's output to its log: masked, capped, whatever the disk says.

use crate::clock::monotonic;
use crate::mask::Masker;
use crate::record::LOG;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

/// The pause between tries on a disk that refused.
const RETRY: Duration = Duration::from_millis(500);

/// The log of one attempt, being written. Holds one piece at a time in memory.
pub(crate) struct Log {
    file: File,
    masker: Masker,
    /// Masked bytes of a piece, kept for its capacity.
    masked: Vec<u8>,
    cap: u64,
    kept: u64,
    /// Bytes of the step that came after the cap.
    over: u64,
    /// Bytes that the disk refused, since the last notice and in all.
    lost: u64,
    lost_in_all: u64,
    refused: Option<(io::Error, Duration)>,
    at_line_start: bool,
    written: u64,
}

impl Log {
    /// Opens the log anew: whatever an attempt that never began left is dropped.
    pub(crate) fn create(dir: &Path, cap: u64, masker: Masker) -> io::Result<Log> {
        let file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(dir.join(LOG))?;
        Ok(Log {
            file,
            masker,
            masked: Vec::new(),
            cap,
            kept: 0,
            over: 0,
            lost: 0,
            lost_in_all: 0,
            refused: None,
            at_line_start: true,
            written: 0,
        })
    }

    /// Takes output in; what is decided is in the file when it returns.
    pub(crate) fn take(&mut self, piece: &[u8]) {
        if self.kept >= self.cap {
            self.count_over(piece.len());
            return;
        }
        let mut masked = std::mem::take(&mut self.masked);
        masked.clear();
        self.masker.push(piece, &mut masked);
        self.keep(&masked);
        self.masked = masked;
    }

    /// Adds a line of Lull's own, on a line of its own, outside the cap.
    pub(crate) fn notice(&mut self, text: &str) {
        let line = format!("[lull] {}\n", self.masker.mask(text));
        self.line(&line);
    }

    /// Writes what was held back, and what was cut.
    pub(crate) fn finish(&mut self) {
        let mut rest = Vec::new();
        self.masker.finish(&mut rest);
        if self.kept < self.cap {
            self.keep(&rest);
        }
        if self.over > 0 {
            let over = self.over;
            self.notice(&format!("{over} bytes of output after the cut were not kept"));
        }
        self.say_lost();
    }

    /// Masks a text as the log is.
    pub(crate) fn mask(&self, text: &str) -> String {
        self.masker.mask(text)
    }

    /// Gives the file's size in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.written
    }

    /// Says whether output is missing.
    pub(crate) fn is_cut(&self) -> bool {
        self.over > 0 || self.lost_in_all > 0
    }

    fn keep(&mut self, masked: &[u8]) {
        let room = usize::try_from(self.cap - self.kept).unwrap_or(usize::MAX);
        let (kept, over) = masked.split_at(room.min(masked.len()));
        self.write(kept);
        self.kept += kept.len() as u64;
        if !over.is_empty() {
            self.count_over(over.len());
        }
    }

    fn count_over(&mut self, bytes: usize) {
        if self.over == 0 {
            let cap = self.cap;
            self.notice(&format!("the log is cut here: its cap of {cap} bytes is reached; the step goes on"));
        }
        self.over += bytes as u64;
    }

    fn line(&mut self, line: &str) {
        if !self.at_line_start {
            self.write(b"\n");
        }
        self.write(line.as_bytes());
    }

    /// Writes, or counts what the disk refused: a full disk must not end the step.
    fn write(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        if let Some((_, since)) = &self.refused {
            if monotonic().saturating_sub(*since) < RETRY {
                self.lose(bytes.len());
                return;
            }
            self.say_lost();
        }
        self.write_now(bytes);
    }

    fn write_now(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            match self.file.write(bytes) {
                Ok(count) => {
                    self.written += count as u64;
                    self.at_line_start = bytes[..count].last() == Some(&b'\n');
                    bytes = &bytes[count..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.refused = Some((error, monotonic()));
                    self.lose(bytes.len());
                    return;
                }
            }
        }
    }

    fn lose(&mut self, bytes: usize) {
        self.lost += bytes as u64;
        self.lost_in_all += bytes as u64;
    }

    /// Says what the disk refused, if it takes that now.
    fn say_lost(&mut self) {
        let Some((error, _)) = self.refused.take() else {
            return;
        };
        let lost = std::mem::take(&mut self.lost);
        let newline = if self.at_line_start { "" } else { "\n" };
        self.write_now(format!("{newline}[lull] {lost} bytes are missing here: {error}\n").as_bytes());
        if self.refused.is_some() {
            // The notice itself was refused: what it counted is still to be said.
            self.lost = lost;
        }
    }
}
