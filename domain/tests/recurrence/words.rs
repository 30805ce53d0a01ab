//! Rules in words.

use serde_json::{Value, json};

use super::given::{local, rule};

#[test]
fn a_rule_is_explained_in_words() {
    let months = |every: u32, day: Value| json!({ "every": { "months": every }, "month_day": day });
    let nth = |every: u32, nth: Value, day: &str| json!({ "every": { "months": every }, "nth_weekday": [nth, day] });
    for (given, start, words) in [
        (json!({ "every": { "days": 1 } }), "2026-12-05T02:00", "every day at 02:00"),
        (
            json!({ "every": { "days": 3 }, "count": 10 }),
            "2026-12-05T02:00",
            "every 3 days at 02:00, 10 times",
        ),
        (
            json!({ "every": { "days": 3 }, "count": 1 }),
            "2026-12-05T02:00:30",
            "every 3 days at 02:00:30, once",
        ),
        (json!({ "every": { "weeks": 1 } }), "2026-12-05T02:00", "every Saturday at 02:00"),
        (
            json!({ "every": { "weeks": 1 }, "weekdays": ["fri", "mon", "wed"] }),
            "2026-12-05T02:00",
            "every Monday, Wednesday and Friday at 02:00",
        ),
        (
            json!({ "every": { "weeks": 2 }, "weekdays": ["mon", "thu"], "until": "2027-12-31" }),
            "2026-12-05T22:30",
            "every 2 weeks on Monday and Thursday at 22:30, until 31 Dec 2027",
        ),
        (json!({ "every": { "months": 1 } }), "2026-12-05T02:00", "on the 5th of every month at 02:00"),
        (months(1, 1.into()), "2026-12-05T02:00", "on the 1st of every month at 02:00"),
        (months(1, 22.into()), "2026-12-05T02:00", "on the 22nd of every month at 02:00"),
        (months(1, 13.into()), "2026-12-05T02:00", "on the 13th of every month at 02:00"),
        (months(1, 31.into()), "2026-12-05T02:00", "on the 31st of every month that has one, at 02:00"),
        (months(1, "last".into()), "2026-12-05T02:00", "on the last day of every month at 02:00"),
        (months(3, 3.into()), "2026-12-05T02:00", "every 3 months on the 3rd at 02:00"),
        (
            months(3, 30.into()),
            "2026-12-05T02:00",
            "every 3 months on the 30th, where there is one, at 02:00",
        ),
        (months(12, "last".into()), "2027-02-01T02:00", "every year on the last day of February at 02:00"),
        (
            months(24, 29.into()),
            "2028-02-29T02:00",
            "every 2 years on the 29th of February, where there is one, at 02:00",
        ),
        (nth(1, "last".into(), "sun"), "2026-12-05T02:00", "every last Sunday at 02:00"),
        (nth(1, 2.into(), "sat"), "2026-12-05T02:00", "on the second Saturday of every month at 02:00"),
        (nth(3, "last".into(), "sun"), "2026-12-05T02:00", "every 3 months on the last Sunday at 02:00"),
        (
            nth(12, 4.into(), "thu"),
            "2026-11-01T02:00",
            "every year on the fourth Thursday of November at 02:00",
        ),
    ] {
        assert_eq!(rule(given.clone()).words(local(start)), words, "{given}");
    }
}
