//! What is done after the commit: nothing here is lost when the process dies before, as recovery finds it again.

use std::sync::Arc;

use domain::id::RequestId;
use domain::permission::Person;
use tokio::sync::OwnedSemaphorePermit;

use super::job::Job;
use super::{Event, Run};
use crate::engine::{Engine, lock};
use crate::error::{Error, Result};

/// Something to do once the transaction is committed.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Start a step outside, or adopt it.
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
                    self.attend(request, step, attempt, *job, permit);
                }
                Effect::StopAttempt { request, step, attempt } => {
                    self.runner.cancel(&self.data.attempt(request, &step, attempt));
                }
                Effect::CancelRequest { request, by } => self.follow_up(request, Event::Cancel { by }),
                Effect::Tell(request) => self.tell(request),
                Effect::Ended { request, parent } => {
                    match parent {
                        Some((parent, step)) => {
                            self.follow_up(parent, Event::ChildEnded { step, child: request })
                        }
                        None => self.stale_status.notify_one(),
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

    /// Runs or adopts an attempt, and reports its end. Twice is harmless: the second call leaves.
    fn attend(
        &self,
        request: RequestId,
        step: String,
        attempt: u32,
        job: Job,
        permit: Option<OwnedSemaphorePermit>,
    ) {
        if !lock(&self.attended).insert((request, step.clone(), attempt)) {
            return;
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
    }

    /// Reports an attempt's end until the database takes it: the result is on disk meanwhile.
    async fn report(&self, request: RequestId, step: &str, attempt: u32, ended: domain::progress::Ended) {
        loop {
            let event = Event::AttemptEnded { step: step.to_owned(), attempt, ended: ended.clone() };
            match self.conduct(request, event).await {
                Ok(()) => return,
                Err(error @ (Error::NotFound(_) | Error::Internal(_))) => {
                    tracing::error!(%request, step, attempt, %error, "a step's result could not be recorded");
                    return;
                }
                Err(error) => {
                    tracing::warn!(%request, step, attempt, %error, "a step's result waits for the database");
                    self.clock.sleep(domain::duration::Span::from_secs(1)).await;
                }
            }
        }
    }

    /// Adopts the steps that this process does not attend yet: at start, and whenever one was missed.
    pub(crate) async fn adopt_steps(&self) -> Result<usize> {
        let mut tx = self.store.read().await?;
        let standing = crate::store::step::standing(&mut tx, "running", 10_000).await?;
        let mut adopted = 0;
        let mut last: Option<(RequestId, Run)> = None;
        for (request, step) in standing {
            if last.as_ref().is_none_or(|(id, _)| *id != request) {
                let record = crate::store::request::get(&mut tx, request).await?;
                last = Some((request, Run::around(self, &mut tx, record).await?));
            }
            let Some((_, run)) = &last else { continue };
            adopted += usize::from(self.adopt_step(run, &step)?);
        }
        Ok(adopted)
    }

    fn adopt_step(&self, run: &Run, step: &str) -> Result<bool> {
        use domain::process::StepKind;
        let (request, known) = (run.record.id, run.step(step)?);
        match run.definition_of(step)?.kind() {
            StepKind::Shell | StepKind::Http => {}
            StepKind::RunProcess => {
                if let Some(child) = known.child {
                    self.follow_up(request, Event::ChildEnded { step: step.to_owned(), child });
                    if run.record.cancelling.is_some() {
                        self.follow_up(child, Event::Cancel { by: Person::system("parent") });
                    }
                }
                return Ok(false);
            }
            StepKind::Manual | StepKind::Wait | StepKind::Finish => return Ok(false),
        }
        if lock(&self.attended).contains(&(request, step.to_owned(), known.attempt)) {
            if run.record.cancelling.is_some() {
                // Asked for once more: the first time may have been lost with an unanswered commit.
                self.runner.cancel(&self.data.attempt(request, step, known.attempt));
            }
            return Ok(false);
        }
        let job = match super::job::of(self, run, step) {
            Ok(job) => job,
            Err(words) => {
                let ended = domain::progress::Ended::plain(domain::process::Outcome::Failed, words);
                let event = Event::AttemptEnded { step: step.to_owned(), attempt: known.attempt, ended };
                self.follow_up(request, event);
                return Ok(false);
            }
        };
        // It runs already: with all slots taken it goes on beside them, and nothing new begins until one is free.
        let permit = self.slots.clone().try_acquire_owned().ok();
        let cancelling = run.record.cancelling.is_some();
        let folder = job.folder.clone();
        self.attend(request, step.to_owned(), known.attempt, job, permit);
        if cancelling {
            self.runner.cancel(&folder);
        }
        Ok(true)
    }
}
