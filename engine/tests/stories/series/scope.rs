//! One date of a series, this and later ones, or all: changed and called off.

use std::time::Duration;

use domain::blackout::{Altered, Because, Blackout, BlackoutEdit, LocalTime, Scope};
use domain::recurrence::{Every, Ordinal, RecurrenceDraft, Weekday};
use engine::Error;
use engine::blackout::Which;
use engine::store::blackout::{self, Kept};
use engine::store::{Place, Store};
use serde_json::{Value, json};

use super::{instant, manages, on_record, passes_to, plans, reads};
use crate::chance::Chance;
use crate::harness::World;
use crate::on_both;

fn which(date: &str, scope: Scope) -> Option<Which> {
    Some(Which { date: date.parse().unwrap(), scope })
}

async fn changes(
    world: &World,
    series: &Blackout,
    date: &str,
    scope: Scope,
    edit: Value,
) -> Result<Altered, Error> {
    let edit: BlackoutEdit = serde_json::from_value(edit).unwrap();
    world.engine.change_blackout(&manages(world), series.id, which(date, scope), edit, None).await
}

async fn cancels(world: &World, series: &Blackout, date: &str, scope: Scope) -> Result<Altered, Error> {
    world.engine.cancel_blackout(&manages(world), series.id, which(date, scope)).await
}

/// Saturdays at 02:30, from 6 March on.
async fn weekly(world: &World, end: Value) -> Blackout {
    world.clock.set(instant("2027-03-01T12:00:00Z"));
    let mut rule = json!({ "every": { "weeks": 1 } });
    rule.as_object_mut().unwrap().extend(end.as_object().unwrap().clone());
    plans(world, "2027-03-06T02:30", &rule).await
}

fn rule(blackout: &Blackout) -> Value {
    serde_json::to_value(&blackout.plan).unwrap()["recurrence"].clone()
}

fn at_fault(error: Error) -> String {
    let Error::Invalid(faults) = error else { panic!("{error:?}") };
    faults.into_iter().map(|fault| fault.path).collect::<Vec<_>>().join(" ")
}

/// The row of a date.
async fn row(world: &World, series: &Blackout, date: &str) -> Option<Kept> {
    let place = match &world.config.database_url {
        Some(url) => Place::Postgres(url.clone()),
        None => Place::Sqlite(world.config.data_dir.join("lull.db")),
    };
    let store = Store::open(&place, "story").await.unwrap();
    let mut tx = store.read().await.unwrap();
    let found = blackout::on_date(&mut tx, series.id, date.parse().unwrap()).await.unwrap();
    drop(tx);
    store.close(Duration::from_secs(5)).await;
    found
}

