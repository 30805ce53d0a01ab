//! Content lines (RFC 5545, section 3.1): `NAME;KEY=value;KEY="value":value`.

/// A line as it was meant, whatever it was folded into.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The first of the lines that it stands in, from 1.
    pub(super) number: u32,
    /// In capitals.
    pub(super) name: String,
    params: Vec<(String, String)>,
    pub(super) value: String,
}

/// Joins folded lines, each with the number of its first. Some writers fold within a character, so these are bytes.
pub(super) fn unfolded(text: &[u8]) -> Vec<(u32, Vec<u8>)> {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let mut lines: Vec<(u32, Vec<u8>)> = Vec::new();
    for (number, line) in (1..).zip(text.split(|byte| *byte == b'\n')) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match (line, lines.last_mut()) {
            ([b' ' | b'\t', rest @ ..], Some((_, whole))) => whole.extend_from_slice(rest),
            ([], _) => {}
            (_, _) => lines.push((number, line.to_vec())),
        }
    }
    lines
}

impl Line {
    /// Reads a line; the error says what it is not.
    pub(super) fn parse(number: u32, bytes: &[u8]) -> Result<Self, &'static str> {
        let text = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8: save the calendar as UTF-8")?;
        let ends = text.find([';', ':']).ok_or("has no colon: write it like SUMMARY:Index rebuild")?;
        let (name, rest) = text.split_at(ends);
        if name.is_empty() || !name.bytes().all(|one| one.is_ascii_alphanumeric() || one == b'-') {
            return Err("begins with no name of a property: write it like SUMMARY:Index rebuild");
        }
        let (params, value) =
            params(rest).ok_or("has a parameter that cannot be read: write it like ;KEY=value")?;
        Ok(Self { number, name: name.to_ascii_uppercase(), params, value: value.to_owned() })
    }

    /// The value of a parameter.
    pub(super) fn param(&self, key: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// The value as a text of people's, without its escapes.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut chars = self.value.chars();
        while let Some(one) = chars.next() {
            match one {
                '\\' => match chars.next() {
                    Some('n' | 'N') => text.push('\n'),
                    escaped => text.extend(escaped),
                },
                _ => text.push(one),
            }
        }
        text.trim().to_owned()
    }
}

type Params = Vec<(String, String)>;

/// The parameters, and the value behind the colon.
fn params(mut rest: &str) -> Option<(Params, &str)> {
    let mut found = Params::new();
    loop {
        if let Some(value) = rest.strip_prefix(':') {
            return Some((found, value));
        }
        let (key, after) = rest.strip_prefix(';')?.split_once('=')?;
        if key.contains([':', ';', '"']) {
            return None;
        }
        let (value, after) = after.split_at(end_of_param(after)?);
        found.push((key.to_ascii_uppercase(), value.replace('"', "")));
        rest = after;
    }
}

/// Where the next parameter or the value begins; within quotes neither does.
fn end_of_param(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, one)| {
        quoted ^= one == '"';
        (!quoted && matches!(one, ';' | ':')).then_some(at)
    })
}
