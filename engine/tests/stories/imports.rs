//! Imports of others' calendars: reviewed, planned once and all or none.

use domain::import::{ImportAsk, ImportState, Imported};
use domain::permission::{ManageMaintenance, Permit, Read};
use engine::Error;

use super::harness::World;
use crate::on_both;

/// A series with a date called off and one moved, an event that comes once, and one that is over.
const CALENDAR: &str = "BEGIN:VCALENDAR\nVERSION:2.0\n\
BEGIN:VEVENT\nUID:nightly\nSUMMARY:Backup\nDTSTART;TZID=Europe/Berlin:20261207T020000\nDURATION:PT1H\n\
RRULE:FREQ=DAILY;COUNT=4\nEXDATE;TZID=Europe/Berlin:20261208T020000\nEND:VEVENT\n\
BEGIN:VEVENT\nUID:nightly\nSUMMARY:Backup\\, late\nRECURRENCE-ID;TZID=Europe/Berlin:20261209T020000\n\
DTSTART;TZID=Europe/Berlin:20261209T040000\nDURATION:PT2H\nEND:VEVENT\n\
BEGIN:VEVENT\nUID:patch\nSUMMARY:Patch day\nDTSTART:20261220T010000Z\nDTEND:20261220T030000Z\nEND:VEVENT\n\
BEGIN:VEVENT\nUID:gone\nSUMMARY:Gone\nDTSTART:20261101T010000Z\nDTEND:20261101T030000Z\nEND:VEVENT\n\
END:VCALENDAR\n";

fn ask(ics: &str) -> ImportAsk {
    ImportAsk {
        ics: Some(ics.to_owned()),
        url: None,
        review: false,
        take: None,
        zone: None,
        database_offline: false,
    }
}

fn manages(world: &World) -> Permit<ManageMaintenance> {
    world.admin().caller.permit().unwrap()
}

async fn imports(world: &World, ask: ImportAsk) -> Result<Imported, Error> {
    world.engine.import_blackouts(&manages(world), ask).await
}

async fn blackouts(world: &World) -> i64 {
    world.counts("SELECT COUNT(*) FROM blackout").await
}

fn states(all: &Imported) -> Vec<(&str, ImportState)> {
    all.events.iter().map(|event| (event.uid.as_str(), event.state)).collect()
}

fn faults(result: Result<Imported, Error>) -> Vec<String> {
    match result {
        Err(Error::Invalid(faults)) => faults
            .into_iter()
            .map(|fault| format!("{} {}: {}", fault.path, fault.line.unwrap_or(0), fault.message))
            .collect(),
        other => panic!("it was not refused: {other:?}"),
    }
}

