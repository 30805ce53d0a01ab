//! Finds where the end of a long log begins.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::error::ApiError;

/// How much of a long log's end a page begins with, in bytes; less than one reading of the engine's.
const KEPT: u64 = 192 * 1024;
const BUFFER: usize = 256 * 1024;
/// How much is shown before a line that is looked at, in bytes at most.
const BEFORE: u64 = 4 * 1024;

/// Where the part of a log begins that a page shows: the offset, and the number of the line there. It is the
/// log's end, or the part around a line that lies before it.
///
/// # Errors
/// `Unavailable` when the host cannot read the file.
pub(super) async fn begin(path: PathBuf, at: Option<u32>) -> Result<(u64, u32), ApiError> {
    let found = tokio::task::spawn_blocking(move || {
        let end = find(&path, KEPT)?;
        let around = match at.filter(|at| *at < end.1) {
            Some(at) => before(&path, at, BEFORE)?,
            None => None,
        };
        io::Result::Ok(around.unwrap_or(end))
    })
    .await;
    match found {
        Ok(Ok(found)) => Ok(found),
        // Not written yet, or cleared up since.
        Ok(Err(error)) if error.kind() == io::ErrorKind::NotFound => Ok((0, 1)),
        Ok(Err(error)) => Err(ApiError::Unavailable(format!("the log cannot be read: {error}."))),
        Err(_) => Err(ApiError::Internal),
    }
}

/// The first beginning of a line among the last `kept` bytes; the middle of a line when there is none.
fn find(path: &Path, kept: u64) -> io::Result<(u64, u32)> {
    let file = File::open(path)?;
    let before = file.metadata()?.len().saturating_sub(kept);
    if before == 0 {
        return Ok((0, 1));
    }
    let mut reader = BufReader::with_capacity(BUFFER, file);
    let mut lines = 0_u32;
    let mut left = before;
    while left > 0 {
        let bytes = reader.fill_buf()?;
        let count = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if count == 0 {
            break;
        }
        let newlines = bytes[..count].iter().filter(|byte| **byte == b'\n').count();
        lines = lines.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        reader.consume(count);
        left -= count as u64;
    }
    let mut rest = Vec::new();
    reader.take(kept / 2).read_until(b'\n', &mut rest)?;
    Ok(if rest.ends_with(b"\n") {
        (before + rest.len() as u64, lines.saturating_add(2))
    } else {
        (before, lines.saturating_add(1))
    })
}

/// A beginning of a line not more than `most` bytes before the line with that number; none when there is no such
/// line.
fn before(path: &Path, at: u32, most: u64) -> io::Result<Option<(u64, u32)>> {
    let mut reader = BufReader::with_capacity(BUFFER, File::open(path)?);
    let (mut offset, mut line) = (0_u64, 1_u32);
    let mut begins = VecDeque::from([(0, 1)]);
    while line < at {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let count = end.map_or(bytes.len(), |end| end + 1);
        offset += count as u64;
        reader.consume(count);
        if end.is_some() {
            line += 1;
            begins.push_back((offset, line));
            while begins.front().is_some_and(|(begin, _)| offset - begin > most) {
                begins.pop_front();
            }
        }
    }
    Ok(begins.front().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file in the system's temporary folder that goes with the test.
    struct Written(PathBuf);

    impl Written {
        fn new(name: &str, text: &[u8]) -> Self {
            let path = std::env::temp_dir().join(format!("lull-tail-{}-{name}", std::process::id()));
            std::fs::write(&path, text).unwrap();
            Self(path)
        }
    }

    impl Drop for Written {
        fn drop(&mut self) {
            drop(std::fs::remove_file(&self.0));
        }
    }

    #[test]
    fn a_short_log_is_shown_whole() {
        let file = Written::new("short", b"one\ntwo\n");
        assert_eq!(find(&file.0, 100).unwrap(), (0, 1));
    }

    #[test]
    fn the_end_of_a_long_log_begins_with_a_line_and_its_number() {
        let text: String = (1..=1_000).map(|n| format!("line {n}\n")).collect();
        let file = Written::new("long", text.as_bytes());
        let (offset, line) = find(&file.0, 100).unwrap();
        let rest = &text[usize::try_from(offset).unwrap()..];
        assert!(rest.starts_with(&format!("line {line}\n")), "{rest}");
        assert!(rest.len() <= 100 && rest.len() > 80, "{}", rest.len());
    }

    #[test]
    fn a_line_that_is_looked_at_comes_with_some_before_it() {
        let text: String = (1..=1_000).map(|n| format!("line {n}\n")).collect();
        let file = Written::new("around", text.as_bytes());
        let (offset, line) = before(&file.0, 500, 100).unwrap().unwrap();
        assert!(text[usize::try_from(offset).unwrap()..].starts_with(&format!("line {line}\n")));
        assert!(line < 500 && line > 480, "{line}");
        assert_eq!(before(&file.0, 1, 100).unwrap(), Some((0, 1)));
        assert_eq!(before(&file.0, 5_000, 100).unwrap(), None);
    }

    #[test]
    fn an_endless_line_is_entered_in_its_middle() {
        let file = Written::new("endless", &[b'x'; 5_000]);
        assert_eq!(find(&file.0, 1_000).unwrap(), (4_000, 1));
    }
}
