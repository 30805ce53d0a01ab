//! Which rows are read, and that dates touched ahead of time keep theirs.

use domain::blackout::{Occurrence, Stage};
use domain::permission::Person;
use engine::store::blackout::{self, Kept};
use serde_json::json;

use super::{draft, instant, manages, on_record, passes_to, plans};
use crate::on_both;
use crate::store_contract::store;

on_both! {
    async fn what_lies_far_ahead_is_not_read_but_for_what_may_hold_next(world: World) {
        for (start, announce) in [("2026-12-20", "2h"), ("2027-03-20", "2h"), ("2027-04-01", "90d"), ("2027-08-01", "90d"), ("2028-06-01", "2h")] {
            let far = domain::blackout::BlackoutDraft {
                name: start.to_owned(),
                announce_lead: announce.parse().unwrap(),
                ..draft(&format!("{start}T02:30"), &json!({ "every": { "months": 12 } }))
            };
            world.engine.plan_blackout(&manages(&world), far).await.unwrap();
        }
        let store = store(&world).await;
        let reads = async |now: &str| {
            let mut tx = store.read().await.unwrap();
            let kept = blackout::to_come(&mut tx, instant(now)).await.unwrap();
            kept.iter().map(|one| one.series.plan.name.clone()).collect::<Vec<_>>().join(" ")
        };
        // The first beyond 90 days is announced on 20 March, and others up to 90 days after it.
        assert_eq!(reads("2026-12-05T01:00:00Z").await, "2026-12-20 2027-03-20 2027-04-01 2027-08-01");
        assert_eq!(reads("2027-03-10T01:00:00Z").await, "2026-12-20 2027-03-20 2027-04-01 2027-08-01 2028-06-01");
    }

    async fn a_date_that_was_called_off_or_moved_ahead_of_time_is_not_led_anew(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        plans(&world, "2027-03-27T02:30", &json!({ "every": { "days": 1 } })).await;
        let store = store(&world).await;
        let mut tx = store.write().await.unwrap();
        let known = blackout::to_come(&mut tx, world.clock.now()).await.unwrap().remove(0);
        let row = |key: &str, stage, own: Option<&str>| {
            let (key, zone) = (key.parse().unwrap(), engine::zone::Iana::named("Europe/Berlin").unwrap());
            let plan = own.map(|start| known.series.plan.at(start.parse().unwrap()));
            let window = match &plan {
                Some(plan) => domain::blackout::resolve(plan, &zone, known.series.saved, None).window,
                None => known.series.resolve(&zone, key).window,
            };
            Kept { occurrence: Occurrence { key, window, stage }, plan, ..known.clone() }
        };
        let off = Stage::Cancelled { at: known.series.saved, by: Person::system("ada") };
        blackout::keep(&mut tx, &row("2027-03-29T02:30", off, None)).await.unwrap();
        blackout::keep(&mut tx, &row("2027-03-30T02:30", Stage::Planned, Some("2027-04-01T12:00"))).await.unwrap();
        tx.commit().await.unwrap();
        passes_to(&world, instant("2027-03-30T12:00:00Z")).await;
        assert_eq!(
            on_record(&world).await,
            "2027-03-27T02:30 ended\n2027-03-28T02:30 ended\n2027-03-29T02:30 cancelled\n2027-03-31T02:30 planned\n\
             2027-03-30T02:30 planned"
        );
    }
}
