//! The last date of a rule that ends with an instant.

use chrono::NaiveDate;
use domain::blackout::{LocalTime, Zone};

use crate::calendar::import::when::When;
use crate::zone::Iana;

/// The last day on which a series that starts at some time of day does not start after an UNTIL.
///
/// # Errors
/// It is no day and no time; the words follow the event's name.
pub(super) fn date(text: &str, zone: Iana, start: LocalTime) -> Result<NaiveDate, String> {
    let until = When::parse(text).map_err(|told| format!("has an UNTIL of {told}"))?;
    let day = until.on_the_wall_of(zone).date();
    let hand = start.naive().time();
    let starts_by_then = match until {
        When::Day(_) => true,
        When::Floating(at) => hand <= at.time(),
        When::In(_, _) => zone.local(day.and_time(hand)).instant() <= until.instant(zone),
    };
    Ok(if starts_by_then { day } else { day.pred_opt().unwrap_or(day) })
}
