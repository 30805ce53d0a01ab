//! Enable under writers: how long PUT maintenance takes while starts come as fast as they can.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use domain::maintenance::{Edit, MaintenanceEdit};
use domain::request::{Origin, StartRequest};
use engine::Error;

use crate::database::{Bench, Kind};
use crate::measure::{Sample, Table, now};

const TOGGLES: usize = 200;

pub async fn measure(table: &mut Table) {
    for kind in Kind::all() {
        for writers in [8, 32] {
            if let Err(error) = toggles(table, &kind, writers).await {
                table.note(
                    format!("Enable, {}, {writers} writers", kind.name()),
                    format!("could not be measured: {error}"),
                );
            }
        }
    }
}

fn edit(enabled: bool) -> MaintenanceEdit {
    MaintenanceEdit {
        enabled,
        reason: Edit::Keep,
        message: Edit::Keep,
        estimated_end: Edit::Keep,
        expires_at: Edit::Keep,
    }
}

async fn toggles(table: &mut Table, kind: &Kind, writers: usize) -> Result<(), String> {
    let bench = Arc::new(Bench::new(kind).await?);
    let stop = Arc::new(AtomicBool::new(false));
    // Even while the gate is open; a start that began and ended in an odd state was admitted late.
    let (state, begun, late) =
        (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let tasks: Vec<_> = (0..writers)
        .map(|_| {
            let (bench, stop, state) = (Arc::clone(&bench), Arc::clone(&stop), Arc::clone(&state));
            let (begun, late) = (Arc::clone(&begun), Arc::clone(&late));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let before = state.load(Ordering::SeqCst);
                    let ask = StartRequest { process: "done".to_owned(), ..StartRequest::default() };
                    let started = bench.engine.start(&bench.permit, ask, Origin::Api).await;
                    if started.is_ok() {
                        begun.fetch_add(1, Ordering::Relaxed);
                        if before % 2 == 1 && before == state.load(Ordering::SeqCst) {
                            late.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    if matches!(started, Err(Error::CouldNotStart(_))) {
                        tokio::task::yield_now().await;
                    }
                }
            })
        })
        .collect();
    let permit = bench.authority.permit().map_err(|error| error.to_string())?;
    let mut times = Sample::default();
    for _ in 0..TOGGLES {
        let seen = begun.load(Ordering::Relaxed);
        while begun.load(Ordering::Relaxed) < seen + writers as u64 {
            tokio::task::yield_now().await;
        }
        let one = now();
        bench.engine.set_maintenance(&permit, edit(true), None).await.map_err(|error| error.to_string())?;
        times.add_time(one.elapsed());
        state.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        state.fetch_add(1, Ordering::SeqCst);
        bench.engine.set_maintenance(&permit, edit(false), None).await.map_err(|error| error.to_string())?;
    }
    stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.map_err(|error| error.to_string())?;
    }
    let name = format!("{}, {writers} writers, {TOGGLES} toggles", kind.name());
    let met = times.median() <= 15.0 && times.most() <= 100.0;
    table.row(format!("Enable, ms, {name}"), times.to_string(), "median ≤ 15, most ≤ 100", met);
    let late = late.load(Ordering::Relaxed);
    table.row(format!("starts admitted under the hold, {name}"), late.to_string(), "0", late == 0);
    Ok(())
}
