//! The journal's first two pages: how many appends found no room, so that counting goes on when the file may not
//! grow, and even when the disk is full.
//!
//! The number is written in place, to the two pages in turn: a write that breaks off leaves the number before it.
//! A page of its own for each keeps such a write away from the records.

use crate::offline::files::checksum;

/// The newest format that this program knows.
pub(super) const FORMAT: u32 = 1;

/// The bytes of one page.
const PAGE: usize = 4096;

/// Where the records begin.
pub(super) const HEAD: usize = 2 * PAGE;

/// What the two pages say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// How many appends found no room.
    pub(super) counted: u64,
    /// Which page is written next, 0 or 1: the one with the lower number, or the damaged one.
    pub(super) next: u8,
    /// What is damaged, in words.
    pub(super) damage: Option<String>,
}

/// The pages of a new journal.
pub(super) fn fresh() -> Vec<u8> {
    page(0).repeat(2)
}

/// A page, and where in the file it begins.
pub(super) fn write(which: u8, counted: u64) -> (u64, Vec<u8>) {
    (u64::from(which) * PAGE as u64, page(counted))
}

fn page(counted: u64) -> Vec<u8> {
    let known = format!("lull-journal {FORMAT} counted {counted}");
    let text = format!("{known} {}", checksum(&[known.as_bytes()]));
    // It ends like a line, for whoever looks into the file.
    format!("{text:<width$}\n", width = PAGE - 1).into_bytes()
}

/// Reads the head of a journal of at least [`HEAD`] bytes.
///
/// # Errors
/// The format, when a newer Lull wrote it.
pub(super) fn read(bytes: &[u8]) -> Result<Head, u32> {
    let (first, second) = (&bytes[..PAGE], &bytes[PAGE..HEAD]);
    let (next, counted, damage) = match (counted(first), counted(second)) {
        (Some(a), Some(b)) => (u8::from(a > b), a.max(b), None),
        (Some(a), None) => (
            1,
            a,
            Some(format!(
                "one of the two counts of what found no room is damaged, the other says {a}; it may have been more"
            )),
        ),
        (None, Some(b)) => (
            0,
            b,
            Some(format!(
                "one of the two counts of what found no room is damaged, the other says {b}; it may have been more"
            )),
        ),
        (None, None) => match newer(first) {
            Some(format) => return Err(format),
            None => (
                0,
                0,
                Some("both counts of what found no room are damaged: how many is not known".to_owned()),
            ),
        },
    };
    Ok(Head { counted, next, damage })
}

fn word(page: &[u8], place: usize) -> Option<&str> {
    std::str::from_utf8(page).ok()?.split(' ').nth(place)
}

fn counted(bytes: &[u8]) -> Option<u64> {
    let counted = word(bytes, 3)?.parse().ok()?;
    (bytes == page(counted)).then_some(counted)
}

fn newer(bytes: &[u8]) -> Option<u32> {
    let format = (word(bytes, 0)? == "lull-journal").then(|| word(bytes, 1)?.parse().ok())??;
    (format > FORMAT).then_some(format)
}
