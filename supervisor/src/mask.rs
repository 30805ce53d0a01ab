//! Masks secrets in a stream of bytes.

mod patterns;

use aho_corasick::{AhoCorasick, MatchKind};

/// What a secret is replaced by.
const MASK: &[u8] = b"***";

/// Replaces secrets and their usual encodings by `***` while bytes come in pieces.
///
/// A secret split over pieces is found too: what could be the beginning of one is held
/// back until it is decided, at most one byte less than the longest pattern, and
/// nothing else is. Overlapping secrets are covered together.
pub struct Masker {
    patterns: Option<Patterns>,
    /// Held back, and then some: the bytes of the piece at hand.
    buffer: Vec<u8>,
    /// How many bytes at the front of `buffer` belong to a mask already given out.
    covered: usize,
}

struct Patterns {
    automaton: AhoCorasick,
    /// The patterns by their first byte, for finding a beginning at the end of a piece.
    by_first: Vec<Vec<Vec<u8>>>,
    longest: usize,
}

impl Masker {
    /// Prepares the secrets; those under 3 bytes are ignored (see [`crate::Spec::secrets`]).
    pub fn new(secrets: &[String]) -> Self {
        let all = patterns::of(secrets);
        let longest = all.iter().map(Vec::len).max().unwrap_or(0);
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&all);
        // It fails only for more than 4 GiB of patterns, which no pipe delivers.
        let patterns = automaton.ok().filter(|_| longest > 0).map(|automaton| {
            let mut by_first = vec![Vec::new(); 256];
            for pattern in all {
                if let Some(&first) = pattern.first() {
                    by_first[usize::from(first)].push(pattern);
                }
            }
            Patterns { automaton, by_first, longest }
        });
        Masker { patterns, buffer: Vec::new(), covered: 0 }
    }

    /// Takes a piece in and appends to `out` what is decided.
    pub fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        let Some(patterns) = &self.patterns else {
            out.extend_from_slice(piece);
            return;
        };
        self.buffer.extend_from_slice(piece);
        let keep_from = patterns.undecided_from(&self.buffer);
        if keep_from == 0 {
            return;
        }
        let ranges = patterns.covered(&self.buffer, self.covered);
        self.covered = emit(&self.buffer, keep_from, &ranges, self.covered > 0, out);
        self.buffer.drain(..keep_from);
    }

    /// Appends what is still held back.
    ///
    /// A beginning of a secret that long enough to be one is masked: a process killed
    /// in the midst of writing it would show most of it otherwise.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        let held = self.buffer.len();
        let masked_before = self.covered > 0;
        let mut ranges = Vec::new();
        if held >= patterns::SHORTEST {
            ranges.push((0, held));
        } else if masked_before {
            ranges.push((0, self.covered));
        }
        emit(&self.buffer, held, &ranges, masked_before, out);
        self.buffer.clear();
        self.covered = 0;
    }

    /// Masks a whole text.
    pub fn mask(&self, text: &str) -> String {
        let Some(patterns) = &self.patterns else {
            return text.to_owned();
        };
        let mut out = Vec::new();
        let ranges = patterns.covered(text.as_bytes(), 0);
        emit(text.as_bytes(), text.len(), &ranges, false, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }
}

impl Patterns {
    /// Finds where the longest end begins that some pattern goes on from.
    fn undecided_from(&self, bytes: &[u8]) -> usize {
        let first_possible = bytes.len().saturating_sub(self.longest - 1);
        (first_possible..bytes.len())
            .find(|&at| {
                let end = &bytes[at..];
                self.by_first[usize::from(end[0])]
                    .iter()
                    .any(|pattern| pattern.len() > end.len() && pattern.starts_with(end))
            })
            .unwrap_or(bytes.len())
    }

    /// Finds what is covered by patterns, overlapping ones joined, in order; the first
    /// `covered` bytes are known to be.
    fn covered(&self, bytes: &[u8], covered: usize) -> Vec<(usize, usize)> {
        let mut ranges = Vec::new();
        if covered > 0 {
            ranges.push((0, covered));
        }
        // They come by their ends, so only the last ranges can overlap a new one.
        for found in self.automaton.find_overlapping_iter(bytes) {
            let (mut start, mut end) = (found.start(), found.end());
            while let Some(&(before, until)) = ranges.last()
                && start < until
            {
                start = start.min(before);
                end = end.max(until);
                ranges.pop();
            }
            ranges.push((start, end));
        }
        ranges
    }
}

/// Appends `bytes[..until]` with masks for the ranges, and gives how far past `until` the
/// last mask reaches. `masked_before`: the mask of a range that begins at 0 is out already.
fn emit(
    bytes: &[u8],
    until: usize,
    ranges: &[(usize, usize)],
    masked_before: bool,
    out: &mut Vec<u8>,
) -> usize {
    let mut at = 0;
    for &(start, end) in ranges {
        if start >= until {
            break;
        }
        out.extend_from_slice(&bytes[at..start]);
        if !(masked_before && start == 0) {
            out.extend_from_slice(MASK);
        }
        at = end;
    }
    if at >= until {
        return at - until;
    }
    out.extend_from_slice(&bytes[at..until]);
    0
}

#[cfg(test)]
#[path = "mask/tests.rs"]
mod tests;
