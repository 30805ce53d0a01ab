//! Recurrence: instants a second against python-dateutil and zoneinfo, the next date, and whether it is covered now.

use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::Duration;

use domain::blackout::{Covered, LocalTime, Zone};
use domain::duration::Span;
use domain::recurrence::{Recurrence, RecurrenceDraft};
use domain::time::Timestamp;
use engine::zone::Iana;

use crate::measure::{Sample, Table, now};
use crate::month;

const ROUNDS: usize = 5;
const PASS: Duration = Duration::from_secs(1);
const CALLS: usize = 10_000;
const WINDOWS: usize = 100_000;
/// Calls that are too short to be timed one by one.
const BATCH: u32 = 1_000;
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/recurrence.py");
/// A Thursday; the script begins there as well.
const START: &str = "2026-01-01T02:30";
const DAY: i64 = 86_400;
/// The same as in the script.
const RULES: [&str; 4] = [
    r#"{"every": {"days": 1}}"#,
    r#"{"every": {"weeks": 2}, "weekdays": ["mon", "thu"]}"#,
    r#"{"every": {"months": 1}, "month_day": "last"}"#,
    r#"{"every": {"months": 1}, "nth_weekday": [2, "sat"]}"#,
];
const OLD: [(&str, &str); 3] = [
    ("every day without end", r#"{"every": {"days": 1}}"#),
    (
        "10,000 Mondays and Thursdays",
        r#"{"every": {"weeks": 1}, "weekdays": ["mon", "thu"], "count": 10000}"#,
    ),
    ("10,000 times on the 31st", r#"{"every": {"months": 1}, "month_day": 31, "count": 10000}"#),
];

/// Measures it all; what cannot be is said.
pub async fn measure(table: &mut Table) {
    if let Err(error) = pure(table) {
        table.note("recurrence", format!("could not be measured: {error}"));
    }
    month::measure(table).await;
}

fn pure(table: &mut Table) -> Result<(), String> {
    let zone = Iana::named("Europe/Berlin").ok_or("there is no Europe/Berlin")?;
    let start: LocalTime = START.parse().map_err(words)?;
    instants(table, &zone, start)?;
    for (name, text) in OLD {
        let times = next(&rule(text)?, &zone, start);
        table.row(
            format!("next occurrence, µs, {name}"),
            times.to_string(),
            "median ≤ 50",
            times.median() <= 50.0,
        );
    }
    covered(table);
    Ok(())
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn rule(text: &str) -> Result<Recurrence, String> {
    let draft: RecurrenceDraft = serde_json::from_str(text).map_err(words)?;
    Recurrence::try_from(draft).map_err(words)
}

fn instants(table: &mut Table, zone: &Iana, start: LocalTime) -> Result<(), String> {
    let rules = RULES.iter().map(|text| rule(text)).collect::<Result<Vec<_>, _>>()?;
    let (mut ours, mut theirs, mut against) = (Sample::default(), Sample::default(), Sample::default());
    let mut silent = None;
    for _ in 0..ROUNDS {
        let rate = rate(&rules, zone, start);
        ours.add(rate);
        match python() {
            Ok(other) => {
                theirs.add(other);
                against.add(rate / other);
            }
            Err(error) => silent = Some(error),
        }
    }
    match silent {
        None => table.note("instants a second, python-dateutil with zoneinfo", theirs.to_string()),
        Some(error) => {
            table.note("instants a second, python-dateutil", format!("could not be measured: {error}"))
        }
    }
    let met = ours.median() >= 1_000_000.0;
    table.row("instants a second, recurrence with a zone", ours.to_string(), "≥ 1,000,000", met);
    if against.median() > 0.0 {
        table.note("recurrence against python-dateutil", against.to_string());
    }
    Ok(())
}

/// How many instants of these rules a second, one core.
fn rate(rules: &[Recurrence], zone: &Iana, start: LocalTime) -> f64 {
    let began = now();
    let mut done = 0_u32;
    while began.elapsed() < PASS {
        for rule in rules {
            for date in rule.dates(start).all_from(start) {
                black_box(zone.local(date.naive()).instant());
                done += 1;
            }
        }
    }
    f64::from(done) / began.elapsed().as_secs_f64()
}

/// The same by the script.
fn python() -> Result<f64, String> {
    let python = std::env::var("LULL_ORACLE_PYTHON").map_err(|_| "LULL_ORACLE_PYTHON names no Python")?;
    let seconds = PASS.as_secs().to_string();
    let mut command = Command::new(python);
    command.args(["-I", SCRIPT, &seconds]).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = command.output().map_err(words)?;
    if !output.status.success() {
        return Err(format!("Python ended with {}", output.status));
    }
    String::from_utf8_lossy(&output.stdout).trim().parse().map_err(words)
}

/// Microseconds to the next instant of a rule from somewhere in its time on.
fn next(rule: &Recurrence, zone: &Iana, start: LocalTime) -> Sample {
    let mut chance = Chance(1);
    let mut times = Sample::default();
    for _ in 0..CALLS {
        let at = LocalTime::from(zone.wall(chance.instant(150 * 365 * DAY)));
        let one = now();
        let next = rule.dates(start).next_after(black_box(at));
        black_box(next.map(|date| zone.local(date.naive()).instant()));
        times.add(one.elapsed().as_secs_f64() * 1e6);
    }
    times
}

fn covered(table: &mut Table) {
    let mut chance = Chance(2);
    let span = 20 * 365 * DAY;
    let windows: Vec<(Timestamp, Timestamp)> = (0..WINDOWS)
        .map(|_| {
            let from = chance.instant(span);
            (from, from.plus(Span::from_secs(3_600)))
        })
        .collect();
    let one = now();
    let covered = Covered::of(windows);
    let sorting = one.elapsed().as_secs_f64() * 1_000.0;
    let mut times = Sample::default();
    for _ in 0..ROUNDS * 20 {
        let asked: Vec<Timestamp> = (0..BATCH).map(|_| chance.instant(span)).collect();
        let one = now();
        for at in &asked {
            black_box(covered.until(*at));
        }
        times.add(one.elapsed().as_secs_f64() * 1e9 / f64::from(BATCH));
    }
    table.note(format!("sorting {WINDOWS} windows, once, ms"), format!("{sorting:.1}"));
    let met = times.most() <= 10_000.0;
    table.row(format!("is it covered now, ns, {WINDOWS} windows"), times.to_string(), "most ≤ 10,000", met);
}

/// Numbers that look like chance and are the same in each run.
struct Chance(u64);

impl Chance {
    /// An instant within so many seconds of 2026-01-01.
    fn instant(&mut self, seconds: i64) -> Timestamp {
        const BEGIN: i64 = 1_767_225_600_000_000;
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let within = (self.0 >> 20) % seconds.unsigned_abs();
        Timestamp::from_micros(BEGIN).plus(Span::from_secs(i64::try_from(within).unwrap_or_default()))
    }
}
