//! The dates of series to come: listed in a span, told before anything is saved, and held against other blackouts.

use domain::blackout::{Blackout, LocalTime, Occurrence, Plan, Stage, Window, resolve};
use domain::duration::Span;
use domain::permission::{Person, Read};
use domain::slots::SlotAsk;
use domain::time::Timestamp;
use engine::Error;
use engine::store::blackout::{self, Kept};
use engine::zone::Iana;
use serde_json::{Value, json};

use super::said::{ZONES, rule};
use super::{draft, instant, manages, passes_to, plans};
use crate::chance::{Chance, rounds};
use crate::harness::{Db, World};
use crate::on_both;
use crate::store_contract::store;

async fn lists(world: &World, from: Timestamp, to: Timestamp) -> Result<Vec<Blackout>, Error> {
    let permit = world.admin().caller.permit::<Read>().unwrap();
    world.engine.blackouts(&permit, from, to).await
}

async fn listed(world: &World, from: &str, to: &str) -> Vec<Blackout> {
    lists(world, instant(from), instant(to)).await.unwrap()
}

/// The dates of a list, with how far each has come.
fn told(found: &[Blackout]) -> String {
    let lines = found.iter().map(|one| format!("{} {}", one.occurrence.key, one.occurrence.stage.as_str()));
    lines.collect::<Vec<_>>().join("\n")
}

