//! `lull ctl offline` while the database cannot record it: the window is planned from memory, and on record once the database
//! is back.

use std::time::Duration;

use domain::blackout::Stage;
use domain::maintenance::Phase;
use domain::permission::{Read, Role};
use domain::process::Outcome;
use domain::request::Status;
use engine::offline::HostAct;

use super::verbs::{leads_there, passes, phase, settles};
use crate::alone_on_both;
use crate::harness::{DONE, Db, START, WORK, World};

/// Waits for a person, and for nothing that this process attends.
const SIGN: &str =
    "name: sign\nkind: global\nsteps:\n  - { id: ok, timeout: 90m, manual: { prompt: Right? } }\n";
const CREATED: &str = "SELECT COUNT(*) FROM audit WHERE action = 'blackout.create' AND actor = 'host'";
const TWICE: &str = "SELECT COUNT(*) FROM (SELECT subject FROM audit WHERE SUBSTR(action, 1, 9) = 'blackout.' \
                     GROUP BY subject, action HAVING COUNT(*) > 1) AS twice";
const BOXED: &str = "SELECT COUNT(*) FROM hold WHERE kind = 'manual' AND lifted IS NULL";

async fn asks_to_go_offline(world: &World) -> Result<(), engine::Error> {
    let reason = Some("the disk is slow".to_owned());
    world.engine.go_offline_from_host("1h".parse().unwrap(), reason, None).await
}

/// Goes offline, while the database fails once at this point.
async fn goes_offline_unrecorded(world: &World, point: &str) {
    fail::cfg(point, "1*return").unwrap();
    asks_to_go_offline(world).await.unwrap();
    fail::remove(point);
    let mut news = world.engine.watch_status();
    let offline = news.wait_for(|told| told.full.phase == Phase::Offline);
    let in_time = tokio::time::timeout(Duration::from_secs(20), offline).await;
    assert!(in_time.is_ok_and(|told| told.is_ok()), "it is not offline");
}

async fn reopens(world: &World) {
    world.engine.act_from_host(HostAct::Reopen).await.unwrap();
    settles(world).await;
    assert!(!world.engine.is_away());
}

/// It is on the list once, with its whole history.
async fn is_on_record(world: &World) {
    let permit = world.admin().caller.permit::<Read>().unwrap();
    let later = START.plus("48h".parse().unwrap());
    let all = world.engine.blackouts_on_record(&permit, START, later).await.unwrap();
    assert_eq!(all.len(), 1, "{all:?}");
    let one = &all[0];
    assert_eq!((one.plan.name.as_str(), one.owner.name.as_str()), ("Offline from the host", "host"));
    assert_eq!(one.plan.reason.as_deref(), Some("the disk is slow"));
    assert!(matches!(one.occurrence.stage, Stage::Ended { .. }), "{one:?}");
    let history = world.engine.blackout_history(&permit, one.id).await.unwrap();
    let actions: Vec<&str> = history.entries.iter().map(|entry| entry.action.as_str()).collect();
    let begun =
        ["blackout.create", "blackout.announce", "blackout.hold", "blackout.close", "blackout.offline"];
    assert!(actions.starts_with(&begun), "{actions:?}");
    assert_eq!(actions.last(), Some(&"blackout.over"));
    assert_eq!((world.counts(CREATED).await, world.counts(TWICE).await), (1, 0), "{actions:?}");
    assert_eq!(world.counts("SELECT COUNT(*) FROM occurrence").await, 1);
}

alone_on_both! {
    async fn a_window_that_the_database_refuses_is_led_from_memory_and_on_record_in_the_end(world: World) {
        world.process(WORK).await;
        world.process(DONE).await;
        let login = world.engine.log_in("admin", "correct horse", None).await.unwrap();
        world.somebody("ada", Role::Viewer).await;
        world.ticks().await;
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        world.admin().enables_maintenance("index rebuild").await;
        goes_offline_unrecorded(&world, "lead-refused").await;
        assert_eq!(leads_there(&world).await, Vec::<String>::new());
        for copy in ["state.a", "state.b"] {
            let kept = std::fs::read_to_string(world.config.data_dir.join(copy)).unwrap();
            assert!(kept.contains("the disk is slow") && kept.contains("index rebuild"), "{copy}: {kept}");
        }
        let again = asks_to_go_offline(&world).await.unwrap_err().to_string();
        assert!(again.contains("offline already"), "{again}");

        let world = world.restarts().await;
        settles(&world).await;
        assert_eq!(phase(&world), Phase::Offline, "a restart comes up offline");
        assert_eq!(leads_there(&world).await, Vec::<String>::new());
        assert!(world.engine.authenticate(&login.secret).await.unwrap().is_some());
        passes(&world, "30m").await;
        assert_eq!(phase(&world), Phase::Offline);

        reopens(&world).await;
        assert_eq!(world.counts(BOXED).await, 1, "the hold of a person stays");
        world.admin().disables_maintenance().await;
        assert_eq!(phase(&world), Phase::Open);
        assert!(world.engine.authenticate(&login.secret).await.unwrap().is_some());
        world.runner.has_started(1).await;
        world.runner.ends("build", Outcome::Succeeded);
        let ended = world.reaches(request.id, Status::Succeeded).await;
        assert_eq!(ended.steps[0].attempt, 1, "it is taken up, not given up");
        world.admin().runs("done").await.unwrap();
        is_on_record(&world).await;
        assert!(!world.config.data_dir.join("state.a").exists(), "no window is left");
    }

    async fn one_that_the_database_recorded_without_an_answer_is_there_once(world: World) {
        world.process(DONE).await;
        goes_offline_unrecorded(&world, "lead-unanswered").await;
        assert_eq!(world.counts(CREATED).await, 1, "the database has taken it");
        reopens(&world).await;
        assert_eq!(phase(&world), Phase::Open);
        is_on_record(&world).await;
        world.admin().runs("done").await.unwrap();
    }

    async fn what_began_a_moment_ago_is_no_stranger_when_the_database_is_back(world: World) {
        world.process(SIGN).await;
        world.ticks().await;
        let request = world.admin().runs("sign").await.unwrap();
        goes_offline_unrecorded(&world, "lead-refused").await;
        reopens(&world).await;
        assert_eq!(world.request(request.id).await.status, Status::Running);
        assert_eq!(world.counts("SELECT COUNT(*) FROM task WHERE outcome IS NULL").await, 1);
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'request.interrupted'").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_remembered_is_not_begun() {
    let _alone = crate::ALONE.lock().await;
    let world = World::on(Db::Sqlite).await;
    world.process(DONE).await;
    // Stands in the way of the state file.
    std::fs::create_dir(world.config.data_dir.join("state.a.part")).unwrap();
    fail::cfg("lead-refused", "1*return").unwrap();
    let words = asks_to_go_offline(&world).await.unwrap_err().to_string();
    fail::remove("lead-refused");
    assert!(words.contains("state.a"), "{words}");
    assert!(!world.engine.is_away());
    world.admin().runs("done").await.unwrap();
}
