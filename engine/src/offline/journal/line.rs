//! One record of the journal: a line `<RS><number> <SHA-256 of number and body> <body>`.
//!
//! RS is the separator of RFC 7464, 0x1E. JSON has neither it nor a line's end within a text, so that whichever of
//! the two is damaged, the other still tells where a record begins: one bad byte harms one record.

use crate::offline::files::checksum;

/// Begins a record.
const RS: u8 = 0x1E;

/// The bytes of a record.
pub(super) fn encode(number: u64, body: &[u8]) -> Vec<u8> {
    let mut line = vec![RS];
    line.extend(head(number, body).into_bytes());
    line.extend(body);
    line.push(b'\n');
    line
}

fn head(number: u64, body: &[u8]) -> String {
    let number = number.to_string();
    let sum = checksum(&[number.as_bytes(), b" ", body]);
    format!("{number} {sum} ")
}

/// Cuts bytes where a record begins or a line has ended, so that a whole record is one piece.
pub(super) fn pieces(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.chunk_by(|before, after| *before != b'\n' && *after != RS)
}

/// The number and the body of a piece; None when it is not to the letter what [`encode`] makes.
pub(super) fn decode(piece: &[u8]) -> Option<(u64, &[u8])> {
    let line = piece.strip_prefix(&[RS])?.strip_suffix(b"\n")?;
    let digits = line.iter().position(|byte| *byte == b' ')?;
    let number = std::str::from_utf8(&line[..digits]).ok()?.parse().ok()?;
    // A space, 64 digits and a space follow the number.
    let body = line.get(digits + 66..)?;
    line.starts_with(head(number, body).as_bytes()).then_some((number, body))
}
