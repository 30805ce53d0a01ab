//! Quiet slots for blackouts.

use axum::Json;
use axum::extract::State;
use domain::permission::Read;
use domain::slots::{QuietSlots, SlotAsk};
use serde::Deserialize;

use super::extract::{Allowed, Search, Who};
use crate::web::{Problem, Web};

/// What is looked for. All of it text, so that all faults are told at once.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlotSearch {
    /// Where to begin: an instant, or a date of the zone; now when absent.
    from: Option<String>,
    /// Where to end: an instant, or a date of the zone, whose whole day counts. At most 92 days on; 14 when absent.
    to: Option<String>,
    /// The wanted length, such as `2h`; it is needed.
    duration: Option<String>,
    /// The IANA name of the zone of dates and of the week in which runs are usual; the caller's when absent.
    zone: Option<String>,
    /// How many slots, 1 to 50; 10 when absent.
    limit: Option<String>,
}

/// Finds the slots that a blackout would hit the least, each with its reasons; the least hit comes first.
#[utoipa::path(get, path = "/api/v1/blackouts/slots", tag = "blackouts", params(SlotSearch), responses((status = 200, body = QuietSlots)))]
pub async fn find_slots(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Who(caller): Who,
    Search(query): Search<SlotSearch>,
) -> Result<Json<QuietSlots>, Problem> {
    let SlotSearch { from, to, duration, zone, limit } = query;
    let zone = zone.or(caller.me.zone).unwrap_or_else(|| "UTC".to_owned());
    let ask = SlotAsk { from, to, duration, zone, limit };
    Ok(Json(web.engine.quiet_slots(&permit, &ask).await?))
}
