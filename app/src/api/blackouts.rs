//! Blackouts: the list, one of them, what is done to it; and the wizard that plans one.

pub mod acts;
mod form;
mod history;
pub mod import;
pub mod next;
pub mod slots;
pub mod wizard;

use domain::blackout::Blackout;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

pub use form::{BlackoutForm, Step, weekday_box, weekday_word};
pub use history::{Happening, History};

use crate::error::ApiError;
use crate::zone::Zone;

/// Which blackouts the list shows besides those to come: the word in the address, the words on the page, and days.
pub const PAST: [(&str, &str, i64); 3] =
    [("30d", "Past 30 days", 30), ("1y", "Past year", 365), ("all", "All past ones", 365 * 100)];

/// A blackout as its page shows it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// It.
    pub blackout: Blackout,
    /// Its zone for the years around it.
    pub zone: Zone,
    /// What happened to it so far.
    pub history: History,
}

/// A blackout with what its form needs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Editable {
    /// It.
    pub blackout: Blackout,
    /// Every zone that there is, by name.
    pub zones: Vec<String>,
    /// The next dates of its plan as it stands.
    pub next: Option<next::NextDates>,
}

/// Those to come and under way, earliest first, of a series its next date; with one of the words of [`PAST`] those that are over, latest first.
#[server(prefix = "/app", endpoint = "blackouts/list")]
pub async fn list_blackouts(#[server(default)] range: String) -> Result<Vec<Blackout>, ApiError> {
    use domain::blackout::{FURTHEST, LONGEST, LONGEST_HARD_MAXIMUM};
    use domain::duration::Span;
    let (engine, permit) = crate::context::permit()?;
    let now = crate::context::context()?.now;
    let to = now.plus(FURTHEST).plus(LONGEST);
    let Some((_, _, days)) = PAST.iter().find(|(word, ..)| *word == range) else {
        // One that waits for a confirmation is past its end.
        let mut coming = engine.blackouts_on_record(&permit, now.minus(LONGEST_HARD_MAXIMUM), to).await?;
        coming.retain(|blackout| !blackout.occurrence.stage.is_over());
        return Ok(coming);
    };
    let from = now.minus(Span::from_secs(days * 86_400));
    let mut past = engine.blackouts_on_record(&permit, from, to).await?;
    past.retain(|blackout| blackout.occurrence.stage.is_over());
    past.reverse();
    Ok(past)
}

/// One of them.
#[server(prefix = "/app", endpoint = "blackouts/read")]
pub async fn read_blackout(id: String) -> Result<Shown, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let blackout = engine.blackout(&permit, known(&id)?).await?;
    let history = engine.blackout_history(&permit, blackout.id).await?.into();
    Ok(Shown { zone: zone_of(&blackout.plan.zone, blackout.occurrence.window.start), blackout, history })
}

/// One of them, to be changed.
#[server(prefix = "/app", endpoint = "blackouts/editable")]
pub async fn read_editable(id: String) -> Result<Editable, ApiError> {
    let (context, caller) = crate::context::caller()?;
    let permit = caller.permit::<domain::permission::ManageMaintenance>()?;
    let blackout = context.engine.blackout(&caller.permit()?, known(&id)?).await?;
    let form = BlackoutForm::of_plan(&blackout.plan);
    let begun = form.start.clone();
    let next = next::next(&context, &permit, &begun, form)?;
    Ok(Editable { blackout, zones: zones(), next })
}

#[cfg(feature = "ssr")]
fn known(id: &str) -> Result<domain::id::BlackoutId, ApiError> {
    id.parse().map_err(|_| ApiError::NotFound("There is no such blackout.".to_owned()))
}

/// The zone for the years around an instant.
#[cfg(feature = "ssr")]
fn zone_of(name: &str, around: domain::time::Timestamp) -> Zone {
    crate::zone::lookup::zone(name, around).unwrap_or_else(Zone::utc)
}

#[cfg(feature = "ssr")]
fn zones() -> Vec<String> {
    crate::zone::lookup::names().map(str::to_owned).collect()
}
