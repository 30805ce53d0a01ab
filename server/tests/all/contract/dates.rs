//! The dates of series: previewed with what daylight saving does to them, and listed over a span.

use serde_json::{Value, json};

use crate::harness::World;

fn keys(found: &Value) -> Vec<&str> {
    let items = found["items"].as_array().unwrap();
    items.iter().map(|one| one["occurrence"]["key"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_is_previewed_with_ten_dates_and_listed_over_a_span() {
    let world = World::start().await;
    let admin = world.admin().await;
    let draft = json!({
        "name": "rotate keys", "start": "2031-03-01T02:30", "zone": "Europe/Berlin", "duration": "1h",
        "recurrence": {"every": {"months": 1}, "nth_weekday": ["last", "sun"]},
    });
    let preview = admin.post("/api/v1/blackouts/preview", draft.clone()).await.is(200).json();
    let told = "every last Sunday at 02:30 in Europe/Berlin; on 30 March 2031 the clock jumps over it, it will be 03:30; \
                on 26 October 2031 the clock shows it twice, the first is meant";
    assert_eq!(preview["rule"], told);
    let dates = preview["dates"].as_array().unwrap();
    assert_eq!((dates.len(), &dates[0]["window"]), (10, &preview["window"]));
    assert_eq!(
        (&dates[0]["key"], &dates[0]["notes"][0]["note"]),
        (&json!("2031-03-30T02:30"), &json!("moved"))
    );
    assert_eq!((&dates[1]["key"], &dates[1]["notes"]), (&json!("2031-04-27T02:30"), &json!([])));
    admin.post("/api/v1/blackouts", draft.clone()).await.is(201);

    let listed = admin.get("/api/v1/blackouts").await.is(200).json();
    assert_eq!(keys(&listed), ["2031-03-30T02:30"], "of a series the next date");
    let spring = "/api/v1/blackouts?from=2031-03-01T00:00:00Z&to=2031-06-01T00:00:00Z";
    let listed = admin.get(spring).await.is(200).json();
    assert_eq!(keys(&listed), ["2031-03-30T02:30", "2031-04-27T02:30", "2031-05-25T02:30"]);
    let year = admin.get("/api/v1/blackouts?from=2031-03-01T00:00:00Z").await.is(200).json();
    assert_eq!(keys(&year).len(), 12);

    let again = admin.post("/api/v1/blackouts/preview", draft).await.is(200).json();
    assert_eq!((&again["overlaps"][0]["more"], again["overlaps"].as_array().unwrap().len()), (&json!(24), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_span_with_too_many_dates_is_refused_at_its_end() {
    let world = World::start().await;
    let admin = world.admin().await;
    for start in ["2031-03-01T02:30", "2031-03-01T12:30"] {
        let draft = json!({
            "name": "every night", "start": start, "zone": "UTC", "duration": "1h",
            "recurrence": {"every": {"days": 1}},
        });
        admin.post("/api/v1/blackouts", draft).await.is(201);
    }
    let long = "/api/v1/blackouts?from=2031-03-01T00:00:00Z&to=2046-03-01T00:00:00Z";
    let refused = admin.get(long).await.is(422).json();
    assert_eq!(refused["errors"][0]["path"], "to");
}
