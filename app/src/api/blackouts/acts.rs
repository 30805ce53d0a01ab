//! What is done to a blackout: change it, call it off, extend it, end it, confirm it.

#[cfg(feature = "ssr")]
use domain::blackout::{Altered, Because, Scope};
use domain::id::BlackoutId;
#[cfg(feature = "ssr")]
use engine::blackout::Which;
use leptos::prelude::*;

use super::BlackoutForm;
use crate::error::ApiError;

/// Changes one that is not held yet; refused when somebody saved another plan since `saved` (rule 18). With a `date` of a
/// series, `scope` says how much: `one`, `later` or `all`.
#[server(prefix = "/app", endpoint = "blackouts/edit")]
pub async fn edit_blackout(
    id: BlackoutId,
    saved: String,
    #[server(default)] date: String,
    #[server(default)] scope: String,
    #[server(flatten)] form: BlackoutForm,
) -> Result<(), ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let mut edit = form.edit()?;
    let which = which(&date, &scope)?;
    if which.is_some_and(|which| which.scope == Scope::One) {
        // The form of all carries the rule along.
        edit.recurrence = domain::maintenance::Edit::Keep;
    }
    let seen =
        saved.parse().map_err(|_| ApiError::Malformed("it does not say which plan it changes".to_owned()))?;
    let altered =
        engine.change_blackout(&permit, id, which, edit, Some(seen)).await.map_err(super::form::told)?;
    let done = if altered.blackout.id == id { "changed" } else { "split" };
    crate::context::context()?.go(&told(&altered, which, done));
    Ok(())
}

/// Calls one off, which is possible until its start; with a `date` of a series what `scope` says.
#[server(prefix = "/app", endpoint = "blackouts/cancel")]
pub async fn cancel_blackout(
    id: BlackoutId,
    #[server(default)] date: String,
    #[server(default)] scope: String,
) -> Result<(), ApiError> {
    let Some(which) = which(&date, &scope)? else {
        return act(id, engine::blackout::Act::Cancel, "cancelled").await;
    };
    let (engine, permit) = crate::context::permit()?;
    let altered = engine.cancel_blackout(&permit, id, Some(which)).await.map_err(of_the_whole)?;
    let done = if which.scope == Scope::One { "date-cancelled" } else { "cancelled" };
    crate::context::context()?.go(&told(&altered, Some(which), done));
    Ok(())
}

/// Moves the end of one under way to a later instant.
#[server(prefix = "/app", endpoint = "blackouts/extend")]
pub async fn extend_blackout(id: BlackoutId, end: String, zone: String) -> Result<(), ApiError> {
    let words = "This is not a date and time: write it like 2026-12-05T03:30.";
    let end = crate::zone::lookup::instant(&end, &zone).ok_or_else(|| ApiError::field("end", words))?;
    act(id, engine::blackout::Act::Extend { end }, "extended").await.map_err(|error| match error {
        ApiError::Invalid(faults) => {
            let at_end = |fault| domain::problem::FieldError { path: "end".to_owned(), ..fault };
            ApiError::Invalid(faults.into_iter().map(at_end).collect())
        }
        other => other,
    })
}

/// Ends one now.
#[server(prefix = "/app", endpoint = "blackouts/end")]
pub async fn end_blackout(id: BlackoutId) -> Result<(), ApiError> {
    act(id, engine::blackout::Act::End, "ended").await
}

/// Confirms that it may open, where one waits for that.
#[server(prefix = "/app", endpoint = "blackouts/confirm")]
pub async fn confirm_blackout(id: BlackoutId) -> Result<(), ApiError> {
    act(id, engine::blackout::Act::Confirm, "confirmed").await
}

#[cfg(feature = "ssr")]
async fn act(id: BlackoutId, act: engine::blackout::Act, done: &str) -> Result<(), ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let acted = engine.act_on_blackout(&permit, id, act).await;
    acted.map_err(of_the_whole)?;
    crate::context::context()?.go_plain(&format!("/settings/blackouts/{id}?done={done}"));
    Ok(())
}

/// What its stage does not allow is no field's fault.
#[cfg(feature = "ssr")]
fn of_the_whole(error: engine::Error) -> ApiError {
    match ApiError::from(error) {
        ApiError::Invalid(faults) => {
            let whole = |fault| domain::problem::FieldError { path: String::new(), ..fault };
            ApiError::Invalid(faults.into_iter().map(whole).collect())
        }
        other => other,
    }
}

/// Which dates are meant; none where no date is named.
#[cfg(feature = "ssr")]
fn which(date: &str, scope: &str) -> Result<Option<Which>, ApiError> {
    let Some(date) = super::named(date)? else { return Ok(None) };
    let words = "Say how much is meant: this date alone, this one and later ones, or all.";
    let scope = scope.parse().map_err(|_| ApiError::field("scope", words))?;
    Ok(Some(Which { date, scope }))
}

/// The page that tells what was done, and what a change left as it is.
#[cfg(feature = "ssr")]
fn told(altered: &Altered, which: Option<Which>, done: &str) -> String {
    let (id, key) = (altered.blackout.id, altered.blackout.occurrence.key);
    let mut path = format!("/settings/blackouts/{id}?done={done}");
    if which.is_some_and(|which| which.scope == Scope::One) {
        path.push_str(&format!("&date={key}"));
    }
    let keys = |because: Because| {
        let stays = altered.stays.iter().filter(|stays| stays.because == because).take(20);
        stays.map(|stays| stays.key.to_string()).collect::<Vec<_>>().join(",")
    };
    for (name, keys) in [("held", keys(Because::InForce)), ("own", keys(Because::OwnPlan))] {
        if !keys.is_empty() {
            path.push_str(&format!("&{name}={keys}"));
        }
    }
    path
}
