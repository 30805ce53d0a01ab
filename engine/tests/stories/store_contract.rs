//! The store answers alike on both databases: pages, order, filters, and what is kept of blackouts.

use domain::page::Page;
use domain::permission::Read;
use domain::request::{Request, RequestFilter, Status};
use futures::future::join_all;

use domain::blackout::{BlackoutDraft, Occurrence, Plan, Series};
use domain::id::{BlackoutId, HoldId};
use domain::permission::Person;
use engine::store::blackout::{self, Kept};
use engine::store::{Place, Store};
use engine::zone::Iana;

use super::harness::{DONE, Db, START, World, refused};
use crate::on_both;

async fn page(world: &super::harness::World, filter: RequestFilter) -> Page<Request> {
    world.engine.requests(&world.admin().caller.permit::<Read>().unwrap(), filter).await.unwrap()
}

/// A way past the engine to the rows.
pub async fn store(world: &World) -> Store {
    let place = match &world.config.database_url {
        Some(url) => Place::Postgres(url.clone()),
        None => Place::Sqlite(world.config.data_dir.join("lull.db")),
    };
    Store::open(&place, "story").await.unwrap()
}

/// From 03:00 to 04:00 in Berlin, an hour after the story begins.
fn plan(more: serde_json::Value) -> Plan {
    let mut draft = serde_json::json!({
        "name": "index rebuild", "start": "2026-12-05T03:00", "zone": "Europe/Berlin", "duration": "1h",
        "announce_lead": "45m", "database_offline": false
    });
    draft.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let draft: BlackoutDraft = serde_json::from_value(draft).unwrap();
    draft.check(Iana::named("Europe/Berlin").as_ref(), START).unwrap()
}

/// The schema as it was before blackouts came again.
const OLDER: [&str; 9] = [
    "ALTER TABLE blackout DROP COLUMN first_at",
    "ALTER TABLE blackout DROP COLUMN last_end",
    "ALTER TABLE blackout DROP COLUMN follows",
    "DROP INDEX occurrence_to_come",
    "DROP INDEX occurrence_touched",
    "ALTER TABLE occurrence DROP COLUMN plan",
    "ALTER TABLE occurrence DROP COLUMN announce_at",
    "CREATE INDEX occurrence_to_come ON occurrence (start_at) WHERE NOT is_over",
    "DELETE FROM _sqlx_migrations WHERE version = 8",
];

