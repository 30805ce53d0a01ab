//! Finds what follows from the rows and was not done: the process died after a commit, or its answer was lost.

use domain::id::RequestId;
use domain::permission::Person;
use domain::process::{Outcome, StepKind};
use domain::progress::Ended;

use super::effect::Attend;
use super::{Event, Run, job};
use crate::engine::{Engine, lock};
use crate::error::Result;
use crate::store::{Tx, request, step};

/// The most that one look takes up.
const MOST: u32 = 10_000;

impl Engine {
    /// Adopts the steps that this process does not attend yet, and stops once more what was to be stopped: at
    /// start, and whenever something was missed. Answers how many were adopted.
    pub(crate) async fn adopt_steps(&self) -> Result<usize> {
        let mut tx = self.store.read().await?;
        let standing = step::standing(&mut tx, "running", MOST).await?;
        let strays = request::strays(&mut tx, MOST).await?;
        let idle = request::idle(&mut tx, MOST).await?;
        let mut adopted = 0;
        for same in standing.chunk_by(|one, next| one.0 == next.0) {
            let Some((id, _)) = same.first() else { continue };
            let taken = self.adopt_request(&mut tx, *id, same).await;
            self.skipped(*id, taken.map(|more| adopted += more))?;
        }
        drop(tx);
        for id in idle {
            self.follow_up(id, Event::Again);
        }
        for child in strays {
            self.follow_up(child, Event::Cancel { by: Person::system("time-out") });
        }
        Ok(adopted)
    }

    /// Adopts the steps of one request.
    async fn adopt_request(
        &self,
        tx: &mut Tx,
        id: RequestId,
        steps: &[(RequestId, String)],
    ) -> Result<usize> {
        let record = request::get(tx, id).await?;
        let run = Run::around(self, tx, record).await?;
        if run.is_stopping() {
            self.follow_up(id, Event::Again);
        }
        let mut adopted = 0;
        for (_, step) in steps {
            adopted += usize::from(self.adopt_step(&run, step)?);
        }
        Ok(adopted)
    }

    fn adopt_step(&self, run: &Run, step: &str) -> Result<bool> {
        let (request, known) = (run.record.id, run.step(step)?);
        match run.definition_of(step)?.kind() {
            StepKind::Shell | StepKind::Http => {}
            StepKind::RunProcess => {
                if let Some(child) = known.child {
                    self.follow_up(request, Event::ChildEnded { step: step.to_owned(), child });
                }
                return Ok(false);
            }
            StepKind::Manual | StepKind::Wait | StepKind::Finish => return Ok(false),
        }
        if lock(&self.attended).contains(&(request, step.to_owned(), known.attempt)) {
            return Ok(false);
        }
        match job::of(self, run, step) {
            Ok(job) => {
                // It runs already: with all slots taken it goes on beside them, and nothing new begins until one is free.
                let permit = self.slots.clone().try_acquire_owned().ok();
                Ok(self.attend(request, step.to_owned(), known.attempt, job, permit, Attend::Adopted))
            }
            Err(words) => {
                let ended = Ended::plain(Outcome::Failed, words);
                let event = Event::AttemptEnded { step: step.to_owned(), attempt: known.attempt, ended };
                self.follow_up(request, event);
                Ok(false)
            }
        }
    }
}
