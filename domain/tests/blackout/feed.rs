//! What blackouts feed: gate, banner, reminders.

use domain::admission::{Claim, Decision, Operation, decide};
use domain::blackout::{BlackoutDraft, Occurrence, Series, closing, hold, last_reminder, next_blackout};
use domain::id::{BlackoutId, HoldId};
use domain::maintenance::GateState;
use uuid::Uuid;

use super::given::{ada, confirmed, december, draft};
use super::places::{BERLIN, instant, local};
use super::story::Story;

fn series(draft: BlackoutDraft) -> Series {
    let saved = december("01 12:00");
    let plan = draft.check(Some(&BERLIN), saved).unwrap();
    Series { id: BlackoutId::new(Uuid::from_u128(1)), owner: ada(), saved, plan, follows: None }
}

#[test]
fn the_gate_refuses_from_the_drain_instant_on_though_the_tick_is_late() {
    let series = series(draft());
    let window = series.first(&BERLIN).window;
    let hold = hold(HoldId::new(Uuid::from_u128(7)), &series.plan, &window, "ada", window.drain_at);
    let gate = GateState { closing: Some(closing(&window, hold)), ..GateState::default() };
    let told = |at: &str, claim| match decide(&gate, Operation::Process, claim, december(at)) {
        Decision::Admit { bypassed } => format!("admitted, bypassed: {bypassed}"),
        Decision::Refuse(refusal) => format!("refused by {}, opens {:?}", refusal.owner, refusal.opens_at),
    };
    assert_eq!(told("05 00:29:59", Claim::None), "admitted, bypassed: false");
    let refused = "refused by ada, opens Some(2026-12-05T03:00:00Z)";
    assert_eq!(told("05 00:30", Claim::None), refused);
    assert_eq!(told("05 00:58:59", Claim::Bypass), "admitted, bypassed: true");
    assert_eq!(told("05 00:59", Claim::Bypass), refused);
}

#[test]
fn the_next_blackout_is_told_from_its_announcement_until_its_start() {
    let told = |story: &Story, at: &str| {
        next_blackout(std::slice::from_ref(&story.one), december(at)).map(|next| (next.start, next.end))
    };
    let window = Some((december("05 01:00"), december("05 03:00")));
    let story = Story::of(draft(), "01 12:00");
    assert_eq!(told(&story, "01 12:00"), None);
    let story = story.at("04 01:00");
    assert_eq!(told(&story, "04 01:00"), window);
    let story = story.at("05 00:30");
    assert_eq!(told(&story, "05 00:30"), window);
    let story = story.at("05 01:00");
    assert_eq!(told(&story, "05 01:00"), None);
}

#[test]
fn a_series_that_does_not_recur_has_the_one_occurrence_under_its_original_local_time() {
    let series = series(draft());
    let keys = |from: &str, to: &str| {
        let found = series.occurrences(&BERLIN, december(from), december(to));
        found.map(|(key, _)| key).collect::<Vec<_>>()
    };
    let one = vec![local("2026-12-05T02:00")];
    assert_eq!(keys("01 00:00", "31 00:00"), one);
    assert_eq!((keys("01 00:00", "05 01:00"), keys("05 02:59", "31 00:00")), (vec![], one));
    assert_eq!(keys("05 03:00", "31 00:00"), vec![]);
}

#[test]
fn a_window_that_is_open_longer_than_planned_reminds_sooner_first_then_every_hour() {
    let red = Story::of(confirmed(draft()), "04 12:00").at("05 00:30").at("05 01:00").checks(false);
    let Occurrence { window, .. } = red.at("05 03:00").one;
    for (now, last) in [
        ("02:59", None),
        ("03:04:59", Some("03:00")),
        ("03:05", Some("03:05")),
        ("03:59", Some("03:30")),
        ("05:59", Some("05:00")),
    ] {
        let wanted = last.map(|last| december(&format!("05 {last}")));
        assert_eq!(last_reminder(window.end, december(&format!("05 {now}"))), wanted);
    }
}

#[test]
fn an_occurrence_reads_back_from_the_state_file_as_itself_at_every_stage() {
    let mut story = Story::of(confirmed(draft()), "01 12:00");
    for time in ["04 01:00", "05 00:30", "05 01:00", "05 03:00", "05 06:00"] {
        story = story.at(time);
        let text = serde_json::to_string(&story.one).unwrap();
        assert_eq!(serde_json::from_str::<Occurrence>(&text).unwrap(), story.one);
    }
    assert_eq!(instant("2026-12-05T06:00:00Z"), story.one.stage.since().unwrap());
}
