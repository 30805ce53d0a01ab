//! Sub-processes: begun, cancelled and bounded however deep.

use domain::process::Outcome;
use domain::request::{Status, StepStatus};
use domain::task::{Response, TaskFilter};

use super::yes;
use crate::harness::{OUTER, WORK, refused};
use crate::on_both;

const NESTED: &str = "
name: outer
kind: global
steps:
  - id: inner
    run_process: { process: middle }
";

const MIDDLE: &str = "
name: middle
kind: global
steps:
  - id: deeper
    run_process: { process: sign }
";

const SIGN: &str = "
name: sign
kind: global
steps:
  - id: build
    shell: make
  - id: ask
    needs: [build]
    manual: { prompt: \"Is it right?\", comment: required }
  - id: publish
    needs: [ask]
    shell: publish
";

on_both! {
    async fn what_had_begun_runs_to_its_end_with_sub_processes_and_manual_tasks(world: World) {
        for source in [SIGN, MIDDLE, NESTED] {
            world.process(source).await;
        }
        let root = world.admin().runs("outer").await.unwrap();
        world.runner.has_started(1).await;
        world.admin().enables_maintenance("index rebuild").await;
        refused(world.admin().runs("outer").await);
        world.runner.ends("build", Outcome::Succeeded);
        let task = loop {
            let open = world.engine.tasks(&world.admin().caller.permit().unwrap(), TaskFilter::default()).await.unwrap().items;
            if let Some(task) = open.into_iter().next() { break task }
            tokio::task::yield_now().await;
        };
        let respond = world.admin().caller;
        let silent = Response { comment: None, ..yes() };
        assert!(world.engine.respond(&respond, task.id, silent).await.is_err(), "the comment is required");
        world.engine.respond(&respond, task.id, yes()).await.unwrap();
        world.runner.has_started(2).await;
        world.runner.ends("publish", Outcome::Succeeded);
        let done = world.reaches(root.id, Status::Succeeded).await;
        assert_eq!(done.steps[0].outcome, Some(Outcome::Succeeded));
        assert_eq!(world.counts("SELECT COUNT(*) FROM request WHERE status = 'succeeded'").await, 3);
        assert!(world.engine.respond(&respond, task.id, yes()).await.is_err(), "it was answered already");
    }

    async fn cancelling_ends_the_steps_and_skips_the_rest_however_deep(world: World) {
        for source in [SIGN, MIDDLE, NESTED] {
            world.process(source).await;
        }
        let root = world.admin().runs("outer").await.unwrap();
        world.runner.has_started(1).await;
        let admin = world.admin().caller;
        world.engine.cancel(&admin, root.id).await.unwrap();
        let ended = world.reaches(root.id, Status::Cancelled).await;
        assert_eq!(ended.message.as_deref(), Some("cancelled by admin"));
        assert_eq!(world.counts("SELECT COUNT(*) FROM request WHERE status = 'cancelled'").await, 3);
        assert!(world.engine.cancel(&admin, root.id).await.is_err(), "it has ended");
    }

    async fn nothing_is_quiet_while_a_sub_process_whose_time_was_up_still_runs(world: World) {
        world.process(WORK).await;
        world.process(&format!("{OUTER}    timeout: 1m\n    retry: {{ attempts: 2 }}\n")).await;
        let request = world.admin().runs("outer").await.unwrap();
        world.runner.has_started(1).await;
        world.runner.hears_no_cancel();
        world.admin().enables_maintenance("hold").await;
        world.passes("61s").await;
        let first = world.until(request.id, |r| r.steps[0].outcome == Some(Outcome::TimedOut)).await;
        let child = first.steps[0].child.unwrap();
        while world.counts("SELECT COUNT(*) FROM request WHERE cancelling IS NOT NULL").await == 0 {
            tokio::task::yield_now().await;
        }
        let drain = world.engine.drain(&world.admin().caller.permit().unwrap()).await.unwrap();
        assert!(!drain.quiet && !drain.restart.host.safe, "{drain:?}");
        assert_eq!(world.runner.started(), 1, "no second one begins beside it");
        world.runner.ends("build", Outcome::Cancelled);
        world.reaches(child, Status::Cancelled).await;
        world.until(request.id, |r| r.steps[0].status == StepStatus::Retrying).await;
    }

    async fn a_process_that_runs_itself_twice_is_bounded(world: World) {
        world.process("
name: twice
kind: global
steps:
  - id: left
    run_process: { process: done }
  - id: right
    run_process: { process: done }
".replace("done", "twice").as_str()).await;
        let request = world.admin().runs("twice").await.unwrap();
        world.reaches(request.id, Status::Failed).await;
        let all = world.counts("SELECT COUNT(*) FROM request").await;
        assert!((500..=1_001).contains(&all), "{all} requests");
        let words = world.counts("SELECT COUNT(*) FROM step WHERE detail = 'a request starts at most 1000 others, however deep'").await;
        assert!(words > 0);
    }
}
