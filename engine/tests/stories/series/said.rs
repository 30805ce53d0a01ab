//! What the dates say is what happens: random series, random times between looks, restarts in between.

use std::collections::BTreeMap;

use domain::blackout::{LocalTime, Series, Window};
use domain::duration::Span;
use domain::permission::Read;
use engine::zone::Iana;
use serde_json::{Value, json};

use super::{draft, instant, manages, settles};
use crate::chance::{Chance, rounds};
use crate::harness::{Db, World};

pub const ZONES: [&str; 5] =
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo"];

pub fn rule(chance: &mut Chance) -> Value {
    let mut rule = match chance.below(4) {
        0 => json!({ "every": { "days": 1 + chance.below(4) } }),
        1 => json!({ "every": { "weeks": 1 + chance.below(2) }, "weekdays": ["sun", "wed"] }),
        2 => json!({ "every": { "months": 1 }, "nth_weekday": ["last", "sun"] }),
        _ => json!({ "every": { "months": 1 }, "month_day": 31 }),
    };
    match chance.below(3) {
        0 => rule["count"] = json!(1 + chance.below(12)),
        1 => rule["until"] = json!(format!("2027-0{}-15", 4 + chance.below(5))),
        _ => {}
    }
    rule
}

/// Leads a series by chance; answers where rows and dates differ.
async fn plays(db: Db, chance: &mut Chance) {
    let mut world = World::on(db).await;
    world.clock.set(instant("2027-03-01T12:00:00Z"));
    let zone = ZONES[usize::try_from(chance.below(5)).unwrap()];
    let start =
        format!("2027-03-{:02}T{:02}:{:02}", 5 + chance.below(20), chance.below(24), 15 * chance.below(4));
    let draft = domain::blackout::BlackoutDraft {
        zone: zone.to_owned(),
        announce_lead: Span::from_secs(i64::try_from(chance.below(200_000)).unwrap()),
        ..draft(&start, &rule(chance))
    };
    println!("{}", serde_json::to_string(&draft).unwrap());
    let saved = world.engine.plan_blackout(&manages(&world), draft).await.unwrap();
    let zone = Iana::named(zone).unwrap();
    let plan = saved.plan.clone().check(Some(&zone), saved.saved).unwrap();
    let series = Series { id: saved.id, owner: saved.owner.clone(), saved: saved.saved, plan, follows: None };
    for _ in 0..12 {
        let span = match chance.below(3) {
            0 => chance.below(7_200),
            1 => chance.below(86_400),
            _ => chance.below(20 * 86_400),
        };
        world.clock.advance(Span::from_secs(i64::try_from(span).unwrap()));
        if chance.below(3) == 0 {
            world = world.restarts().await;
        }
        settles(&world).await;
        agrees(&world, &series, &zone).await;
    }
}

async fn agrees(world: &World, series: &Series, zone: &Iana) {
    let now = world.clock.now();
    let (from, to) = (series.saved, now.plus(Span::from_secs(400 * 86_400)));
    let permit = world.admin().caller.permit::<Read>().unwrap();
    let rows = world.engine.blackouts_on_record(&permit, from, to).await.unwrap();
    let stages: BTreeMap<LocalTime, &str> =
        rows.iter().map(|row| (row.occurrence.key, row.occurrence.stage.as_str())).collect();
    let windows: BTreeMap<LocalTime, Window> =
        rows.iter().map(|row| (row.occurrence.key, row.occurrence.window)).collect();
    let mut told = series.occurrences(zone, from, to).map(|(key, resolved)| (key, resolved.window));
    let mut due: BTreeMap<LocalTime, Window> = BTreeMap::new();
    for (key, window) in told.by_ref() {
        due.insert(key, window);
        if window.announce_at > now {
            break;
        }
    }
    assert_eq!(windows, due, "at {now}");
    for (key, window) in &due {
        let stage = match now {
            _ if now >= window.end => "ended",
            _ if now >= window.drain_at => "draining",
            _ if now >= window.announce_at => "announced",
            _ => "planned",
        };
        assert_eq!(stages[key], stage, "{key} at {now}");
    }
}

async fn is_what_happens(db: Db) {
    let mut chance = Chance::seeded();
    for _ in 0..rounds(4, 100) {
        plays(db, &mut chance).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_dates_say_is_what_happens_on_sqlite() {
    is_what_happens(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_dates_say_is_what_happens_on_postgres() {
    is_what_happens(Db::Postgres).await;
}
