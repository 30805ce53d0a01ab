//! Does what was planned, one blackout after the other.

use domain::blackout::{Blackout, BlackoutEdit, SeriesToCome};
use domain::id::BlackoutId;
use domain::problem::{FieldError, kind};
use http::Method;
use serde::Serialize;

use super::file::{File, path};
use super::plan::{Act, OnDate, Planned};
use crate::cli::call::Client;
use crate::cli::failure::Failure;

/// What has become of one blackout, for scripts.
#[derive(Serialize)]
pub struct Applied {
    name: String,
    id: Option<BlackoutId>,
    change: &'static str,
    /// The fields that changed.
    fields: Vec<String>,
    /// The dates that were changed or called off.
    dates: Vec<String>,
    notes: Vec<String>,
}

/// As lists of the API are.
#[derive(Serialize)]
pub struct All {
    items: Vec<Applied>,
    next: Option<String>,
}

/// What would become of them.
pub fn told(planned: &[Planned]) -> All {
    let items = planned.iter().map(|one| applied(one, one.known.as_ref().map(|known| known.id))).collect();
    All { items, next: None }
}

/// Does it all; when one fails it says what was done before.
pub async fn all(client: &Client, name: &str, file: &File, planned: &[Planned]) -> Result<All, Failure> {
    let mut items: Vec<Applied> = Vec::new();
    for one in planned {
        match act(client, one).await {
            Ok(id) => items.push(applied(one, id)),
            Err(failure) => {
                let done: Vec<&str> =
                    items.iter().filter(|one| one.change != KEPT).map(|one| one.name.as_str()).collect();
                if !done.is_empty() {
                    client.out.note(&format!("Applied before it failed: {}", done.join(", ")));
                }
                client.out.note(&format!("It failed at the blackout {}.", one.name));
                return Err(in_file(failure, name, file, one.index));
            }
        }
    }
    Ok(All { items, next: None })
}

const KEPT: &str = "unchanged";

fn applied(one: &Planned, id: Option<BlackoutId>) -> Applied {
    let (change, fields) = match &one.act {
        Act::Make(_) => ("made", Vec::new()),
        Act::Change(edit) => ("changed", fields(edit)),
        Act::Keep if one.dates.is_empty() => (KEPT, Vec::new()),
        Act::Keep => ("changed", Vec::new()),
        Act::CallOff => ("called_off", Vec::new()),
    };
    let dates = one.dates.iter().map(|date| date.start.naive().date().to_string()).collect();
    Applied { name: one.name.clone(), id, change, fields, dates, notes: one.notes.clone() }
}

/// The names of the fields that an edit changes.
pub fn fields(edit: &BlackoutEdit) -> Vec<String> {
    match serde_json::to_value(edit) {
        Ok(serde_json::Value::Object(map)) => map.into_iter().map(|(name, _)| name).collect(),
        Ok(_) | Err(_) => Vec::new(),
    }
}

async fn act(client: &Client, one: &Planned) -> Result<Option<BlackoutId>, Failure> {
    let known = one.known.as_ref();
    let id = match (&one.act, known) {
        (Act::Make(draft), _) => {
            let ask = client.api.ask(Method::POST, &["blackouts"]).body(&**draft);
            Some(ask.send().await?.read::<Blackout>()?.id)
        }
        (Act::Change(edit), Some(series)) => {
            let ask = client.api.ask(Method::PATCH, &["blackouts", &series.id.to_string()]);
            ask.header("if-match", format!("\"{}\"", series.saved)).body(&**edit).send().await?;
            Some(series.id)
        }
        (Act::CallOff, Some(series)) => {
            call_off(client, series).await?;
            Some(series.id)
        }
        (Act::Change(_) | Act::Keep | Act::CallOff, series) => series.map(|series| series.id),
    };
    if let Some(id) = id {
        for date in &one.dates {
            on_date(client, id, date).await?;
        }
    }
    Ok(id)
}

/// Calling off takes no condition, so it is looked at once more.
async fn call_off(client: &Client, series: &SeriesToCome) -> Result<(), Failure> {
    let id = series.id.to_string();
    let now: Blackout = client.api.get(&["blackouts", &id]).send().await?.read()?;
    if now.saved != series.saved {
        let words = format!("{id} was changed since this plan was made: apply again to see it as it is");
        return Err(Failure::Failed(words));
    }
    client.api.ask(Method::POST, &["blackouts", &id, "cancel"]).send().await.map(drop)
}

async fn on_date(client: &Client, id: BlackoutId, date: &OnDate) -> Result<(), Failure> {
    let (id, start) = (id.to_string(), date.start.to_string());
    let path = ["blackouts", id.as_str(), "occurrences", start.as_str()];
    let ask = match &date.edit {
        Some(edit) => client.api.ask(Method::PATCH, &path).body(edit),
        None => client.api.ask(Method::POST, &[&path[..], &["cancel"]].concat()),
    };
    ask.query("scope", Some("one")).send().await.map(drop)
}

/// The same fault, where it stands in the file.
pub fn placed(file: &File, index: usize, error: FieldError) -> FieldError {
    let path = match error.path.as_str() {
        "" | "blackout" => path(index),
        below => format!("{}.{below}", path(index)),
    };
    file.places.fault(&path, error.message)
}

fn in_file(failure: Failure, name: &str, file: &File, index: Option<usize>) -> Failure {
    match (failure, index) {
        (Failure::Problem(mut problem), Some(index)) if problem.kind == kind::VALIDATION => {
            let faults = std::mem::take(&mut problem.errors).into_iter();
            problem.errors = faults.map(|error| placed(file, index, error)).collect();
            Failure::Problem(problem).in_file(name)
        }
        (failure, _) => failure,
    }
}
