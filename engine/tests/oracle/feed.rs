//! The feed in the eyes of Python's icalendar and dateutil, who know nothing of Lull.

mod given;

use domain::blackout::{BlackoutDraft, Length, LocalTime, resolve};
use domain::time::Timestamp;
use engine::calendar::{Changed, Event, Feed};
use serde_json::json;

use crate::agree;
use crate::chance::{Chance, rounds};
use crate::python;

/// Zones whose clocks are changed by a rule, by an older rule, by no rule, by half an hour, across midnight, and never.
const ZONES: [&str; 15] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Santiago",
    "Asia/Kolkata",
    "Pacific/Chatham",
    "Europe/Dublin",
    "Asia/Jerusalem",
    "Asia/Hebron",
    "America/St_Johns",
    "Africa/Cairo",
    "America/Nuuk",
    "America/Havana",
    "UTC",
];
const READINGS: [&str; 4] =
    ["by_name,elapsed", "by_name,on_the_wall", "by_component,elapsed", "by_component,on_the_wall"];
/// The feed of a day in 2026 writes out what a change of the clock touches from 2025 to 2029.
const NOW: &str = "2026-06-15T08:00:00Z";
const FIRST: &str = "2026-01-01";
const LAST: &str = "2030-01-01";
const MIDNIGHT: &str = "T00:00:00Z";

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The instants of one date, by the domain's own rule.
fn window(event: &Event, key: LocalTime) -> (Timestamp, Timestamp) {
    let mut draft = json!({
        "name": event.name, "start": key, "zone": event.zone.name(), "announce_lead": "0s", "drain_lead": "0s",
    });
    match event.length {
        Length::Elapsed(span) => draft["duration"] = json!(span),
        Length::Until(end) => {
            let end: LocalTime = (key.naive() + (end.naive() - event.start.naive())).into();
            draft["end"] = json!(end);
        }
    }
    let draft: BlackoutDraft = serde_json::from_value(draft).unwrap();
    let early = instant("2020-01-01T00:00:00Z");
    let plan = draft.check(Some(&event.zone), early).unwrap();
    let window = resolve(&plan, &event.zone, early, None).window;
    (window.start, window.end)
}

/// What takes place, as the oracle tells it.
fn wanted(events: &[Event]) -> Vec<String> {
    let (first, last) = (instant(&format!("{FIRST}{MIDNIGHT}")), instant(&format!("{LAST}{MIDNIGHT}")));
    let all = events.iter().flat_map(|event| takes_place(event, last));
    let mut all: Vec<_> = all.filter(|(start, _, _)| first <= *start && *start < last).collect();
    all.sort();
    all.into_iter().map(|(start, uid, end)| format!("{uid} {start} {end}")).collect()
}

fn takes_place(event: &Event, last: Timestamp) -> Vec<(Timestamp, String, Timestamp)> {
    let on_day = |keys: LocalTime, date: LocalTime| keys.naive().date() == date.naive().date();
    let Some(rule) = event.recurrence else {
        let (start, end) = window(event, event.start);
        return vec![(start, event.uid.clone(), end)];
    };
    let horizon = last.to_chrono().naive_utc() + chrono::TimeDelta::days(90);
    let dates: Vec<LocalTime> =
        rule.dates(event.start).all_from(event.start).take_while(|date| date.naive() < horizon).collect();
    let stays = dates.iter().filter(|date| !event.cancelled.iter().any(|key| on_day(*key, **date)));
    let told = stays.map(|date| {
        let changed = event.changed.iter().find(|one| on_day(one.key, *date));
        let (start, end) = changed.map_or_else(|| window(event, *date), |one| (one.start, one.end));
        (start, event.uid.clone(), end)
    });
    let is_date = |one: &&Changed| dates.iter().any(|date| on_day(one.key, *date));
    let others = event
        .changed
        .iter()
        .filter(|one| !is_date(one))
        .map(|one| (one.start, format!("{}-{}", one.key.naive().format("%Y%m%d"), event.uid), one.end));
    told.chain(others).collect()
}

#[test]
fn fault_25_a_feed_has_the_instants_of_its_blackouts_in_every_reading_of_it() {
    let mut chance = Chance::seeded();
    for _ in 0..rounds(3, 300) {
        let events: Vec<Event> = (0..12).map(|number| given::event(number, &ZONES, &mut chance)).collect();
        let wanted = wanted(&events);
        let refresh = "1h".parse().unwrap();
        let text = Feed { name: "Blackouts".into(), now: instant(NOW), refresh, events }.text();
        let told = python::occurrences(&[FIRST, LAST], &text);
        for reading in READINGS {
            let own = told.lines().filter_map(|line| line.strip_prefix(reading)?.strip_prefix(' '));
            let own: Vec<&str> = own.collect();
            if own != wanted {
                println!("as {reading}, of this text:\n{text}");
            }
            agree(&wanted, &own.join("\n"));
        }
    }
}
