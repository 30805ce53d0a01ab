//! All that a journal holds, read.

use serde::de::DeserializeOwned;

use super::head::{self, HEAD};
use super::log::Log;
use super::scan::scan;
use crate::offline::error::Result;

/// All that a journal holds.
#[derive(Debug)]
pub struct Contents<R> {
    /// The records in the order of their appends.
    pub records: Vec<R>,
    /// How many appends found no room.
    pub counted: u64,
    /// What is damaged or lost, in lines that name the file, the place and the records' numbers.
    pub damages: Vec<String>,
    /// The bytes of an incomplete last record that opening cut off; nobody was told that it was kept.
    pub dropped: u64,
    /// How far it was read, for [`Journal::retire`].
    pub mark: Mark,
}

/// How far a journal was read.
#[derive(Debug)]
pub struct Mark {
    life: u64,
    end: u64,
    counted: u64,
    damaged: bool,
}

impl Mark {
    /// Whether nothing was appended since.
    pub(super) fn is_of(&self, log: &Log) -> bool {
        (self.life, self.end, self.counted) == (log.life, log.end, log.counted)
    }

    /// Whether what was read is damaged, so that the file is worth keeping.
    pub(super) fn damaged(&self) -> bool {
        self.damaged
    }
}

/// Reads what is seen to the disk; what a write that broke off has left behind it is not.
pub(super) fn read<R: DeserializeOwned>(log: &Log) -> Result<Contents<R>> {
    let mut bytes = log.bytes()?.filter(|bytes| bytes.len() >= HEAD).unwrap_or_else(head::fresh);
    bytes.truncate(usize::try_from(log.end).unwrap_or(usize::MAX));
    let head = head::read(&bytes).map_err(|format| log.newer(format))?;
    let scan = scan(&bytes);
    let mut damages: Vec<String> = head.damage.into_iter().chain(scan.damages).collect();
    if (scan.end as u64) < log.end {
        damages.push(format!("it ended at byte {}, and now it is cut at byte {}", log.end, scan.end));
    }
    let mut records = Vec::with_capacity(scan.records.len());
    for (number, body) in scan.records {
        match serde_json::from_slice(body) {
            Ok(record) => records.push(record),
            Err(error) => damages.push(format!("record {number} is whole, but not understood: {error}")),
        }
    }
    let mark = Mark { life: log.life, end: log.end, counted: log.counted, damaged: !damages.is_empty() };
    damages.extend(log.aside.clone());
    let name = log.path.display();
    let damages = damages.into_iter().map(|words| format!("{name}: {words}")).collect();
    Ok(Contents { records, counted: log.counted, damages, dropped: log.dropped, mark })
}
