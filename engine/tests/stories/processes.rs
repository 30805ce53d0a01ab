//! Processes: numbered versions, of which a request keeps the one it began with.

use domain::permission::{EditProcesses, Read};
use domain::process::Outcome;
use domain::request::{StartRequest, Status};
use engine::Error;

use super::harness::{Db, WORK, World};
use crate::on_both;

on_both! {
    async fn a_request_keeps_the_version_it_began_with(world: World) {
        world.process(WORK).await;
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        let edit = world.admin().caller.permit::<EditProcesses>().unwrap();
        let newer = WORK.replace("make", "make all");
        let saved = world.engine.update_process(&edit, request.process.id, &newer, Some(1)).await.unwrap();
        assert_eq!(saved.version, 2);
        world.runner.ends("build", Outcome::Succeeded);
        assert_eq!(world.reaches(request.id, Status::Succeeded).await.process.version, 1);
        assert_eq!(world.admin().runs("work").await.unwrap().process.version, 2);
        let stale = world.engine.update_process(&edit, request.process.id, WORK, Some(1)).await;
        assert!(matches!(stale, Err(Error::Stale { .. })));
        let read = world.admin().caller.permit::<Read>().unwrap();
        assert_eq!(world.engine.process(&read, "work", Some(1)).await.unwrap().source, WORK);
    }

    async fn versions_come_page_by_page_newest_first(world: World) {
        world.process(WORK).await;
        let (edit, read) = (world.admin().caller.permit::<EditProcesses>().unwrap(), world.admin().caller.permit().unwrap());
        let id = world.engine.process(&read, "work", None).await.unwrap().id;
        for version in 2..=5 {
            let source = WORK.replace("make", &format!("make {version}"));
            world.engine.update_process(&edit, id, &source, None).await.unwrap();
        }
        let (mut told, mut cursor) = (Vec::new(), None);
        loop {
            let page = world.engine.versions(&read, id, cursor.as_deref(), Some(2)).await.unwrap();
            told.push(page.items.iter().map(|version| version.version).collect::<Vec<_>>());
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(told, [vec![5, 4], vec![3, 2], vec![1]]);
        let nonsense = world.engine.versions(&read, id, Some("newest"), None).await;
        assert!(matches!(nonsense, Err(Error::Invalid(faults)) if faults[0].path == "cursor"));
    }

    async fn a_faulty_definition_is_refused_with_line_and_column(world: World) {
        let edit = world.admin().caller.permit::<EditProcesses>().unwrap();
        let faulty = "name: x\nkind: global\nsteps:\n  - id: a\n    shel: make\n";
        let Err(Error::Invalid(errors)) = world.engine.create_process(&edit, faulty).await else {
            panic!("it was saved")
        };
        assert!(errors.iter().any(|error| error.line == Some(5)), "{errors:?}");
        assert_eq!(world.counts("SELECT COUNT(*) FROM process").await, 0);
    }

    async fn a_name_is_given_once(world: World) {
        world.process(WORK).await;
        let edit = world.admin().caller.permit::<EditProcesses>().unwrap();
        let Err(Error::Invalid(errors)) = world.engine.create_process(&edit, WORK).await else { panic!("saved twice") };
        assert_eq!(errors[0].path, "name");
    }
}

#[tokio::test]
async fn a_start_runs_what_another_node_has_just_saved() {
    let world = World::on(Db::Postgres).await;
    world.process(WORK).await;
    let other = world.beside().await;
    let first = other.admin().runs("work").await.unwrap();
    let edit = world.admin().caller.permit::<EditProcesses>().unwrap();
    let newer = WORK.replace("name: work", "name: work\ninputs: [{ name: day, required: true }]");
    world.engine.update_process(&edit, first.process.id, &newer, None).await.unwrap();
    let given = |day: &str| StartRequest {
        process: "work".to_owned(),
        inputs: [("day".to_owned(), day.to_owned())].into(),
        ..StartRequest::default()
    };
    let second = other.admin().asks(given("monday")).await.unwrap();
    assert_eq!(second.process.version, 2, "an input that only the new version knows is taken");
    world
        .engine
        .update_process(&edit, first.process.id, &newer.replace("make", "make all"), None)
        .await
        .unwrap();
    assert_eq!(other.admin().asks(given("friday")).await.unwrap().process.version, 3);
    let Err(Error::Invalid(errors)) = other.admin().runs("work").await else {
        panic!("it was not asked for")
    };
    assert!(errors[0].path.contains("day"), "{errors:?}");
}
