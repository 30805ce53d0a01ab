//! The next dates of what is asked for, with its rule in words.

#[cfg(feature = "ssr")]
mod ahead;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::BlackoutForm;
use crate::error::ApiError;

/// A date to come, written in each zone that matters; a zone that another one speaks for is left out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NextDate {
    /// On the clock of its own zone: `Sun 28 Mar 2027, 03:30 to 04:30 CEST`.
    pub own: String,
    /// Its start on the viewer's clock, where that is another zone and not UTC; with the day where that differs.
    pub yours: Option<String>,
    /// Its start in UTC, where that is not its own zone: `01:30 UTC`.
    pub utc: Option<String>,
    /// What daylight saving does to it, in sentences.
    pub notes: Vec<String>,
}

/// The next dates, the first included; one for what comes once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NextDates {
    /// The rule in words; none for what comes once.
    pub rule: Option<String>,
    /// Earliest first, at most ten.
    pub dates: Vec<NextDate>,
}

/// The next dates of a form; none while it cannot be said which they are. Nothing is saved, and no fault is told.
///
/// `begun` is the start of the plan that is changed, or empty: while it stands in the form it may have passed.
#[server(prefix = "/app", endpoint = "blackouts/next")]
pub async fn tell_next_dates(
    #[server(default)] begun: String,
    #[server(flatten)] form: BlackoutForm,
) -> Result<Option<NextDates>, ApiError> {
    let (context, caller) = crate::context::caller()?;
    next(&context, &caller.permit()?, &begun, form)
}

/// The next dates of a form, for a page that opens with them.
#[cfg(feature = "ssr")]
pub(super) fn next(
    context: &crate::context::Context,
    permit: &domain::permission::Permit<domain::permission::ManageMaintenance>,
    begun: &str,
    mut form: BlackoutForm,
) -> Result<Option<NextDates>, ApiError> {
    // What has no name yet has dates all the same.
    if form.name.trim().is_empty() {
        form.name = "blackout".to_owned();
    }
    let (mut draft, faults) = form.draft();
    if !faults.is_empty() {
        return Ok(None);
    }
    let mut words = None;
    if form.start == begun
        && let Some(zone) = crate::zone::lookup::zone(&draft.zone, context.now)
        && let Ok(now) = zone.input(context.now).parse::<domain::blackout::LocalTime>()
        && let Some((rest, rule)) = ahead::ahead(&draft, now)
    {
        (draft, words) = (rest, Some(rule));
    }
    let zone = draft.zone.clone();
    match context.engine.dates_of_blackout(permit, draft) {
        Ok(mut found) => {
            found.rule = words.or(found.rule);
            Ok(Some(written(found, &zone, &context.zone_name())))
        }
        Err(engine::Error::Invalid(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// How far a zone's table surely reaches ahead of the date it was looked up for.
#[cfg(feature = "ssr")]
const REACH: domain::duration::Span = domain::duration::Span::from_secs(2 * 366 * 86_400);

/// The dates as they are read on the clocks of their own zone, of the viewer's, and of UTC.
#[cfg(feature = "ssr")]
pub(super) fn written(found: domain::blackout::Dates, own: &str, yours: &str) -> NextDates {
    use crate::zone::{Zone, lookup};
    let around = |at| [own, yours].map(|name| lookup::zone(name, at).unwrap_or_else(Zone::utc));
    let mut tables: Option<(domain::time::Timestamp, [Zone; 2])> = None;
    let mut dates = Vec::new();
    for date in &found.dates {
        let at = date.window.start;
        let (from, zones) = match tables.take() {
            Some((from, zones)) if at.since(from) <= REACH => (from, zones),
            Some(_) | None => (at, around(at)),
        };
        let [own, yours] = &zones;
        dates.push(date_on(own, yours, date));
        tables = Some((from, zones));
    }
    let rule = found.rule.map(|rule| {
        let stop = if rule.ends_with('.') { "" } else { "." };
        format!("{}{stop}", crate::words::capital(&rule))
    });
    NextDates { rule, dates }
}

#[cfg(feature = "ssr")]
fn date_on(
    own: &crate::zone::Zone,
    yours: &crate::zone::Zone,
    date: &domain::blackout::Upcoming,
) -> NextDate {
    use crate::zone::Zone;
    use domain::blackout::Note;
    let (from, to) = (date.window.start, date.window.end);
    let day = |zone: &Zone| zone.input(from).chars().take(10).collect::<String>();
    let start_on =
        |zone: &Zone| if day(zone) == day(own) { zone.short(from, from) } else { zone.dated(from) };
    NextDate {
        own: own.from_to(from, to),
        yours: (yours.name != own.name && yours.name != "UTC").then(|| start_on(yours)),
        utc: (own.name != "UTC").then(|| start_on(&Zone::utc())),
        notes: date.notes.iter().map(Note::words).collect(),
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use domain::blackout::{AtEnd, Dates, Edge, Note, Reach, Upcoming, Window};

    use super::*;

    fn found() -> Dates {
        let at = |text: &str| text.parse().unwrap();
        let window = Window {
            announce_at: at("2027-03-27T01:30:00Z"),
            drain_at: at("2027-03-28T01:00:00Z"),
            start: at("2027-03-28T01:30:00Z"),
            end: at("2027-03-28T02:30:00Z"),
            hard_maximum: "2h".parse().unwrap(),
            reach: Reach::MaintenanceOnly,
            at_end: AtEnd::Reopen,
        };
        let (from, to) = ("2027-03-28T02:30".parse().unwrap(), "2027-03-28T03:30".parse().unwrap());
        let note = Note::Moved { edge: Edge::Start, from, to, by: "1h".parse().unwrap() };
        let upcoming = Upcoming { key: from, window, notes: vec![note] };
        Dates { rule: Some("every last Sunday at 02:30".to_owned()), dates: vec![upcoming] }
    }

    #[test]
    fn a_date_is_written_once_for_each_zone_that_matters() {
        let told = written(found(), "Europe/Berlin", "Asia/Tokyo");
        assert_eq!(told.rule.as_deref(), Some("Every last Sunday at 02:30."));
        let date = told.dates.first().unwrap();
        assert_eq!(date.own, "Sun 28 Mar 2027, 03:30 to 04:30 CEST");
        assert_eq!(date.yours.as_deref(), Some("10:30 JST"));
        assert_eq!(date.utc.as_deref(), Some("01:30 UTC"));
        assert_eq!(
            date.notes,
            ["The clock jumps over 2027-03-28 02:30: the start moves forward by 1h, to 2027-03-28 03:30."]
        );
        let west = written(found(), "America/Los_Angeles", "UTC");
        let date = west.dates.first().unwrap();
        assert_eq!(date.own, "Sat 27 Mar 2027, 18:30 to 19:30 PDT");
        assert_eq!(date.utc.as_deref(), Some("Sun 28 Mar 2027, 01:30 UTC"));
        let same = written(found(), "UTC", "UTC");
        let date = same.dates.first().unwrap();
        assert_eq!((&date.yours, &date.utc), (&None, &None));
    }
}
