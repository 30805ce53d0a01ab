//! The shapes in which a secret may turn up in a log.

use std::collections::BTreeSet;
use std::fmt::Write;

/// The shortest secret that is masked, in bytes.
pub(super) const SHORTEST: usize = 3;
/// The shortest line of a secret of several lines, and the shortest encoding: shorter
/// ones (`{`, `true`) would garble logs.
const SHORTEST_PART: usize = 6;

/// Lists the byte strings to mask.
pub(super) fn of(secrets: &[String]) -> Vec<Vec<u8>> {
    let mut all = BTreeSet::new();
    for secret in secrets {
        // Trimmed, because a value from a file ends with a newline that is not printed.
        let secret = secret.trim();
        if secret.len() < SHORTEST {
            continue;
        }
        all.insert(secret.as_bytes().to_vec());
        let lines = secret.lines().map(str::trim).filter(|line| *line != secret);
        let mut parts: Vec<&str> = lines.filter(|line| line.len() >= SHORTEST_PART).collect();
        for line in &parts {
            all.insert(line.as_bytes().to_vec());
        }
        parts.push(secret);
        for part in parts {
            let encoded = encodings(part);
            all.extend(encoded.into_iter().filter(|e| e.len() >= SHORTEST_PART));
        }
    }
    all.into_iter().collect()
}

/// Gives base64 (both alphabets, at each offset in a longer text), percent, JSON, HTML
/// and quoted-shell forms.
fn encodings(secret: &str) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for alphabet in [b"+/", b"-_"] {
        for offset in 0..3 {
            all.push(base64_inside(secret.as_bytes(), offset, alphabet));
        }
    }
    // As URLs show it, where most signs stay as they are: in a path, a query or a fragment, by the parser's taste.
    for escaped in ["\"<>", "\"<>`", "\"<>'", "\"<>`{}", "\"<>`{}^"] {
        all.push(in_url(secret, escaped).into_bytes());
    }
    // As the scheme or the host of one.
    all.push(secret.to_lowercase().into_bytes());
    for (space, upper) in [("%20", true), ("%20", false), ("+", true), ("+", false)] {
        all.push(percent(secret, space, upper).into_bytes());
    }
    if let Ok(json) = serde_json::to_string(secret) {
        all.push(json.trim_matches('"').as_bytes().to_vec());
    }
    let html = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;")];
    let html = html.iter().fold(secret.to_owned(), |text, (from, to)| text.replace(*from, to));
    all.push(html.into_bytes());
    // How `set -x` shows a value with a quote in it, in dash and in bash.
    all.push(secret.replace('\'', r#"'"'"'"#).into_bytes());
    all.push(secret.replace('\'', r"'\''").into_bytes());
    all
}

/// Encodes a secret as it looks `offset` bytes into a longer text: without the characters
/// at either end that depend on its neighbours.
fn base64_inside(secret: &[u8], offset: usize, last_two: &[u8; 2]) -> Vec<u8> {
    let mut alphabet: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').collect();
    alphabet.extend_from_slice(last_two);
    let mut bytes = vec![0; offset];
    bytes.extend_from_slice(secret);
    let whole = bytes.len() * 8 / 6;
    let sextet = |index: usize| {
        let bit = index * 6;
        let at = |byte: usize| u16::from(bytes.get(byte).copied().unwrap_or(0));
        let pair = at(bit / 8) << 8 | at(bit / 8 + 1);
        usize::from(pair >> (10 - bit % 8) & 0x3f)
    };
    let first = (offset * 8).div_ceil(6);
    (first..whole).map(|index| alphabet[sextet(index)]).collect()
}

fn in_url(secret: &str, escaped: &str) -> String {
    let mut out = String::new();
    for byte in secret.bytes() {
        if matches!(byte, b'!'..=b'~') && !escaped.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn percent(secret: &str, space: &str, upper: bool) -> String {
    let mut out = String::new();
    for byte in secret.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            b' ' => out.push_str(space),
            // Writing to a String cannot fail.
            _ if upper => drop(write!(out, "%{byte:02X}")),
            _ => drop(write!(out, "%{byte:02x}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_a_longer_text_contains_the_pattern_of_its_offset() {
        // `hunter22` after 3, 4 and 5 other bytes, as base64(1) shows them.
        for (shown, offset, pattern) in [
            ("dXM6aHVudGVyMjI=", 0, "aHVudGVyMj"),
            ("dXNlOmh1bnRlcjIy", 1, "h1bnRlcjIy"),
            ("dXNlcjpodW50ZXIyMg==", 2, "odW50ZXIyM"),
        ] {
            let found = base64_inside(b"hunter22", offset, b"+/");
            assert_eq!(String::from_utf8(found).unwrap(), pattern);
            assert!(shown.contains(pattern));
        }
    }
}
