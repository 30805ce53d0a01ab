//! Appends a second to the journal of a window, against one thread that writes the same bytes and sees each record to the
//! disk by itself, alternating.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use engine::offline::Journal;
use engine::offline::journal::Appended;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::measure::{ROUND, Sample, Table, now, round};

const ROUNDS: usize = 5;
/// More than a round can fill: nothing is only counted.
const CAP: u64 = 8 << 30;
/// What a record begins with (RFC 7464).
const SEPARATOR: u8 = 0x1E;

pub async fn measure(table: &mut Table) {
    for (clients, aim) in [(1, 0.7), (8, 1.0), (32, 1.0)] {
        if let Err(error) = pair(table, clients, aim).await {
            table.note(format!("journal, {clients} clients"), format!("could not be measured: {error}"));
        }
    }
}

async fn pair(table: &mut Table, clients: usize, aim: f64) -> Result<(), String> {
    let (mut raw_rate, mut lull_rate, mut ratio) = (Sample::default(), Sample::default(), Sample::default());
    let (mut raw_time, mut lull_time) = (Sample::default(), Sample::default());
    for _ in 0..ROUNDS {
        let fresh = Fresh::new().await?;
        let (rate, times) = raw(fresh.dir.path(), &fresh.bytes).map_err(|error| error.to_string())?;
        raw_rate.add(rate);
        raw_time.extend(&times);
        let (journal, record) = (&fresh.journal, &fresh.record);
        let append = || async move { matches!(journal.append(record).await, Ok(Appended::Kept)) };
        let (ours, times) = round(clients, append).await;
        lull_rate.add(ours);
        lull_time.extend(&times);
        ratio.add(ours / rate.max(1.0));
    }
    let name = format!("{clients} client{}", if clients == 1 { "" } else { "s" });
    table.note(format!("raw appends a second, 1 thread, beside {name}"), raw_rate.to_string());
    table.note(format!("journal appends a second, {name}"), lull_rate.to_string());
    let measured = format!("{:.2} ({:.2} – {:.2})", ratio.median(), ratio.quantile(0), ratio.most());
    table.row(format!("journal against raw, {name}"), measured, format!("≥ {aim}"), ratio.median() >= aim);
    let measured = format!("{:.1} ms against {:.1} ms", lull_time.quantile(99), raw_time.quantile(99));
    table.note(format!("p99 of an append, {name}"), measured);
    Ok(())
}

/// A journal in a folder of its own, and one of its records.
struct Fresh {
    journal: Journal<Value>,
    record: Value,
    /// The record, as it stands in the file.
    bytes: Vec<u8>,
    dir: TempDir,
}

impl Fresh {
    /// The file is made by a first append, which is not measured.
    async fn new() -> Result<Self, String> {
        let dir = tempfile::tempdir().map_err(|error| error.to_string())?;
        let journal = Journal::open(dir.path(), CAP).map_err(|error| error.to_string())?;
        let record = refused_start();
        journal.append(&record).await.map_err(|error| error.to_string())?;
        let file = std::fs::read(dir.path().join("journal")).map_err(|error| error.to_string())?;
        let begin = file.iter().position(|byte| *byte == SEPARATOR).ok_or("the journal has no record")?;
        Ok(Self { journal, record, bytes: file[begin..].to_vec(), dir })
    }
}

/// About what a refused start with one input leaves.
fn refused_start() -> Value {
    json!({
        "id": "req_0193f2a4c0de7000800000000000000a",
        "audit": "aud_0193f2a4c0de7000800000000000000b",
        "process": "nightly-report",
        "inputs": { "folder": "x".repeat(80) },
        "actor": { "id": "usr_0193f2a4c0de7000800000000000000c", "name": "Ada Lovelace" },
        "origin": "api",
        "at": "2026-12-05T01:00:00Z",
        "refusal": {
            "reason": "offline", "hold": "hold_0193f2a4c0de7000800000000000000d", "owner": "host",
            "since": "2026-12-05T01:00:00Z", "opens_at": "2026-12-05T02:00:00Z", "message": "index rebuild",
        },
    })
}

/// What anything that acknowledges single records must pay: a write and a sync for each.
fn raw(folder: &Path, record: &[u8]) -> std::io::Result<(f64, Sample)> {
    let mut file = OpenOptions::new().create_new(true).append(true).open(folder.join("raw"))?;
    let (began, mut times, mut done) = (now(), Sample::default(), 0_u32);
    while began.elapsed() < ROUND {
        let one = now();
        file.write_all(record)?;
        file.sync_data()?;
        times.add_time(one.elapsed());
        done += 1;
    }
    Ok((f64::from(done) / began.elapsed().as_secs_f64(), times))
}
