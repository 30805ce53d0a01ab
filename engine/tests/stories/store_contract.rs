//! The store answers alike on both databases: pages, order, filters.

use domain::page::Page;
use domain::permission::Read;
use domain::request::{Request, RequestFilter, Status};
use futures::future::join_all;

use super::harness::{DONE, Db, World, refused};
use crate::on_both;

async fn page(world: &super::harness::World, filter: RequestFilter) -> Page<Request> {
    world.engine.requests(&world.admin().caller.permit::<Read>().unwrap(), filter).await.unwrap()
}

on_both! {
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