on_both! {
    async fn a_date_that_was_called_off_stays_so_when_all_are_moved(world: World) {
        let series = weekly(&world, json!({})).await;
        let off = cancels(&world, &series, "2027-03-13T02:30", Scope::One).await.unwrap();
        assert_eq!(off.blackout.occurrence.stage.as_str(), "cancelled");
        assert_eq!(on_record(&world).await, "2027-03-06T02:30 planned\n2027-03-13T02:30 cancelled");
        changes(&world, &series, "2027-03-20T02:30", Scope::All, json!({ "start": "2027-03-20T04:30" })).await.unwrap();
        assert_eq!(reads(&world, &series).await.plan.start.to_string(), "2027-03-06T04:30");
        passes_to(&world, instant("2027-03-20T12:00:00Z")).await;
        assert_eq!(
            on_record(&world).await,
            "2027-03-06T04:30 ended\n2027-03-13T02:30 cancelled\n2027-03-20T04:30 ended\n2027-03-27T04:30 planned"
        );
    }

    async fn all_of_a_series_that_has_begun_are_moved_from_the_next_on(world: World) {
        let series = weekly(&world, json!({ "count": 4 })).await;
        passes_to(&world, instant("2027-03-07T12:00:00Z")).await;
        let moved = changes(&world, &series, "2027-03-20T02:30", Scope::All, json!({ "start": "2027-03-20T04:30" })).await;
        let moved = moved.unwrap().blackout;
        assert_eq!((moved.id, rule(&moved)["count"].clone()), (series.id, json!(3)));
        passes_to(&world, instant("2027-05-01T12:00:00Z")).await;
        let rest = ["13", "20", "27"].map(|day| format!("\n2027-03-{day}T04:30 ended")).concat();
        assert_eq!(on_record(&world).await, format!("2027-03-06T02:30 ended{rest}"));
    }

    async fn one_date_is_moved_and_the_others_stay(world: World) {
        let series = weekly(&world, json!({})).await;
        let moved = changes(&world, &series, "2027-03-13T02:30", Scope::One, json!({ "start": "2027-03-14T05:00" })).await;
        let moved = moved.unwrap().blackout;
        assert_eq!(moved.occurrence.key.to_string(), "2027-03-13T02:30", "its key stays");
        assert_eq!(moved.plan.start.to_string(), "2027-03-14T05:00");
        passes_to(&world, instant("2027-03-14T04:30:00Z")).await;
        let rows = "2027-03-06T02:30 ended\n2027-03-13T02:30 draining\n2027-03-20T02:30 planned";
        assert_eq!(on_record(&world).await, rows);
        assert_eq!(reads(&world, &series).await.occurrence.window.start, instant("2027-03-14T04:00:00Z"));
    }

    async fn one_date_has_no_rule_keeps_clear_of_its_neighbours_and_does_not_change_once_it_is_over(world: World) {
        let series = weekly(&world, json!({})).await;
        let one = async |date: &str, edit: Value| {
            changes(&world, &series, date, Scope::One, edit).await.map(drop).map_err(at_fault)
        };
        let rule = json!({ "recurrence": { "every": { "days": 1 } } });
        assert_eq!(one("2027-03-13T02:30", rule).await, Err("recurrence".to_owned()));
        assert_eq!(one("2027-03-13T02:30", json!({ "start": "2027-03-20T01:00" })).await, Err("start".to_owned()));
        assert_eq!(one("2027-03-13T02:30", json!({ "start": "2027-03-20T00:59" })).await, Ok(()));
        passes_to(&world, instant("2027-03-06T12:00:00Z")).await;
        assert_eq!(one("2027-03-06T02:30", json!({ "name": "late" })).await, Err("blackout".to_owned()));
        let none = changes(&world, &series, "2027-03-14T02:30", Scope::One, json!({ "name": "none" })).await;
        assert!(matches!(none, Err(Error::NotFound(_))), "{none:?}");
    }

    async fn this_and_later_ones_become_a_series_with_what_is_left_of_the_count(world: World) {
        let series = weekly(&world, json!({ "count": 6 })).await;
        let split = changes(&world, &series, "2027-03-20T02:30", Scope::Later, json!({ "start": "2027-03-20T03:30" })).await;
        let after = split.unwrap().blackout;
        assert_ne!(after.id, series.id);
        assert_eq!(rule(&after)["count"], json!(4));
        assert_eq!(rule(&reads(&world, &series).await)["until"], json!("2027-03-13"));
        passes_to(&world, instant("2027-05-01T12:00:00Z")).await;
        let before = ["03-06", "03-13"].map(|day| format!("2027-{day}T02:30 ended\n")).concat();
        let later = ["03-20", "03-27", "04-03", "04-10"].map(|day| format!("2027-{day}T03:30 ended")).join("\n");
        assert_eq!(on_record(&world).await, before + &later);
    }

    async fn this_and_later_ones_keep_their_last_date_and_the_rows_with_their_holds(world: World) {
        let series = weekly(&world, json!({ "until": "2027-04-03" })).await;
        changes(&world, &series, "2027-03-27T02:30", Scope::One, json!({ "start": "2027-03-27T06:00" })).await.unwrap();
        cancels(&world, &series, "2027-04-03T02:30", Scope::One).await.unwrap();
        let hold = row(&world, &series, "2027-03-27T02:30").await.unwrap().hold;
        let split = changes(&world, &series, "2027-03-20T02:30", Scope::Later, json!({ "name": "renamed" })).await.unwrap();
        assert_eq!(rule(&split.blackout)["until"], json!("2027-04-03"));
        let key: LocalTime = "2027-03-27T02:30".parse().unwrap();
        let stays: Vec<_> = split.stays.iter().map(|stays| (stays.key, stays.because)).collect();
        assert_eq!(stays, [(key, Because::OwnPlan)]);
        let gone_over = row(&world, &split.blackout, "2027-03-27T02:30").await.unwrap();
        assert_eq!((gone_over.hold, gone_over.series.follows), (hold, Some(series.id)));
        assert!(row(&world, &series, "2027-03-27T02:30").await.is_none());
        passes_to(&world, instant("2027-05-01T12:00:00Z")).await;
        let ended = ["06", "13", "20", "27"].map(|day| format!("2027-03-{day}T02:30 ended\n")).concat();
        assert_eq!(on_record(&world).await, format!("{ended}2027-04-03T02:30 cancelled"));
    }

    async fn later_at_the_first_date_is_all(world: World) {
        let series = weekly(&world, json!({})).await;
        let all = changes(&world, &series, "2027-03-06T02:30", Scope::Later, json!({ "duration": "2h" })).await.unwrap();
        assert_eq!(all.blackout.id, series.id);
        let off = cancels(&world, &series, "2027-03-06T02:30", Scope::Later).await.unwrap();
        assert_eq!(off.blackout.id, series.id);
        passes_to(&world, instant("2027-05-01T12:00:00Z")).await;
        assert_eq!(on_record(&world).await, "2027-03-06T02:30 cancelled");
    }

    async fn what_is_in_force_stays_and_the_answer_says_so(world: World) {
        world.clock.set(instant("2027-03-26T12:00:00Z"));
        let series = plans(&world, "2027-03-27T02:30", &json!({ "every": { "days": 1 } })).await;
        passes_to(&world, instant("2027-03-27T01:45:00Z")).await;
        let stays = |altered: Altered| altered.stays.iter().map(|stays| stays.key.to_string()).collect::<Vec<_>>();
        let changed = changes(&world, &series, "2027-03-29T02:30", Scope::All, json!({ "duration": "30m" })).await.unwrap();
        assert_eq!(stays(changed), ["2027-03-27T02:30"]);
        let held = changes(&world, &series, "2027-03-27T02:30", Scope::One, json!({ "duration": "45m" })).await;
        assert!(held.is_err());
        let off = cancels(&world, &series, "2027-03-29T02:30", Scope::All).await.unwrap();
        assert_eq!(stays(off), ["2027-03-27T02:30"]);
        passes_to(&world, instant("2027-05-01T12:00:00Z")).await;
        assert_eq!(on_record(&world).await, "2027-03-27T02:30 ended\n2027-03-28T02:30 cancelled");
    }

    async fn later_ones_are_called_off_and_the_earlier_come(world: World) {
        let series = weekly(&world, json!({})).await;
        cancels(&world, &series, "2027-03-20T02:30", Scope::Later).await.unwrap();
        assert_eq!(rule(&reads(&world, &series).await)["until"], json!("2027-03-13"));
        passes_to(&world, instant("2027-05-01T12:00:00Z")).await;
        assert_eq!(
            on_record(&world).await,
            "2027-03-06T02:30 ended\n2027-03-13T02:30 ended\n2027-03-20T02:30 cancelled"
        );
    }

    async fn a_plan_that_somebody_else_changed_meanwhile_is_not_overwritten(world: World) {
        let series = weekly(&world, json!({})).await;
        world.clock.advance("1m".parse().unwrap());
        changes(&world, &series, "2027-03-13T02:30", Scope::One, json!({ "duration": "2h" })).await.unwrap();
        let edit: BlackoutEdit = serde_json::from_value(json!({ "name": "mine" })).unwrap();
        let late = world
            .engine
            .change_blackout(&manages(&world), series.id, which("2027-03-13T02:30", Scope::One), edit, Some(series.saved))
            .await;
        assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
    }
}

