//! The switch: read it, review a change in numbers, make it; and the drain.

mod form;

use domain::drain::Drain;
use domain::maintenance::{Impact, Maintenance};
use domain::time::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

pub use form::{Change, MaintenanceForm};

use crate::error::ApiError;

/// A change that waits for its confirmation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Pending {
    /// What was typed.
    pub form: MaintenanceForm,
    /// What it does to the switch.
    pub change: Change,
    /// What it does, in numbers.
    pub impact: Impact,
    /// How many waiting requests start in a minute once the gate opens.
    pub opening_pace: u32,
    /// What people will be told, as it is meant.
    pub told: TellsPeople,
    /// What keeps the gate closed once the box is unticked; none when nothing does.
    pub still_closed: Option<String>,
}

/// The words and times of the manual hold after a change.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TellsPeople {
    /// For people who may log in.
    pub reason: Option<String>,
    /// For everybody.
    pub message: Option<String>,
    /// When it is expected to end.
    pub estimated_end: Option<Timestamp>,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
}

/// The switch as it stands.
#[server(prefix = "/app", endpoint = "maintenance/read")]
pub async fn read_maintenance() -> Result<Maintenance, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    Ok(engine.maintenance(&permit).await?)
}

/// What still runs, and when it is expected to be quiet.
#[server(prefix = "/app", endpoint = "maintenance/drain")]
pub async fn read_drain() -> Result<Drain, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    Ok(engine.drain(&permit).await?)
}

/// Keeps a change for review and leads to its page, which says what will happen.
#[server(prefix = "/app", endpoint = "maintenance/review")]
pub async fn review_maintenance(#[server(flatten)] form: MaintenanceForm) -> Result<(), ApiError> {
    use crate::form::draft::Draft;
    let context = crate::context::context()?;
    meant(&form).await?;
    let draft = Draft { form: "maintenance".to_owned(), fields: form.fields(), error: None };
    let id = context.keep(draft).ok_or(ApiError::Internal)?;
    context.go(&format!("/settings/system/review?draft={id}"));
    Ok(())
}

/// The change that waits under that id, and what it would do now.
#[server(prefix = "/app", endpoint = "maintenance/pending")]
pub async fn pending_maintenance(draft: String) -> Result<Pending, ApiError> {
    let (context, caller) = crate::context::caller()?;
    let draft = context.find(&draft).ok_or_else(|| {
        let words = "This review is over ten minutes old, or somebody else's. Go back to the settings and begin again.";
        ApiError::NotFound(words.to_owned())
    })?;
    let form = MaintenanceForm::of(&draft);
    let (before, edit) = meant(&form).await?;
    let read = caller.permit()?;
    let told = form::told(before.hold.as_ref(), &edit);
    let until = told.estimated_end.filter(|_| edit.enabled);
    Ok(Pending {
        change: Change::between(before.enabled, edit.enabled),
        impact: context.engine.impact(&read, until).await?,
        opening_pace: context.engine.settings(&read).await?.opening_pace,
        told,
        still_closed: form::others(&context.engine.watch_status().borrow().full),
        form,
    })
}

/// Makes the change; in force when it answers (rule 16). Refused when somebody changed it in between (rule 18).
#[server(prefix = "/app", endpoint = "maintenance/set")]
pub async fn set_maintenance(#[server(flatten)] form: MaintenanceForm) -> Result<Maintenance, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let (_, edit) = meant(&form).await?;
    let maintenance = engine.set_maintenance(&permit, edit, form.epoch()).await?;
    crate::context::context()?.go("/maintenance");
    Ok(maintenance)
}

/// Says that maintenance mode is still wanted: people are asked again after a while (rule 43).
#[server(prefix = "/app", endpoint = "maintenance/keep")]
pub async fn keep_maintenance() -> Result<Maintenance, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let maintenance = engine.keep_maintenance(&permit).await?;
    crate::context::context()?.go("/maintenance");
    Ok(maintenance)
}

/// The switch as it stands, and what the form means to make of it; for those who may turn it.
#[cfg(feature = "ssr")]
async fn meant(
    form: &MaintenanceForm,
) -> Result<(Maintenance, domain::maintenance::MaintenanceEdit), ApiError> {
    let (context, caller) = crate::context::caller()?;
    caller.permit::<domain::permission::ManageMaintenance>()?;
    let before = context.engine.maintenance(&caller.permit()?).await?;
    let edit = form.edit(before.hold.as_ref(), context.now)?;
    Ok((before, edit))
}
