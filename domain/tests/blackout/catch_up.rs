//! Clocks that step, and servers that were down.

use super::given::{confirmed, draft};
use super::story::Story;

#[test]
fn a_clock_that_steps_back_undoes_nothing() {
    let told = Story::of(draft(), "04 12:00")
        .at("05 00:30")
        .at("05 00:10")
        .at("05 01:00:30")
        .at("05 00:20")
        .at("05 03:00")
        .at("05 00:40");
    insta::assert_snapshot!(told.picture);
}

#[test]
fn a_clock_that_steps_back_while_it_ends_never_writes_an_end_before_what_came_before() {
    let told = Story::of(draft(), "04 12:00").at("05 00:30").at("05 01:00:30").at("05 00:20").ends();
    let ended = told.one.stage.since().unwrap();
    assert_eq!(ended, super::given::december("05 01:00:30"));
}

#[test]
fn a_server_that_was_down_from_before_the_hold_until_after_the_end_misses_the_window() {
    let told = Story::of(draft(), "01 12:00").at("05 03:00");
    insta::assert_snapshot!("down_while_planned", told.picture);
    let told = Story::of(draft(), "04 12:00").at("06 12:00");
    insta::assert_snapshot!("down_while_announced", told.picture);
}

#[test]
fn a_server_that_comes_up_inside_the_window_catches_up_one_by_one() {
    let told = Story::of(draft(), "01 12:00").at("05 02:00").at("05 03:00");
    insta::assert_snapshot!(told.picture);
}

#[test]
fn a_server_that_was_down_over_the_offline_part_closes_nothing_and_checks_before_it_opens() {
    let told = Story::of(draft(), "04 12:00").at("05 00:30").runs(2).at("05 05:00");
    insta::assert_snapshot!("down_while_draining", told.picture);
}

#[test]
fn a_server_that_was_down_from_offline_past_the_hard_maximum_opens_when_every_check_is_green() {
    let told = Story::of(confirmed(draft()), "04 12:00").at("05 00:30").at("05 01:00").at("05 09:00");
    insta::assert_snapshot!("down_past_the_hard_maximum", told.picture);
}

#[test]
fn a_hard_maximum_once_reached_is_not_undone_by_a_clock_that_steps_back() {
    let told = Story::of(confirmed(draft()), "04 12:00").at("05 00:30").at("05 01:00").checks(false);
    let told = told.at("05 06:00").at("05 05:59").checks(true);
    insta::assert_snapshot!("stepped_back_over_the_hard_maximum", told.picture);
}
