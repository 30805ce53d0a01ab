//! Manual tasks: told, and answered by those who may.

use domain::permission::Role;

use super::yes;
use crate::on_both;

on_both! {
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
}
