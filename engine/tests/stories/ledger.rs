//! The missed-work ledger folds equal attempts (rule 6).

use domain::request::StartRequest;

use super::harness::{DONE, refused};
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
        let rows = world.engine.missed(&world.admin().caller.permit().unwrap()).await.unwrap();
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
}
