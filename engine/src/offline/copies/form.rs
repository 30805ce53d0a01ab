//! What one copy looks like, and which of two is to be believed.
//!
//! A line `lull-state <format> <generation> <SHA-256 of all else>`, then the value in JSON.

use std::cmp::Ordering;
use std::io::ErrorKind;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Damage, Found, Which};
use crate::offline::files::checksum;

/// The newest format that this program knows.
const FORMAT: u32 = 1;

/// One copy as it was found.
pub(super) enum State<T> {
    /// It is not there.
    Absent,
    /// Why it cannot be believed, to follow "state.a ".
    Bad(String),
    /// It is whole.
    Good(Good<T>),
}

pub(super) struct Good<T> {
    generation: u64,
    value: T,
    bytes: Vec<u8>,
}

/// The whole file of a value.
pub(super) fn encode<T: Serialize>(generation: u64, value: &T) -> serde_json::Result<Vec<u8>> {
    let body = serde_json::to_vec(value)?;
    let mut bytes = header(generation, &body).into_bytes();
    bytes.extend(body);
    Ok(bytes)
}

fn header(generation: u64, body: &[u8]) -> String {
    let known = format!("lull-state {FORMAT} {generation}");
    let sum = checksum(&[known.as_bytes(), b"\n", body]);
    format!("{known} {sum}\n")
}

/// Reads a copy.
pub(super) fn look<T: DeserializeOwned>(folder: &Path, which: Which) -> State<T> {
    match std::fs::read(folder.join(which.name())) {
        Ok(bytes) => decode(bytes).map_or_else(State::Bad, State::Good),
        Err(error) if error.kind() == ErrorKind::NotFound => State::Absent,
        Err(error) => State::Bad(format!("cannot be read: {error}")),
    }
}

fn decode<T: DeserializeOwned>(bytes: Vec<u8>) -> Result<Good<T>, String> {
    let damaged = || "is damaged".to_owned();
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(damaged)?;
    let (head, body) = bytes.split_at(end + 1);
    let mut words = std::str::from_utf8(head).map_err(|_| damaged())?.split(' ');
    if words.next() != Some("lull-state") {
        return Err(damaged());
    }
    let format: u32 = words.next().and_then(|word| word.parse().ok()).ok_or_else(damaged)?;
    if format > FORMAT {
        return Err(format!("was written by a newer lull: its format is {format}, this one knows {FORMAT}"));
    }
    let generation = words.next().and_then(|word| word.parse().ok()).ok_or_else(damaged)?;
    // What would be written for it, to the letter: also a sign or a zero too many is damage.
    if head != header(generation, body).as_bytes() {
        return Err(damaged());
    }
    let value =
        serde_json::from_slice(body).map_err(|error| format!("is whole, but not understood: {error}"))?;
    Ok(Good { generation, value, bytes })
}

/// What is believed, with the name and the bytes of the copy that has it.
type Verdict<T> = (Found<T>, Option<(Which, Vec<u8>)>);

/// Decides which copy is believed, and what is to be said of the other.
pub(super) fn judge<T>(a: State<T>, b: State<T>) -> Verdict<T> {
    match (a, b) {
        (State::Absent, State::Absent) => (Found::Absent, None),
        (State::Good(a), State::Good(b)) => newer(a, b),
        (State::Good(a), b) => believe(Which::A, a, Some(said(Which::B, b))),
        (a, State::Good(b)) => believe(Which::B, b, Some(said(Which::A, a))),
        (a, b) => {
            let words = format!(
                "{}; {}: what was planned is not known, and lull stays offline until `lull ctl reopen`",
                said(Which::A, a),
                said(Which::B, b)
            );
            (Found::Damaged { words }, None)
        }
    }
}

fn newer<T>(a: Good<T>, b: Good<T>) -> Verdict<T> {
    let older = |which: Which, its: u64, newest: u64| {
        let name = which.name();
        Some(format!(
            "{name} is older (generation {its}, the other is {newest}): a write broke off, or an old file was put there"
        ))
    };
    match a.generation.cmp(&b.generation) {
        Ordering::Less => {
            let words = older(Which::A, a.generation, b.generation);
            believe(Which::B, b, words)
        }
        Ordering::Greater => {
            let words = older(Which::B, b.generation, a.generation);
            believe(Which::A, a, words)
        }
        Ordering::Equal if a.bytes == b.bytes => believe(Which::A, a, None),
        Ordering::Equal => {
            let words = format!(
                "state.a and state.b differ, and both say that they are the newest (generation {}): one of them is from elsewhere, and lull stays offline until `lull ctl reopen`",
                a.generation
            );
            (Found::Damaged { words }, None)
        }
    }
}

fn believe<T>(which: Which, good: Good<T>, other: Option<String>) -> Verdict<T> {
    let damaged = other.map(|words| Damage { copy: which.other(), words });
    let found = Found::Good { value: good.value, generation: good.generation, damaged };
    (found, Some((which, good.bytes)))
}

/// Of a copy that is not good.
fn said<T>(which: Which, state: State<T>) -> String {
    let why = if let State::Bad(why) = state { why } else { "is missing".to_owned() };
    format!("{} {why}", which.name())
}
