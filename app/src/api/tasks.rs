//! Manual tasks.

use domain::id::TaskId;
use domain::page::Page;
use domain::task::Task;
use leptos::prelude::*;

use crate::error::ApiError;

/// A page of the tasks that wait for a person, or of all of them.
#[server(prefix = "/app", endpoint = "tasks/list")]
pub async fn list_tasks(
    #[server(default)] answered: bool,
    #[server(default)] cursor: String,
) -> Result<Page<Task>, ApiError> {
    use domain::task::TaskFilter;
    let (engine, permit) = crate::context::permit()?;
    let cursor = Some(cursor).filter(|cursor| !cursor.is_empty());
    Ok(engine.tasks(&permit, TaskFilter { answered, cursor, limit: None }).await?)
}

/// One task.
#[server(prefix = "/app", endpoint = "tasks/read")]
pub async fn read_task(id: TaskId) -> Result<Task, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    Ok(engine.task(&permit, id).await?)
}

/// Answers a task; the request goes on with it. `properties` are lines of `name=value`.
#[server(prefix = "/app", endpoint = "tasks/respond")]
pub async fn respond(
    id: TaskId,
    #[server(default)] outcome: String,
    #[server(default)] comment: String,
    #[server(default)] properties: String,
) -> Result<Task, ApiError> {
    use domain::task::{Response, Verdict};
    let (context, caller) = crate::context::caller()?;
    let outcome = match outcome.as_str() {
        "succeeded" => Verdict::Succeeded,
        "failed" => Verdict::Failed,
        _ => return Err(ApiError::field("outcome", "Say how it ended.")),
    };
    let comment = Some(comment.trim().to_owned()).filter(|comment| !comment.is_empty());
    let response = Response { outcome, comment, properties: pairs(&properties)? };
    let task = context.engine.respond(&caller, id, response).await?;
    context.go(&format!("/tasks/{id}"));
    Ok(task)
}

/// Reads lines of `name=value`.
#[cfg(any(feature = "ssr", test))]
fn pairs(text: &str) -> Result<std::collections::BTreeMap<String, String>, ApiError> {
    let mut pairs = std::collections::BTreeMap::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let pair = line
            .split_once('=')
            .map(|(name, value)| (name.trim(), value.trim()))
            .filter(|(name, _)| !name.is_empty());
        let Some((name, value)) = pair else {
            return Err(ApiError::field("properties", format!("Line {} is not name=value.", number + 1)));
        };
        if pairs.insert(name.to_owned(), value.to_owned()).is_some() {
            return Err(ApiError::field(
                "properties",
                format!("Line {}: {name} is there twice.", number + 1),
            ));
        }
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_lines_of_name_and_value() {
        let read = pairs("ticket = OPS-7\n\nnote=a=b\r\n").unwrap();
        assert_eq!(
            read.into_iter().collect::<Vec<_>>(),
            [("note".into(), "a=b".into()), ("ticket".into(), "OPS-7".into())]
        );
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        for (text, named) in [("a=1\nnonsense", "Line 2"), ("=x", "Line 1"), ("a=1\na=2", "twice")] {
            assert!(pairs(text).unwrap_err().to_string().contains(named), "{text}");
        }
    }
}
