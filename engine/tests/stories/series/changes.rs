//! What people do to a series: extend, end and confirm what is in force; change it from now on; call it off.

use domain::blackout::{Blackout, BlackoutDraft, BlackoutEdit};
use domain::maintenance::Phase;
use engine::Error;
use engine::blackout::Act;
use serde_json::{Value, json};

use super::{draft, instant, manages, on_record, passes_to, plans, reads};
use crate::harness::World;
use crate::on_both;

async fn does(world: &World, blackout: &Blackout, act: Act) -> Result<Blackout, Error> {
    world.engine.act_on_blackout(&manages(world), blackout.id, act).await
}

async fn edits(world: &World, blackout: &Blackout, edit: Value) -> Result<Blackout, Error> {
    let edit: BlackoutEdit = serde_json::from_value(edit).unwrap();
    world.engine.edit_blackout(&manages(world), blackout.id, edit, None).await
}

fn phase(world: &World) -> Phase {
    world.engine.status_now().full.phase
}

async fn daily(world: &World) -> Blackout {
    world.clock.set(instant("2027-03-26T12:00:00Z"));
    plans(world, "2027-03-27T02:30", &json!({ "every": { "days": 1 } })).await
}

on_both! {
    async fn an_act_on_a_series_means_the_occurrence_in_force(world: World) {
        let series = daily(&world).await;
        assert!(does(&world, &series, Act::End).await.is_err(), "nothing is in force");
        passes_to(&world, instant("2027-03-27T01:45:00Z")).await;
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 draining\n2027-03-28T02:30 planned");
        let ended = does(&world, &series, Act::End).await.unwrap();
        assert_eq!((ended.occurrence.key.to_string().as_str(), phase(&world)), ("2027-03-27T02:30", Phase::Open));
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 ended\n2027-03-28T02:30 planned");
    }

    async fn one_that_is_extended_over_the_next_hides_none_and_opens_after_the_later_end(world: World) {
        let series = daily(&world).await;
        passes_to(&world, instant("2027-03-27T01:45:00Z")).await;
        does(&world, &series, Act::Extend { end: instant("2027-03-28T02:00:00Z") }).await.unwrap();
        passes_to(&world, instant("2027-03-28T01:30:00Z")).await;
        let both = "2027-03-27T02:30 draining\n2027-03-28T02:30 draining\n2027-03-29T02:30 planned";
        assert_eq!(on_record(&world).await, both);
        assert_eq!(world.engine.status_now().full.maintenance.holds.len(), 2);
        passes_to(&world, instant("2027-03-28T02:00:00Z")).await;
        assert_eq!(phase(&world), Phase::Quiet, "the later one holds still");
        passes_to(&world, instant("2027-03-28T02:30:00Z")).await;
        assert_eq!(phase(&world), Phase::Open);
    }

    async fn one_that_awaits_its_confirmation_does_not_hide_the_next(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        let draft = BlackoutDraft {
            at_end: domain::blackout::AtEnd::Confirm,
            hard_maximum: Some("40h".parse().unwrap()),
            ..draft("2027-03-27T02:30", &json!({ "every": { "days": 1 } }))
        };
        let series = world.engine.plan_blackout(&manages(&world), draft).await.unwrap();
        passes_to(&world, instant("2027-03-28T02:30:00Z")).await;
        let both = "2027-03-27T02:30 awaiting_confirmation\n2027-03-28T02:30 awaiting_confirmation\n2027-03-29T02:30 planned";
        assert_eq!(on_record(&world).await, both);
        for key in ["2027-03-27T02:30", "2027-03-28T02:30"] {
            let confirmed = does(&world, &series, Act::Confirm).await.unwrap();
            assert_eq!(confirmed.occurrence.key.to_string(), key);
        }
        assert_eq!(phase(&world), Phase::Open);
    }

    async fn a_series_that_is_called_off_comes_no_more_and_what_is_in_force_stays(world: World) {
        let series = daily(&world).await;
        passes_to(&world, instant("2027-03-28T01:45:00Z")).await;
        let off = does(&world, &series, Act::Cancel).await.unwrap();
        assert_eq!(off.occurrence.key.to_string(), "2027-03-29T02:30");
        assert_eq!(serde_json::to_value(&off.plan).unwrap()["recurrence"], json!({ "every": { "days": 1 }, "until": "2027-03-28" }));
        let rows = "2027-03-27T02:30 ended\n2027-03-28T02:30 draining\n2027-03-29T02:30 cancelled";
        assert_eq!(on_record(&world).await, rows);
        passes_to(&world, instant("2027-05-01T12:00:00Z")).await;
        assert_eq!(on_record(&world).await, rows.replace("draining", "ended"));
        assert!(does(&world, &series, Act::Cancel).await.is_err(), "it is over");
    }

    async fn a_series_that_is_called_off_before_it_began_has_no_date(world: World) {
        let series = daily(&world).await;
        does(&world, &series, Act::Cancel).await.unwrap();
        passes_to(&world, instant("2027-05-01T12:00:00Z")).await;
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 cancelled");
        assert_eq!(phase(&world), Phase::Open);
    }

    async fn a_change_of_the_time_holds_from_the_next_date_on(world: World) {
        let series = daily(&world).await;
        passes_to(&world, instant("2027-03-27T01:45:00Z")).await;
        let changed = edits(&world, &series, json!({ "start": "2027-03-27T04:30" })).await.unwrap();
        assert_eq!(changed.occurrence.key.to_string(), "2027-03-27T02:30", "what is in force stays");
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 draining\n2027-03-28T04:30 planned");
        passes_to(&world, instant("2027-03-27T02:30:00Z")).await;
        assert_eq!(phase(&world), Phase::Open);
        passes_to(&world, instant("2027-03-28T02:30:00Z")).await;
        let one = reads(&world, &series).await.occurrence;
        assert_eq!((one.key.to_string().as_str(), one.stage.as_str()), ("2027-03-28T04:30", "draining"));
        assert_eq!(one.window.start, instant("2027-03-28T02:30:00Z"));
    }

    async fn an_announced_date_is_planned_anew_under_its_old_key(world: World) {
        let series = daily(&world).await;
        passes_to(&world, instant("2027-03-27T00:30:00Z")).await;
        assert_eq!(phase(&world), Phase::Announced);
        edits(&world, &series, json!({ "start": "2027-03-27T05:30", "announce_lead": "30m" })).await.unwrap();
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 planned");
        assert_eq!(reads(&world, &series).await.occurrence.window.start, instant("2027-03-27T04:30:00Z"));
        passes_to(&world, instant("2027-03-27T04:30:00Z")).await;
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 draining\n2027-03-28T05:30 planned");
    }

    async fn an_announced_date_that_is_none_any_more_is_called_off(world: World) {
        let series = daily(&world).await;
        passes_to(&world, instant("2027-03-27T00:30:00Z")).await;
        edits(&world, &series, json!({ "recurrence": { "every": { "weeks": 1 }, "weekdays": ["mon"] } })).await.unwrap();
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 cancelled\n2027-03-29T02:30 planned");
        assert_eq!(phase(&world), Phase::Open);
    }

    async fn a_rule_that_comes_before_what_was_announced_has_all_its_dates(world: World) {
        world.clock.set(instant("2027-03-01T12:00:00Z"));
        let weekly = BlackoutDraft {
            announce_lead: "5d".parse().unwrap(),
            ..draft("2027-03-06T02:30", &json!({ "every": { "weeks": 1 } }))
        };
        let series = world.engine.plan_blackout(&manages(&world), weekly).await.unwrap();
        passes_to(&world, instant("2027-03-03T12:00:00Z")).await;
        assert_eq!(on_record(&world).await, "2027-03-06T02:30 announced\n2027-03-13T02:30 planned");
        let daily = json!({ "recurrence": { "every": { "days": 1 } }, "start": "2027-03-02T02:30", "announce_lead": "2h" });
        edits(&world, &series, daily.clone()).await.unwrap_err();
        let daily = json!({ "recurrence": { "every": { "days": 1 } }, "start": "2027-03-04T02:30", "announce_lead": "2h" });
        edits(&world, &series, daily).await.unwrap();
        let rows = ["04", "05", "06"].map(|day| format!("2027-03-{day}T02:30 planned")).join("\n");
        assert_eq!(on_record(&world).await, rows);
        passes_to(&world, instant("2027-03-06T23:00:00Z")).await;
        let rows = rows.replace("planned", "ended");
        assert_eq!(on_record(&world).await, format!("{rows}\n2027-03-07T02:30 planned"));
    }

    async fn a_blackout_that_comes_once_becomes_a_series_and_a_series_comes_once_any_more(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        let once = plans(&world, "2027-03-27T02:30", &Value::Null).await;
        edits(&world, &once, json!({ "recurrence": { "every": { "days": 2 } } })).await.unwrap();
        passes_to(&world, instant("2027-03-29T00:15:00Z")).await;
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 ended\n2027-03-29T02:30 draining\n2027-03-31T02:30 planned");
        edits(&world, &once, json!({ "recurrence": null, "start": "2027-04-02T02:30" })).await.unwrap();
        passes_to(&world, instant("2027-05-01T12:00:00Z")).await;
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 ended\n2027-03-29T02:30 ended\n2027-04-02T02:30 ended");
    }

    async fn a_blackout_that_is_held_does_not_become_a_series(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        let once = plans(&world, "2027-03-27T02:30", &Value::Null).await;
        passes_to(&world, instant("2027-03-27T01:15:00Z")).await;
        assert!(edits(&world, &once, json!({ "recurrence": { "every": { "days": 2 } } })).await.is_err());
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 draining");
    }

    async fn a_series_whose_next_date_was_ended_before_its_start_comes_again(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        let draft = BlackoutDraft { drain_lead: "12h".parse().unwrap(), ..draft("2027-03-27T02:30", &json!({ "every": { "days": 1 } })) };
        let series = world.engine.plan_blackout(&manages(&world), draft).await.unwrap();
        passes_to(&world, instant("2027-03-26T14:00:00Z")).await;
        does(&world, &series, Act::End).await.unwrap();
        edits(&world, &series, json!({ "drain_lead": "30m", "start": "2027-03-27T05:30" })).await.unwrap();
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 ended\n2027-03-28T05:30 planned");
        passes_to(&world, instant("2027-03-28T03:30:00Z")).await;
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 ended\n2027-03-28T05:30 draining\n2027-03-29T05:30 planned");
    }
}
