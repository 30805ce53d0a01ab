//! Reads what a terminal would obey: colours and weights become classes, all other sequences are dropped.

/// How text looks from here on; what `ESC [ … m` has set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Style {
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
    reverse: bool,
    ink: Option<u8>,
    ground: Option<u8>,
}

/// Writes one line as HTML: text escaped, styled stretches in `<span class>`. Control characters other than
/// tabs are dropped; a carriage return begins the line anew, as a progress bar means it.
pub fn write_html(out: &mut String, line: &str, style: &mut Style) {
    let line = line.trim_end_matches('\r');
    // What a carriage return overwrites is not shown, but what it set stays set.
    if let Some((hidden, shown)) = line.rsplit_once('\r') {
        walk(hidden, style, |_, _| ());
        return write_html(out, shown, style);
    }
    let mut open = Style::default();
    walk(line, style, |style, text| {
        if style != open {
            close(out, open);
            let classes = style.classes();
            if !classes.is_empty() {
                out.push_str("<span class=\"");
                out.push_str(&classes);
                out.push_str("\">");
            }
            open = style;
        }
        escape(out, text);
    });
    close(out, open);
}

fn close(out: &mut String, open: Style) {
    if open != Style::default() {
        out.push_str("</span>");
    }
}

/// Escapes text for HTML, in content and in quoted attributes alike.
pub fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// Hands on stretches of text, each with the style it has.
fn walk(line: &str, style: &mut Style, mut told: impl FnMut(Style, &str)) {
    let mut rest = line;
    while let Some(at) = rest.find(|c: char| c.is_control() && c != '\t') {
        let (text, tail) = rest.split_at(at);
        if !text.is_empty() {
            told(*style, text);
        }
        rest = if tail.starts_with('\u{1b}') {
            sequence(tail, style)
        } else {
            tail.get(tail.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default()
        };
    }
    if !rest.is_empty() {
        told(*style, rest);
    }
}

/// Reads the sequence that `text` begins with, and gives what follows it.
fn sequence<'a>(text: &'a str, style: &mut Style) -> &'a str {
    let after = &text[1..];
    if let Some(body) = after.strip_prefix('[') {
        let end = body.find(|c: char| ('@'..='~').contains(&c));
        let Some(end) = end else { return "" };
        if body[end..].starts_with('m') {
            style.set(&body[..end]);
        }
        return &body[end + 1..];
    }
    // Titles and links: to BEL or to ESC \.
    if after.starts_with([']', 'P', '^', '_', 'X']) {
        let bell = after.find('\u{7}').map(|at| at + 1);
        let string_end = after.find("\u{1b}\\").map(|at| at + 2);
        let end = match (bell, string_end) {
            (Some(one), Some(other)) => one.min(other),
            (one, other) => one.or(other).unwrap_or(after.len()),
        };
        return &after[end..];
    }
    let mut chars = after.chars();
    match chars.next() {
        // A character set: two characters.
        Some('(' | ')' | '#' | ' ') => {
            chars.next();
            chars.as_str()
        }
        Some(c) if !c.is_control() => chars.as_str(),
        _ => after,
    }
}

impl Style {
    /// Obeys the numbers of one `ESC [ … m`.
    fn set(&mut self, numbers: &str) {
        let mut numbers = numbers.split([';', ':']).map(|number| match number {
            "" => Some(0),
            number => number.parse::<u16>().ok(),
        });
        while let Some(number) = numbers.next() {
            match number {
                Some(0) => *self = Self::default(),
                Some(1) => self.bold = true,
                Some(2) => self.dim = true,
                Some(3) => self.italic = true,
                Some(4) => self.underline = true,
                Some(7) => self.reverse = true,
                Some(22) => (self.bold, self.dim) = (false, false),
                Some(23) => self.italic = false,
                Some(24) => self.underline = false,
                Some(27) => self.reverse = false,
                Some(n @ (30..=37 | 90..=97)) => self.ink = basic(n, 30, 90),
                Some(38) => self.ink = extended(&mut numbers),
                Some(39) => self.ink = None,
                Some(n @ (40..=47 | 100..=107)) => self.ground = basic(n, 40, 100),
                Some(48) => self.ground = extended(&mut numbers),
                Some(49) => self.ground = None,
                Some(_) | None => {}
            }
        }
    }

    fn classes(self) -> String {
        let (ink, ground) = if self.reverse {
            (self.ground.or(Some(REVERSED_INK)), self.ink.or(Some(REVERSED_GROUND)))
        } else {
            (self.ink, self.ground)
        };
        let flags = [
            (self.bold, "ansi-bold"),
            (self.dim, "ansi-dim"),
            (self.italic, "ansi-italic"),
            (self.underline, "ansi-under"),
        ];
        let mut classes: Vec<String> =
            flags.into_iter().filter(|(set, _)| *set).map(|(_, class)| class.to_owned()).collect();
        classes.extend(ink.map(|colour| format!("ansi-ink-{colour}")));
        classes.extend(ground.map(|colour| format!("ansi-ground-{colour}")));
        classes.join(" ")
    }
}

