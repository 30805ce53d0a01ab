//! Watches a step from its begin to the end of its last process.

use super::Ending;
use super::events::Events;
use super::step::Step;
use super::tree;
use crate::clock::monotonic;
use crate::log::Log;
use crate::record::Outcome;
use crate::spec::Spec;
use rustix::fd::{AsFd, OwnedFd};
use rustix::process::WaitStatus;
use std::time::Duration;

/// How long killed processes may take to go before the result is written without them.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often KILL is repeated, for those that forked meanwhile.
const AGAIN: Duration = Duration::from_millis(20);
/// How often those that forked after TERM are looked for.
const LOOK: Duration = Duration::from_millis(100);
const PIECE: usize = 64 << 10;
/// How many pieces are read before the other events have their turn.
const PIECES: usize = 16;

/// How far the step's end has come.
enum Phase {
    Running,
    /// TERM is out; `because` is None when the main process ended by itself.
    Ending {
        because: Option<Outcome>,
        kill_at: Duration,
    },
}

/// Follows the step until no process of it is left, and tells how it went.
pub(super) fn watch(step: Step, spec: &Spec, events: &Events, log: &mut Log) -> Ending {
    let mut pump = Pump { output: Some(step.output), buffer: vec![0; PIECE] };
    let mut phase = Phase::Running;
    let mut main: Option<WaitStatus> = None;
    let mut note = None;
    let mut asked = tree::Asked::default();
    loop {
        let reaped = tree::reap(step.pid);
        main = main.or(reaped.main);
        if reaped.none_left {
            break;
        }
        let now = monotonic();
        let until = match phase {
            Phase::Running => {
                let (because, grace) = if main.is_some() {
                    (None, spec.leftover_grace)
                } else if events.cancel_asked() {
                    log.notice("cancelled: all processes of the step are asked to end");
                    (Some(Outcome::Cancelled), spec.term_grace)
                } else if step.deadline.is_some_and(|deadline| deadline <= now) {
                    let limit = spec.timeout.unwrap_or_default();
                    log.notice(&format!(
                        "timed out after {limit:?}: all processes of the step are asked to end"
                    ));
                    (Some(Outcome::TimedOut), spec.term_grace)
                } else {
                    let most = step.deadline.map(|deadline| deadline - now);
                    pump.wait(events, most, log);
                    continue;
                };
                asked.ask();
                let kill_at = now.saturating_add(grace);
                phase = Phase::Ending { because, kill_at };
                grace.min(LOOK)
            }
            Phase::Ending { kill_at, .. } if now < kill_at => {
                match reaped.main {
                    Some(_) => asked.ask_again(),
                    None => asked.ask(),
                }
                (kill_at - now).min(LOOK)
            }
            Phase::Ending { kill_at, .. } if now - kill_at > PATIENCE => {
                note = Some("some of its processes could not be killed and were left".to_owned());
                break;
            }
            Phase::Ending { .. } => {
                tree::kill();
                AGAIN
            }
        };
        pump.wait(events, Some(until), log);
    }
    pump.drain(log);
    let because = match phase {
        Phase::Running => None,
        Phase::Ending { because, .. } => because,
    };
    ending(because, main, step.began, note)
}

fn ending(because: Option<Outcome>, main: Option<WaitStatus>, began: i64, note: Option<String>) -> Ending {
    let exit_code = main.and_then(|status| status.exit_status());
    Ending {
        outcome: because.unwrap_or(match exit_code {
            Some(0) => Outcome::Succeeded,
            _ => Outcome::Failed,
        }),
        exit_code,
        signal: main.and_then(|status| status.terminating_signal()),
        began: Some(began),
        note,
    }
}

/// Moves output to the log, one piece at a time.
struct Pump {
    /// None once every writer has closed it.
    output: Option<OwnedFd>,
    buffer: Vec<u8>,
}

impl Pump {
    fn wait(&mut self, events: &Events, most: Option<Duration>, log: &mut Log) {
        if events.wait(self.output.as_ref().map(AsFd::as_fd), most) {
            self.take(PIECES, log);
        }
    }

    /// Takes what the pipe still holds. Bounded, since a process outside the step may have
    /// been handed its end and write on.
    fn drain(&mut self, log: &mut Log) {
        let held = self.output.as_ref().and_then(|output| rustix::pipe::fcntl_getpipe_size(output).ok());
        self.take(held.unwrap_or(PIECE).div_ceil(PIECE) + PIECES, log);
    }

    fn take(&mut self, pieces: usize, log: &mut Log) {
        for _ in 0..pieces {
            let Some(output) = &self.output else { return };
            match rustix::io::read(output, &mut self.buffer) {
                Ok(0) => self.output = None,
                Ok(count) => log.take(&self.buffer[..count]),
                Err(rustix::io::Errno::INTR) => {}
                Err(rustix::io::Errno::AGAIN) => return,
                Err(_) => self.output = None,
            }
        }
    }
}
