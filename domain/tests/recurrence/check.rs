//! Faults of a recurrence: all at once, each with its cure.

use domain::recurrence::{Recurrence, RecurrenceDraft};
use serde_json::{Value, json};

use super::given::{date, draft, local};

fn told(start: &str, given: Value) -> Vec<String> {
    let checked = draft(given).check(local(start), date("2026-12-04"));
    let faults = checked.err().unwrap_or_default();
    faults.iter().map(|fault| format!("{} {}", fault.path, fault.message)).collect()
}

fn faults(given: Value) -> Vec<String> {
    told("2026-12-05T02:00", given)
}

fn unread<T: serde::de::DeserializeOwned + std::fmt::Debug>(given: Value) -> String {
    serde_json::from_value::<T>(given).unwrap_err().to_string()
}

#[test]
fn the_contracts_body_becomes_a_rule_and_reads_back_as_itself() {
    for body in [
        json!({ "every": { "days": 2 }, "count": 10_000 }),
        json!({ "every": { "weeks": 1 }, "weekdays": ["mon", "sun"], "until": "2027-12-31" }),
        json!({ "every": { "months": 1 }, "month_day": 31 }),
        json!({ "every": { "months": 6 }, "month_day": "last" }),
        json!({ "every": { "months": 240 }, "nth_weekday": [4, "sat"] }),
        json!({ "every": { "months": 1 }, "nth_weekday": ["last", "sat"] }),
    ] {
        let rule = draft(body.clone()).check(local("2026-12-05T02:00"), date("2026-12-04")).unwrap();
        assert_eq!(serde_json::to_value(rule.draft()).unwrap(), body);
        assert_eq!(serde_json::to_value(rule).unwrap(), body);
    }
}

#[test]
fn every_fault_is_told_at_once_with_its_cure() {
    let hurt = json!({
        "every": { "days": 0 }, "weekdays": ["mon"], "month_day": 32, "nth_weekday": [5, "sat"],
        "until": "2060-01-01", "count": 0,
    });
    assert_eq!(
        faults(hurt),
        [
            "recurrence.every is no step at all: write 1 or more days",
            "recurrence.weekdays goes with weeks only: write every {\"weeks\": 1}, or leave it out",
            "recurrence.month_day lies outside every month: write 1 to 31, or \"last\"",
            "recurrence.nth_weekday is not in every month: write 1 to 4, or \"last\"",
            "recurrence.month_day goes with months only: write every {\"months\": 1}, or leave it out",
            "recurrence.nth_weekday goes with months only: write every {\"months\": 1}, or leave it out",
            "recurrence.nth_weekday comes beside a month_day: give one of the two",
            "recurrence.count comes beside an until: give one of the two",
            "recurrence.until lies more than 20 years ahead: choose an earlier date, or leave it out",
        ]
    );
}

#[test]
fn a_step_of_more_than_20_years_is_refused_in_every_unit() {
    for (unit, most) in [("days", 7_305), ("weeks", 1_043), ("months", 240)] {
        assert_eq!(faults(json!({ "every": { unit: most } })), [""; 0]);
        let told = format!("recurrence.every is longer than 20 years: write at most {most} {unit}");
        assert_eq!(faults(json!({ "every": { unit: most + 1 } })), std::slice::from_ref(&told));
        assert_eq!(faults(json!({ "every": { unit: 70_000 } })), [told]);
    }
}

