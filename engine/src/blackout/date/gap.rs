//! Whether a date that is changed for itself leaves its neighbours room (rule 27).

use domain::blackout::{LONGEST_LEAD, LocalTime, Plan, Series, Window};
use domain::duration::Span;
use domain::problem::FieldError;
use domain::time::Timestamp;

use super::zone_of;
use crate::error::Result;
use crate::store::Tx;
use crate::store::blackout;

/// The other dates of a series around a window, each by its key.
pub(super) async fn near(
    tx: &mut Tx,
    series: &Series,
    key: LocalTime,
    window: &Window,
) -> Result<Vec<(LocalTime, Window)>> {
    let zone = zone_of(series)?;
    // One that ends in the very second of the hold is too close.
    let from = window.announce_at.minus(Span::from_secs(1));
    let to = window.end.plus(LONGEST_LEAD);
    let dates: Vec<(LocalTime, Window)> =
        series.occurrences(&zone, from, to).map(|(key, resolved)| (key, resolved.window)).collect();
    // Whatever was moved lies somewhere else than its key says.
    let first = dates.iter().map(|(key, _)| *key).min().unwrap_or(key);
    let rows = blackout::rows_from(tx, series.id, first.midnight()).await?;
    let has_row = |key: LocalTime| rows.iter().any(|row| row.occurrence.key.midnight() == key.midnight());
    let standing = rows.iter().filter(|row| !row.occurrence.stage.is_over());
    let mut found: Vec<_> = standing.map(|row| (row.occurrence.key, row.occurrence.window)).collect();
    found.extend(dates.iter().copied().filter(|(key, _)| !has_row(*key)));
    found.retain(|(other, at)| other.midnight() != key.midnight() && touches(at, from, to));
    Ok(found)
}

fn touches(window: &Window, from: Timestamp, to: Timestamp) -> bool {
    window.start < to && from < window.end
}

/// That the hold of the later of two would be placed before the earlier one is over.
pub(super) fn too_close(plan: &Plan, window: &Window, others: &[(LocalTime, Window)]) -> Option<FieldError> {
    let close = others.iter().find(|(_, other)| {
        let (earlier, later) = if other.start < window.start { (other, window) } else { (window, other) };
        later.drain_at <= earlier.end
    });
    close.map(|(key, other)| {
        let told = format!(
            "lies too close to the date {} of the same series, which lasts from {} to {}: with a length of {} and drain \
             leads (here {}) nothing would open in between; choose another start, or shorten one of them",
            key.words(),
            other.start,
            other.end,
            window.length(),
            plan.drain_lead,
        );
        FieldError::at("start", told)
    })
}
