//! What people do to a window, and what they are told when it cannot be done.

use super::given::{ada, confirmed, draft};
use super::story::Story;

fn offline() -> Story {
    Story::of(draft(), "04 12:00").at("05 00:30").at("05 01:00")
}

#[test]
fn ended_while_draining_the_hold_just_lifts() {
    let told = Story::of(confirmed(draft()), "04 12:00").at("05 00:30").runs(1).at("05 00:40").ends().ends();
    insta::assert_snapshot!(told.picture);
}

#[test]
fn ended_while_offline_it_reopens_and_what_happens_at_the_end_happens_then() {
    let told = offline().at("05 02:00").ends();
    insta::assert_snapshot!("ended_offline", told.picture);
    let told = Story::of(confirmed(draft()), "04 12:00").at("05 00:30").at("05 01:00").at("05 02:00").ends();
    insta::assert_snapshot!("ended_offline_to_be_confirmed", told.ends().at("05 02:10").confirms().picture);
}

#[test]
fn ended_while_it_waits_for_stragglers_nothing_is_closed() {
    let mut draft = draft();
    draft.stragglers = Some(domain::blackout::Stragglers::Wait("20m".parse().unwrap()));
    let told = Story::of(draft, "04 12:00").at("05 00:30").runs(1).at("05 01:00").at("05 01:10").ends();
    insta::assert_snapshot!(told.picture);
}

#[test]
fn extended_it_ends_later_and_its_hard_end_moves_with_it() {
    let told = Story::of(confirmed(draft()), "04 12:00")
        .extends("05 04:00")
        .at("05 00:30")
        .at("05 01:00")
        .at("05 02:30")
        .extends("05 02:45")
        .extends("05 04:00")
        .at("05 03:00")
        .at("05 04:00")
        .at("05 06:30")
        .extends("05 05:00")
        .extends("05 07:00")
        .at("05 07:00")
        .at("05 10:00")
        .extends("05 12:00");
    insta::assert_snapshot!(told.picture);
}

#[test]
fn confirmed_before_it_is_open_it_waits_for_no_further_confirmation() {
    let closed = || Story::of(confirmed(draft()), "04 12:00").confirms().at("05 00:30").at("05 01:00");
    let told = closed().at("05 02:00").confirms();
    insta::assert_snapshot!("confirmed_offline", told.picture);
    let told = closed().checks(false).at("05 03:00").at("05 03:05").confirms().confirms().checks(true);
    insta::assert_snapshot!("confirmed_while_reopening", told.picture);
}

#[test]
fn reopened_by_hand_it_needs_no_confirmation() {
    let told = Story::of(confirmed(draft()), "04 12:00").reopens().at("05 00:30").reopens();
    let told = told.at("05 01:00").at("05 01:30").reopens().reopens();
    insta::assert_snapshot!(told.picture);
}

#[test]
fn cancelled_it_never_happens_and_from_its_start_on_it_cannot_be() {
    let told = Story::of(draft(), "04 12:00").cancels().at("05 01:00");
    insta::assert_snapshot!("cancelled_announced", told.cancels().picture);
    let told = Story::of(draft(), "04 12:00").at("05 00:30").cancels().at("05 01:00");
    insta::assert_snapshot!("cancelled_draining", told.picture);
    insta::assert_snapshot!("cancelled_too_late", offline().cancels().picture);
}

#[test]
fn a_plan_stands_once_its_hold_is_in_force() {
    let window = Story::of(draft(), "01 12:00").one.window;
    let announced = Story::of(draft(), "04 12:00").does("ada moves it", |one, _| one.replan(window));
    assert_eq!(announced.one.stage.as_str(), "announced", "planned anew, and announced as is due");
    let told = announced.at("05 00:30").does("ada moves it", |one, _| one.replan(window));
    assert!(told.picture.ends_with("extend it, end it early, or cancel it before its start\n"));
}

#[test]
fn every_move_is_refused_with_words_when_all_is_over() {
    let over = Story::of(confirmed(draft()), "04 12:00").cancels().one;
    let now = super::given::december("05 00:40");
    let window = over.window;
    let told = [
        over.clone().extend(super::given::december("05 04:00"), now),
        over.clone().end_early(ada(), now),
        over.clone().confirm(ada(), now),
        over.clone().reopen_by_hand(ada(), now),
        over.clone().cancel(ada(), now),
        over.replan(window),
    ];
    for refused in told {
        let words = refused.unwrap_err().to_string();
        assert_eq!(words, "this blackout is over since 2026-12-04T12:00:00Z: plan another one");
    }
}
