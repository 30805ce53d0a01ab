//! Reads what programs print.

/// The last lines of a text.
pub(crate) fn tail(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.get(lines.len().saturating_sub(count)..).unwrap_or_default().join("\n")
}

/// Drops the escape sequences that colour a line.
pub(crate) fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest =
            after.find(|c: char| c.is_ascii_alphabetic()).and_then(|end| after.get(end + 1..)).unwrap_or("");
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_dropped_before_a_line_is_read() {
        assert_eq!(
            without_colour("\u{1b}[32;1m     Summary\u{1b}[0m [ 1s] 3 tests\n"),
            "     Summary [ 1s] 3 tests\n"
        );
        assert_eq!(without_colour("plain"), "plain");
    }
}
