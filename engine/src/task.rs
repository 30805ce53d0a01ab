//! Manual tasks: listed and answered. A hold does not forbid it: they belong to running requests.

use domain::id::TaskId;
use domain::page::Page;
use domain::permission::{Permit, Person, Read, RespondToTasks, Role};
use domain::process::{Comment, Outcome};
use domain::progress::Ended;
use domain::task::{Answered, Response, Task, TaskFilter, Verdict};

use crate::conduct::Event;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::session::Caller;
use crate::store::task;

/// The longest comment, and the longest property.
const LONGEST: usize = 4_000;
/// The most properties.
const MOST: usize = 50;

impl Engine {
    /// A page of the tasks that wait, oldest first; with answered ones, the newest first.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a cursor that is none; else when the database does not answer.
    pub async fn tasks(&self, _permit: &Permit<Read>, filter: TaskFilter) -> Result<Page<Task>> {
        let mut tx = self.store.read().await?;
        task::list(&mut tx, &filter).await
    }

    /// One task.
    ///
    /// # Errors
    /// [`Error::NotFound`]; else when the database does not answer.
    pub async fn task(&self, _permit: &Permit<Read>, id: TaskId) -> Result<Task> {
        let mut tx = self.store.read().await?;
        task::get(&mut tx, id).await
    }

    /// Answers a task; its request goes on.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the comment is missing or too long, [`Error::Stale`] when it was answered already,
    /// [`Error::NotResponder`] when the step names another role, [`Error::Forbidden`] when it names none and the
    /// caller's lacks Respond to Tasks.
    pub async fn respond(&self, caller: &Caller, id: TaskId, response: Response) -> Result<Task> {
        let mut tx = self.store.read().await?;
        let open = task::get(&mut tx, id).await?;
        drop(tx);
        let by = responder(caller, &open)?;
        let comment = response.comment.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if comment.is_none() && open.comment == Comment::Required {
            return Err(Error::field("comment", "this task asks for a comment: say why"));
        }
        if comment.as_ref().is_some_and(|text| text.chars().count() > LONGEST) {
            return Err(Error::field("comment", format!("is longer than {LONGEST} characters: shorten it")));
        }
        if response.properties.len() > MOST || response.properties.values().any(|value| value.len() > LONGEST)
        {
            return Err(Error::field(
                "properties",
                format!("at most {MOST} properties of {LONGEST} characters"),
            ));
        }
        let now = self.clock.now();
        let outcome = match response.outcome {
            Verdict::Succeeded => Outcome::Succeeded,
            Verdict::Failed => Outcome::Failed,
        };
        let answer = Answered {
            outcome: outcome.as_str().to_owned(),
            by: by.clone(),
            at: now,
            comment: comment.clone(),
        };
        let words =
            format!("answered by {}{}", by.name, comment.map(|text| format!(": {text}")).unwrap_or_default());
        let ended = Ended { outcome, exit_code: None, output: response.properties, message: Some(words) };
        self.writing(move |engine| async move {
            let mut tx = engine.store.write().await?;
            let mut effects = Vec::new();
            let detail = serde_json::json!({ "request": open.request, "step": open.step, "answer": answer });
            let event = Event::Answered { task: id, answer, ended };
            let taken = engine.conduct_in(&mut tx, open.request, event, &mut effects).await?;
            let answered = task::get(&mut tx, id).await?;
            if !taken {
                let changed = match &answered.answer {
                    Some(answer) => format!("the task has been answered already, by {}", answer.by.name),
                    None => "the task's request has ended".to_owned(),
                };
                return Err(Error::Stale { epoch: 0, changed });
            }
            engine.note(&mut tx, &by, "task.respond", id.to_string(), detail).await?;
            tx.commit().await.inspect_err(|error| engine.doubt(error))?;
            engine.perform(effects);
            Ok(answered)
        })
        .await
    }
}

/// Who may answer: the role that the step names and administrators, or everybody with Respond to Tasks.
fn responder(caller: &Caller, open: &Task) -> Result<Person> {
    let Some(role) = open.role else {
        return Ok(caller.permit::<RespondToTasks>()?.person().clone());
    };
    let reader: Permit<Read> = caller.permit()?;
    if reader.role() == role || reader.role() == Role::Administrator {
        return Ok(reader.person().clone());
    }
    Err(Error::NotResponder { who: reader.person().name.clone(), asked: role, role: reader.role() })
}
