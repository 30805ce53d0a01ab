//! Durable starts a second, against raw gated commits of the same database, alternating.

use std::sync::Arc;

use domain::request::{Origin, StartRequest};

use crate::database::{Bench, Kind, Raw};
use crate::measure::{Sample, Table, round};

const ROUNDS: usize = 5;

pub async fn measure(table: &mut Table) {
    for kind in Kind::all() {
        for (clients, aim) in [(1, 0.7), (8, 1.0)] {
            if let Err(error) = pair(table, &kind, clients, aim).await {
                table.note(
                    format!("starts, {}, {clients} clients", kind.name()),
                    format!("could not be measured: {error}"),
                );
            }
        }
    }
}

async fn pair(table: &mut Table, kind: &Kind, clients: usize, aim: f64) -> Result<(), String> {
    let raw = Arc::new(Raw::new(kind).await.map_err(|error| error.to_string())?);
    let lull = Arc::new(Bench::new(kind).await?);
    let (mut raw_rate, mut lull_rate, mut ratio) = (Sample::default(), Sample::default(), Sample::default());
    let (mut raw_time, mut lull_time) = (Sample::default(), Sample::default());
    for _ in 0..ROUNDS {
        let (rate, times) = round(clients, || {
            let raw = Arc::clone(&raw);
            async move { raw.start().await.is_ok() }
        })
        .await;
        raw_rate.add(rate);
        raw_time.extend(&times);
        let (ours, times) = round(clients, || {
            let lull = Arc::clone(&lull);
            async move {
                let ask = StartRequest { process: "done".to_owned(), ..StartRequest::default() };
                lull.engine.start(&lull.permit, ask, Origin::Api).await.is_ok()
            }
        })
        .await;
        lull_rate.add(ours);
        lull_time.extend(&times);
        ratio.add(ours / rate.max(1.0));
    }
    let name = format!("{}, {clients} client{}", kind.name(), if clients == 1 { "" } else { "s" });
    table.note(format!("raw gated commits a second, {name}"), raw_rate.to_string());
    table.note(format!("durable starts a second, {name}"), lull_rate.to_string());
    let measured = format!("{:.2} ({:.2} – {:.2})", ratio.median(), ratio.quantile(0), ratio.most());
    table.row(format!("starts against raw, {name}"), measured, format!("≥ {aim}"), ratio.median() >= aim);
    let (raw99, lull99) = (raw_time.quantile(99), lull_time.quantile(99));
    let measured = format!("{lull99:.1} ms against {raw99:.1} ms");
    table.row(format!("p99 of a start, {name}"), measured, "≤ 1.5 × ungrouped", lull99 <= raw99 * 1.5);
    Ok(())
}
