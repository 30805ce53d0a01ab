//! What is done after the commit: nothing here is lost when the process dies before, as recovery finds it again.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::duration::Span;
use domain::id::RequestId;
use domain::permission::Person;
use domain::process::Outcome;
use tokio::sync::OwnedSemaphorePermit;

use super::Event;
use super::job::Job;
use crate::engine::{Engine, lock};
use crate::error::Error;

/// Something to do once the transaction is committed.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Start a step outside.
    Launch {
        /// The request.
        request: RequestId,
        /// The step.
        step: String,
        /// The attempt.
        attempt: u32,
        /// Its work.
        job: Box<Job>,
        /// Its slot, given back when it ends; none for a step adopted while all are taken.
        permit: Option<OwnedSemaphorePermit>,
    },
    /// Ask an attempt's supervisor to end it (rule 25).
    StopAttempt {
        /// The request.
        request: RequestId,
        /// The step.
        step: String,
        /// The attempt.
        attempt: u32,
    },
    /// Cancel the request that a step started.
    CancelRequest {
        /// That request.
        request: RequestId,
        /// Who wants it.
        by: Person,
    },
    /// Manual tasks opened or closed: the status tells how many wait.
    TasksChanged,
    /// Tell those who watch the request.
    Tell(RequestId),
    /// It ended: the step that started it goes on, and the drain may be quiet.
    Ended {
        /// The request.
        request: RequestId,
        /// The step that started it.
        parent: Option<(RequestId, String)>,
    },
}

/// Why an attempt is attended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Attend {
    /// It begins now.
    Begins,
    /// It began under a process that went.
    Adopted,
}

impl Engine {
    /// A commit that was not answered may have been taken: then recovery does what follows from it.
    pub(crate) fn doubt(&self, error: &Error) {
        if matches!(error, Error::OutcomeUnknown) {
            self.note_doubt();
        }
    }

    /// Does what follows from a commit.
    pub(crate) fn perform(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Launch { request, step, attempt, job, permit } => {
                    self.attend(request, step, attempt, *job, permit, Attend::Begins);
                }
                Effect::StopAttempt { request, step, attempt } => {
                    if let Err(error) = self.runner.cancel(&self.data.attempt(request, &step, attempt)) {
                        tracing::warn!(%request, step, %error, "a step could not be told to end; tried again");
                        self.recover.store(true, std::sync::atomic::Ordering::Relaxed);
                    }
                }
                Effect::CancelRequest { request, by } => self.follow_up(request, Event::Cancel { by }),
                Effect::TasksChanged => self.stale_status.notify_one(),
                Effect::Tell(request) => {
                    self.note_run(request);
                    self.tell(request);
                }
                Effect::Ended { request, parent } => {
                    match parent {
                        Some((parent, step)) => {
                            self.follow_up(parent, Event::ChildEnded { step, child: request })
                        }
                        // While the gate is open nobody is told how much runs.
                        None if self.status_now().gate.closed_by(self.clock.now()).is_some() => {
                            self.stale_status.notify_one();
                        }
                        None => {}
                    }
                    self.tell(request);
                }
            }
        }
    }

    /// Conducts an event in the background; what fails is found again by recovery.
    pub(crate) fn follow_up(&self, request: RequestId, event: Event) {
        let engine = self.clone();
        self.tasks.spawn(async move {
            if let Err(error) = engine.conduct(request, event).await {
                tracing::warn!(%request, %error, "an event waits for the next recovery");
                engine.note_recovery();
            }
        });
    }

    /// Runs or adopts an attempt, and reports its end. Twice is harmless: the second call answers false and leaves.
    pub(super) fn attend(
        &self,
        request: RequestId,
        step: String,
        attempt: u32,
        job: Job,
        permit: Option<OwnedSemaphorePermit>,
        why: Attend,
    ) -> bool {
        if !lock(&self.attended).insert((request, step.clone(), attempt)) {
            return false;
        }
        if why == Attend::Begins {
            self.counters.steps_started.fetch_add(1, Ordering::Relaxed);
        }
        let engine = self.clone();
        let runner = Arc::clone(&self.runner);
        // Not tracked: a stop of the server leaves steps to their supervisors (rule 22).
        tokio::spawn(async move {
            let attended = async {
                let ended = runner.run(job).await;
                engine.report(request, &step, attempt, ended).await;
            };
            tokio::select! {
                () = attended => {}
                () = engine.leaving.cancelled() => return,
            }
            lock(&engine.attended).remove(&(request, step, attempt));
            drop(permit);
            engine.kick.notify_one();
        });
        true
    }

    /// Reports an attempt's end until the database takes it: the result is on disk meanwhile.
    async fn report(&self, request: RequestId, step: &str, attempt: u32, ended: domain::progress::Ended) {
        self.counters.steps_ended.fetch_add(1, Ordering::Relaxed);
        if ended.outcome == Outcome::Interrupted {
            self.counters.interrupted.fetch_add(1, Ordering::Relaxed);
        }
        loop {
            let event = Event::AttemptEnded { step: step.to_owned(), attempt, ended: ended.clone() };
            match self.conduct(request, event).await {
                Ok(()) => return,
                Err(error @ Error::NotFound(_)) => {
                    tracing::error!(%request, step, attempt, %error, "a step's result has nowhere to go");
                    return;
                }
                Err(_) if self.is_away() => self.until_back().await,
                Err(error) => {
                    let wait = Span::from_secs(if error.is_passing() { 1 } else { 60 });
                    tracing::warn!(%request, step, attempt, %error, "a step's result waits {wait} for the database");
                    self.clock.sleep(wait).await;
                }
            }
        }
    }
}
