//! Steps under supervisors (rule 21): real processes, which outlive the server.

use std::io;
use std::path::{Path, PathBuf};

use domain::duration::Span;
use domain::process::Outcome;
use domain::progress::Ended;
use futures::future::BoxFuture;
use supervisor::{Attempt, Created, Exit, Launched, Run, Spec, State};
use tokio::sync::oneshot;

use super::Runner;
use crate::clock::Clock;
use crate::conduct::{Command, Job};
use crate::data_dir::private_dir;

/// Runs steps under supervisors.
#[derive(Debug)]
pub struct Supervised {
    executable: PathBuf,
    log_cap: u64,
    clock: Clock,
}

impl Supervised {
    /// Supervisors start from `executable`; a step's log is cut at `log_cap` bytes.
    #[must_use]
    pub const fn new(executable: PathBuf, log_cap: u64, clock: Clock) -> Self {
        Self { executable, log_cap, clock }
    }
}

/// How long the host is given before a step that could not be looked at is looked at again.
const AGAIN: Span = Span::from_secs(1);

/// How often a start is tried again when a supervisor went before it began anything.
const TRIES: u32 = 3;

impl Runner for Supervised {
    fn run(&self, job: Job) -> BoxFuture<'static, Ended> {
        let (executable, log_cap, clock) = (self.executable.clone(), self.log_cap, self.clock.clone());
        Box::pin(async move {
            loop {
                match attend(job.clone(), &executable, log_cap).await {
                    Ok(ended) => return ended,
                    Err(error) if never_began(&job.folder) => {
                        return Ended::plain(Outcome::Failed, format!("the step could not be run: {error}"));
                    }
                    // Out of descriptors, say: it may run all the same, so nothing is said of it until that is known.
                    Err(error) => {
                        tracing::warn!(folder = %job.folder.display(), %error, "a step cannot be attended; tried again");
                        clock.sleep(AGAIN).await;
                    }
                }
            }
        })
    }

    fn cancel(&self, folder: &Path) -> io::Result<()> {
        // Made when it is not there yet: an attempt cancelled before it was started never begins.
        match Attempt::create(folder)? {
            Created::New(attempt) | Created::Exists(attempt) => attempt.cancel(),
        }
    }
}

/// Whether certainly nothing was executed in an attempt's folder.
fn never_began(folder: &Path) -> bool {
    match Attempt::open(folder).and_then(|attempt| attempt.state()) {
        Ok(state) => state == State::NeverBegan,
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

async fn attend(job: Job, executable: &Path, log_cap: u64) -> io::Result<Ended> {
    let folder = job.folder.clone();
    let spec = spec(job, log_cap)?;
    fail::fail_point!("attempt-before", |_| std::process::abort());
    let attempt = match Attempt::create(&folder)? {
        Created::New(attempt) | Created::Exists(attempt) => attempt,
    };
    fail::fail_point!("attempt-after", |_| std::process::abort());
    for _ in 0..TRIES {
        let state = match attempt.state()? {
            // A new folder, or one whose supervisor went before it began anything: nothing ran.
            State::NeverBegan => {
                match attempt.spawn_from(executable, &spec)? {
                    Launched::Started(_) | Launched::AlreadyAlive | Launched::AlreadyBegan => {}
                }
                ended(&attempt).await?
            }
            State::Alive => ended(&attempt).await?,
            settled @ (State::Ended(_) | State::Lost(_)) => settled,
        };
        match state {
            State::Ended(exit) => return Ok(told(exit)),
            State::Lost(start) => {
                // Before it is said, what is left of it is ended (rule 21).
                let left = tokio::task::spawn_blocking(move || attempt.clear_up(&start)).await??;
                let words = match left {
                    0 => "interrupted: its supervisor went without a result".to_owned(),
                    n => format!(
                        "interrupted: its supervisor went without a result; {n} processes left over were ended"
                    ),
                };
                return Ok(Ended::plain(Outcome::Interrupted, words));
            }
            State::NeverBegan | State::Alive => {}
        }
    }
    Ok(Ended::plain(Outcome::Failed, "the step could not be started: is the disk full?"))
}

/// Waits in a thread of the supervisor crate's, so that a server that leaves need not wait for it.
async fn ended(attempt: &Attempt) -> io::Result<State> {
    let (tell, told) = oneshot::channel();
    attempt.wait_then(move |state| {
        // Whoever waited has left with the server.
        let _ = tell.send(state);
    })?;
    told.await.unwrap_or_else(|_| Err(io::Error::other("the thread that waits for the step has gone")))
}

fn spec(job: Job, log_cap: u64) -> io::Result<Spec> {
    private_dir(&job.work)?;
    let run = match job.command {
        Command::Shell(script) => Run::Shell(script),
        Command::Http => Run::Argv(vec!["/proc/self/exe".into(), "step-http".into()]),
    };
    let mut spec = Spec::new(run, job.work);
    spec.env = job.env.into_iter().collect();
    spec.secrets = job.secrets;
    spec.timeout = job.timeout.map(domain::duration::Span::to_std);
    spec.log_cap = log_cap;
    Ok(spec)
}

fn told(exit: Exit) -> Ended {
    let outcome = match exit.outcome {
        supervisor::Outcome::Succeeded => Outcome::Succeeded,
        supervisor::Outcome::Failed => Outcome::Failed,
        supervisor::Outcome::TimedOut => Outcome::TimedOut,
        supervisor::Outcome::Cancelled => Outcome::Cancelled,
    };
    let message = exit.note.clone().or(match (exit.outcome, exit.exit_code, exit.signal) {
        (supervisor::Outcome::Failed, Some(code), _) => Some(format!("exit code {code}")),
        (supervisor::Outcome::Failed, None, Some(signal)) => Some(format!("ended by signal {signal}")),
        (supervisor::Outcome::TimedOut, ..) => Some("ended by its time-out".to_owned()),
        (supervisor::Outcome::Cancelled, ..) => Some("cancelled".to_owned()),
        _ => None,
    });
    Ended { outcome, exit_code: exit.exit_code.map(i64::from), output: exit.output, message }
}
