//! A text of content lines (RFC 5545, section 3.1).

/// The longest line in octets, without its end.
const LONGEST: usize = 75;

/// Lines as they are written, folded and ended.
pub(super) struct Sheet(String);

impl Sheet {
    pub(super) const fn new() -> Self {
        Self(String::new())
    }

    /// Writes a line, folded between characters.
    pub(super) fn line(&mut self, line: &str) {
        let mut room = LONGEST;
        for one in line.chars() {
            if one.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LONGEST - 1;
            }
            self.0.push(one);
            room -= one.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// Writes a text of people's as the value of a property.
    pub(super) fn text(&mut self, property: &str, text: &str) {
        self.line(&format!("{property}:{}", escaped(text)));
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// Control characters have no place in a text, save for line breaks and tabs.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for one in text.replace("\r\n", "\n").chars() {
        match one {
            '\\' | ';' | ',' => escaped.extend(['\\', one]),
            '\n' | '\r' => escaped.push_str("\\n"),
            '\t' => escaped.push(one),
            _ if one.is_control() => {}
            _ => escaped.push(one),
        }
    }
    escaped
}
