//! A rule of iCalendar's as one of Lull's, if there is one that means the same.

mod express;
mod parts;
mod until;

use domain::blackout::LocalTime;
use domain::recurrence::{Dates, Recurrence, RecurrenceDraft};

use crate::zone::Iana;
use parts::Parts;

/// A rule, and the dates that it has.
pub(super) struct Recurs {
    pub(super) draft: RecurrenceDraft,
    pub(super) dates: Dates,
}

/// Reads the value of an RRULE that stands beside a start.
///
/// # Errors
/// What Lull cannot keep; each follows the event's name.
pub(super) fn read(value: &str, zone: Iana, start: LocalTime) -> Result<Recurs, Vec<String>> {
    let parts = Parts::parse(value)?;
    let draft = express::draft(&parts, start).map_err(|told| vec![told])?;
    let until = parts.until.as_deref().map(|text| until::date(text, zone, start)).transpose();
    let until = until.map_err(|told| vec![told])?;
    let draft = RecurrenceDraft { until, count: parts.count, ..draft };
    let rule = Recurrence::try_from(draft.clone())
        .map_err(|bad| vec![format!("has an RRULE that Lull cannot keep: {bad}")])?;
    let dates = rule.dates(start);
    if dates.has(start) {
        return Ok(Recurs { draft, dates });
    }
    // RFC 5545 takes the start for a date in any case, and Lull only where the rule falls on it.
    let told = match dates.first() {
        Some(first) => {
            format!("starts on a day that its RRULE does not fall on: let it start at {}", first.words())
        }
        None => {
            "has an RRULE that never comes: end it after its start, and give it a day that its months have"
                .into()
        }
    };
    Err(vec![told])
}
