//! Windows that overlap: closed wins (rule 30).

use std::fmt::Write;

use domain::blackout::{AtEnd, Left, Move, OverlapKind, Reach, Stragglers, Window, closed_spans, overlaps};
use domain::duration::Span;
use domain::time::Timestamp;

use super::given::{ada, december};
use super::shared::Shared;

fn window(start: &str, end: &str, lead: &str, reach: Reach) -> Window {
    let (start, end) = (december(&format!("05 {start}")), december(&format!("05 {end}")));
    let drain_at = start.minus(lead.parse().unwrap());
    let announce_at = drain_at.minus("1h".parse().unwrap());
    let hard_maximum = "4h".parse().unwrap();
    Window { announce_at, drain_at, start, end, hard_maximum, reach, at_end: AtEnd::Reopen }
}

const SUSPEND: Reach = Reach::FullSystem(Stragglers::Suspend);

fn wait(span: &str) -> Reach {
    Reach::FullSystem(Stragglers::Wait(span.parse().unwrap()))
}

fn hours(at: Timestamp) -> String {
    at.to_chrono().format("%H:%M").to_string()
}

#[test]
fn the_stricter_policy_is_cancel_then_suspend_then_the_shorter_wait() {
    use Stragglers::{Cancel, Suspend, Wait};
    let (short, long) = (Wait("5m".parse().unwrap()), Wait("20m".parse().unwrap()));
    let order = [long, short, Suspend, Cancel];
    for (at, one) in order.into_iter().enumerate() {
        for (then, other) in order.into_iter().enumerate() {
            assert_eq!(one.stricter(other), order[at.max(then)]);
        }
    }
}

#[test]
fn a_review_names_the_windows_that_overlap_and_the_gaps_that_stay_offline() {
    let one = window("02:00", "04:00", "30m", SUSPEND);
    let others = [
        window("00:00", "02:00", "30m", SUSPEND),
        window("00:00", "01:30", "30m", SUSPEND),
        window("03:00", "05:00", "30m", Reach::MaintenanceOnly),
        window("04:20", "05:00", "30m", SUSPEND),
        window("04:30", "05:00", "30m", SUSPEND),
    ];
    let told: Vec<String> = overlaps(&one, &others)
        .iter()
        .map(|overlap| match overlap.kind {
            OverlapKind::Together(span) => format!("{}: {span} together", overlap.index),
            OverlapKind::Gap(span) => format!("{}: a gap of {span}", overlap.index),
        })
        .collect();
    assert_eq!(told, ["0: a gap of 0ms", "2: 1h together", "3: a gap of 20m"]);
}

#[test]
fn offline_is_the_union_and_a_gap_shorter_than_the_next_drain_lead_stays_offline() {
    let spans = closed_spans(&[
        window("08:00", "09:00", "10m", wait("20m")),
        window("02:00", "04:00", "30m", wait("20m")),
        window("03:00", "05:00", "30m", wait("5m")),
        window("05:20", "06:00", "30m", SUSPEND),
        window("06:10", "07:50", "30m", Reach::MaintenanceOnly),
        window("06:30", "07:00", "30m", Reach::FullSystem(Stragglers::Cancel)),
    ]);
    let told: Vec<String> = spans
        .iter()
        .map(|span| format!("{} to {}: {:?}", hours(span.from), hours(span.until), span.stragglers))
        .collect();
    assert_eq!(told, ["02:00 to 06:00: Suspend", "06:30 to 07:00: Cancel", "08:00 to 09:00: Wait(20m)"]);
}

/// Drives several windows over one database, and draws each transition but announcements and holds.
fn drives(windows: &[(&str, Window)], running: u64, ended: &[(&str, usize)]) -> String {
    let plans: Vec<Window> = windows.iter().map(|(_, window)| *window).collect();
    let mut shared = Shared::of(&plans, running);
    let mut picture = String::new();
    for minute in 0..480 {
        let now = december("05 00:00").plus(Span::from_secs(minute * 60));
        for (_, who) in ended.iter().filter(|(at, _)| hours(now) == *at) {
            shared.all[*who] = shared.all[*who].clone().end_early(ada(), now).unwrap();
            writeln!(picture, "{} {} is ended by ada", hours(now), windows[*who].0).unwrap();
        }
        for (who, next) in shared.tick(now) {
            let words = match next {
                Move::Announce | Move::Hold => continue,
                Move::Wait { .. } => "waits".to_owned(),
                Move::CancelRunning { .. } => "cancels what runs".to_owned(),
                Move::Close(Left::Nothing) => "closes".to_owned(),
                Move::Close(Left::Suspended(running)) => format!("suspends {running} and closes"),
                Move::GoOffline { .. } => "is offline".to_owned(),
                Move::Reopen(_) => "reopens".to_owned(),
                Move::AwaitConfirmation => "waits for a confirmation".to_owned(),
                Move::End(_) => "ends".to_owned(),
            };
            writeln!(picture, "{} {} {words}", hours(now), windows[who].0).unwrap();
        }
    }
    picture
}

#[test]
fn a_window_that_ends_inside_another_stays_offline_with_it() {
    let windows = [
        ("ada", window("02:00", "04:00", "30m", SUSPEND)),
        ("bob", window("03:00", "05:00", "30m", SUSPEND)),
    ];
    insta::assert_snapshot!(drives(&windows, 0, &[]));
}

#[test]
fn a_short_gap_stays_offline_and_a_long_one_opens() {
    let windows = [
        ("ada", window("02:00", "03:00", "30m", SUSPEND)),
        ("bob", window("03:20", "04:00", "30m", SUSPEND)),
        ("cyd", window("04:40", "05:00", "30m", SUSPEND)),
    ];
    insta::assert_snapshot!(drives(&windows, 0, &[]));
}

#[test]
fn of_two_policies_the_stricter_meets_what_still_runs() {
    let windows = [
        ("ada", window("02:00", "04:00", "30m", wait("20m"))),
        ("bob", window("02:10", "05:00", "30m", SUSPEND)),
    ];
    insta::assert_snapshot!(drives(&windows, 3, &[]));
}

#[test]
fn a_window_ended_early_inside_another_leaves_the_database_to_it() {
    let windows = [
        ("ada", window("02:00", "04:00", "30m", SUSPEND)),
        ("bob", window("03:00", "05:00", "30m", SUSPEND)),
    ];
    insta::assert_snapshot!(drives(&windows, 0, &[("03:30", 1)]));
}
