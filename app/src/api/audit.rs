//! The audit trail.

use domain::audit::Entry;
use domain::page::Page;
use leptos::prelude::*;

use crate::error::ApiError;

/// A page of the audit trail, newest first; empty filters filter nothing.
#[server(prefix = "/app", endpoint = "audit/list")]
pub async fn list_audit(
    #[server(default)] action: String,
    #[server(default)] actor: String,
    #[server(default)] cursor: String,
) -> Result<Page<Entry>, ApiError> {
    use domain::audit::AuditFilter;
    let (engine, permit) = crate::context::permit()?;
    let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let filter =
        AuditFilter { action: given(action), actor: given(actor), cursor: given(cursor), limit: None };
    Ok(engine.audit(&permit, filter).await?)
}
