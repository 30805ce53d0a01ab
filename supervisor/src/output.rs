//! Reads what a step wrote to `$LULL_OUTPUT`.

use crate::record::OUTPUT;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The most bytes of it that are read.
const CAP: u64 = 64 << 10;
/// The most bad lines that the log names one by one.
const NAMED: usize = 5;

/// What the step handed on, and what to say about the rest.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) values: BTreeMap<String, String>,
    pub(crate) notices: Vec<String>,
}

/// Reads the file and removes it: it may hold secrets as the step wrote them.
pub(crate) fn take(dir: &Path) -> Output {
    let path = dir.join(OUTPUT);
    let read = read(&path);
    let removed = fs::remove_file(&path);
    let mut output = match read {
        Ok(bytes) => parse(&bytes),
        // The step may have removed it: then there is nothing to hand on.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Output::default(),
        Err(error) => {
            Output { notices: vec![format!("$LULL_OUTPUT could not be read: {error}")], ..Output::default() }
        }
    };
    if let Err(error) = removed {
        let notice = format!("$LULL_OUTPUT could not be removed: {error}");
        output.notices.push(notice);
    }
    output
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    // The step may have put a pipe or a link to a device there; reading that could block.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::other("it is no longer a plain file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(CAP + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Takes `name=value` lines; the last of equal names counts.
fn parse(bytes: &[u8]) -> Output {
    let mut output = Output::default();
    let mut bytes = bytes;
    if bytes.len() as u64 > CAP {
        let whole_lines = bytes.iter().rposition(|&byte| byte == b'\n').unwrap_or(0);
        bytes = &bytes[..whole_lines];
        let notice = format!("$LULL_OUTPUT is larger than {CAP} bytes; the rest was ignored");
        output.notices.push(notice);
    }
    let mut bad = 0;
    for (index, line) in String::from_utf8_lossy(bytes).lines().enumerate() {
        match line.split_once('=') {
            Some((name, value)) if is_name(name) => {
                output.values.insert(name.to_owned(), value.to_owned());
            }
            _ if line.trim().is_empty() => {}
            _ => {
                bad += 1;
                if bad <= NAMED {
                    let number = index + 1;
                    // Not the line itself: it may be the middle of a secret.
                    let notice = format!("$LULL_OUTPUT line {number} is not name=value; ignored");
                    output.notices.push(notice);
                }
            }
        }
    }
    if bad > NAMED {
        let more = bad - NAMED;
        output.notices.push(format!("$LULL_OUTPUT has {more} more such lines"));
    }
    output
}

/// Names are letters, digits, `_` and `-`, and begin with a letter or `_`.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_equal_names_counts_and_bad_lines_are_told() {
        let output = parse(b"file=a=b\r\n\nno equals\n1x=2\nfile=\xff\nempty=\n");
        let values: Vec<_> = output.values.into_iter().collect();
        assert_eq!(values, [("empty".into(), String::new()), ("file".into(), "\u{fffd}".into())]);
        assert_eq!(output.notices.len(), 2, "{:?}", output.notices);
    }

    #[test]
    fn a_large_file_is_cut_at_a_line() {
        let mut bytes = b"a=1\nb=".to_vec();
        bytes.resize(CAP as usize + 1, b'x');
        let output = parse(&bytes);
        assert_eq!(output.values.get("a").map(String::as_str), Some("1"));
        assert_eq!(output.values.get("b"), None, "half a value is worse than none");
        assert_eq!(output.notices.len(), 1);
    }
}
