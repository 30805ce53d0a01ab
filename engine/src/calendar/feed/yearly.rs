//! Finds the rule of a clock that is changed at the same place of every year.

use chrono::{Datelike, NaiveDateTime, NaiveTime};

use crate::calendar::weekday::code;

/// In fewer years in a row the second Sunday may well look like the one before the third.
const ENOUGH: usize = 12;

/// What comes every year from one of the onsets on.
pub(super) struct Yearly {
    /// Which onset is the first that follows the rule.
    pub(super) first: usize,
    /// The value of its RRULE.
    pub(super) rule: String,
}

/// The rule that the onsets of a change follow up to the last year, if they do so for long enough.
///
/// Where a date is not the nth weekday of its month from the front or from the back, as in Casablanca, or between the
/// 2nd and the 8th as in Santiago, there is none.
pub(super) fn yearly(onsets: &[NaiveDateTime], last_year: i32) -> Option<Yearly> {
    let (last, earlier) = onsets.split_last()?;
    let run = |place: fn(NaiveDateTime) -> i64| {
        let backwards = earlier.iter().rev().zip(1_i32..);
        let follows = backwards.take_while(|(at, years)| {
            at.year() + years == last.year() && hand(**at) == hand(*last) && place(**at) == place(*last)
        });
        follows.count()
    };
    let (front, back) = (run(from_front), run(from_back));
    let (years, place) = if back >= front { (back, from_back(*last)) } else { (front, from_front(*last)) };
    if years < ENOUGH || last.year() < last_year {
        return None;
    }
    let rule = format!("FREQ=YEARLY;BYMONTH={};BYDAY={place}{}", last.month(), code(last.weekday().into()));
    Some(Yearly { first: earlier.len() - years, rule })
}

fn hand(at: NaiveDateTime) -> (u32, chrono::Weekday, NaiveTime) {
    (at.month(), at.weekday(), at.time())
}

/// 1 is the first of its weekday in the month.
fn from_front(at: NaiveDateTime) -> i64 {
    i64::from(at.day0() / 7) + 1
}

/// -1 is the last of its weekday in the month.
fn from_back(at: NaiveDateTime) -> i64 {
    -1 - i64::from((u32::from(at.date().num_days_in_month()) - at.day()) / 7)
}
