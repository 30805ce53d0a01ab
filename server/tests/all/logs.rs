//! Logs over HTTP: as a text, and followed.

use domain::permission::Role;
use serde_json::json;

use crate::harness::World;

const TWO: &str = "name: two\nkind: global\nsteps:\n  - id: first\n    shell: echo one; printf 'a\\303'; printf '\\n'\n  - id: second\n    needs: [first]\n    shell: echo two\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_followed_to_its_end_and_read_again_as_a_text() {
    let world = World::start().await;
    world.has_process(TWO).await;
    let ada = world.somebody(Role::Operator).await;
    let id = ada.post("/api/v1/requests", json!({"process": "two"})).await.is(201).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/requests/{id}/log");
    let mut events = ada.listens(&path).await;
    let mut lines = Vec::new();
    let mut ended = false;
    while let Some(event) = events.next_told().await {
        match event.name.as_str() {
            "log" => {
                lines.push((event.json()["step"].clone(), event.json()["text"].as_str().unwrap().to_owned()))
            }
            "end" => ended = true,
            other => panic!("{other}"),
        }
    }
    assert!(ended, "the stream says that it is over");
    let text = |step: &str| {
        lines.iter().filter(|(of, _)| of == step).map(|(_, text)| text.as_str()).collect::<String>()
    };
    assert_eq!((text("first").as_str(), text("second").as_str()), ("one\na\u{fffd}\n", "two\n"));
    let whole = ada.get(&path).await.is(200);
    assert_eq!(whole.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(whole.text, "==> first (attempt 1) <==\none\na\u{fffd}\n==> second (attempt 1) <==\ntwo\n");
    assert_eq!(ada.get(&format!("{path}?step=second")).await.is(200).text, "two\n");
    assert_eq!(ada.get(&format!("{path}?step=second&offset=1")).await.is(200).text, "wo\n");
    let file = ada.get(&format!("{path}?step=second&download=true")).await.is(200);
    assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"{id}-second.log\""));
    ada.get(&format!("{path}?step=third")).await.is_problem(404, "/problems/not-found");
    ada.get(&format!("{path}?offset=1")).await.is_problem(422, "/problems/validation");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_stream_of_one_step_goes_on_where_it_was() {
    let world = World::start().await;
    world.has_process(TWO).await;
    let ada = world.somebody(Role::Operator).await;
    let id = ada.post("/api/v1/requests", json!({"process": "two"})).await.is(201).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/requests/{id}/log?step=first");
    let mut whole = ada.listens(&path).await;
    let mut last = String::new();
    while let Some(event) = whole.next_told().await {
        if event.name == "log" {
            last = event.id;
        }
    }
    let mut rest = ada.with("last-event-id", &last).listens(&path).await;
    assert_eq!(rest.next_told().await.unwrap().name, "end", "nothing is told twice");
}
