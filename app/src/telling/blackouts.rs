//! Blackouts in words: how far they have come, what was planned.

use domain::blackout::{AtEnd, BlackoutDraft, How, Note, Occurrence, Preview, Stage, Stragglers};
use domain::duration::Span;
use domain::time::Timestamp;

use crate::components::badge::Tone;
use crate::words;

/// How far it has come, in a word or two, and the colour that goes with it.
#[must_use]
pub fn stage(occurrence: &Occurrence, now: Timestamp) -> (Tone, &'static str) {
    match &occurrence.stage {
        Stage::Planned => (Tone::Plain, "Planned"),
        Stage::Announced { .. } => (Tone::Active, "Announced"),
        Stage::Draining { .. } if now >= occurrence.window.start => (Tone::Held, "Under way"),
        Stage::Draining { .. } => (Tone::Held, "Draining"),
        Stage::Waiting { .. } => (Tone::Held, "Waiting for what runs"),
        Stage::Cancelling { .. } => (Tone::Held, "Cancelling what runs"),
        Stage::Closing { .. } => (Tone::Held, "Closing the database"),
        Stage::Offline { .. } => (Tone::Held, "Offline"),
        Stage::Reopening { .. } => (Tone::Held, "Reopening"),
        Stage::AwaitingConfirmation { .. } => (Tone::Held, "Waits for a confirmation"),
        Stage::Ended { how: How::Missed, .. } => (Tone::Bad, "Missed"),
        Stage::Ended { .. } => (Tone::Good, "Over"),
        Stage::Cancelled { .. } => (Tone::Plain, "Called off"),
    }
}

/// What happened last, as a sentence after its instant.
#[must_use]
pub fn happened(occurrence: &Occurrence) -> String {
    match &occurrence.stage {
        Stage::Planned => "nobody has been told of it yet.".to_owned(),
        Stage::Announced { .. } => "everybody is told on the banner.".to_owned(),
        Stage::Draining { .. } => "nothing new starts; what runs goes on to its end.".to_owned(),
        Stage::Waiting { .. } => "going offline waits for what still runs.".to_owned(),
        Stage::Cancelling { .. } => "what still runs is being cancelled.".to_owned(),
        Stage::Closing { .. } => "the database is being closed.".to_owned(),
        Stage::Offline { .. } => "the database is closed.".to_owned(),
        Stage::Reopening { .. } => "Lull connects to the database and checks it.".to_owned(),
        Stage::AwaitingConfirmation { .. } => {
            "its end has come; nothing starts until somebody confirms.".to_owned()
        }
        Stage::Ended { how, .. } => ended(how),
        Stage::Cancelled { by, .. } => format!("{} called it off.", by.name),
    }
}

/// How it ended, as a sentence.
#[must_use]
pub fn ended(how: &How) -> String {
    match how {
        How::PlannedEnd => "it ended as planned.".to_owned(),
        How::EndedEarly(by) => format!("{} ended it early.", by.name),
        How::Confirmed(by) => format!("{} confirmed, and it opened.", by.name),
        How::HardMaximum => "it opened unconfirmed, at its hard maximum.".to_owned(),
        How::ByHand(by) => format!("{} reopened it on the host.", by.name),
        How::Missed => "the server was down all the while, so that nothing was held.".to_owned(),
    }
}

/// A lead: `24 h before`, or `at the start`.
#[must_use]
pub fn lead(lead: Span) -> String {
    if lead == Span::ZERO {
        "at the start".to_owned()
    } else {
        format!("{} before the start", words::span(lead))
    }
}

/// How far it reaches.
#[must_use]
pub const fn reach(database_offline: bool) -> &'static str {
    if database_offline {
        "full system: the database goes offline"
    } else {
        "maintenance only: the database stays online"
    }
}

/// What becomes of what still runs at the start.
#[must_use]
pub fn stragglers(policy: Stragglers) -> String {
    match policy {
        Stragglers::Wait(limit) => format!("waited for, {} at most, then suspended", words::span(limit)),
        Stragglers::Suspend => "suspended at its next step".to_owned(),
        Stragglers::Cancel => "cancelled".to_owned(),
    }
}

/// What happens at the end.
#[must_use]
pub const fn at_end(at_end: AtEnd) -> &'static str {
    match at_end {
        AtEnd::Reopen => "it opens by itself",
        AtEnd::Confirm => "it stays closed until somebody confirms",
    }
}

/// How long it stays closed at most.
#[must_use]
pub fn hard_maximum(plan: &BlackoutDraft) -> String {
    plan.hard_maximum.map_or_else(
        || "twice its length after the planned end".to_owned(),
        |most| format!("{} after the planned end", words::span(most)),
    )
}

/// The window as the clock on the wall of its zone shows it.
#[must_use]
pub fn wall(plan: &BlackoutDraft) -> String {
    let start = plan.start.words();
    match (plan.end, plan.duration) {
        (Some(end), _) => format!("{start} until {}", end.words()),
        (None, Some(span)) => format!("{start} for {}", words::span(span)),
        (None, None) => start,
    }
}

/// How many runs a slot is expected to hit: `no run`, `1 run`, `0.42 runs`.
#[must_use]
pub fn hits(runs: f64) -> String {
    if runs == 0.0 {
        "no run".to_owned()
    } else if runs == 1.0 {
        "1 run".to_owned()
    } else {
        format!("{runs} runs")
    }
}

/// The course in sentences, without those that are told apart from it.
#[must_use]
pub fn course(preview: &Preview) -> Vec<String> {
    let notes: Vec<String> = preview.notes.iter().map(Note::words).collect();
    preview.course.iter().filter(|sentence| !notes.contains(sentence)).cloned().collect()
}
