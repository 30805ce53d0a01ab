//! Reads a log in pieces, as text.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// The most bytes read at once.
const MOST: usize = 1 << 20;
/// The longest UTF-8 character; with less a piece might never advance.
const LEAST: usize = 4;

/// A piece of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogChunk {
    /// The text; bytes that are not UTF-8 are shown as U+FFFD.
    pub text: String,
    /// Where the next piece begins, in bytes.
    pub next_offset: u64,
    /// True when the log is over and this was its last piece.
    pub ended: bool,
}

/// Reads at most `limit` bytes (4 to 1 MiB) from `offset`, never half a character.
///
/// `over` says that nothing is written any more; while it is, an unfinished character at
/// the end waits for the rest of it. A log that does not exist is empty.
pub fn read_log(path: &Path, offset: u64, limit: usize, over: bool) -> io::Result<LogChunk> {
    let limit = limit.clamp(LEAST, MOST);
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(LogChunk { next_offset: offset, ended: over, ..LogChunk::default() });
        }
        Err(error) => return Err(error),
    };
    let mut bytes = vec![0; limit];
    let mut filled = 0;
    while filled < limit {
        match file.read_at(&mut bytes[filled..], offset + filled as u64) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    let at_end = filled < limit;
    if !(at_end && over) {
        bytes.truncate(filled - unfinished(&bytes));
    }
    Ok(LogChunk {
        next_offset: offset + bytes.len() as u64,
        text: String::from_utf8_lossy(&bytes).into_owned(),
        ended: at_end && over,
    })
}

/// Counts the bytes at the end that could be the beginning of a character.
fn unfinished(bytes: &[u8]) -> usize {
    let tail = bytes.len().saturating_sub(LEAST - 1);
    (tail..bytes.len())
        .find(|&at| {
            matches!(std::str::from_utf8(&bytes[at..]), Err(error)
                if error.valid_up_to() == 0 && error.error_len().is_none())
        })
        .map_or(0, |at| bytes.len() - at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(content: &[u8], limit: usize, over: bool) -> (Vec<String>, LogChunk) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        let mut texts = Vec::new();
        let mut offset = 0;
        loop {
            let chunk = read_log(file.path(), offset, limit, over).unwrap();
            if chunk.ended || chunk.next_offset == offset {
                texts.push(chunk.text.clone());
                return (texts, chunk);
            }
            offset = chunk.next_offset;
            texts.push(chunk.text);
        }
    }

    #[test]
    fn characters_are_not_split_whatever_the_limit() {
        let text = "aé€🙂z€🙂é".repeat(9);
        for limit in 4..30 {
            let (texts, last) = pieces(text.as_bytes(), limit, true);
            assert_eq!(texts.concat(), text);
            assert!(last.ended);
        }
    }

    #[test]
    fn an_unfinished_character_waits_while_the_log_grows_and_shows_when_it_is_over() {
        let (texts, last) = pieces(b"ab\xe2\x82", 100, false);
        assert_eq!((texts.concat().as_str(), last.next_offset, last.ended), ("ab", 2, false));
        let (texts, last) = pieces(b"ab\xe2\x82", 100, true);
        assert_eq!((texts.concat().as_str(), last.ended), ("ab\u{fffd}", true));
    }

    #[test]
    fn invalid_bytes_never_stop_the_reader() {
        let (texts, last) = pieces(&[0xff, 0xc3, 0xf0, 0x9f, 0xff, b'x'].repeat(50), 4, true);
        assert!(last.ended);
        assert_eq!(last.next_offset, 300);
        assert_eq!(texts.concat().matches('x').count(), 50);
    }
}
