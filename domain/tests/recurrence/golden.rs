//! Golden dates of every kind of rule.

use serde_json::json;

use super::given::{comes, days, local, rule};

#[test]
fn days_are_counted_from_the_start_over_leap_days_and_years() {
    comes("2028-02-28", json!({ "every": { "days": 1 } }), "2028-02-28 2028-02-29 2028-03-01");
    comes("2027-02-28", json!({ "every": { "days": 1 } }), "2027-02-28 2027-03-01");
    comes("2027-12-27", json!({ "every": { "days": 3 } }), "2027-12-27 2027-12-30 2028-01-02 2028-01-05");
}

#[test]
fn every_date_has_the_starts_time_of_day() {
    let start = local("2026-12-05T22:30:15");
    let second = rule(json!({ "every": { "weeks": 1 } })).dates(start).next_after(start);
    assert_eq!(second, Some(local("2026-12-12T22:30:15")));
}

#[test]
fn weeks_fall_on_the_starts_weekday_when_none_is_said() {
    comes("2026-12-05", json!({ "every": { "weeks": 1 } }), "2026-12-05 2026-12-12 2026-12-19");
}

#[test]
fn a_start_that_does_not_fit_is_no_date() {
    let mondays = json!({ "every": { "weeks": 1 }, "weekdays": ["mon"] });
    comes("2026-12-05", mondays, "2026-12-07 2026-12-14 2026-12-21");
    comes("2027-01-31", json!({ "every": { "months": 1 }, "month_day": 30 }), "2027-03-30 2027-04-30");
    let start = local("2026-12-05T02:00");
    let dates = rule(json!({ "every": { "weeks": 1 }, "weekdays": ["mon"] })).dates(start);
    assert_eq!(dates.first(), Some(local("2026-12-07T02:00")));
    assert!(!dates.has(start));
    assert_eq!(dates.last_before(local("2026-12-07T02:00")), None);
}

#[test]
fn weeks_begin_on_monday_and_are_counted_from_the_starts_own() {
    // 3 December 2026 is a Thursday: its own week still has a Thursday, but no Monday.
    let both = json!({ "every": { "weeks": 2 }, "weekdays": ["thu", "mon"] });
    comes("2026-12-03", both, "2026-12-03 2026-12-14 2026-12-17 2026-12-28 2026-12-31");
    let monday = json!({ "every": { "weeks": 2 }, "weekdays": ["mon"] });
    comes("2026-12-03", monday, "2026-12-14 2026-12-28 2027-01-11");
    // Sunday ends the week that Monday begins.
    let around = json!({ "every": { "weeks": 2 }, "weekdays": ["sun", "mon"] });
    comes("2026-12-30", around, "2027-01-03 2027-01-11 2027-01-17 2027-01-25 2027-01-31");
    let over_a_leap_day = json!({ "every": { "weeks": 3 }, "weekdays": ["tue", "sat"] });
    comes("2028-02-12", over_a_leap_day, "2028-02-12 2028-02-29 2028-03-04");
}

#[test]
fn months_that_lack_the_day_are_skipped() {
    let monthly = |day: u32| json!({ "every": { "months": 1 }, "month_day": day });
    comes("2027-01-31", monthly(31), "2027-01-31 2027-03-31 2027-05-31 2027-07-31 2027-08-31 2027-10-31");
    comes("2027-12-30", monthly(30), "2027-12-30 2028-01-30 2028-03-30 2028-04-30");
    comes("2027-01-29", monthly(29), "2027-01-29 2027-03-29 2027-04-29");
    comes("2028-01-29", monthly(29), "2028-01-29 2028-02-29 2028-03-29");
    // The start's own day is meant when none is said.
    comes("2027-01-31", json!({ "every": { "months": 1 } }), "2027-01-31 2027-03-31 2027-05-31");
}

#[test]
fn the_last_day_is_in_every_month() {
    let last = json!({ "every": { "months": 1 }, "month_day": "last" });
    comes("2027-12-31", last.clone(), "2027-12-31 2028-01-31 2028-02-29 2028-03-31 2028-04-30");
    comes("2028-01-15", last.clone(), "2028-01-31 2028-02-29");
    comes("2027-02-01", last, "2027-02-28 2027-03-31");
}

