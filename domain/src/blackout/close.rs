//! Finds occurrences of one rule that come too close together (rule 27).

use chrono::Months;

use super::{Length, LocalTime, Plan, Window, Zone, resolve};
use crate::problem::FieldError;
use crate::time::Timestamp;

/// For how many months its dates are looked at: in each year daylight saving takes an hour of a gap.
const MONTHS: Months = Months::new(24);

/// The first two whose gap is not longer than drain lead and duration together, so that the hold of the later one would be
/// placed before the earlier one is over.
pub(super) fn together<Z: Zone + ?Sized>(plan: &Plan, zone: &Z, now: Timestamp) -> Option<FieldError> {
    plan.recurrence?;
    let from = plan.first().max(zone.wall(now).into());
    let last = from.naive().checked_add_months(MONTHS).map_or(from, LocalTime::from);
    // Nothing is clipped that long ago.
    let window = |key| (key, resolve(&plan.at(key), zone, Timestamp::from_micros(0), None).window);
    let mut dates = plan.dates_from(from).take_while(|date| *date <= last).map(window);
    let mut one = dates.next()?;
    for then in dates {
        if then.1.drain_at <= one.1.end {
            return Some(told(plan, &one, &then));
        }
        one = then;
    }
    None
}

fn told(plan: &Plan, (key, one): &(LocalTime, Window), (next, then): &(LocalTime, Window)) -> FieldError {
    let (length, gap) = (one.length(), then.start.since(one.start));
    let (key, next) = (key.words(), next.words());
    let cure = "or let it come less often";
    if length < gap {
        let (lead, both) = (plan.drain_lead, one.end.plus(plan.drain_lead).since(one.start));
        let told = format!(
            "is {lead}, which with {length} from {key} on makes {both}, and the next one comes {gap} after that \
             ({next}): shorten one of the two, {cure}"
        );
        return FieldError::at("drain_lead", told);
    }
    let path = match plan.length {
        Length::Until(_) => "end",
        Length::Elapsed(_) => "duration",
    };
    let told = format!(
        "makes {length} from {key} on, and the next one comes {gap} after that ({next}): shorten it, {cure}"
    );
    FieldError::at(path, told)
}