on_both! {
    async fn a_review_says_what_would_be_planned_and_saves_nothing(world: World) {
        let all = imports(&world, ImportAsk { review: true, ..ask(CALENDAR) }).await.unwrap();
        assert_eq!(states(&all), [("nightly", ImportState::Ready), ("patch", ImportState::Ready)]);
        assert_eq!((all.over, all.cancelled, all.faults.len()), (1, 0, 0));
        let nightly = &all.events[0];
        assert_eq!((nightly.line, nightly.plan.start.to_string().as_str()), (3, "2026-12-07T02:00"));
        let rule = nightly.rule.as_deref();
        assert_eq!(rule, Some("every day at 02:00, 4 times in Europe/Berlin"));
        assert_eq!(nightly.cancelled, ["2026-12-08T02:00".parse().unwrap()]);
        assert_eq!(nightly.changed[0].plan.name, "Backup, late");
        assert!(!nightly.plan.database_offline);
        assert_eq!(blackouts(&world).await, 0);
    }

    async fn an_import_is_planned_once_however_often_it_comes(world: World) {
        let all = imports(&world, ask(CALENDAR)).await.unwrap();
        assert_eq!(states(&all), [("nightly", ImportState::Planned), ("patch", ImportState::Planned)]);
        assert_eq!(blackouts(&world).await, 2);
        let touched = "SELECT COUNT(*) FROM occurrence WHERE plan IS NOT NULL OR stage = 'cancelled'";
        assert_eq!(world.counts(touched).await, 2);
        let audit = "SELECT COUNT(*) FROM audit WHERE action = 'blackout.create'";
        assert_eq!(world.counts(audit).await, 2);
        let permit = world.admin().caller.permit::<Read>().unwrap();
        let id = all.events[1].blackout.unwrap();
        let patch = world.engine.blackout(&permit, id).await.unwrap();
        assert_eq!(patch.occurrence.window.start.to_string(), "2026-12-20T01:00:00Z");

        let again = imports(&world, ask(CALENDAR)).await.unwrap();
        assert_eq!(states(&again), [("nightly", ImportState::Known), ("patch", ImportState::Known)]);
        assert_eq!(again.events[1].blackout, Some(id));
        assert_eq!(blackouts(&world).await, 2);
    }

    async fn one_fault_saves_nothing_and_what_is_chosen_is_planned_alone(world: World) {
        let bad = CALENDAR.replace("DTEND:20261220T030000Z", "DTEND:20270320T030000Z");
        let told = faults(imports(&world, ask(&bad)).await);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("ics 18: \"Patch day\": "), "{told:?}");
        assert_eq!(blackouts(&world).await, 0);

        let take = |uid: &str| Some(vec![uid.to_owned()]);
        let strange = ImportAsk { take: take("unheard"), ..ask(&bad) };
        assert!(faults(imports(&world, strange).await)[0].contains("is no event of this calendar"));
        let all = imports(&world, ImportAsk { take: take("nightly"), ..ask(&bad) }).await.unwrap();
        assert_eq!(states(&all), [("nightly", ImportState::Planned), ("patch", ImportState::LeftOut)]);
        assert_eq!(blackouts(&world).await, 1);
    }

    async fn what_cannot_be_read_is_told_with_its_line_and_stops_an_import_of_all(world: World) {
        let bad = CALENDAR.replace("RRULE:FREQ=DAILY", "RRULE:FREQ=HOURLY");
        let all = imports(&world, ImportAsk { review: true, ..ask(&bad) }).await.unwrap();
        assert_eq!(states(&all), [("patch", ImportState::Ready)]);
        assert_eq!(all.faults[0].event.as_deref(), Some("Backup"));
        let told = faults(imports(&world, ask(&bad)).await);
        assert!(told[0].starts_with("ics 8: \"Backup\" "), "{told:?}");
        let told = faults(imports(&world, ask("nonsense")).await);
        assert!(told[0].starts_with("ics ") && told[0].contains(": the calendar "), "{told:?}");
        let none = ImportAsk { ics: None, ..ask("") };
        assert!(faults(imports(&world, none).await)[0].starts_with("ics 0: is missing"));
        assert_eq!(blackouts(&world).await, 0);
    }

    async fn a_series_that_has_begun_goes_on_with_its_next_date_and_what_is_left_of_its_count(world: World) {
        let begun = CALENDAR.replace("20261207T020000\nDURATION", "20261204T020000\nDURATION");
        let all = imports(&world, ImportAsk { take: Some(vec!["nightly".to_owned()]), ..ask(&begun) }).await.unwrap();
        let nightly = &all.events[0];
        // The story begins on the fifth at two in Berlin, which is the second date.
        assert_eq!(nightly.plan.start.to_string(), "2026-12-05T02:00");
        assert_eq!(nightly.plan.recurrence.as_ref().unwrap().count, Some(3));
        assert_eq!(nightly.notes.len(), 1, "{:?}", nightly.notes);
    }

    async fn its_own_feed_is_known(world: World) {
        imports(&world, ask(CALENDAR)).await.unwrap();
        let new = domain::feed::NewFeedKey { name: "again".to_owned() };
        let (secret, _) = world.engine.make_feed_key(&world.admin().caller, new).await.unwrap();
        let feed = world.engine.feed(&secret).await.unwrap().unwrap();
        let all = imports(&world, ImportAsk { review: true, ..ask(&feed) }).await.unwrap();
        assert_eq!(all.count(ImportState::Known), 2, "{all:#?}");
        assert_eq!(all.count(ImportState::Ready), 0, "{all:#?}");
    }

    async fn private_addresses_are_not_called(world: World) {
        for url in ["http://127.0.0.1:1/a.ics", "http://169.254.169.254/", "http://[::1]/", "http://10.0.0.1/"] {
            let ask = ImportAsk { ics: None, url: Some(url.to_owned()), ..ask("") };
            let told = faults(imports(&world, ask).await);
            assert!(told[0].starts_with("url 0: ") && told[0].contains("imports do not call"), "{told:?}");
        }
        let ask = ImportAsk { ics: None, url: Some("file:///etc/passwd".to_owned()), ..ask("") };
        assert!(faults(imports(&world, ask).await)[0].contains("http and https"));
    }
}
