//! A month of the calendar over 10,000 series.

use domain::blackout::{BlackoutDraft, LocalTime, Zone};
use domain::duration::Span;
use domain::permission::{Authority, ManageMaintenance, Permit, Person, Read, Role};
use engine::zone::Iana;
use engine::{Clock, Config, Engine};
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};

use crate::database::Kind;
use crate::measure::{Sample, Table, now, wall};

/// Series that are planned; each is copied [`COPIES`] times.
const MADE: i64 = 100;
const COPIES: i64 = 99;
const LOOKS: usize = 20;
const DAY: i64 = 86_400;
const ZONES: [&str; 4] = ["Europe/Berlin", "America/New_York", "Australia/Sydney", "UTC"];

/// The last four digits of an id tell copies apart.
const SERIES: &str = "INSERT INTO blackout (id, name, owner_id, owner, created, saved, plan, first_at, last_end, follows) \
    WITH RECURSIVE copy(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copy WHERE number < 99) \
    SELECT substr(id, 1, 32) || CAST(1000 + number AS TEXT), name, owner_id, owner, created, saved, plan, first_at, \
    last_end, follows FROM blackout CROSS JOIN copy";
const ROWS: &str = "INSERT INTO occurrence (blackout, key, start_at, end_at, stage, is_over, hold, record, plan, announce_at) \
    WITH RECURSIVE copy(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copy WHERE number < 99) \
    SELECT substr(blackout, 1, 32) || CAST(1000 + number AS TEXT), key, start_at, end_at, stage, is_over, \
    substr(hold, 1, 33) || CAST(1000 + number AS TEXT), record, plan, announce_at FROM occurrence CROSS JOIN copy";

pub async fn measure(table: &mut Table) {
    for kind in Kind::all() {
        if let Err(error) = view(table, &kind).await {
            table.note(
                format!("a month of series, {}", kind.name()),
                format!("could not be measured: {error}"),
            );
        }
    }
}

async fn view(table: &mut Table, kind: &Kind) -> Result<(), String> {
    let dir = tempfile::tempdir().map_err(words)?;
    let url = kind.fresh().await.map_err(words)?;
    let mut config = Config::new(dir.path());
    config.database_url.clone_from(&url);
    config.admin_password = Some("bench password".to_owned());
    let (engine, _) = Engine::open(config, Clock::system()).await.map_err(words)?;
    let authority = Authority::vouched(Person::system("bench"), Role::Administrator);
    let manages: Permit<ManageMaintenance> = authority.permit().map_err(words)?;
    let reads: Permit<Read> = authority.permit().map_err(words)?;
    for index in 0..MADE {
        engine.plan_blackout(&manages, draft(index)?).await.map_err(words)?;
    }
    copy(url.as_deref(), &dir.path().join("lull.db")).await.map_err(words)?;
    let from = wall().plus(Span::from_secs(40 * DAY));
    let to = from.plus(Span::from_secs(31 * DAY));
    let mut times = Sample::default();
    let mut dates = 0;
    for _ in 0..LOOKS {
        let one = now();
        let found = engine.blackouts(&reads, from, to).await.map_err(words)?;
        times.add_time(one.elapsed());
        dates = found.len();
    }
    let name = format!("{}, {} series, {dates} dates", kind.name(), MADE * (COPIES + 1));
    table.row(
        format!("a month of blackouts, ms, {name}"),
        times.to_string(),
        "median ≤ 200",
        times.median() <= 200.0,
    );
    Ok(())
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// One that comes each month, on a day and in a zone that the index chooses.
fn draft(index: i64) -> Result<BlackoutDraft, String> {
    let day = wall().plus(Span::from_secs((3 + index % 25) * DAY));
    let start = LocalTime::from(Iana::utc().wall(day));
    let zone = usize::try_from(index).ok().and_then(|index| ZONES.get(index % ZONES.len())).copied();
    let draft = json!({
        "name": format!("series {index}"), "start": start, "zone": zone.unwrap_or("UTC"), "duration": "1h",
        "database_offline": false, "recurrence": {"every": {"months": 1}},
    });
    serde_json::from_value(draft).map_err(words)
}

async fn copy(url: Option<&str>, file: &std::path::Path) -> Result<(), sqlx::Error> {
    match url {
        Some(url) => {
            let mut connection = sqlx::PgConnection::connect(url).await?;
            for sql in [SERIES, ROWS] {
                connection.execute(sql).await?;
            }
            connection.close().await
        }
        None => {
            let mut connection = SqliteConnectOptions::new().filename(file).connect().await?;
            for sql in [SERIES, ROWS] {
                connection.execute(sql).await?;
            }
            connection.close().await
        }
    }
}
