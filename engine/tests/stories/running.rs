//! Running requests: steps, sub-processes, manual tasks, retries, cancels; also under a hold.

use domain::duration::Span;
use domain::permission::Role;
use domain::process::Outcome;
use domain::request::{Status, StepStatus};
use domain::task::{Response, TaskFilter, Verdict};

use super::harness::{WORK, refused};
use crate::on_both;

const CHAIN: &str = "
name: chain
kind: global
steps:
  - id: first
    shell: one
  - id: second
    needs: [first]
    shell: two
";

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

fn yes() -> Response {
    Response {
        outcome: Verdict::Succeeded,
        comment: Some("looks right".to_owned()),
        properties: Default::default(),
    }
}

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

    async fn the_status_tells_how_many_tasks_wait_but_not_to_strangers(world: World) {
        world.process("name: ask\nkind: global\nsteps: [{ id: ask, manual: { prompt: Right? } }]\n").await;
        let stop = tokio_util::sync::CancellationToken::new();
        let (engine, stopped) = (world.engine.clone(), stop.clone());
        let worker = tokio::spawn(async move { engine.run(stopped).await });
        let mut status = world.engine.watch_status();
        let request = world.admin().runs("ask").await.unwrap();
        let told = status.wait_for(|told| told.full.tasks == Some(1)).await.unwrap().clone();
        assert_eq!(told.public.tasks, None);
        let task = world.request(request.id).await.steps[0].task.unwrap();
        let respond = world.admin().caller;
        world.engine.respond(&respond, task, yes()).await.unwrap();
        drop(status.wait_for(|told| told.full.tasks == Some(0)).await.unwrap());
        stop.cancel();
        worker.await.unwrap();
    }

    async fn the_next_step_of_a_running_request_begins_under_a_hold(world: World) {
        world.process(CHAIN).await;
        let request = world.admin().runs("chain").await.unwrap();
        world.runner.has_started(1).await;
        world.admin().enables_maintenance("hold").await;
        world.runner.ends("first", Outcome::Succeeded);
        world.runner.has_started(2).await;
        world.runner.ends("second", Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
    }

    async fn a_failed_step_skips_what_needs_it_and_fails_the_request(world: World) {
        world.process(CHAIN).await;
        let request = world.admin().runs("chain").await.unwrap();
        world.runner.has_started(1).await;
        world.runner.ends("first", Outcome::Failed);
        let failed = world.reaches(request.id, Status::Failed).await;
        assert_eq!(failed.steps[1].outcome, Some(Outcome::Skipped));
        assert_eq!(world.runner.started(), 1);
    }

    async fn a_retry_waits_for_its_instant(world: World) {
        world.process("
name: again
kind: global
steps:
  - id: flaky
    shell: maybe
    retry: { attempts: 2, delay: 30s }
").await;
        let request = world.admin().runs("again").await.unwrap();
        world.runner.has_started(1).await;
        world.runner.ends("flaky", Outcome::Failed);
        world.until(request.id, |r| r.steps[0].status == StepStatus::Retrying).await;
        world.passes("29s").await;
        assert_eq!(world.runner.started(), 1);
        world.passes("2s").await;
        world.runner.has_started(2).await;
        world.runner.ends("flaky", Outcome::Succeeded);
        let done = world.reaches(request.id, Status::Succeeded).await;
        assert_eq!(done.steps[0].attempt, 2);
    }

    async fn a_wait_ends_at_its_instant(world: World) {
        world.process("
name: pause
kind: global
steps:
  - id: nap
    wait: { for: 10m }
").await;
        let request = world.admin().runs("pause").await.unwrap();
        assert_eq!(request.steps[0].wakes, Some(world.clock.now().plus(Span::from_secs(600))));
        world.passes("599s").await;
        assert_eq!(world.request(request.id).await.status, Status::Running);
        world.passes("1s").await;
        world.reaches(request.id, Status::Succeeded).await;
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

    async fn steps_beyond_the_slots_wait_and_count_in_the_drain(world: World) {
        world.process(WORK).await;
        let mut ids = Vec::new();
        for _ in 0..6 {
            ids.push(world.admin().runs("work").await.unwrap().id);
        }
        world.runner.has_started(4).await;
        assert_eq!(world.counts("SELECT COUNT(*) FROM step WHERE status = 'queued'").await, 2);
        world.admin().enables_maintenance("hold").await;
        let drain = world.engine.drain(&world.admin().caller.permit().unwrap()).await.unwrap();
        assert_eq!((drain.blockers.len(), drain.steps_running), (6, 4));
        world.runner.ends("build", Outcome::Succeeded);
        for id in &ids[..4] {
            world.reaches(*id, Status::Succeeded).await;
        }
        loop {
            world.ticks().await;
            if world.runner.started() == 6 { break }
            tokio::task::yield_now().await;
        }
        world.runner.ends("build", Outcome::Succeeded);
        for id in ids {
            world.reaches(id, Status::Succeeded).await;
        }
    }

    async fn a_secret_input_is_encrypted_masked_and_handed_to_its_step(world: World) {
        world.process("
name: secretive
kind: global
inputs:
  - { name: token, secret: true, required: true }
steps:
  - id: use
    shell: use
    env: { TOKEN: \"{{ inputs.token }}\" }
").await;
        let ask = domain::request::StartRequest {
            process: "secretive".to_owned(),
            inputs: [("token".to_owned(), "canary-4711".to_owned())].into(),
            ..Default::default()
        };
        let request = world.admin().asks(ask).await.unwrap();
        assert_eq!(request.inputs["token"], "••••••");
        let jobs = world.runner.has_started(1).await;
        assert!(jobs[0].env.contains(&("TOKEN".to_owned(), "canary-4711".to_owned())));
        assert_eq!(jobs[0].secrets, ["canary-4711"]);
        let leaks = "SELECT COUNT(*) FROM request WHERE inputs LIKE '%canary%' OR secrets LIKE '%canary%'";
        assert_eq!(world.counts(leaks).await, 0);
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE detail LIKE '%canary%'").await, 0);
        world.runner.ends("use", Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
        let permit = world.admin().caller.permit().unwrap();
        let again = world.engine.repeat(&permit, request.id).await.unwrap();
        assert_eq!(world.runner.has_started(2).await[1].secrets, ["canary-4711"]);
        assert_eq!(again.source, Some(request.id));
    }

    async fn a_task_is_answered_by_the_role_that_its_step_names(world: World) {
        for (name, responders) in [("named", ", responders: { role: viewer }"), ("open", "")] {
            world.process(&format!("
name: {name}
kind: global
steps:
  - id: ask
    manual: {{ prompt: \"Right?\"{responders} }}
")).await;
        }
        let viewer = world.somebody("vic", Role::Viewer).await.caller;
        let operator = world.somebody("ola", Role::Operator).await.caller;
        let named = world.admin().runs("named").await.unwrap().steps[0].task.unwrap();
        let open = world.admin().runs("open").await.unwrap().steps[0].task.unwrap();
        let refused = world.engine.respond(&operator, named, yes()).await.unwrap_err().to_string();
        assert_eq!(refused, "ola may not answer this task: it asks for viewer (your role is operator)");
        assert!(matches!(world.engine.respond(&viewer, open, yes()).await, Err(engine::Error::Forbidden(_))));
        world.engine.respond(&viewer, named, yes()).await.unwrap();
        world.engine.respond(&operator, open, yes()).await.unwrap();
    }

    async fn nothing_is_quiet_while_a_sub_process_whose_time_was_up_still_runs(world: World) {
        world.process(WORK).await;
        world.process("
name: outer
kind: global
steps:
  - id: inner
    run_process: { process: work }
    timeout: 1m
    retry: { attempts: 2 }
").await;
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
