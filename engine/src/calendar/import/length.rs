//! Lengths as iCalendar writes them: `PT2H`, `P1DT12H`, `P2W`.

use super::fault::short;

/// A length: days of the calendar, and seconds of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Nominal {
    pub(super) days: i64,
    pub(super) seconds: i64,
}

/// Ten years: what is longer is no number that can be meant.
const MOST: i64 = 315_360_000;

/// Reads the value of a DURATION; the error follows the event's name.
pub(super) fn parse(text: &str) -> Result<Nominal, String> {
    let text = text.trim();
    nominal(text).filter(|length| *length != Nominal::default()).ok_or_else(|| {
        format!("has a DURATION of \"{}\", which is no length of time: write it like PT2H30M", short(text))
    })
}

fn nominal(text: &str) -> Option<Nominal> {
    let rest = text.strip_prefix('+').unwrap_or(text).strip_prefix('P')?;
    let (days, time) = rest.split_once('T').map_or((rest, None), |(days, time)| (days, Some(time)));
    let days = sum(days, &[('W', 7), ('D', 1)])?;
    let seconds = time.map_or(Some(0), |time| sum(time, &[('H', 3_600), ('M', 60), ('S', 1)]))?;
    (days <= MOST / 86_400 && seconds <= MOST).then_some(Nominal { days, seconds })
}

/// Adds numbers up, each before the letter of its unit; the units come in their order.
fn sum(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut units = units.iter();
    let mut total = 0_i64;
    while !text.is_empty() {
        let at = text.find(|one: char| !one.is_ascii_digit())?;
        let number: i64 = text[..at].parse().ok()?;
        let letter = text[at..].chars().next()?;
        let (_, size) = units.find(|(unit, _)| *unit == letter)?;
        total = number.checked_mul(*size).and_then(|part| total.checked_add(part))?;
        text = &text[at + letter.len_utf8()..];
    }
    Some(total)
}
