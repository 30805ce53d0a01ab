//! The end of a request of which a restored database does not know what became of it.

use domain::permission::Person;
use domain::process::Outcome;
use domain::progress::Ended;
use domain::request::{Step, StepStatus};
use domain::task::Answered;
use domain::time::Timestamp;

use super::Effect;
use super::run::Run;
use crate::engine::Engine;
use crate::error::Result;
use crate::store::{Tx, task};

/// What a request says that a restored database holds as running.
const LOST: &str = "the database was restored to an earlier state in a blackout: what became of it is not on record, and it is not run again";

/// Ends every step that has not ended: whether it was done is not known, so that nothing is done again.
pub(super) async fn end(
    engine: &Engine,
    tx: &mut Tx,
    run: &mut Run,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Result<bool> {
    let by = Person::system("blackout");
    let detail = serde_json::json!({ "why": LOST });
    engine.note(tx, &by, "request.interrupted", run.record.id.to_string(), detail).await?;
    let open: Vec<Step> = run.steps.iter().filter(|step| step.status != StepStatus::Ended).cloned().collect();
    for step in open {
        if let Some(id) = step.task {
            let outcome = Outcome::Interrupted.as_str().to_owned();
            task::close(tx, id, &Answered { outcome, by: by.clone(), at: now, comment: None }).await?;
            effects.push(Effect::TasksChanged);
        }
        let outcome =
            if step.status == StepStatus::Waiting { Outcome::Skipped } else { Outcome::Interrupted };
        run.end_step(&step.id, Ended::plain(outcome, LOST), now)?;
    }
    Ok(true)
}
