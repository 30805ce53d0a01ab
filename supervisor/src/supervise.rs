//! The supervisor process itself: the same executable, before any runtime is up.

mod events;
mod setup;
mod step;
mod tree;
mod watch;

use crate::clock::wall_micros;
use crate::launch::SUPERVISE;
use crate::log::Log;
use crate::mask::Masker;
use crate::output;
use crate::record::{self, CANCEL, EXIT, Exit, FORMAT, Outcome};
use crate::spec::Spec;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Becomes a supervisor if the arguments ask for it, and then never returns.
///
/// Call it first in `main`, before any thread or runtime: it forks. The form is
/// `lull supervise DIR`, started by [`crate::Attempt::spawn`] only.
pub fn main_if_asked() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|word| word != SUPERVISE) {
        return;
    }
    let (Some(dir), None) = (arguments.next(), arguments.next()) else {
        return;
    };
    let code = match supervise(&PathBuf::from(dir)) {
        Ok(()) => 0,
        // Nothing was executed, or the folder is gone: the server sees which.
        Err(_) => 1,
    };
    std::process::exit(code);
}

/// What a step came to, before it is written down.
struct Ending {
    outcome: Outcome,
    exit_code: Option<i32>,
    signal: Option<i32>,
    began: Option<i64>,
    note: Option<String>,
}

fn supervise(dir: &Path) -> io::Result<()> {
    let _alive = setup::take_over_lock(dir)?;
    setup::detach()?;
    // Cut short, it does not parse: the server died, and nothing is begun.
    let spec: Spec = serde_json::from_slice(&setup::read_spec()?)?;
    let events = events::Events::open(dir)?;
    let mut log = Log::create(dir, spec.log_cap, Masker::new(&spec.secrets))?;
    step::make_output_file(dir)?;

    let ending = if dir.join(CANCEL).exists() {
        cancelled_before()
    } else {
        match step::begin(dir, &spec)? {
            step::Begun::Running(step) => watch::watch(step, &spec, &events, &mut log),
            step::Begun::NotExecuted(ending) => ending,
        }
    };
    write_exit(dir, ending, log)
}

fn cancelled_before() -> Ending {
    Ending {
        outcome: Outcome::Cancelled,
        exit_code: None,
        signal: None,
        began: None,
        note: Some("cancelled before it began".to_owned()),
    }
}

/// Writes the result, however long a full disk refuses it: without it the step
/// would be said to be interrupted.
fn write_exit(dir: &Path, ending: Ending, mut log: Log) -> io::Result<()> {
    let output = output::take(dir);
    if let Some(note) = &ending.note {
        log.notice(note);
    }
    for notice in &output.notices {
        log.notice(notice);
    }
    log.finish();
    let exit = Exit {
        version: FORMAT,
        outcome: ending.outcome,
        exit_code: ending.exit_code,
        signal: ending.signal,
        began: ending.began,
        ended: wall_micros(),
        output: output.values.into_iter().map(|(name, value)| (log.mask(&name), log.mask(&value))).collect(),
        log_bytes: log.bytes(),
        log_cut: log.is_cut(),
        note: ending.note.map(|note| log.mask(&note)),
    };
    let mut pause = Duration::from_millis(50);
    loop {
        match record::write_durably(dir, EXIT, &exit) {
            Ok(()) => return Ok(()),
            // The whole folder was removed: there is nobody to tell.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error),
            Err(_) => rest(pause),
        }
        pause = (pause * 2).min(Duration::from_secs(2));
    }
}

#[expect(clippy::disallowed_methods, reason = "a full disk has no event; this process has one thread")]
fn rest(pause: Duration) {
    std::thread::sleep(pause);
}