#[test]
fn other_faults_are_told_one_by_one_too() {
    for (given, told) in [
        (
            json!({ "every": { "weeks": 1 }, "weekdays": [] }),
            "recurrence.weekdays is empty: name at least one day, or leave it out for the start's own",
        ),
        (
            json!({ "every": { "months": 1 }, "weekdays": ["mon"] }),
            "recurrence.weekdays goes with weeks only: use nth_weekday, or leave it out",
        ),
        (
            json!({ "every": { "months": 1 }, "month_day": 0 }),
            "recurrence.month_day lies outside every month: write 1 to 31, or \"last\"",
        ),
        (
            json!({ "every": { "days": 1 }, "count": 0 }),
            "recurrence.count is none at all: write 1 or more, or leave it out",
        ),
        (
            json!({ "every": { "days": 1 }, "count": 10_001 }),
            "recurrence.count is more than 10000: write at most that, or leave it out for no end",
        ),
        (
            json!({ "every": { "weeks": 1 }, "weekdays": ["mon"], "until": "2026-12-06" }),
            "recurrence.until is before the first date, 2026-12-07: choose that one or a later one",
        ),
    ] {
        assert_eq!(faults(given), [told]);
    }
}

#[test]
fn an_end_lies_within_20_years_of_today() {
    let until = |until: &str| json!({ "every": { "days": 1 }, "until": until });
    assert_eq!(faults(until("2046-12-04")), [""; 0]);
    let told = "recurrence.until lies more than 20 years ahead: choose an earlier date, or leave it out";
    assert_eq!(faults(until("2046-12-05")), [told]);
}

#[test]
fn a_rule_that_never_comes_is_refused() {
    let yearly = json!({ "every": { "months": 12 }, "month_day": 31 });
    let never = "recurrence never comes: no month has a day 31 when they are counted from February 2027 in \
                 steps of 12: choose \"last\", other steps, or a start in another month";
    assert_eq!(told("2027-02-01T02:00", yearly.clone()), [never]);
    assert_eq!(told("2027-03-01T02:00", yearly), [""; 0]);
    // Its own end is told only of a rule that comes.
    let with_an_end = json!({ "every": { "months": 12 }, "month_day": 30, "until": "2027-06-01" });
    assert_eq!(told("2027-02-01T02:00", with_an_end).len(), 1);
    let odd_years = json!({ "every": { "months": 48 }, "month_day": 29 });
    assert_eq!(told("2027-02-01T02:00", odd_years).len(), 1);
}

#[test]
fn a_first_date_lies_within_20_years_too() {
    let seldom = json!({ "every": { "months": 240 }, "month_day": 1 });
    assert_eq!(told("2026-12-05T02:00", seldom.clone()), [""; 0]);
    assert_eq!(
        told("2027-01-05T02:00", seldom),
        ["recurrence first comes on 2047-01-01, more than 20 years ahead: choose shorter steps"]
    );
}

#[test]
fn what_cannot_be_read_says_what_it_should_be() {
    let cases = [
        (json!({ "every": { "months": 1 }, "month_day": "first" }), "a number from 1 on, or \"last\""),
        (json!({ "every": { "months": 1 }, "month_day": -1 }), "a number from 1 on, or \"last\""),
        (json!({ "every": { "weeks": 1 }, "weekdays": ["monday"] }), "expected one of `mon`, `tue`"),
        (json!({ "every": { "days": 1 }, "until": "2027-2-3" }), "write it like 2027-12-31"),
        (json!({ "every": { "days": 1 }, "until": "2027-02-30" }), "\"2027-02-30\" is not a date"),
        (json!({ "every": { "hours": 1 } }), "expected one of `days`, `weeks`, `months`"),
        (json!({ "every": { "days": 1 }, "on": "mon" }), "unknown field `on`"),
    ];
    for (given, told) in cases {
        let error = unread::<RecurrenceDraft>(given);
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn a_stored_rule_that_is_none_is_not_read() {
    for (given, told) in [
        (json!({ "every": { "days": 0 } }), "recurrence.every is no step at all"),
        (json!({ "every": { "weeks": 1 }, "weekdays": [] }), "recurrence.weekdays is empty"),
        (json!({ "every": { "months": 1 }, "nth_weekday": [0, "mon"] }), "recurrence.nth_weekday is not in"),
    ] {
        let error = unread::<Recurrence>(given);
        assert!(error.contains(told), "{error}");
    }
}