/// Some rule, with or without an end.
fn some_rule(chance: &mut Chance, start: LocalTime) -> RecurrenceDraft {
    let step = u32::try_from(1 + chance.below(3)).unwrap();
    let mut draft = RecurrenceDraft::every(match chance.below(3) {
        0 => Every::Days(step),
        1 => Every::Weeks(step),
        _ => Every::Months(step),
    });
    match (draft.every, chance.below(3)) {
        (Every::Weeks(_), 0) => draft.weekdays = Some(vec![Weekday::Mon, Weekday::Thu, Weekday::Sun]),
        (Every::Months(_), 0) => draft.month_day = Some(Ordinal::Last),
        (Every::Months(_), 1) => draft.nth_weekday = Some((Ordinal::Number(2), Weekday::Sat)),
        _ => {}
    }
    match chance.below(3) {
        0 => draft.count = Some(u32::try_from(2 + chance.below(40)).unwrap()),
        1 => draft.until = start.naive().date().checked_add_days(chrono::Days::new(200 + chance.below(900))),
        _ => {}
    }
    draft
}

#[test]
fn a_series_that_is_split_without_a_change_goes_on_alike() {
    let mut chance = Chance::seeded();
    for _ in 0..500 {
        let day = chrono::NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
        let day = day.checked_add_days(chrono::Days::new(chance.below(730))).unwrap();
        let start = LocalTime::from(day.and_hms_opt(2, 30, 0).unwrap());
        let draft = some_rule(&mut chance, start);
        let rule = draft.clone().check(start, day).unwrap();
        let dates: Vec<LocalTime> = rule.dates(start).all_from(start).take(60).collect();
        let at = usize::try_from(chance.below(u64::try_from(dates.len()).unwrap())).unwrap();
        let key = dates[at];
        let rest = rule.rest(start, key.naive().date());
        let later: Vec<LocalTime> = rest.dates(key).all_from(key).take(dates.len() - at).collect();
        assert_eq!(later, dates[at..], "{draft:?} from {start}, split at {key}");
        assert_eq!(
            rest.dates(key).last(),
            rule.dates(start).last(),
            "{draft:?} from {start}, split at {key}"
        );
    }
}