#[test]
fn months_are_counted_from_the_starts_own_over_years() {
    comes(
        "2026-11-15",
        json!({ "every": { "months": 5 } }),
        "2026-11-15 2027-04-15 2027-09-15 2028-02-15 2028-07-15",
    );
    // February is counted though it lacks the day, or had it before the start.
    let quarterly = |day: u32| json!({ "every": { "months": 3 }, "month_day": day });
    comes("2026-02-10", quarterly(31), "2026-05-31 2026-08-31 2027-05-31 2027-08-31 2028-05-31");
    comes("2026-02-20", quarterly(10), "2026-05-10 2026-08-10 2026-11-10");
}

#[test]
fn a_leap_day_comes_with_leap_years_only() {
    comes("2028-02-29", json!({ "every": { "months": 12 } }), "2028-02-29 2032-02-29 2036-02-29");
    comes("2028-02-29", json!({ "every": { "months": 48 } }), "2028-02-29 2032-02-29 2036-02-29");
    // 2100 is none.
    comes("2092-02-29", json!({ "every": { "months": 12 } }), "2092-02-29 2096-02-29 2104-02-29");
    let yearly = json!({ "every": { "months": 12 }, "month_day": 29 });
    comes("2026-02-01", yearly, "2028-02-29 2032-02-29");
}

#[test]
fn the_nth_weekday_of_a_month_is_found() {
    let nth =
        |every: u32, nth: u32, day: &str| json!({ "every": { "months": every }, "nth_weekday": [nth, day] });
    comes("2026-12-01", nth(1, 2, "sat"), "2026-12-12 2027-01-09 2027-02-13 2027-03-13");
    comes("2026-12-12", nth(1, 2, "sat"), "2026-12-12 2027-01-09");
    comes("2026-12-13", nth(1, 2, "sat"), "2027-01-09 2027-02-13");
    comes("2026-12-07", nth(3, 1, "mon"), "2026-12-07 2027-03-01 2027-06-07 2027-09-06");
    comes("2026-11-01", nth(12, 4, "thu"), "2026-11-26 2027-11-25 2028-11-23");
}

#[test]
fn the_last_weekday_of_a_month_is_the_fourth_or_the_fifth() {
    let sunday = json!({ "every": { "months": 1 }, "nth_weekday": ["last", "sun"] });
    comes("2027-01-01", sunday, "2027-01-31 2027-02-28 2027-03-28 2027-04-25");
    let monday = json!({ "every": { "months": 12 }, "nth_weekday": ["last", "mon"] });
    comes("2028-02-01", monday, "2028-02-28 2029-02-26 2030-02-25");
}

#[test]
fn dates_centuries_after_the_start_are_found_as_well() {
    let after = local("2190-07-07T02:00");
    let around = |given, start: &str| {
        let dates = rule(given).dates(local(start));
        days(dates.last_before(after).into_iter().chain(dates.next_after(after)))
    };
    let daily = json!({ "every": { "days": 1 } });
    assert_eq!(around(daily, "1970-01-01T02:00"), "2190-07-06 2190-07-08");
    let weekly = json!({ "every": { "weeks": 2 }, "weekdays": ["mon", "thu"] });
    assert_eq!(around(weekly, "1970-01-01T02:00"), "2190-07-05 2190-07-08");
    let monthly = json!({ "every": { "months": 5 }, "month_day": 31 });
    assert_eq!(around(monthly, "1970-01-31T02:00"), "2190-01-31 2192-07-31");
    let sunday = json!({ "every": { "months": 7 }, "nth_weekday": ["last", "sun"] });
    assert_eq!(around(sunday, "1970-01-01T02:00"), "2189-12-27 2190-07-25");
}

#[test]
fn a_time_of_day_decides_on_which_side_a_date_lies() {
    let start = local("2026-12-05T02:00");
    let dates = rule(json!({ "every": { "days": 1 } })).dates(start);
    for (at, before, from, after) in [
        ("2026-12-10T01:59", "2026-12-09", "2026-12-10", "2026-12-10"),
        ("2026-12-10T02:00", "2026-12-09", "2026-12-10", "2026-12-11"),
        ("2026-12-10T02:01", "2026-12-10", "2026-12-11", "2026-12-11"),
    ] {
        let at = local(at);
        assert_eq!(days(dates.last_before(at).into_iter()), before);
        assert_eq!(days(dates.all_from(at).take(1)), from);
        assert_eq!(days(dates.next_after(at).into_iter()), after);
    }
}
