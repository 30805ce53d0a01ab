//! Small words: how long, how many.

use domain::duration::Span;
use domain::time::Timestamp;

/// A span in the two largest units that matter: `31 s`, `4 min 12 s`, `1 h 48 min`, `2 d 3 h`.
///
/// Seconds are left out from ten minutes on, where nobody counts them.
#[must_use]
pub fn span(span: Span) -> String {
    let seconds = span.secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    let pair = |first: i64, unit: &str, second: i64, small: &str| {
        if second == 0 { format!("{first} {unit}") } else { format!("{first} {unit} {second} {small}") }
    };
    match seconds {
        0 => "less than 1 s".to_owned(),
        1..60 => format!("{seconds} s"),
        60..600 => pair(minutes, "min", seconds % 60, "s"),
        600..3_600 => format!("{minutes} min"),
        3_600..86_400 => pair(hours, "h", minutes % 60, "min"),
        _ => pair(days, "d", hours % 24, "h"),
    }
}

/// A span without its seconds once it is over a minute, for what lies in the future or the past.
fn rough(span: Span) -> String {
    let seconds = span.secs();
    if (60..600).contains(&seconds) { format!("{} min", seconds / 60) } else { self::span(span) }
}

/// How far an instant is from now: `in 1 h 48 min`, `12 min ago`, `just now`.
#[must_use]
pub fn relative(at: Timestamp, now: Timestamp) -> String {
    let (ahead, behind) = (at.since(now), now.since(at));
    if ahead.secs() == 0 && behind.secs() < 5 {
        "just now".to_owned()
    } else if ahead.secs() > 0 {
        format!("in {}", rough(ahead))
    } else {
        format!("{} ago", rough(behind))
    }
}

/// A number with its noun: `1 request`, `2 requests`, `no requests`.
#[must_use]
pub fn count(number: u64, one: &str, many: &str) -> String {
    match number {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    }
}

/// The same text beginning with a capital.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_reads_in_its_two_largest_units() {
        let said: Vec<String> = [0, 31, 60, 252, 960, 3_600, 6_480, 86_400, 183_600]
            .map(|secs| span(Span::from_secs(secs)))
            .to_vec();
        let meant =
            ["less than 1 s", "31 s", "1 min", "4 min 12 s", "16 min", "1 h", "1 h 48 min", "1 d", "2 d 3 h"];
        assert_eq!(said, meant);
    }

    #[test]
    fn an_instant_is_told_from_now() {
        let now = Timestamp::from_micros(1_000_000_000_000);
        let at = |secs: i64| {
            if secs < 0 { now.minus(Span::from_secs(-secs)) } else { now.plus(Span::from_secs(secs)) }
        };
        assert_eq!(relative(at(-2), now), "just now");
        assert_eq!(relative(at(-750), now), "12 min ago");
        assert_eq!(relative(at(-130), now), "2 min ago");
        assert_eq!(relative(at(6_480), now), "in 1 h 48 min");
    }

    #[test]
    fn numbers_agree_with_their_nouns() {
        let said = [0, 1, 2].map(|n| count(n, "request", "requests"));
        assert_eq!(said, ["no requests", "1 request", "2 requests"]);
        assert_eq!(capital("no requests"), "No requests");
    }
}
