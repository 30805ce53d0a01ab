//! Imports of others' calendars.

use domain::permission::Role;
use serde_json::{Value, json};

use crate::harness::{Caller, World};

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:patch\r\nSUMMARY:Patch day\r\n\
DTSTART;TZID=Europe/Berlin:20310304T020000\r\nDURATION:PT1H\r\nRRULE:FREQ=MONTHLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

async fn imports(caller: &Caller, ask: Value) -> Value {
    caller.post("/api/v1/blackouts/import", ask).await.is(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_is_reviewed_then_planned_and_known_from_then_on() {
    let world = World::start().await;
    let admin = world.admin().await;
    let review = imports(&admin, json!({"ics": CALENDAR, "review": true})).await;
    let event = &review["events"][0];
    assert_eq!((&event["uid"], &event["state"]), (&json!("patch"), &json!("ready")));
    assert_eq!(event["line"], 3);
    assert_eq!(event["plan"]["start"], "2031-03-04T02:00");
    assert_eq!(event["plan"]["database_offline"], true);
    assert!(event["rule"].as_str().unwrap().ends_with(" in Europe/Berlin"), "{event}");
    let ask = json!({"ics": CALENDAR, "take": ["patch"], "database_offline": false});
    let done = imports(&admin, ask.clone()).await;
    let id = done["events"][0]["blackout"].as_str().unwrap();
    let blackout = admin.get(&format!("/api/v1/blackouts/{id}")).await.is(200).json();
    assert_eq!((&blackout["name"], &blackout["database_offline"]), (&json!("Patch day"), &json!(false)));
    let again = imports(&admin, ask).await;
    let event = &again["events"][0];
    assert_eq!((&event["state"], &event["blackout"]), (&json!("known"), &json!(id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_an_import_is_told_with_its_line() {
    let world = World::start().await;
    let admin = world.admin().await;
    let bad = CALENDAR.replace("FREQ=MONTHLY", "FREQ=HOURLY");
    let problem = admin.post("/api/v1/blackouts/import", json!({"ics": bad})).await;
    let problem = problem.is_problem(422, "/problems/validation").json();
    assert_eq!((&problem["errors"][0]["path"], &problem["errors"][0]["line"]), (&json!("ics"), &json!(8)));
    for ask in [json!({}), json!({"ics": CALENDAR, "url": "http://127.0.0.1/"}), json!({"ics": ""})] {
        admin.post("/api/v1/blackouts/import", ask).await.is_problem(422, "/problems/validation");
    }
    let operator = world.somebody(Role::Operator).await;
    operator.post("/api/v1/blackouts/import", json!({"ics": CALENDAR})).await.is(403);
}

/// A server of the test's own that answers every call with the calendar.
async fn calendar_server() -> std::net::SocketAddr {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 4_096];
            let Ok(1..) = stream.read(&mut head).await else { continue };
            let length = CALENDAR.len();
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\nContent-Length: {length}\r\n\r\n");
            let _ = stream.write_all(format!("{head}{CALENDAR}").as_bytes()).await;
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_address_is_read_only_when_the_setting_names_it() {
    let url = format!("http://{}/ops.ics", calendar_server().await);
    let world = World::start().await;
    let ask = json!({"url": url, "review": true});
    let refused = world.admin().await.post("/api/v1/blackouts/import", ask.clone()).await;
    let problem = refused.is_problem(422, "/problems/validation").json();
    let error = &problem["errors"][0];
    assert_eq!(error["path"], "url");
    assert!(error["message"].as_str().unwrap().contains("LULL_PRIVATE_TARGETS"), "{error}");
    let world = World::start_with(|settings| settings.private_targets = "127.0.0.1".parse().unwrap()).await;
    let review = imports(&world.admin().await, ask).await;
    assert_eq!(review["events"][0]["uid"], "patch");
}
