//! The calendar, on either database.

use domain::blackout::{Blackout, BlackoutDraft};
use domain::calendar::{Day, Marks, Planned};
use domain::duration::Span;
use domain::id::RequestId;
use domain::permission::{ManageMaintenance, Role};
use domain::request::{StartRequest, Status};
use domain::time::Timestamp;
use engine::blackout::Act;
use engine::zone::Iana;

use super::harness::{DONE, Person, World, refused};
use crate::on_both;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn plan_run(person: &Person<'_>, instant: &str) -> RequestId {
    let ask = StartRequest { process: "done".to_owned(), at: Some(at(instant)), ..StartRequest::default() };
    let request = person.asks(ask).await.unwrap();
    assert_eq!(request.status, Status::Scheduled);
    request.id
}

async fn plan_blackout(world: &World, name: &str, start: &str) -> Blackout {
    let draft: BlackoutDraft = serde_json::from_value(serde_json::json!({
        "name": name, "start": start, "zone": "UTC", "duration": "2h", "drain_lead": "10m",
        "database_offline": false
    }))
    .unwrap();
    let permit = world.admin().caller.permit::<ManageMaintenance>().unwrap();
    world.engine.plan_blackout(&permit, draft).await.unwrap()
}

async fn read(person: &Person<'_>, from: &str, to: &str) -> Planned {
    person.world.engine.calendar(&person.caller.permit().unwrap(), at(from), at(to)).await.unwrap()
}

/// Who is named, and how many there are at which instant.
fn told(marks: &Marks) -> (Vec<RequestId>, Vec<(String, u64)>) {
    let named = marks.named.iter().map(|one| one.id).collect();
    (named, marks.counts.iter().map(|(at, count)| (at.to_string(), *count)).collect())
}

on_both! {
    async fn it_has_blackouts_scheduled_requests_and_starts_that_were_refused_by_their_instants(world: World) {
        world.process(DONE).await;
        let admin = world.admin();
        let early = plan_run(&admin, "2026-12-05T02:00:00Z").await;
        let later = plan_run(&admin, "2026-12-06T03:10:00Z").await;
        plan_run(&admin, "2026-12-07T00:00:00Z").await;
        plan_blackout(&world, "over midnight", "2026-12-06T23:00").await;
        plan_blackout(&world, "beyond", "2026-12-07T08:00").await;
        admin.enables_maintenance("hold").await;
        let now = refused(admin.runs("done").await).id;
        world.passes("2h").await;
        world.reaches(early, Status::CouldNotStart).await;
        admin.disables_maintenance().await;

        let viewer = world.somebody("vera", Role::Viewer).await;
        let planned = read(&viewer, "2026-12-05T00:00:00Z", "2026-12-07T00:00:00Z").await;
        let names: Vec<&str> = planned.blackouts.iter().map(|one| one.plan.name.as_str()).collect();
        assert_eq!(names, ["over midnight"]);
        let scheduled = vec![("2026-12-06T03:00:00Z".to_owned(), 1)];
        assert_eq!(told(&planned.scheduled), (vec![later], scheduled));
        let instants = vec![("2026-12-05T01:00:00Z".to_owned(), 1), ("2026-12-05T02:00:00Z".to_owned(), 1)];
        assert_eq!(told(&planned.refused), (vec![now, early], instants));
        let sunday = Day::of("2026-12-06".parse().unwrap(), &Iana::utc());
        assert_eq!((planned.scheduled.count(&sunday), planned.refused.count(&sunday)), (1, 0));

        let monday = read(&viewer, "2026-12-07T00:00:00Z", "2026-12-08T00:00:00Z").await;
        let names: Vec<&str> = monday.blackouts.iter().map(|one| one.plan.name.as_str()).collect();
        assert_eq!(names, ["over midnight", "beyond"]);
    }

    async fn of_a_day_the_first_are_named_and_all_are_counted(world: World) {
        world.process(DONE).await;
        let admin = world.admin();
        for _ in 0..25 {
            plan_run(&admin, "2026-12-06T03:00:00Z").await;
        }
        let last = plan_run(&admin, "2026-12-07T03:00:00Z").await;
        let planned = read(&admin, "2026-12-06T00:00:00Z", "2026-12-08T00:00:00Z").await;
        assert_eq!(planned.scheduled.named.len(), 21);
        assert_eq!(planned.scheduled.named[20].id, last);
        let counts: Vec<u64> = planned.scheduled.counts.iter().map(|(_, count)| *count).collect();
        assert_eq!(counts, [25, 1]);
    }

    async fn a_day_is_closed_for_as_long_as_its_blackouts_take_together(world: World) {
        plan_blackout(&world, "over midnight", "2026-12-06T23:00").await;
        plan_blackout(&world, "beside it", "2026-12-06T22:30").await;
        let off = plan_blackout(&world, "called off", "2026-12-08T10:00").await;
        let permit = world.admin().caller.permit().unwrap();
        world.engine.act_on_blackout(&permit, off.id, Act::Cancel).await.unwrap();
        let dates = ["2026-12-05", "2026-12-06", "2026-12-07", "2026-12-08"];
        let days = dates.map(|date| Day::of(date.parse().unwrap(), &Iana::utc()));
        let permit = world.admin().caller.permit().unwrap();
        let closed = world.engine.closed_days(&permit, &days).await.unwrap();
        assert_eq!(closed, [0, 90, 60, 0].map(|minutes| Span::from_secs(minutes * 60)));
        assert!(world.engine.closed_days(&permit, &[]).await.unwrap().is_empty());
    }
}
