//! Viewers through whole windows, on streams that stay; and tabs that were all cut and come back at once, while one person
//! works on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::maintenance::Phase;

use crate::measure::{Sample, Table, now, wall};
use crate::server::{Lull, Session, resident_kb};
use crate::status::{STREAM, Watch};
use crate::viewers::{self, Held, VIEWERS};

const WINDOWS: usize = 5;
/// As many as fault 33 has.
const TABS: u32 = 10_000;
const RETURNS: usize = 3;
/// How often the person asks while all is calm.
const CALM: usize = 500;

pub async fn measure(table: &mut Table) {
    if let Err(error) = through_windows(table).await {
        table.note(format!("{VIEWERS} viewers through windows"), format!("could not be measured: {error}"));
    }
    if let Err(error) = all_come_back(table).await {
        table.note(format!("{TABS} tabs come back"), format!("could not be measured: {error}"));
    }
}

async fn through_windows(table: &mut Table) -> Result<(), String> {
    let (bare_kb, bare_ms) = viewers::bare().await?;
    let lull = Lull::start().await?;
    let mut watch = Watch::on(&lull.url).await?;
    let before = resident_kb(lull.pid())?;
    let held = Held::open(&format!("{}{STREAM}", lull.url), VIEWERS)?;
    let open_kb = (resident_kb(lull.pid())? - before) / f64::from(VIEWERS);
    let (mut down, mut up, mut cut) = (Sample::default(), Sample::default(), 0);
    for _ in 0..WINDOWS {
        lull.ctl(&["offline", "--for", "1h"])?;
        let flip = watch.until(Phase::Offline).await?.status.at;
        down.add_time(held.until("offline")?.last.since(flip).to_std());
        lull.ctl(&["reopen"])?;
        let flip = watch.until(Phase::Open).await?.status.at;
        let known = held.until("open")?;
        up.add_time(known.last.since(flip).to_std());
        cut = known.cut;
    }
    let after_kb = (resident_kb(lull.pid())? - before) / f64::from(VIEWERS);
    table.note(format!("bare axum stream, flip to the last of {VIEWERS}, ms"), bare_ms.to_string());
    for (way, times) in [("offline", down), ("open", up)] {
        let what = format!("flip to {way} to the last of {VIEWERS} viewers, ms, {WINDOWS} windows");
        table.row(what, times.to_string(), "most ≤ 250", times.most() <= 250.0);
    }
    let what = format!("streams cut by {WINDOWS} windows, of {VIEWERS}");
    table.row(what, cut.to_string(), "0", cut == 0);
    let measured = format!("{open_kb:.1} before, {after_kb:.1} after {WINDOWS} windows, bare {bare_kb:.1}");
    table.note(format!("memory of {VIEWERS} viewers, KiB a viewer"), measured);
    Ok(())
}

async fn all_come_back(table: &mut Table) -> Result<(), String> {
    let lull = Lull::start().await?;
    let person = lull.log_in().await?;
    let mut held = Held::open(&format!("{}{STREAM}", lull.url), TABS)?;
    let mut calm = Sample::default();
    for _ in 0..CALM {
        ask(&person, &mut calm).await?;
    }
    let (mut busy, mut back) = (Sample::default(), Sample::default());
    for _ in 0..RETURNS {
        let over = Arc::new(AtomicBool::new(false));
        let asking = tokio::spawn(ask_until(person.clone(), Arc::clone(&over)));
        let began = wall();
        held.come_back()?;
        let known = held.until("open");
        over.store(true, Ordering::Relaxed);
        busy.extend(&asking.await.map_err(|error| error.to_string())??);
        back.add_time(known?.last.since(began).to_std());
    }
    // Who did not come back to stay is not told this.
    person.maintenance(true).await?;
    let lost = held.until("quiet")?.cut;
    table.note("p99 of one person's GET /api/v1/requests, all calm, ms", format!("{:.1}", calm.quantile(99)));
    let p99 = busy.quantile(99);
    let what = format!("p99 of the same while {TABS} tabs come back at once, ms");
    table.row(what, format!("{p99:.1}, most {:.1}", busy.most()), "< 1000", p99 < 1_000.0);
    table.note(format!("cut to the last of {TABS} tabs back, ms"), back.to_string());
    table.row(format!("tabs that did not come back, of {TABS}"), lost.to_string(), "0", lost == 0);
    Ok(())
}

async fn ask(person: &Session, times: &mut Sample) -> Result<(), String> {
    let one = now();
    person.requests().await?;
    times.add_time(one.elapsed());
    Ok(())
}

async fn ask_until(person: Session, over: Arc<AtomicBool>) -> Result<Sample, String> {
    let mut times = Sample::default();
    while !over.load(Ordering::Relaxed) {
        ask(&person, &mut times).await?;
    }
    Ok(times)
}