/// Puts a date of the one series on record that somebody called off, and one that was moved and has a name of its own.
async fn touches(world: &World, off: &str, moved: &str, to: &str) {
    let store = store(world).await;
    let mut tx = store.write().await.unwrap();
    let known = blackout::to_come(&mut tx, world.clock.now()).await.unwrap().remove(0);
    let zone = Iana::named("Europe/Berlin").unwrap();
    let key: LocalTime = off.parse().unwrap();
    let window = known.series.resolve(&zone, key).window;
    let stage = Stage::Cancelled { at: known.series.saved, by: Person::system("ada") };
    let row = Kept { occurrence: Occurrence { key, window, stage }, ..known.clone() };
    blackout::keep(&mut tx, &row).await.unwrap();
    let key: LocalTime = moved.parse().unwrap();
    let plan = Plan { name: "moved".to_owned(), start: to.parse().unwrap(), ..known.series.plan.at(key) };
    let window = resolve(&plan, &zone, known.series.saved, None).window;
    let row = Kept { occurrence: Occurrence::planned(key, window), plan: Some(plan), ..known };
    blackout::keep(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    async fn a_weekly_series_is_listed_over_a_year_each_date_once(world: World) {
        world.clock.set(instant("2027-03-01T12:00:00Z"));
        let series = plans(&world, "2027-03-06T02:30", &json!({ "every": { "weeks": 1 } })).await;
        let found = listed(&world, "2027-03-01T00:00:00Z", "2028-03-01T00:00:00Z").await;
        assert_eq!(found.len(), 52);
        assert!(found.iter().all(|one| one.id == series.id && one.occurrence.stage == Stage::Planned));
        assert!(found.is_sorted_by_key(|one| one.occurrence.window.start));
        assert_eq!(found[4].occurrence.window.start, instant("2027-04-03T00:30:00Z"));
        passes_to(&world, instant("2027-03-20T12:00:00Z")).await;
        let found = listed(&world, "2027-03-01T00:00:00Z", "2028-03-01T00:00:00Z").await;
        assert_eq!(found.len(), 52);
        assert_eq!(
            told(&found[..5]),
            "2027-03-06T02:30 ended\n2027-03-13T02:30 ended\n2027-03-20T02:30 ended\n2027-03-27T02:30 planned\n2027-04-03T02:30 planned"
        );
    }

    async fn a_date_that_was_called_off_is_told_once_and_one_that_was_moved_where_it_is_now(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        let series = plans(&world, "2027-03-27T02:30", &json!({ "every": { "days": 1 } })).await;
        touches(&world, "2027-03-29T02:30", "2027-03-30T02:30", "2027-04-10T12:00").await;
        let found = listed(&world, "2027-03-28T00:00:00Z", "2027-03-31T22:00:00Z").await;
        assert_eq!(told(&found), "2027-03-28T02:30 planned\n2027-03-29T02:30 cancelled\n2027-03-31T02:30 planned");
        let found = listed(&world, "2027-04-10T00:00:00Z", "2027-04-11T00:00:00Z").await;
        assert_eq!(told(&found), "2027-04-10T02:30 planned\n2027-03-30T02:30 planned");
        let moved = &found[1];
        assert_eq!((moved.id, moved.plan.name.as_str()), (series.id, "moved"));
        assert_eq!(moved.plan.start.to_string(), "2027-04-10T12:00");
        assert_eq!((found[0].plan.name.as_str(), moved.plan.recurrence.is_none()), ("index rebuild", true));
    }

    async fn a_plan_that_is_changed_is_not_taken_for_the_one_that_was_read_before(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        let series = plans(&world, "2027-03-27T02:30", &json!({ "every": { "days": 1 } })).await;
        let (from, to) = ("2027-05-01T00:00:00Z", "2027-05-02T00:00:00Z");
        assert_eq!(listed(&world, from, to).await[0].occurrence.window.start, instant("2027-05-01T00:30:00Z"));
        // At the same instant.
        let edit = serde_json::from_value(json!({ "start": "2027-03-27T05:30" })).unwrap();
        world.engine.edit_blackout(&manages(&world), series.id, edit, None).await.unwrap();
        assert_eq!(listed(&world, from, to).await[0].occurrence.window.start, instant("2027-05-01T03:30:00Z"));
    }

    async fn a_series_that_has_ended_is_not_read(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        plans(&world, "2027-03-27T02:30", &json!({ "every": { "days": 1 }, "count": 3 })).await;
        let endless = plans(&world, "2027-03-27T05:30", &json!({ "every": { "days": 1 } })).await;
        let store = store(&world).await;
        let mut tx = store.read().await.unwrap();
        let (from, to) = (instant("2027-03-30T02:30:00Z"), instant("2027-03-31T02:30:00Z"));
        let read = blackout::reaching(&mut tx, from, to).await.unwrap();
        let ids: Vec<_> = read.iter().map(|row| row.id().unwrap()).collect();
        assert_eq!(ids, [endless.id]);
        let before = blackout::reaching(&mut tx, instant("2027-03-20T02:30:00Z"), instant("2027-03-26T02:30:00Z")).await;
        assert!(before.unwrap().is_empty());
    }

    async fn a_span_with_more_than_ten_thousand_dates_is_refused_at_its_end(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        for start in ["2027-03-27T02:30", "2027-03-27T12:30"] {
            plans(&world, start, &json!({ "every": { "days": 1 } })).await;
        }
        let (from, to) = (instant("2027-03-26T12:00:00Z"), instant("2045-03-26T12:00:00Z"));
        let Err(Error::Invalid(faults)) = lists(&world, from, to).await else { panic!("it was listed") };
        assert_eq!(faults[0].path, "to");
        assert!(lists(&world, from, instant("2039-03-26T12:00:00Z")).await.is_ok());
    }

    async fn a_preview_tells_what_comes_close_in_two_years_each_blackout_once(world: World) {
        world.clock.set(instant("2027-03-01T12:00:00Z"));
        plans(&world, "2028-03-04T03:15", &Value::Null).await;
        let weekly = plans(&world, "2027-03-13T03:00", &json!({ "every": { "weeks": 1 } })).await;
        plans(&world, "2027-03-07T03:00", &json!({ "every": { "weeks": 1 } })).await;
        let every_saturday = draft("2027-03-06T02:30", &json!({ "every": { "weeks": 1 } }));
        let preview = world.engine.preview_blackout(&manages(&world), every_saturday).await.unwrap();
        let told: Vec<(&str, u64)> = preview.overlaps.iter().map(|one| (one.words.as_str(), one.more)).collect();
        let meant = "closed wins, and it opens after the later end.";
        assert_eq!(
            told,
            [
                (format!("On 2027-03-13: index rebuild overlaps it for 30m; {meant}").as_str(), 103),
                (format!("On 2028-03-04: index rebuild overlaps it for 15m; {meant}").as_str(), 0),
            ]
        );
        assert_eq!(preview.overlaps[0].id, weekly.id);
        let once = draft("2028-03-04T02:30", &Value::Null);
        let preview = world.engine.preview_blackout(&manages(&world), once).await.unwrap();
        assert_eq!((preview.rule, preview.dates.len()), (None, 1));
        let starts: Vec<_> = preview.overlaps.iter().map(|one| (one.window.start.to_string(), one.more)).collect();
        assert_eq!(starts, [("2028-03-04T02:00:00Z".to_owned(), 0), ("2028-03-04T02:15:00Z".to_owned(), 0)]);
    }

    async fn what_was_called_off_overlaps_nothing(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        plans(&world, "2027-03-27T02:30", &json!({ "every": { "days": 1 } })).await;
        touches(&world, "2027-03-29T02:30", "2027-03-30T02:30", "2027-04-10T12:00").await;
        let overlaps = async |start: &str| {
            let preview = world.engine.preview_blackout(&manages(&world), draft(start, &Value::Null)).await;
            preview.unwrap().overlaps.into_iter().map(|one| one.name).collect::<Vec<_>>()
        };
        assert_eq!(overlaps("2027-03-29T02:30").await, [""; 0]);
        assert_eq!(overlaps("2027-03-30T02:30").await, [""; 0]);
        assert_eq!(overlaps("2027-03-31T02:30").await, ["index rebuild"]);
        assert_eq!(overlaps("2027-04-10T12:30").await, ["moved"]);
    }

    async fn quiet_slots_know_the_dates_to_come(world: World) {
        world.clock.set(instant("2027-03-01T12:00:00Z"));
        plans(&world, "2027-03-06T02:30", &json!({ "every": { "weeks": 1 } })).await;
        let permit = world.admin().caller.permit().unwrap();
        let finds = async |from: &str, to: &str| {
            let given = |text: &str| Some(text.to_owned());
            let ask = SlotAsk { from: given(from), to: given(to), duration: given("1h"), zone: "UTC".to_owned(), limit: None };
            world.engine.quiet_slots(&permit, &ask).await.unwrap().items.len()
        };
        assert_eq!(finds("2027-04-10T00:00:00Z", "2027-04-10T02:00:00Z").await, 0);
        assert_eq!(finds("2027-04-11T00:00:00Z", "2027-04-11T02:00:00Z").await, 2);
    }
}

/// Plans a series by chance; answers where its dates are not those that were told before.
async fn plays(world: &World, chance: &mut Chance) {
    let start =
        format!("2027-03-{:02}T{:02}:{:02}", 5 + chance.below(20), chance.below(24), 15 * chance.below(4));
    let draft = domain::blackout::BlackoutDraft {
        zone: chance.one_of(&ZONES).to_owned(),
        announce_lead: Span::from_secs(i64::try_from(chance.below(200_000)).unwrap()),
        ..draft(&start, &rule(chance))
    };
    println!("{}", serde_json::to_string(&draft).unwrap());
    let preview = world.engine.preview_blackout(&manages(world), draft.clone()).await.unwrap();
    let dates = world.engine.dates_of_blackout(&manages(world), draft.clone()).unwrap();
    assert_eq!((&dates.rule, &dates.dates), (&preview.rule, &preview.dates));
    assert_eq!((preview.dates[0].key, preview.dates[0].window), (preview.key, preview.window));
    let saved = world.engine.plan_blackout(&manages(world), draft).await.unwrap();
    let until = preview.dates.last().unwrap().window.start.plus(Span::from_micros(1));
    let mut found = lists(world, world.clock.now(), until).await.unwrap();
    found.retain(|one| one.id == saved.id);
    let told: Vec<(LocalTime, Window)> = preview.dates.iter().map(|one| (one.key, one.window)).collect();
    let listed: Vec<(LocalTime, Window)> =
        found.iter().map(|one| (one.occurrence.key, one.occurrence.window)).collect();
    assert_eq!(told, listed);
}

async fn is_what_is_listed(db: Db) {
    let mut chance = Chance::seeded();
    for _ in 0..rounds(1, 30) {
        let world = World::on(db).await;
        world.clock.set(instant("2027-03-01T12:00:00Z"));
        // Each beside those before it; together they stay below what is listed at once.
        for _ in 0..12 {
            plays(&world, &mut chance).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_preview_says_is_what_is_listed_on_sqlite() {
    is_what_is_listed(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_preview_says_is_what_is_listed_on_postgres() {
    is_what_is_listed(Db::Postgres).await;
}