/// Ink and ground of reversed text that has no colours of its own: black on white.
const REVERSED_INK: u8 = 0;
const REVERSED_GROUND: u8 = 7;

/// One of the sixteen: 0 to 7 dark, 8 to 15 bright.
fn basic(number: u16, dark: u16, bright: u16) -> Option<u8> {
    let index = if number >= bright { number - bright + 8 } else { number - dark };
    u8::try_from(index).ok()
}

/// A colour of the 256, or one of red, green and blue: the nearest of the sixteen.
fn extended(numbers: &mut impl Iterator<Item = Option<u16>>) -> Option<u8> {
    match numbers.next().flatten() {
        Some(5) => match numbers.next().flatten()? {
            n @ 0..=15 => u8::try_from(n).ok(),
            n @ 16..=231 => {
                let part = |divisor: u16| (n - 16) / divisor % 6 * 51;
                Some(nearest(part(36), part(6), part(1)))
            }
            n @ 232..=255 => {
                let grey = (n - 232) * 10 + 8;
                Some(nearest(grey, grey, grey))
            }
            _ => None,
        },
        Some(2) => {
            let mut part = || numbers.next().flatten().map(|n| n.min(255));
            Some(nearest(part()?, part()?, part()?))
        }
        _ => None,
    }
}

/// Each part on or off, bright when the strongest is.
fn nearest(red: u16, green: u16, blue: u16) -> u8 {
    let strongest = red.max(green).max(blue);
    if strongest < 40 {
        return 0;
    }
    let on = |part: u16, bit: u8| if part * 3 > strongest * 2 { bit } else { 0 };
    let colour = on(red, 1) | on(green, 2) | on(blue, 4);
    let grey = colour == 7 && strongest < 160;
    match (grey, strongest > 180) {
        (true, _) => 8,
        (false, true) => colour + 8,
        (false, false) => colour,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(line: &str) -> String {
        let (mut out, mut style) = (String::new(), Style::default());
        write_html(&mut out, line, &mut style);
        out
    }

    #[test]
    fn script_in_a_log_stays_text() {
        assert_eq!(
            html("<script>alert('1')</script> \"&"),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &quot;&amp;"
        );
        assert_eq!(
            html("\u{1b}[31m<img onerror=x>\u{1b}[0m"),
            "<span class=\"ansi-ink-1\">&lt;img onerror=x&gt;</span>"
        );
    }

    #[test]
    fn colours_and_weights_become_classes_and_end_where_they_end() {
        assert_eq!(html("a \u{1b}[1;32mok\u{1b}[0m b"), "a <span class=\"ansi-bold ansi-ink-2\">ok</span> b");
        assert_eq!(
            html("\u{1b}[91;44mx\u{1b}[39my"),
            "<span class=\"ansi-ink-9 ansi-ground-4\">x</span><span class=\"ansi-ground-4\">y</span>"
        );
        assert_eq!(html("\u{1b}[7mx"), "<span class=\"ansi-ink-0 ansi-ground-7\">x</span>");
    }

    #[test]
    fn a_style_goes_on_in_the_next_line() {
        let (mut out, mut style) = (String::new(), Style::default());
        write_html(&mut out, "\u{1b}[33mone", &mut style);
        write_html(&mut out, "two\u{1b}[m", &mut style);
        write_html(&mut out, "three", &mut style);
        assert_eq!(out, "<span class=\"ansi-ink-3\">one</span><span class=\"ansi-ink-3\">two</span>three");
    }

    #[test]
    fn many_colours_become_the_nearest_of_sixteen() {
        assert_eq!(html("\u{1b}[38;5;196mx"), "<span class=\"ansi-ink-9\">x</span>");
        assert_eq!(html("\u{1b}[38;2;0;128;0mx"), "<span class=\"ansi-ink-2\">x</span>");
        assert_eq!(html("\u{1b}[38;5;240mx"), "<span class=\"ansi-ink-8\">x</span>");
    }

    #[test]
    fn what_is_no_colour_is_dropped_and_breaks_nothing() {
        for (sent, shown) in [
            ("a\u{1b}[2Kb", "ab"),
            ("a\u{1b}[?25lb", "ab"),
            ("a\u{1b}]0;title\u{7}b", "ab"),
            ("a\u{1b}]8;;http://x\u{1b}\\b", "ab"),
            ("a\u{1b}(Bb", "ab"),
            ("a\u{1b}[31", "a"),
            ("a\u{1b}", "a"),
            ("a\u{0}\u{8}b\tc", "ab\tc"),
            ("a\u{1b}[38;5;999mb\u{1b}[99999999mc", "abc"),
            ("ä\u{1b}ß€", "ä€"),
        ] {
            assert_eq!(html(sent), shown, "{sent:?}");
        }
    }

    #[test]
    fn a_progress_bar_shows_its_last_state() {
        assert_eq!(html("10%\r50%\r100%\r"), "100%");
        assert_eq!(html("\u{1b}[32m10%\r99%"), "<span class=\"ansi-ink-2\">99%</span>");
    }
}
