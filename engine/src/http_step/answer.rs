//! Tells an answer: status line, the headers that say something, and the body up to its cap.

use std::io::Write;

use reqwest::header::{HeaderName, LOCATION};
use reqwest::{Response, Url};

use super::call::{tell, tell_bytes};
use super::hop::shown;

/// The most bytes of a body that are read; the log keeps them, and a page shows them.
const CAP: usize = 1 << 20;
/// The longest body that is handed on as `body`.
const HANDED_ON: usize = 4 << 10;
/// Headers that are told; the others may hold cookies and tokens.
const TOLD: [&str; 8] = [
    "content-type",
    "content-length",
    "date",
    "etag",
    "last-modified",
    "location",
    "retry-after",
    "x-request-id",
];

/// An answer whose beginning has been told.
pub(super) struct Answer {
    status: u16,
}

impl Answer {
    /// Tells the status line and the headers.
    pub(super) fn begin(response: &Response, out: &mut dyn Write) -> Result<Self, String> {
        let status = response.status();
        let reason = status.canonical_reason().unwrap_or_default();
        let mut text = format!("{:?} {} {reason}\n", response.version(), status.as_u16());
        for name in TOLD {
            for value in response.headers().get_all(name) {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                let is_location = HeaderName::from_static(name) == LOCATION;
                let url = Url::parse(&value).ok().filter(|_| is_location);
                text.push_str(&format!("{name}: {}\n", url.map_or(value, |url| shown(&url))));
            }
        }
        text.push('\n');
        tell(out, &text)?;
        Ok(Self { status: status.as_u16() })
    }

    /// Tells the body while it comes, and answers what is handed on.
    pub(super) async fn finish(
        self,
        mut response: Response,
        out: &mut dyn Write,
    ) -> Result<Vec<(&'static str, String)>, String> {
        let mut kept: Vec<u8> = Vec::new();
        let mut told = 0;
        let mut last = b'\n';
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| format!("the answer broke off: {}", error.without_url()))?
        {
            let part = &chunk[..chunk.len().min(CAP - told)];
            tell_bytes(out, part)?;
            last = part.last().copied().unwrap_or(last);
            told += part.len();
            if kept.len() <= HANDED_ON {
                kept.extend_from_slice(&part[..part.len().min(HANDED_ON + 2)]);
            }
            if part.len() < chunk.len() {
                tell(
                    out,
                    &format!("\n… the rest of the answer was left out: only {} KiB are read\n", CAP >> 10),
                )?;
                return Ok(vec![("status", self.status.to_string())]);
            }
        }
        if last != b'\n' {
            tell(out, "\n")?;
        }
        let mut output = vec![("status", self.status.to_string())];
        output.extend(one_line(kept).map(|line| ("body", line)));
        Ok(output)
    }
}

/// The body, when it is one short line of text.
fn one_line(body: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(body).ok()?;
    let line = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    let fits = line.len() <= HANDED_ON && !line.contains(['\n', '\r', '\0']);
    fits.then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_short_line_is_handed_on() {
        assert_eq!(one_line(b"{\"ok\":true}\r\n".to_vec()).as_deref(), Some("{\"ok\":true}"));
        assert_eq!(one_line(Vec::new()).as_deref(), Some(""));
        for body in [b"a\nb".to_vec(), b"a\rb".to_vec(), b"\xff".to_vec(), vec![b'x'; HANDED_ON + 1]] {
            assert_eq!(one_line(body), None);
        }
        assert!(one_line(vec![b'x'; HANDED_ON]).is_some());
    }
}
