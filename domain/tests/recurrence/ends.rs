//! Where a series ends: with a date, after a count, or with the calendar.

use domain::recurrence::Dates;
use serde_json::{Value, json};

use super::given::{days, local, rule};

fn dates(from: &str, given: Value) -> Dates {
    rule(given).dates(local(&format!("{from}T02:00")))
}

fn all(from: &str, given: Value) -> String {
    days(dates(from, given).all_from(local("1970-01-01T00:00")))
}

#[test]
fn the_date_that_a_series_lasts_until_is_one_of_it() {
    let mondays = |until: &str| json!({ "every": { "weeks": 1 }, "weekdays": ["mon"], "until": until });
    assert_eq!(all("2026-12-07", mondays("2026-12-21")), "2026-12-07 2026-12-14 2026-12-21");
    assert_eq!(all("2026-12-07", mondays("2026-12-20")), "2026-12-07 2026-12-14");
    assert_eq!(all("2026-12-07", mondays("2026-12-07")), "2026-12-07");
    assert_eq!(all("2026-12-07", mondays("2026-12-06")), "");
}

#[test]
fn a_count_counts_dates_and_not_what_was_skipped() {
    let last_of_the_month = json!({ "every": { "months": 1 }, "month_day": 31, "count": 3 });
    assert_eq!(all("2027-01-31", last_of_the_month), "2027-01-31 2027-03-31 2027-05-31");
    let both = json!({ "every": { "weeks": 2 }, "weekdays": ["mon", "thu"], "count": 4 });
    assert_eq!(all("2026-12-03", both), "2026-12-03 2026-12-14 2026-12-17 2026-12-28");
    // The Monday of the start's own week was over and is not counted either.
    let mondays = json!({ "every": { "weeks": 1 }, "weekdays": ["mon"], "count": 2 });
    assert_eq!(all("2026-12-05", mondays), "2026-12-07 2026-12-14");
    assert_eq!(all("2026-12-05", json!({ "every": { "days": 10 }, "count": 2 })), "2026-12-05 2026-12-15");
    assert_eq!(all("2026-12-05", json!({ "every": { "days": 1 }, "count": 1 })), "2026-12-05");
}

#[test]
fn the_last_of_a_long_count_is_where_arithmetic_puts_it() {
    let after = |from, given| days(dates(from, given).last_before(local("2199-12-31T00:00")).into_iter());
    assert_eq!(after("2026-12-05", json!({ "every": { "days": 1 }, "count": 10_000 })), "2054-04-21");
    let three = json!({ "every": { "weeks": 1 }, "weekdays": ["mon", "wed", "fri"], "count": 10_000 });
    assert_eq!(after("2026-12-05", three), "2090-10-23");
    let skipping = json!({ "every": { "months": 1 }, "month_day": 31, "count": 1_000 });
    assert_eq!(after("2027-01-31", skipping), "2169-10-31");
}

#[test]
fn after_the_last_comes_none_and_before_any_later_time_the_last() {
    let dates = dates("2026-12-05", json!({ "every": { "days": 1 }, "count": 3 }));
    assert_eq!(dates.next_after(local("2026-12-06T02:00")), Some(local("2026-12-07T02:00")));
    assert_eq!(dates.next_after(local("2026-12-07T02:00")), None);
    assert_eq!(dates.last_before(local("2060-01-01T00:00")), Some(local("2026-12-07T02:00")));
    assert_eq!(dates.last_before(local("2026-12-05T02:00")), None);
    assert_eq!(dates.last_before(local("1970-01-01T00:00")), None);
}

#[test]
fn no_date_lies_beyond_what_a_local_time_may_be() {
    for given in [
        json!({ "every": { "days": 1 } }),
        json!({ "every": { "days": 7_305 }, "count": 10_000 }),
        json!({ "every": { "weeks": 1_043 }, "count": 10_000 }),
        json!({ "every": { "months": 240 }, "count": 10_000 }),
        json!({ "every": { "months": 240 }, "month_day": 31, "count": 10_000 }),
        json!({ "every": { "months": 1 }, "until": "9999-12-31" }),
    ] {
        let last = dates("2187-01-31", given.clone()).last_before(chrono::NaiveDateTime::MAX.into());
        let told = last.map(|last| last.to_string()).unwrap_or_default();
        assert!(told.parse::<domain::blackout::LocalTime>().is_ok(), "{given} ends with {told}");
    }
}

#[test]
fn a_rule_that_falls_on_no_date_comes_to_an_end_too() {
    let dates = dates("2026-02-01", json!({ "every": { "months": 12 }, "month_day": 31 }));
    assert_eq!(dates.first(), None);
    assert_eq!(dates.last_before(local("2199-12-31T23:59")), None);
}
