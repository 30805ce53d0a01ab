//! Golden timelines of whole windows.

use domain::blackout::{BlackoutDraft, Closed, Stragglers};

use super::given::{confirmed, draft};
use super::story::Story;

fn meets(stragglers: Stragglers) -> BlackoutDraft {
    BlackoutDraft { stragglers: Some(stragglers), ..draft() }
}

#[test]
fn what_still_runs_is_suspended_at_the_start_and_the_gate_opens_at_the_end() {
    let told = Story::of(draft(), "01 12:00")
        .at("04 00:59:59")
        .at("04 01:00")
        .at("05 00:29:59")
        .runs(2)
        .at("05 00:30")
        .at("05 00:59:59")
        .at("05 01:00")
        .at("05 02:59:59")
        .at("05 03:00");
    insta::assert_snapshot!(told.picture);
}

#[test]
fn a_window_that_finds_nothing_running_closes_at_once_whatever_the_policy() {
    for policy in [Stragglers::Wait("20m".parse().unwrap()), Stragglers::Suspend, Stragglers::Cancel] {
        let told = Story::of(meets(policy), "04 12:00").at("05 00:30").at("05 01:00").at("05 03:00");
        insta::assert_snapshot!("nothing_runs", told.picture);
    }
}

#[test]
fn a_wait_delays_offline_up_to_its_limit_and_not_the_end_then_suspends() {
    let told = Story::of(meets(Stragglers::Wait("20m".parse().unwrap())), "04 12:00")
        .at("05 00:30")
        .runs(1)
        .at("05 01:00")
        .at("05 01:19:59")
        .at("05 01:20")
        .at("05 03:00");
    insta::assert_snapshot!(told.picture);
}

#[test]
fn a_wait_is_over_when_the_last_run_ends() {
    let told = Story::of(meets(Stragglers::Wait("20m".parse().unwrap())), "04 12:00")
        .at("05 00:30")
        .runs(2)
        .at("05 01:00")
        .at("05 01:05")
        .runs(1)
        .at("05 01:07")
        .runs(0);
    insta::assert_snapshot!(told.picture);
}

#[test]
fn what_still_runs_is_cancelled_at_the_start_and_the_database_closes_when_it_is_gone() {
    let told = Story::of(meets(Stragglers::Cancel), "04 12:00")
        .at("05 00:30")
        .runs(2)
        .at("05 01:00")
        .at("05 01:00:12")
        .runs(0)
        .at("05 03:00");
    insta::assert_snapshot!(told.picture);
}

#[test]
fn what_outlives_its_cancellation_is_suspended() {
    let told = Story::of(meets(Stragglers::Cancel), "04 12:00")
        .at("05 00:30")
        .runs(2)
        .at("05 01:00")
        .at("05 01:00:59")
        .at("05 01:01");
    insta::assert_snapshot!(told.picture);
}

#[test]
fn a_hung_database_is_closed_by_force_at_its_deadline() {
    let told = Story::of(draft(), "04 12:00")
        .closing_takes(Closed::No)
        .at("05 00:30")
        .at("05 01:00")
        .at("05 01:00:09")
        .at("05 01:00:10")
        .closed(Closed::Forced)
        .at("05 03:00");
    insta::assert_snapshot!(told.picture);
}

#[test]
fn a_database_that_is_still_down_at_the_end_keeps_it_reopening_until_its_checks_are_green() {
    let told = Story::of(draft(), "04 12:00")
        .at("05 00:30")
        .at("05 01:00")
        .checks(false)
        .at("05 03:00")
        .at("05 03:10")
        .checks(true);
    insta::assert_snapshot!(told.picture);
}

#[test]
fn it_stays_closed_until_a_person_confirms() {
    let told = Story::of(confirmed(draft()), "04 12:00")
        .at("05 00:30")
        .at("05 01:00")
        .at("05 03:00")
        .at("05 03:40")
        .confirms()
        .confirms();
    insta::assert_snapshot!(told.picture);
}

#[test]
fn the_hard_maximum_counts_from_the_planned_end_and_opens_only_when_every_check_is_green() {
    let told = Story::of(confirmed(draft()), "04 12:00")
        .at("05 00:30")
        .at("05 01:00")
        .at("05 03:00")
        .at("05 05:00")
        .checks(false)
        .at("05 05:59:59")
        .at("05 06:00")
        .at("05 07:30")
        .checks(true);
    insta::assert_snapshot!(told.picture);
}

#[test]
fn checks_that_are_red_from_the_end_past_the_hard_maximum_open_when_they_turn_green() {
    let told = Story::of(confirmed(draft()), "04 12:00")
        .at("05 00:30")
        .at("05 01:00")
        .checks(false)
        .at("05 03:00")
        .at("05 06:00")
        .at("05 08:00")
        .checks(true);
    insta::assert_snapshot!(told.picture);
}

#[test]
fn with_the_database_online_it_stays_draining_or_quiet_to_the_end() {
    let told = Story::of(BlackoutDraft { database_offline: false, ..draft() }, "04 12:00")
        .at("05 00:30")
        .runs(1)
        .at("05 01:00")
        .at("05 02:00")
        .runs(0)
        .at("05 02:59:59")
        .at("05 03:00");
    insta::assert_snapshot!(told.picture);
}

#[test]
fn with_the_database_online_a_confirmation_is_waited_for_under_the_hold() {
    let told = Story::of(confirmed(BlackoutDraft { database_offline: false, ..draft() }), "04 12:00")
        .at("05 00:30")
        .at("05 03:00")
        .runs(1)
        .confirms();
    insta::assert_snapshot!(told.picture);
}

#[test]
fn placed_past_its_drain_instant_the_hold_is_placed_at_save() {
    let told = Story::of(draft(), "05 00:50").at("05 00:59:59").at("05 01:00").at("05 03:00");
    insta::assert_snapshot!(told.picture);
}
