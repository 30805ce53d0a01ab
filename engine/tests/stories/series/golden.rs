//! Golden timelines over changes of the clock, ticked through or restarted at every step.

use serde_json::{Value, json};

use super::{happened, instant, on_record, passes_to, plans, settles};
use crate::harness::{Db, World};
use crate::on_both;

/// The whole course of a series that ends, with a restart before every instant or without any.
async fn course(mut world: World, now: &str, start: &str, rule: &Value, restarts: bool) -> String {
    world.clock.set(instant(now));
    plans(&world, start, rule).await;
    loop {
        let Some(next) = settles(&world).await else { break };
        if restarts {
            world = world.restarts().await;
        }
        world.clock.set(next);
    }
    let told = happened(&world).await;
    assert_eq!(world.counts("SELECT COUNT(*) FROM hold WHERE lifted IS NULL").await, 0);
    assert!(
        world.engine.status_now().full.next_blackout.is_none(),
        "nothing is ahead of a series that has ended"
    );
    let over = on_record(&world).await;
    assert!(over.lines().all(|line| line.ends_with(" ended")), "{over}");
    told
}

async fn is_led_alike(db: Db, now: &str, start: &str, rule: Value) -> String {
    let told = course(World::on(db).await, now, start, &rule, false).await;
    assert_eq!(course(World::on(db).await, now, start, &rule, true).await, told, "with restarts in between");
    told
}

const SPRING: &str = "\
2027-03-26T12:00:00Z - create
2027-03-26T23:30:00Z 2027-03-27T02:30 announce
2027-03-27T01:00:00Z 2027-03-27T02:30 hold
2027-03-27T02:30:00Z 2027-03-27T02:30 over
2027-03-27T23:30:00Z 2027-03-28T02:30 announce
2027-03-28T01:00:00Z 2027-03-28T02:30 hold
2027-03-28T02:30:00Z 2027-03-28T02:30 over
2027-03-28T22:30:00Z 2027-03-29T02:30 announce
2027-03-29T00:00:00Z 2027-03-29T02:30 hold
2027-03-29T01:30:00Z 2027-03-29T02:30 over";

const AUTUMN: &str = "\
2027-10-29T12:00:00Z - create
2027-10-29T22:30:00Z 2027-10-30T02:30 announce
2027-10-30T00:00:00Z 2027-10-30T02:30 hold
2027-10-30T01:30:00Z 2027-10-30T02:30 over
2027-10-30T22:30:00Z 2027-10-31T02:30 announce
2027-10-31T00:00:00Z 2027-10-31T02:30 hold
2027-10-31T01:30:00Z 2027-10-31T02:30 over
2027-10-31T23:30:00Z 2027-11-01T02:30 announce
2027-11-01T01:00:00Z 2027-11-01T02:30 hold
2027-11-01T02:30:00Z 2027-11-01T02:30 over";

const SUNDAYS: &str = "\
2027-02-01T12:00:00Z - create
2027-02-27T23:30:00Z 2027-02-28T02:30 announce
2027-02-28T01:00:00Z 2027-02-28T02:30 hold
2027-02-28T02:30:00Z 2027-02-28T02:30 over
2027-03-27T23:30:00Z 2027-03-28T02:30 announce
2027-03-28T01:00:00Z 2027-03-28T02:30 hold
2027-03-28T02:30:00Z 2027-03-28T02:30 over
2027-04-24T22:30:00Z 2027-04-25T02:30 announce
2027-04-25T00:00:00Z 2027-04-25T02:30 hold
2027-04-25T01:30:00Z 2027-04-25T02:30 over";

/// One test for each database of a course that is written down.
macro_rules! golden {
    ($($name:ident: $now:literal, $start:literal, $rule:expr => $course:ident;)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                assert_eq!(is_led_alike(Db::Sqlite, $now, $start, $rule).await, $course);
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                assert_eq!(is_led_alike(Db::Postgres, $now, $start, $rule).await, $course);
            }
        }
    )*};
}

golden! {
    a_daily_series_until_a_date_goes_over_the_hour_that_is_missing:
        "2027-03-26T12:00:00Z", "2027-03-27T02:30", json!({ "every": { "days": 1 }, "until": "2027-03-29" }) => SPRING;
    a_daily_series_goes_over_the_hour_that_comes_twice:
        "2027-10-29T12:00:00Z", "2027-10-30T02:30", json!({ "every": { "days": 1 }, "count": 3 }) => AUTUMN;
    the_last_sunday_of_three_months_is_the_one_of_the_change_too:
        "2027-02-01T12:00:00Z", "2027-02-10T02:30",
        json!({ "every": { "months": 1 }, "nth_weekday": ["last", "sun"], "count": 3 }) => SUNDAYS;
}

on_both! {
    async fn the_next_date_has_its_row_before_anybody_is_told_of_it(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        plans(&world, "2027-03-27T02:30", &json!({ "every": { "days": 1 } })).await;
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 planned");
        passes_to(&world, instant("2027-03-26T23:29:59Z")).await;
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 planned");
        passes_to(&world, instant("2027-03-26T23:30:00Z")).await;
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 announced\n2027-03-28T02:30 planned");
        passes_to(&world, instant("2027-03-27T23:30:00Z")).await;
        let three = "2027-03-27T02:30 ended\n2027-03-28T02:30 announced\n2027-03-29T02:30 planned";
        assert_eq!(on_record(&world).await, three);
        settles(&world).await;
        assert_eq!(on_record(&world).await, three);
    }
}
