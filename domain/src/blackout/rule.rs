//! The rule of a plan in a sentence, with what daylight saving does to it.

use chrono::Months;

use super::{Local, LocalTime, Plan, Zone};

/// For how many months from its first date on it is told where the clock is changed on one.
const MONTHS: Months = Months::new(24);

impl Plan {
    /// The rule by which it comes, in its zone: `every last Sunday at 02:00 in Europe/Berlin; on 28 March 2027 the clock jumps
    /// over it, it will be 03:00`. Of the dates in its first two years the first is named that the clock jumps over, and the
    /// first that it shows twice.
    ///
    /// It opens in lower case and has no full stop, so that it can stand in a sentence. None when it comes once.
    #[must_use]
    pub fn rule<Z: Zone + ?Sized>(&self, zone: &Z) -> Option<String> {
        let told = self.recurrence?.words_in(self.start, &self.zone);
        let first = self.first();
        let last = first.naive().checked_add_months(MONTHS).map_or(first, LocalTime::from);
        let (mut jumps, mut twice) = (None, None);
        for date in self.dates_from(first).take_while(|date| *date <= last) {
            match zone.local(date.naive()) {
                Local::Single(_) => {}
                Local::Gap { moved, .. } => {
                    jumps.get_or_insert((date, LocalTime::from(zone.wall(moved))));
                }
                Local::Twice { .. } => {
                    twice.get_or_insert(date);
                }
            }
        }
        let jumps = jumps
            .map(|(date, to)| format!("; on {} the clock jumps over it, it will be {}", day(date), time(to)));
        let twice =
            twice.map(|date| format!("; on {} the clock shows it twice, the first is meant", day(date)));
        Some(told + &jumps.unwrap_or_default() + &twice.unwrap_or_default())
    }
}

fn day(at: LocalTime) -> String {
    at.naive().format("%-d %B %Y").to_string()
}

fn time(at: LocalTime) -> String {
    let shown = at.words();
    shown.rsplit(' ').next().unwrap_or_default().to_owned()
}
