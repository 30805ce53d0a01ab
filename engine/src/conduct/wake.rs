//! Steps that go on by themselves when their instant comes.

use domain::permission::Person;
use domain::process::{Outcome, StepKind};
use domain::progress::Ended;
use domain::request::{Step, StepStatus};
use domain::task::Answered;
use domain::time::Timestamp;

use super::Effect;
use super::event::{TOO_LONG, settle};
use super::run::Run;
use crate::engine::Engine;
use crate::error::Result;
use crate::store::{Tx, task};

/// Goes on with every step whose instant has come. Retries are begun by the scheduler itself.
pub(super) async fn go_on(
    engine: &Engine,
    tx: &mut Tx,
    run: &mut Run,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Result<bool> {
    let due = |step: &&Step| step.wakes.is_some_and(|at| at <= now);
    let due: Vec<Step> = run.steps.iter().filter(due).cloned().collect();
    for step in &due {
        if step.status != StepStatus::Running {
            continue;
        }
        let timed_out = |words: &str| Ended::plain(Outcome::TimedOut, words);
        let ended = match run.definition_of(&step.id)?.kind() {
            StepKind::Wait => Ended {
                outcome: Outcome::Succeeded,
                exit_code: None,
                output: Default::default(),
                message: None,
            },
            StepKind::Manual => {
                if let Some(id) = step.task {
                    let answer = Answered {
                        outcome: Outcome::TimedOut.as_str().to_owned(),
                        by: Person::system("deadline"),
                        at: now,
                        comment: None,
                    };
                    task::close(tx, id, &answer).await?;
                    let detail = serde_json::json!({ "request": run.record.id, "step": step.id });
                    engine.note(tx, &answer.by, "task.time_out", id.to_string(), detail).await?;
                    effects.push(Effect::TasksChanged);
                }
                timed_out("nobody answered in time")
            }
            StepKind::RunProcess => match step.child {
                // The step goes on until its process has ended: nothing is quiet while that runs.
                Some(child) => {
                    effects.push(Effect::CancelRequest { request: child, by: Person::system("time-out") });
                    let one = run.step_mut(&step.id)?;
                    one.wakes = None;
                    one.outcome = Some(Outcome::TimedOut);
                    one.detail = Some("its time is up; its process is being cancelled".to_owned());
                    continue;
                }
                None => timed_out(TOO_LONG),
            },
            // Supervisors keep the time of these themselves.
            StepKind::Shell | StepKind::Http | StepKind::Finish => continue,
        };
        settle(run, &step.id, ended, now)?;
    }
    Ok(!due.is_empty())
}