on_both! {
    async fn an_occurrence_reads_back_with_its_series_and_its_own_plan(world: World) {
        let recurrence = serde_json::json!({ "every": { "days": 1 }, "count": 3 });
        let series = Series {
            id: BlackoutId::new(uuid::Uuid::from_u128(1)),
            owner: Person::system("ada"),
            saved: START,
            plan: plan(serde_json::json!({ "recurrence": recurrence })),
            follows: Some(BlackoutId::new(uuid::Uuid::from_u128(2))),
        };
        let zone = Iana::named("Europe/Berlin").unwrap();
        let occurrence = series.first(&zone);
        let window = occurrence.window;
        let hold = HoldId::new(uuid::Uuid::from_u128(3));
        let own = Some(plan(serde_json::json!({ "name": "by itself" })));
        let (of_series, of_its_own) = (
            Kept { series: series.clone(), occurrence, hold, plan: None },
            Kept {
                occurrence: Occurrence::planned("2026-12-06T03:00".parse().unwrap(), window),
                series,
                hold,
                plan: own,
            },
        );
        let store = store(&world).await;
        let mut tx = store.write().await.unwrap();
        blackout::save(&mut tx, &of_series.series).await.unwrap();
        blackout::keep(&mut tx, &of_series).await.unwrap();
        blackout::keep(&mut tx, &of_its_own).await.unwrap();
        assert_eq!(blackout::of(&mut tx, of_series.series.id).await.unwrap(), [of_series.clone(), of_its_own.clone()]);
        assert_eq!(of_series.plan(), of_series.series.plan.at("2026-12-05T03:00".parse().unwrap()));
        assert_eq!(of_its_own.plan().name, "by itself");
        let follows = Kept { plan: None, ..of_its_own };
        blackout::keep(&mut tx, &follows).await.unwrap();
        assert_eq!(blackout::of(&mut tx, follows.series.id).await.unwrap(), [of_series, follows]);
        tx.commit().await.unwrap();
        let spans = "SELECT last_end - first_at FROM blackout";
        assert_eq!(world.counts(spans).await, 49 * 3_600_000_000, "two days and an hour");
        let announced = "SELECT MIN(announce_at) FROM occurrence";
        assert_eq!(world.counts(announced).await, START.micros() + 15 * 60_000_000);
    }

    async fn an_older_databases_blackouts_lie_where_their_occurrences_do(world: World) {
        let permit = world.admin().caller.permit().unwrap();
        let saved = world.engine.plan_blackout(&permit, plan(serde_json::json!({})).draft()).await.unwrap();
        for sql in OLDER {
            world.left(sql).await;
        }
        let world = world.restarts().await;
        let alike = "SELECT COUNT(*) FROM blackout JOIN occurrence ON occurrence.blackout = blackout.id \
                     WHERE first_at = start_at AND last_end = end_at AND announce_at = 0";
        assert_eq!(world.counts(alike).await, 1);
        world.passes("16m").await;
        let permit = world.admin().caller.permit().unwrap();
        let found = world.engine.blackout(&permit, saved.id).await.unwrap();
        assert_eq!(found.occurrence.stage.as_str(), "announced");
        let kept = found.occurrence.window.announce_at;
        assert_eq!((kept, world.counts("SELECT announce_at FROM occurrence").await), (kept, kept.micros()));
    }

    async fn a_list_pages_by_cursor_newest_first_without_gap_or_repeat(world: World) {
        world.process(DONE).await;
        let mut made = Vec::new();
        for _ in 0..7 {
            made.push(world.admin().runs("done").await.unwrap().id);
        }
        made.reverse();
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = page(&world, RequestFilter { cursor, limit: Some(3), ..RequestFilter::default() }).await;
            seen.extend(page.items.into_iter().map(|request| request.id));
            cursor = page.next;
            if cursor.is_none() { break }
        }
        assert_eq!(seen, made);
    }

    async fn filters_narrow_a_list(world: World) {
        world.process(DONE).await;
        world.admin().runs("done").await.unwrap();
        world.admin().enables_maintenance("hold").await;
        let request = refused(world.admin().runs("done").await);
        let by_status = RequestFilter { status: Some(Status::CouldNotStart), ..RequestFilter::default() };
        let items = page(&world, by_status).await.items;
        assert_eq!(items.iter().map(|r| r.id).collect::<Vec<_>>(), [request.id]);
        for (search, count) in [("DON", 2), ("admin", 2), ("nothing", 0), ("%", 2)] {
            let filter = RequestFilter { search: Some(search.to_owned()), ..RequestFilter::default() };
            assert_eq!(page(&world, filter).await.items.len(), count, "searching {search}");
        }
        let by_process = RequestFilter { process: Some("done".to_owned()), ..RequestFilter::default() };
        assert_eq!(page(&world, by_process).await.items.len(), 2);
    }
}

/// Ends every connection of Lull to this database, as an administrator or a restart of PostgreSQL would.
const CUT: &str = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE application_name LIKE 'lull/%' AND datname = current_database()";

#[tokio::test]
async fn connections_that_postgres_ended_are_made_anew() {
    let world = World::on(Db::Postgres).await;
    world.process(DONE).await;
    join_all((0..8).map(|_| async { world.admin().runs("done").await.unwrap() })).await;
    assert!(world.counts(CUT).await >= 1);
    world.admin().runs("done").await.unwrap();
    assert_eq!(page(&world, RequestFilter::default()).await.items.len(), 9);
}
