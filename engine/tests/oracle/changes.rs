//! Local times to ask about: any at all, and those close to a change of the clock.

use chrono::NaiveDateTime;
use domain::blackout::Zone;
use domain::duration::Span;
use domain::time::Timestamp;
use engine::zone::Iana;

use crate::chance::Chance;
use crate::lull;

const SECOND: i64 = 1_000_000;
const DAY: Span = Span::from_secs(86_400);
/// 1970-01-03 and 2076-01-01.
const YEARS: (i64, i64) = (2 * 86_400, 3_345_062_400);

/// A local time between 1970 and 2075.
pub fn any_time(chance: &mut Chance) -> NaiveDateTime {
    some_instant(chance).to_chrono().naive_utc()
}

/// A local time within an hour and a half of a change; any time where the clock is not changed for a year.
pub fn near_one(name: &str, chance: &mut Chance) -> NaiveDateTime {
    let zone = lull::zone(name);
    let Some(change) = next_change(zone, some_instant(chance)) else { return any_time(chance) };
    let hands = Timestamp::from(zone.wall(change).and_utc());
    let aside = chance.between(-5_400, 5_400) * SECOND;
    Timestamp::from_micros(hands.micros() + aside).to_chrono().naive_utc()
}

fn some_instant(chance: &mut Chance) -> Timestamp {
    Timestamp::from_micros(chance.between(YEARS.0, YEARS.1) * SECOND)
}

fn ahead(zone: Iana, at: Timestamp) -> i64 {
    Timestamp::from(zone.wall(at).and_utc()).micros() - at.micros()
}

/// The first second of another offset, found day by day and then by halves.
fn next_change(zone: Iana, from: Timestamp) -> Option<Timestamp> {
    let mut days = (0..366).map(|day| from.plus(Span::from_secs(day * DAY.secs())));
    let mut before = days.find(|day| ahead(zone, *day) != ahead(zone, day.plus(DAY)))?;
    let mut after = before.plus(DAY);
    let old = ahead(zone, before);
    while after.since(before).secs() > 1 {
        let middle = before.plus(Span::from_secs(after.since(before).secs() / 2));
        if ahead(zone, middle) == old { before = middle } else { after = middle }
    }
    Some(after)
}
