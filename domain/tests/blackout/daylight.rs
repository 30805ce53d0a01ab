//! Local rules to instants: gaps, doubled hours, and the lengths in between (rule 28).

use std::fmt::Write;

use domain::blackout::{BlackoutDraft, Local, LocalTime, Zone, resolve, told};
use domain::duration::Span;

use super::given::draft;
use super::places::{BERLIN, LORD_HOWE, Place, SAMOA, instant, local};

/// Saved long before, so that no lead is clipped.
const SAVED: &str = "2026-01-01T00:00:00Z";

fn draws(zone: &Place, name: &str, start: &str, length: &str) -> String {
    let (end, duration) = if length.contains('T') {
        (Some(local(length)), None)
    } else {
        (None, Some(length.parse().unwrap()))
    };
    let draft = BlackoutDraft { start: local(start), end, duration, zone: name.to_owned(), ..draft() };
    let plan = draft.check(Some(zone), instant(SAVED)).unwrap();
    let resolved = resolve(&plan, zone, instant(SAVED), None);
    let window = resolved.window;
    let wall = |at| LocalTime::from(zone.wall(at)).words();
    let mut picture = format!("{start} for or until {length} in {name}\n");
    writeln!(picture, "  from {} to {}", window.start, window.end).unwrap();
    writeln!(picture, "  from {} to {} on the wall", wall(window.start), wall(window.end)).unwrap();
    for note in &resolved.notes {
        writeln!(picture, "  {}", note.words()).unwrap();
    }
    picture
}

#[test]
fn a_start_in_a_gap_moves_forward_by_the_gap() {
    let berlin = draws(&BERLIN, "Europe/Berlin", "2026-03-29T02:30", "2h");
    let lord_howe = draws(&LORD_HOWE, "Australia/Lord_Howe", "2026-10-04T02:10", "1h");
    insta::assert_snapshot!(format!("{berlin}{lord_howe}"));
}

#[test]
fn of_a_doubled_hour_the_first_is_meant() {
    let start = draws(&BERLIN, "Europe/Berlin", "2026-10-25T02:30", "1h");
    let end = draws(&BERLIN, "Europe/Berlin", "2026-10-25T01:00", "2026-10-25T02:30");
    let lord_howe = draws(&LORD_HOWE, "Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-05T02:15");
    insta::assert_snapshot!(format!("{start}{end}{lord_howe}"));
}

#[test]
fn an_end_that_a_gap_puts_before_the_start_becomes_the_nominal_length() {
    let before = draws(&BERLIN, "Europe/Berlin", "2026-03-29T02:30", "2026-03-29T03:00");
    let at = draws(&BERLIN, "Europe/Berlin", "2026-03-29T02:30", "2026-03-29T03:30");
    let both = draws(&BERLIN, "Europe/Berlin", "2026-03-29T02:15", "2026-03-29T02:45");
    insta::assert_snapshot!(format!("{before}{at}{both}"));
}

#[test]
fn a_duration_is_elapsed_time_and_an_end_is_wall_time() {
    let elapsed = draws(&BERLIN, "Europe/Berlin", "2026-03-29T01:00", "4h");
    let wall = draws(&BERLIN, "Europe/Berlin", "2026-03-29T01:00", "2026-03-29T05:00");
    let back = draws(&BERLIN, "Europe/Berlin", "2026-10-25T02:50", "20m");
    insta::assert_snapshot!(format!("{elapsed}{wall}{back}"));
}

#[test]
fn a_local_time_is_found_on_either_side_of_a_change_and_a_whole_day_may_be_missing() {
    let hour = |hours: i64| Span::from_secs(hours * 3_600);
    let at = |text: &str| BERLIN.local(local(text).naive());
    assert_eq!(at("2026-03-29T01:59"), Local::Single(instant("2026-03-29T00:59:00Z")));
    assert_eq!(at("2026-03-29T02:00"), Local::Gap { moved: instant("2026-03-29T01:00:00Z"), by: hour(1) });
    assert_eq!(at("2026-03-29T03:00"), Local::Single(instant("2026-03-29T01:00:00Z")));
    assert_eq!(at("2026-10-25T01:59"), Local::Single(instant("2026-10-24T23:59:00Z")));
    let twice =
        Local::Twice { first: instant("2026-10-25T00:00:00Z"), second: instant("2026-10-25T01:00:00Z") };
    assert_eq!(at("2026-10-25T02:00"), twice);
    assert_eq!(at("2026-10-25T03:00"), Local::Single(instant("2026-10-25T02:00:00Z")));
    let missing = SAMOA.local(local("2011-12-30T12:00").naive());
    assert_eq!(missing, Local::Gap { moved: instant("2011-12-30T22:00:00Z"), by: hour(24) });
}

#[test]
fn a_review_explains_itself_in_sentences() {
    let explains = |draft: BlackoutDraft, saved: &str| {
        let plan = draft.check(Some(&BERLIN), instant(saved)).unwrap();
        told(&plan, &resolve(&plan, &BERLIN, instant(saved), None), &BERLIN).join("\n")
    };
    let plain = explains(draft(), SAVED);
    let mut waits = super::given::confirmed(draft());
    waits.stragglers = Some(domain::blackout::Stragglers::Wait("20m".parse().unwrap()));
    let waits = explains(waits, "2026-12-05T00:50:00Z");
    let mut cancels = draft();
    cancels.stragglers = Some(domain::blackout::Stragglers::Cancel);
    let cancels = explains(BlackoutDraft { start: local("2026-03-29T02:30"), ..cancels }, SAVED);
    let online = explains(BlackoutDraft { database_offline: false, ..draft() }, SAVED);
    insta::assert_snapshot!([plain, waits, cancels, online].join("\n\n"));
}
