//! A series that takes the database offline: each date a window of its own, and dates that come while it is away.

use std::time::Duration;

use domain::blackout::{Blackout, Occurrence, Stage};
use domain::maintenance::Phase;
use domain::permission::{Person, Read};
use domain::time::Timestamp;
use engine::offline::HostAct;
use engine::store::blackout::{self, Kept};
use engine::store::{Place, Store};
use serde_json::{Value, json};

use super::verbs::{leads_there, passes, phase, plans, settles};
use crate::alone_on_both;
use crate::harness::{DONE, World};

/// Every day from 02:00 to 03:00 in UTC, an hour after the story begins.
async fn plans_daily(world: &World, more: Value) -> Blackout {
    let mut all = json!({ "recurrence": { "every": { "days": 1 } } });
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    plans(world, all).await
}

/// The dates that have a row, with how far each has come.
async fn on_record(world: &World) -> String {
    let permit = world.admin().caller.permit::<Read>().unwrap();
    let (from, to) = (Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX));
    let mut found = world.engine.blackouts_on_record(&permit, from, to).await.unwrap();
    found.sort_by_key(|one| one.occurrence.key);
    let told = |one: &Blackout| {
        let day = one.occurrence.key.naive().format("%d");
        let stage = serde_json::to_value(&one.occurrence.stage).unwrap();
        let how =
            stage["how"].as_str().filter(|how| *how == "missed").unwrap_or(one.occurrence.stage.as_str());
        format!("{day} {how}")
    };
    found.iter().map(told).collect::<Vec<_>>().join(", ")
}

/// Puts dates on record that somebody called off, or moved to an instant.
async fn touched(world: &World, off: &str, moved: &str, to: Timestamp) {
    let place = match &world.config.database_url {
        Some(url) => Place::Postgres(url.clone()),
        None => Place::Sqlite(world.config.data_dir.join("lull.db")),
    };
    let store = Store::open(&place, "story").await.unwrap();
    let mut tx = store.write().await.unwrap();
    let known = blackout::to_come(&mut tx, world.clock.now()).await.unwrap().remove(0);
    let zone = engine::zone::Iana::named("Europe/Berlin").unwrap();
    let key = off.parse().unwrap();
    let window = known.series.resolve(&zone, key).window;
    let stage = Stage::Cancelled { at: known.series.saved, by: Person::system("ada") };
    let row = Kept { occurrence: Occurrence { key, window, stage }, ..known.clone() };
    blackout::keep(&mut tx, &row).await.unwrap();
    let key = moved.parse().unwrap();
    let start = domain::blackout::Zone::wall(&zone, to).into();
    let plan = domain::blackout::Plan { start, ..known.series.plan.at(key) };
    let window = domain::blackout::resolve(&plan, &zone, known.series.saved, None).window;
    let row = Kept { occurrence: Occurrence::planned(key, window), plan: Some(plan), ..known };
    blackout::keep(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    store.close(Duration::from_secs(5)).await;
}

alone_on_both! {
    async fn each_date_takes_the_database_offline_and_brings_it_back_whatever_restarts_lie_between(world: World) {
        world.process(DONE).await;
        plans_daily(&world, json!({ "recurrence": { "every": { "days": 1 }, "count": 3 } })).await;
        let mut world = world;
        for _ in 0..3 {
            passes(&world, "59m").await;
            assert_eq!(phase(&world), Phase::Quiet);
            passes(&world, "1m").await;
            assert_eq!(phase(&world), Phase::Offline);
            assert_eq!(leads_there(&world).await, Vec::<String>::new());
            world = world.restarts().await;
            passes(&world, "59m").await;
            assert_eq!(phase(&world), Phase::Offline);
            passes(&world, "1m").await;
            assert_eq!(phase(&world), Phase::Open);
            world.admin().runs("done").await.unwrap();
            world = world.restarts().await;
            passes(&world, "22h").await;
        }
        assert_eq!(on_record(&world).await, "05 ended, 06 ended, 07 ended");
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'blackout.offline'").await, 3);
        assert_eq!(world.counts("SELECT COUNT(*) FROM hold WHERE lifted IS NULL").await, 0);
    }

    async fn a_window_extended_over_the_next_date_stays_offline_to_the_later_end(world: World) {
        world.process(DONE).await;
        plans_daily(&world, json!({})).await;
        passes(&world, "61m").await;
        assert_eq!(phase(&world), Phase::Offline);
        let end = world.clock.now().plus("24h29m".parse().unwrap());
        world.engine.act_from_host(HostAct::Extend { end }).await.unwrap();
        passes(&world, "23h40m").await;
        let world = world.restarts().await;
        passes(&world, "50m").await;
        assert_eq!(phase(&world), Phase::Offline, "the next one began in it");
        passes(&world, "28m").await;
        assert_eq!(phase(&world), Phase::Offline);
        passes(&world, "1m").await;
        assert_eq!(phase(&world), Phase::Open);
        assert_eq!(on_record(&world).await, "05 ended, 06 ended, 07 planned");
        world.admin().runs("done").await.unwrap();
        let holds = "SELECT COUNT(*) FROM hold WHERE lifted IS NOT NULL";
        assert_eq!((world.counts(holds).await, world.counts("SELECT COUNT(*) FROM hold").await), (2, 2));
        passes(&world, "23h").await;
        assert_eq!(phase(&world), Phase::Offline, "and so does the one that was made while it was away");
    }

    async fn dates_that_were_touched_keep_their_rows_while_the_database_is_away(world: World) {
        world.process(DONE).await;
        plans_daily(&world, json!({})).await;
        let far = world.clock.now().plus("20d".parse().unwrap());
        touched(&world, "2026-12-06T03:00", "2026-12-07T03:00", far).await;
        passes(&world, "61m").await;
        let end = world.clock.now().plus("72h".parse().unwrap());
        world.engine.act_from_host(HostAct::Extend { end }).await.unwrap();
        passes(&world, "70h").await;
        let world = world.restarts().await;
        passes(&world, "2h58m").await;
        assert_eq!(phase(&world), Phase::Offline);
        passes(&world, "1m").await;
        assert_eq!(phase(&world), Phase::Open);
        assert_eq!(on_record(&world).await, "05 ended, 06 cancelled, 07 planned, 08 ended, 09 planned");
    }

    async fn a_server_that_is_started_in_a_later_date_comes_up_offline_and_missed_those_before(world: World) {
        world.process(DONE).await;
        plans_daily(&world, json!({})).await;
        world.clock.advance("73h15m".parse().unwrap());
        let world = world.restarts().await;
        assert_eq!(phase(&world), Phase::Offline);
        assert_eq!(leads_there(&world).await, Vec::<String>::new());
        settles(&world).await;
        passes(&world, "45m").await;
        assert_eq!(phase(&world), Phase::Open);
        assert_eq!(on_record(&world).await, "05 missed, 06 missed, 07 missed, 08 ended, 09 planned");
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'blackout.over'").await, 4);
        world.admin().runs("done").await.unwrap();
    }
}
