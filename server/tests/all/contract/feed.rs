//! The calendar feed and its keys.

use domain::permission::Role;
use serde_json::json;

use crate::harness::{Caller, World};

/// The feed's path with a key just made.
async fn makes(caller: &Caller) -> (String, String) {
    let made = caller.post("/api/v1/calendar/keys", json!({"name": "phone"})).await.is(201).json();
    let address = made["address"].as_str().unwrap();
    let path = address.strip_prefix(caller.base()).expect("it names this server");
    (path.to_owned(), made["key"]["id"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_told_to_whoever_has_its_address_and_only_anew_when_it_changed() {
    let world = World::start().await;
    let admin = world.admin().await;
    let viewer = world.somebody(Role::Viewer).await;
    let (path, _) = makes(&viewer).await;
    let draft = json!({"name": "patch day", "start": "2031-03-04T02:00", "zone": "Europe/Berlin", "duration": "1h",
        "recurrence": {"every": {"weeks": 2}}});
    admin.post("/api/v1/blackouts", draft.clone()).await.is(201);
    let calendar = world.stranger();
    let feed = calendar.get(&path).await.is(200);
    assert_eq!(feed.header("content-type"), "text/calendar; charset=utf-8");
    assert!(feed.header("cache-control").starts_with("private"), "{}", feed.header("cache-control"));
    assert!(feed.text.contains("SUMMARY:patch day\r\n") && feed.text.contains("RRULE:FREQ=WEEKLY;"));
    let tag = feed.header("etag").to_owned();
    let knows = calendar.with("if-none-match", &format!("\"other\", W/{tag}"));
    let same = knows.get(&path).await.is(304);
    assert_eq!((same.text.as_str(), same.header("etag")), ("", tag.as_str()));
    admin.post("/api/v1/blackouts", draft).await.is(201);
    assert_ne!(knows.get(&path).await.is(200).header("etag"), tag);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_does_not_count_is_not_told_from_one_that_never_was() {
    let world = World::start().await;
    let admin = world.admin().await;
    let viewer = world.somebody(Role::Viewer).await;
    let (revoked, id) = makes(&viewer).await;
    viewer.delete(&format!("/api/v1/calendar/keys/{id}")).await.is(204);
    viewer.delete(&format!("/api/v1/calendar/keys/{id}")).await.is(404);
    let (disabled, _) = makes(&viewer).await;
    let users = admin.get("/api/v1/users").await.is(200).json();
    let users = users["items"].as_array().unwrap();
    let user = users.iter().find(|user| user["username"] == "viewer").unwrap()["id"].as_str().unwrap();
    admin.patch(&format!("/api/v1/users/{user}"), json!({"disabled": true})).await.is(200);
    let unknown = "/calendar.ics?key=lull_feed_nobody";
    let told = world.stranger().get(unknown).await.is_problem(404, "/problems/not-found").text;
    for path in [revoked.as_str(), disabled.as_str(), "/calendar.ics", "/calendar.ics?key="] {
        assert_eq!(world.stranger().get(path).await.is(404).text, told, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_listed_without_their_secrets() {
    let world = World::start().await;
    let viewer = world.somebody(Role::Viewer).await;
    let (path, id) = makes(&viewer).await;
    let answer = viewer.get("/api/v1/calendar/keys").await.is(200);
    let secret = path.split_once("key=").unwrap().1;
    assert!(!answer.text.contains(secret));
    let listed = answer.json();
    assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["owner"]), (&json!(id), &json!("viewer")));
    assert_eq!(listed["next"], json!(null));
    // It reads the feed and nothing else.
    let thief = world.stranger().with("authorization", &format!("Bearer {secret}"));
    thief.get("/api/v1/blackouts").await.is(401);
    viewer.post("/api/v1/calendar/keys", json!({"name": ""})).await.is_problem(422, "/problems/validation");
}
