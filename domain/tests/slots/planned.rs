//! What is planned keeps slots away from it, by its start and by how long it is expected to run.

use domain::slots::{Known, PlannedRuns, Reason};

use super::given::{NOW, december, found, past, planned, search, told};

#[test]
fn a_slot_leaves_time_for_its_lead_and_its_end_before_what_is_planned() {
    let known = Known { planned: vec![planned("deploy", december("07 03:00"))], ..Known::default() };
    let found = found(&search(NOW, december("07 06:00"), "2h", 10), &known);
    assert_eq!(told(&found), ["07 00:30 0", "07 03:45 0"]);
    assert_eq!(found.items[0].reasons, [Reason::NothingPlanned], "without a history there is none to tell");
    assert_eq!((found.weeks, found.next), (0, None));
}

#[test]
fn where_nothing_is_quiet_the_least_hit_is_offered_and_says_what_it_hits() {
    let many = PlannedRuns { count: 4, ..planned("import", december("07 02:00")) };
    let others = ["deploy", "audit", "deploy", "zip"].map(|process| planned(process, december("07 04:00")));
    let known = Known { planned: [vec![many], others.to_vec()].concat(), ..Known::default() };
    let found = found(&search(december("07 01:00"), december("07 05:00"), "2h", 10), &known);
    assert_eq!(told(&found), ["07 01:00 4", "07 03:00 4"], "of two that hit alike the earlier one is first");
    let names = |all: &[&str]| all.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(found.items[0].reasons, [Reason::Planned { count: 4, first: names(&["import"]) }]);
    assert_eq!(
        found.items[1].reasons,
        [Reason::Planned { count: 4, first: names(&["audit", "deploy", "zip"]) }]
    );
}

#[test]
fn what_is_expected_to_run_still_at_the_start_is_hit_and_what_is_drained_by_then_is_not() {
    // Nine of ten took no longer than two hours, on Thursdays.
    let mut runs: Vec<_> = (0..9).map(|_| past("deploy", december("03 12:00"), "2h")).collect();
    runs.push(past("deploy", december("03 12:00"), "5h"));
    let known =
        Known { planned: vec![planned("deploy", december("07 03:00"))], past: runs, ..Known::default() };
    let found = found(&search(NOW, december("07 09:00"), "1h", 5), &known);
    assert_eq!(told(&found), ["07 00:30 0", "07 01:30 0", "07 05:00 0", "07 06:00 0", "07 07:00 0"]);
    assert_eq!(found.items[2].reasons, [Reason::NothingPlanned, Reason::QuietLast { weeks: 1 }]);
}

#[test]
fn a_range_without_room_has_no_slot() {
    let none = Known::default();
    for (to, slots) in [("07 01:14", 0), ("07 01:15", 1), ("07 01:30", 1)] {
        let found = found(&search(NOW, december(to), "45m", 10), &none);
        assert_eq!(found.items.len(), slots, "until {to}");
    }
    let passed = found(&search(NOW.minus(super::given::span("3d")), NOW, "1h", 10), &none);
    assert_eq!(passed.items, []);
}
