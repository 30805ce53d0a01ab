//! Reasons as sentences.

use domain::slots::{Reason, Side};

use super::given::span;

#[test]
fn each_reason_is_a_sentence() {
    let names = |all: &[&str]| all.iter().map(|name| (*name).to_owned()).collect();
    let usually = |per_week| Reason::UsuallyRuns { process: "nightly".to_owned(), per_week };
    let near = |gap, side| Reason::NearBlackout { name: "patch day".to_owned(), gap: span(gap), side };
    let told: Vec<String> = [
        Reason::NothingPlanned,
        Reason::Planned { count: 1, first: names(&["import"]) },
        Reason::Planned { count: 2, first: names(&["import"]) },
        Reason::Planned { count: 7, first: names(&["audit", "deploy", "zip"]) },
        usually(0.25),
        usually(0.92),
        usually(1.0),
        usually(3.5),
        Reason::QuietLast { weeks: 1 },
        Reason::QuietLast { weeks: 8 },
        near("0s", Side::After),
        near("1h30m", Side::After),
        near("2h", Side::Before),
    ]
    .iter()
    .map(Reason::words)
    .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    It hits nothing that is planned.
    It hits 1 planned request: import.
    It hits 2 planned requests, import among them.
    It hits 7 planned requests, audit, deploy and zip among them.
    nightly ran at this time now and then, about 0.25 times a week.
    nightly usually runs at this time, about once a week.
    nightly usually runs at this time, about once a week.
    nightly usually runs at this time, about 3.5 times a week.
    It would have hit nothing in the last week.
    It would have hit nothing at this time in the last 8 weeks.
    The blackout patch day begins right after it.
    The blackout patch day begins 1h30m after it.
    The blackout patch day ends 2h before it.
    ");
}
