//! The missed-work ledger folds equal attempts (rule 6).

use domain::duration::Span;
use domain::request::StartRequest;
use engine::Error;

use super::harness::{DONE, WORK, refused};
use crate::on_both;

on_both! {
    async fn a_script_that_retries_stays_one_row_and_every_refusal_is_a_record(world: World) {
        world.process(DONE).await;
        world.process("name: other\nkind: global\ninputs: [{ name: day }]\nsteps: [{ id: end, finish: {} }]\n").await;
        world.admin().enables_maintenance("hold").await;
        for _ in 0..5 {
            refused(world.admin().runs("done").await);
        }
        for day in ["mon", "tue"] {
            let ask = StartRequest {
                process: "other".to_owned(),
                inputs: [("day".to_owned(), day.to_owned())].into(),
                ..StartRequest::default()
            };
            refused(world.admin().asks(ask).await);
        }
        let rows = world.engine.missed(&world.admin().caller.permit().unwrap(), None, None).await.unwrap().items;
        let mut told: Vec<(String, u64)> = rows.iter().map(|row| (row.process.clone(), row.count)).collect();
        told.sort();
        assert_eq!(told, [("done".to_owned(), 5), ("other".to_owned(), 1), ("other".to_owned(), 1)]);
        assert_eq!(world.counts("SELECT COUNT(*) FROM request WHERE status = 'could_not_start'").await, 7);
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'request.refused'").await, 7);
        let drain = world.engine.drain(&world.admin().caller.permit().unwrap()).await.unwrap();
        let mut told: Vec<(&str, u64)> = drain.missed.iter().map(|row| (&*row.process, row.count)).collect();
        told.sort_unstable();
        assert_eq!(told, [("done", 5), ("other", 1), ("other", 1)], "the drain tells the same rows");
        assert_eq!(drain.missed_more, 0);
        world.admin().disables_maintenance().await;
        world.admin().enables_maintenance("another hold").await;
        refused(world.admin().runs("done").await);
        assert_eq!(world.counts("SELECT COUNT(*) FROM missed").await, 4, "another hold, another row");
    }

    async fn a_planned_start_has_a_row_for_its_instant_and_beyond_a_hundred_one_row_counts_the_rest(world: World) {
        world.process(DONE).await;
        world.process(WORK).await;
        let first = world.clock.now().plus(Span::from_secs(60));
        let planned = |minute: i64| first.plus(Span::from_secs(60 * minute));
        let plan = |process: &str, minute: i64| StartRequest {
            process: process.to_owned(),
            at: Some(planned(minute)),
            ..StartRequest::default()
        };
        for minute in 0..105 {
            world.admin().asks(plan("done", minute)).await.unwrap();
        }
        // Another process has a hundred rows of its own; what people ask for counts among neither.
        world.admin().asks(plan("work", 104)).await.unwrap();
        world.admin().enables_maintenance("hold").await;
        refused(world.admin().runs("done").await);
        world.passes("2h").await;
        let permit = world.admin().caller.permit().unwrap();
        let (mut rows, mut cursor) = (Vec::new(), None);
        loop {
            let page = world.engine.missed(&permit, cursor.as_deref(), Some(25)).await.unwrap();
            assert!(page.items.len() <= 25);
            rows.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert!(matches!(world.engine.missed(&permit, Some("yesterday"), None).await, Err(Error::Invalid(_))));
        assert_eq!(rows.len(), 103, "a hundred instants, the rest, the other process, and what a person asked for");
        let of = |process: &str| {
            let mut rows: Vec<_> = rows.iter().filter(|row| row.process == process).cloned().collect();
            rows.sort_by_key(|row| (row.until, row.at));
            rows.into_iter().map(|row| (row.at, row.until, row.count)).collect::<Vec<_>>()
        };
        assert_eq!(of("work"), [(Some(planned(104)), None, 1)]);
        let mut expected = vec![(None, None, 1)];
        expected.extend((0..100).map(|minute| (Some(planned(minute)), None, 1)));
        expected.push((Some(planned(100)), Some(planned(104)), 5));
        assert_eq!(of("done"), expected);
        assert_eq!(world.counts("SELECT COUNT(*) FROM request WHERE status = 'could_not_start'").await, 107);
    }
}
