//! What people change about themselves.

use leptos::prelude::*;

use crate::error::ApiError;

/// Every zone that there is, by name.
#[server(prefix = "/app", endpoint = "profile/zones")]
pub async fn list_zones() -> Result<Vec<String>, ApiError> {
    crate::context::caller()?;
    Ok(crate::zone::lookup::names().map(str::to_owned).collect())
}

/// Chooses the zone in which times are written; empty leaves it to the browser (rule 45).
#[server(prefix = "/app", endpoint = "profile/zone")]
pub async fn set_zone(zone: String) -> Result<(), ApiError> {
    let (context, caller) = crate::context::caller()?;
    let zone = zone.trim();
    if !zone.is_empty() && crate::zone::lookup::zone(zone, context.now).is_none() {
        return Err(ApiError::field(
            "zone",
            "There is no such time zone; choose one of the list, such as Europe/Berlin.",
        ));
    }
    context.engine.set_zone(&caller, (!zone.is_empty()).then(|| zone.to_owned())).await?;
    context.go_plain("/profile?done=zone");
    Ok(())
}

/// Changes one's own password.
#[server(prefix = "/app", endpoint = "profile/password")]
pub async fn change_password(
    old_password: String,
    new_password: String,
    again_password: String,
) -> Result<(), ApiError> {
    let (context, caller) = crate::context::caller()?;
    if new_password != again_password {
        return Err(ApiError::field("again_password", "The two new passwords are not the same."));
    }
    context.engine.change_password(&caller, &old_password, &new_password).await?;
    context.go_plain("/profile?done=password");
    Ok(())
}
