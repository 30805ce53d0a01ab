//! What a journal's bytes say, in order, with what is damaged in between.

use super::head::HEAD;
use super::line::{decode, pieces};

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Scan<'a> {
    /// Number and body of the whole records.
    pub(super) records: Vec<(u64, &'a [u8])>,
    /// What is damaged, missing or out of order, in words.
    pub(super) damages: Vec<String>,
    /// Where the next record belongs: what follows is an incomplete last one, which nobody was told of.
    pub(super) end: usize,
    /// The last number that is taken; a damaged record at the end has one too.
    pub(super) last: u64,
    /// Where bytes began that are no record.
    bad: Option<usize>,
}

/// Reads a whole journal, of at least [`HEAD`] bytes.
pub(super) fn scan(bytes: &[u8]) -> Scan<'_> {
    let mut scan = Scan { end: HEAD, ..Scan::default() };
    for piece in pieces(&bytes[HEAD..]) {
        let (from, to) = (scan.end, scan.end + piece.len());
        if to == bytes.len() && !piece.ends_with(b"\n") {
            break;
        }
        scan.end = to;
        match decode(piece) {
            Some((number, body)) => scan.found(from, number, body),
            None => drop(scan.bad.get_or_insert(from)),
        }
    }
    if let Some(bad) = scan.bad {
        scan.damages.push(format!("bytes {bad} to {} are damaged, after record {}", scan.end, scan.last));
        scan.last += 1;
    }
    scan
}

impl<'a> Scan<'a> {
    fn found(&mut self, at: usize, number: u64, body: &'a [u8]) {
        if number <= self.last {
            self.damages.push(format!(
                "record {number} at byte {at} comes after record {}: it is passed over",
                self.last
            ));
            return;
        }
        let (first, last) = (self.last + 1, number - 1);
        let lost = match number - first {
            0 => "no record is missing there".to_owned(),
            1 => format!("record {first} is lost"),
            _ => format!("records {first} to {last} are lost"),
        };
        match self.bad.take() {
            Some(bad) => self.damages.push(format!("bytes {bad} to {at} are damaged: {lost}")),
            None if number > first => self.damages.push(format!("at byte {at}, {lost}")),
            None => {}
        }
        self.records.push((number, body));
        self.last = number;
    }
}
