//! What is done to a blackout: change it, call it off, extend it, end it, confirm it.

use domain::id::BlackoutId;
use leptos::prelude::*;

use super::BlackoutForm;
use crate::error::ApiError;

/// Changes one that is not held yet; refused when somebody saved another plan since `saved` (rule 18).
#[server(prefix = "/app", endpoint = "blackouts/edit")]
pub async fn edit_blackout(
    id: BlackoutId,
    saved: String,
    #[server(flatten)] form: BlackoutForm,
) -> Result<(), ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let edit = form.edit()?;
    let seen =
        saved.parse().map_err(|_| ApiError::Malformed("it does not say which plan it changes".to_owned()))?;
    engine.edit_blackout(&permit, id, edit, Some(seen)).await.map_err(super::form::told)?;
    crate::context::context()?.go(&format!("/settings/blackouts/{id}?done=changed"));
    Ok(())
}

/// Calls one off, which is possible until its start.
#[server(prefix = "/app", endpoint = "blackouts/cancel")]
pub async fn cancel_blackout(id: BlackoutId) -> Result<(), ApiError> {
    act(id, engine::blackout::Act::Cancel, "cancelled").await
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
    acted.map_err(|error| match ApiError::from(error) {
        // What its stage does not allow is no field's fault.
        ApiError::Invalid(faults) => {
            let whole = |fault| domain::problem::FieldError { path: String::new(), ..fault };
            ApiError::Invalid(faults.into_iter().map(whole).collect())
        }
        other => other,
    })?;
    crate::context::context()?.go_plain(&format!("/settings/blackouts/{id}?done={done}"));
    Ok(())
}
