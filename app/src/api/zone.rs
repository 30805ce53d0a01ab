//! Zone look-ups for the browser, which carries no zone data.

use leptos::prelude::*;

use crate::error::ApiError;
use crate::zone::Zone;

/// The zone of that IANA name, for the years around now.
#[server(prefix = "/app", endpoint = "zone/find")]
pub async fn find_zone(name: String) -> Result<Zone, ApiError> {
    let now = crate::context::context()?.now;
    crate::zone::lookup::zone(&name, now)
        .ok_or_else(|| ApiError::NotFound("There is no such time zone.".to_owned()))
}
