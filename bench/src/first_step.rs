//! From the call to the first instruction of a step's process, beside a bare fork and exec.

use std::os::unix::net::UnixListener;
use std::process::Command;

use domain::request::{Origin, StartRequest};

use crate::database::{Bench, Kind};
use crate::measure::{Sample, Table, now};

const RUNS: usize = 100;

pub async fn measure(table: &mut Table) {
    if let Err(error) = both(table).await {
        table.note("first instruction of a step", format!("could not be measured: {error}"));
    }
}

async fn both(table: &mut Table) -> Result<(), String> {
    let words = |error: std::io::Error| error.to_string();
    let bench = Bench::new(&Kind::Sqlite).await?;
    let path = bench.dir.path().join("first.sock");
    let listener = UnixListener::bind(&path).map_err(words)?;
    let exe = std::env::current_exe().map_err(words)?;
    // The step's very first act is to connect; the shell that runs it is part of what is measured on both sides.
    let script = format!("exec '{}' connect '{}'", exe.display(), path.display());
    let source = format!("name: first\nkind: global\nsteps:\n  - id: one\n    shell: |\n      {script}\n");
    let edit = bench.authority.permit().map_err(|error| error.to_string())?;
    bench.engine.create_process(&edit, &source).await.map_err(|error| error.to_string())?;
    let (mut bare, mut ours) = (Sample::default(), Sample::default());
    for _ in 0..RUNS {
        let one = now();
        let mut child = Command::new("/bin/sh").args(["-e", "-c", &script]).spawn().map_err(words)?;
        listener.accept().map_err(words)?;
        bare.add_time(one.elapsed());
        child.wait().map_err(words)?;
        let one = now();
        let ask = StartRequest { process: "first".to_owned(), ..StartRequest::default() };
        let start = bench.engine.start(&bench.permit, ask, Origin::Api);
        let started = tokio::spawn({
            let listener = listener.try_clone().map_err(words)?;
            async move { tokio::task::spawn_blocking(move || listener.accept().map(drop)).await }
        });
        start.await.map_err(|error| error.to_string())?;
        started
            .await
            .map_err(|error| error.to_string())?
            .map_err(|error| error.to_string())?
            .map_err(words)?;
        ours.add_time(one.elapsed());
    }
    table.note("bare fork and exec to the first instruction, ms", bare.to_string());
    let p99 = ours.quantile(99);
    let measured = format!("{ours}, p99 {p99:.1}");
    let met = ours.median() <= 10.0 && p99 <= 30.0;
    table.row("call to the step's first instruction, ms", measured, "median ≤ 10, p99 ≤ 30", met);
    Ok(())
}

/// The measured step: connects and is done.
pub fn connect(path: &str) -> std::process::ExitCode {
    match std::os::unix::net::UnixStream::connect(path) {
        Ok(_) => std::process::ExitCode::SUCCESS,
        Err(_) => std::process::ExitCode::FAILURE,
    }
}
