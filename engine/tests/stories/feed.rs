//! The calendar feed: who may read it, and what it tells.

use domain::blackout::{BlackoutDraft, BlackoutEdit};
use domain::feed::{FeedKey, NewFeedKey};
use domain::maintenance::Edit;
use domain::permission::{ManageMaintenance, ManageUsers, Permit, Role};
use domain::user::UserEdit;
use engine::blackout::Act;
use engine::{Caller, Error};
use serde_json::{Value, json};

use super::harness::World;
use crate::on_both;

async fn makes(world: &World, caller: &Caller) -> (String, FeedKey) {
    world.engine.make_feed_key(caller, NewFeedKey { name: " phone ".to_owned() }).await.unwrap()
}

fn manages(world: &World) -> Permit<ManageMaintenance> {
    world.admin().caller.permit().unwrap()
}

fn draft(start: &str, rule: &Value) -> BlackoutDraft {
    serde_json::from_value(json!({
        "name": "index rebuild", "message": "Back soon", "start": start, "zone": "Europe/Berlin",
        "duration": "1h", "announce_lead": "2h", "database_offline": false, "recurrence": rule,
    }))
    .unwrap()
}

/// The feed's lines, as somebody with a key of their own reads them.
async fn reads(world: &World) -> Vec<String> {
    let (secret, _) = makes(world, &world.admin().caller).await;
    let text = world.engine.feed(&secret).await.unwrap().unwrap();
    text.lines().map(str::to_owned).collect()
}

fn has(lines: &[String], wanted: &str) -> bool {
    lines.iter().any(|line| line == wanted)
}

on_both! {
    async fn a_key_reads_the_feed_until_it_is_revoked_and_nothing_else(world: World) {
        let ada = world.somebody("ada", Role::Viewer).await.caller;
        let (secret, key) = makes(&world, &ada).await;
        assert!(secret.starts_with("lull_feed_"), "{secret}");
        assert_eq!((key.name.as_str(), key.owner.as_str(), key.revoked), ("phone", "ada", None));
        assert!(world.engine.authenticate(&secret).await.unwrap().is_none(), "it logs nobody in");
        let text = world.engine.feed(&secret).await.unwrap().unwrap();
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && !text.contains("VEVENT"), "{text}");
        assert_eq!(world.engine.feed(&secret).await.unwrap().as_ref(), Some(&text), "the same feed is the same text");
        for wrong in ["", "lull_feed_", &secret[1..], "x".repeat(10_000).as_str()] {
            assert_eq!(world.engine.feed(wrong).await.unwrap(), None);
        }
        world.engine.revoke_feed_key(&ada, key.id).await.unwrap();
        assert_eq!(world.engine.feed(&secret).await.unwrap(), None);
        let again = world.engine.revoke_feed_key(&ada, key.id).await;
        assert!(matches!(again, Err(Error::NotFound(_))));
    }

    async fn a_key_counts_no_longer_than_its_owner_may_log_in(world: World) {
        let ada = world.somebody("ada", Role::Viewer).await.caller;
        let (secret, _) = makes(&world, &ada).await;
        let admin = world.admin().caller.permit::<ManageUsers>().unwrap();
        let disabled = |disabled| UserEdit { disabled: Some(disabled), ..UserEdit::default() };
        world.engine.edit_user(&admin, ada.user(), disabled(true)).await.unwrap();
        assert_eq!(world.engine.feed(&secret).await.unwrap(), None);
        world.engine.edit_user(&admin, ada.user(), disabled(false)).await.unwrap();
        assert!(world.engine.feed(&secret).await.unwrap().is_some());
    }

    async fn people_see_and_revoke_their_own_keys_and_administrators_everybodys(world: World) {
        let ada = world.somebody("ada", Role::Viewer).await.caller;
        let grace = world.somebody("grace", Role::Operator).await.caller;
        let admin = world.admin().caller;
        let (_, key) = makes(&world, &ada).await;
        let listed = async |caller: &Caller| world.engine.feed_keys(caller, None, None).await.unwrap().items;
        assert_eq!(listed(&ada).await, std::slice::from_ref(&key));
        assert!(listed(&grace).await.is_empty());
        assert_eq!(listed(&admin).await.len(), 1);
        assert!(matches!(world.engine.revoke_feed_key(&grace, key.id).await, Err(Error::NotFound(_))));
        world.engine.revoke_feed_key(&admin, key.id).await.unwrap();
        assert!(listed(&ada).await[0].revoked.is_some());
        let nameless = world.engine.make_feed_key(&ada, NewFeedKey { name: " ".to_owned() }).await;
        assert!(matches!(nameless, Err(Error::Invalid(faults)) if faults[0].path == "name"));
        let audit = "SELECT COUNT(*) FROM audit WHERE action IN ('feed.key_make', 'feed.key_revoke')";
        assert_eq!(world.counts(audit).await, 2);
    }

    async fn a_series_is_told_as_its_rule_and_a_blackout_that_comes_once_by_its_instants(world: World) {
        let permit = manages(&world);
        let weekly = draft("2026-12-07T02:00", &json!({ "every": { "weeks": 1 }, "count": 5 }));
        let series = world.engine.plan_blackout(&permit, weekly).await.unwrap();
        let once = world.engine.plan_blackout(&permit, draft("2026-12-24T20:00", &Value::Null)).await.unwrap();
        let lines = reads(&world).await;
        assert!(has(&lines, &format!("UID:{}@lull", series.id)) && has(&lines, &format!("UID:{}@lull", once.id)));
        assert!(lines.iter().any(|line| line.starts_with("RRULE:FREQ=WEEKLY")), "{lines:#?}");
        assert!(has(&lines, "DTSTART;TZID=Europe/Berlin:20261207T020000"), "{lines:#?}");
        assert!(has(&lines, "DESCRIPTION:Back soon") && has(&lines, "SUMMARY:index rebuild"));
        world.engine.act_on_blackout(&permit, once.id, Act::Cancel).await.unwrap();
        assert!(!has(&reads(&world).await, &format!("UID:{}@lull", once.id)), "it does not take place");
    }

    async fn a_change_of_a_series_takes_nothing_back_that_was(world: World) {
        let permit = manages(&world);
        let daily = draft("2026-12-05T10:00", &json!({ "every": { "days": 1 } }));
        let series = world.engine.plan_blackout(&permit, daily).await.unwrap();
        for _ in 0..60 {
            world.passes("1h").await;
            world.ticks().await;
        }
        let start = Edit::Set("2026-12-07T22:00".parse().unwrap());
        let later = BlackoutEdit { start, ..BlackoutEdit::default() };
        world.engine.edit_blackout(&permit, series.id, later, None).await.unwrap();
        let lines = reads(&world).await;
        // The rule has no fifth and sixth any more; its seventh was at ten.
        for day in ["20261205", "20261206"] {
            assert!(has(&lines, &format!("UID:{day}-{}@lull", series.id)), "{day}: {lines:#?}");
            assert!(has(&lines, &format!("DTSTART;TZID=Europe/Berlin:{day}T100000")), "{day}: {lines:#?}");
        }
        assert!(has(&lines, "RECURRENCE-ID;TZID=Europe/Berlin:20261207T220000"), "{lines:#?}");
        assert!(has(&lines, "DTSTART;TZID=Europe/Berlin:20261207T100000"), "{lines:#?}");
    }
}
