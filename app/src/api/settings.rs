//! System settings other than the switch.

use domain::settings::SystemSettings;
use leptos::prelude::*;

use crate::error::ApiError;

/// The settings as they stand.
#[server(prefix = "/app", endpoint = "settings/read")]
pub async fn read_settings() -> Result<SystemSettings, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    Ok(engine.settings(&permit).await?)
}

/// Saves how fast waiting requests start, how long requests are kept, and when people are reminded of a hold.
#[server(prefix = "/app", endpoint = "settings/save")]
pub async fn save_settings(
    opening_pace: String,
    keep_days: String,
    remind_after_hours: String,
) -> Result<SystemSettings, ApiError> {
    use domain::settings::SettingsEdit;
    let (context, caller) = crate::context::caller()?;
    let edit = SettingsEdit {
        enable_maintenance_mode: None,
        opening_pace: Some(number("opening_pace", &opening_pace)?),
        keep_days: Some(number("keep_days", &keep_days)?),
        remind_after_hours: Some(number("remind_after_hours", &remind_after_hours)?),
    };
    Ok(context.engine.edit_settings(&caller, edit, None).await?)
}

/// A whole number as it was typed.
#[cfg(feature = "ssr")]
pub(crate) fn number(field: &str, typed: &str) -> Result<u32, ApiError> {
    typed.trim().parse().map_err(|_| ApiError::field(field, "Enter a whole number, such as 5."))
}
