//! Dates that passed while nobody was there (fault 27): each is on record as missed, and the next one is led.

use domain::maintenance::Phase;
use serde_json::json;

use super::{instant, on_record, passes_to, plans, reads, settles};
use crate::harness::{DONE, refused};
use crate::on_both;

const ROWS: &str = "SELECT COUNT(*) FROM occurrence";
const MISSED: &str = "SELECT COUNT(*) FROM audit WHERE action = 'blackout.over'";

on_both! {
    async fn a_server_that_was_down_over_some_dates_missed_them(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        let series = plans(&world, "2027-03-27T02:30", &json!({ "every": { "days": 1 } })).await;
        world.clock.set(instant("2027-03-30T12:00:00Z"));
        let world = world.restarts().await;
        settles(&world).await;
        let days = ["27", "28", "29", "30"].map(|day| format!("2027-03-{day}T02:30 ended")).join("\n");
        assert_eq!(on_record(&world).await, format!("{days}\n2027-03-31T02:30 planned"));
        assert_eq!((world.counts(MISSED).await, world.counts("SELECT COUNT(*) FROM hold").await), (4, 0));
        assert_eq!(reads(&world, &series).await.occurrence.key.to_string(), "2027-03-31T02:30");
    }

    async fn a_server_that_comes_up_inside_a_later_date_is_led_into_it(world: World) {
        world.process(DONE).await;
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        let series = plans(&world, "2027-03-27T02:30", &json!({ "every": { "days": 1 } })).await;
        world.clock.set(instant("2027-03-30T01:00:00Z"));
        let world = world.restarts().await;
        refused(world.admin().runs("done").await);
        settles(&world).await;
        let one = reads(&world, &series).await.occurrence;
        assert_eq!((one.key.to_string().as_str(), one.stage.as_str()), ("2027-03-30T02:30", "draining"));
        refused(world.admin().runs("done").await);
        passes_to(&world, instant("2027-03-30T01:30:00Z")).await;
        assert_eq!(world.engine.status_now().full.phase, Phase::Open);
        world.admin().runs("done").await.unwrap();
    }

    async fn fault_27_thousands_of_missed_dates_take_some_commits_and_let_nothing_in_between(world: World) {
        world.process(DONE).await;
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        let series = plans(&world, "2027-03-27T02:30", &json!({ "every": { "days": 1 } })).await;
        // Into the window of 2032-03-27, which is the 1,828th.
        world.clock.set(instant("2032-03-27T02:00:00Z"));
        let world = world.restarts().await;
        refused(world.admin().runs("done").await);
        assert_eq!(world.ticks().await, Some(world.clock.now()));
        assert_eq!(world.counts(ROWS).await, 1_001);
        refused(world.admin().runs("done").await);
        settles(&world).await;
        assert_eq!((world.counts(ROWS).await, world.counts(MISSED).await), (1_829, 1_827));
        let one = reads(&world, &series).await.occurrence;
        assert_eq!((one.key.to_string().as_str(), one.stage.as_str()), ("2032-03-27T02:30", "draining"));
        refused(world.admin().runs("done").await);
        passes_to(&world, instant("2032-03-27T02:30:00Z")).await;
        world.admin().runs("done").await.unwrap();
    }

    async fn a_clock_that_steps_back_makes_no_date_twice(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        plans(&world, "2027-03-27T02:30", &json!({ "every": { "days": 1 } })).await;
        passes_to(&world, instant("2027-03-29T12:00:00Z")).await;
        let before = on_record(&world).await;
        for now in ["2027-03-27T01:15:00Z", "2027-03-29T12:00:00Z", "2027-03-28T23:00:00Z"] {
            world.clock.set(instant(now));
            settles(&world).await;
            assert_eq!(on_record(&world).await, before);
        }
    }
}
