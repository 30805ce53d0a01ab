//! Blackouts: the list, one of them, what is done to it; and the wizard that plans one.

pub mod acts;
mod form;
mod history;
pub mod import;
pub mod next;
pub mod slots;
pub mod wizard;

use domain::blackout::{Blackout, LocalTime, SeriesDates};
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
    /// Whether one date of it was asked for.
    pub is_date: bool,
    /// Its dates to come; none for one that comes once.
    pub dates: Option<SeriesDates>,
}

impl Shown {
    /// The date that a change of a series begins with: the one that is shown, else the next that can be changed.
    #[must_use]
    pub fn begins_with(&self) -> Option<LocalTime> {
        let dates = self.dates.as_ref()?;
        if self.is_date { Some(self.blackout.occurrence.key) } else { dates.next }
    }
}

/// A blackout with what its form needs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Editable {
    /// It; of a series one date, with the rule of all.
    pub blackout: Blackout,
    /// Every zone that there is, by name.
    pub zones: Vec<String>,
    /// The next dates of its plan as it stands.
    pub next: Option<next::NextDates>,
    /// The dates to come of a series; none for one that comes once.
    pub dates: Option<SeriesDates>,
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

/// One of them, or one of its dates: by its key, or by any local time of its day.
#[server(prefix = "/app", endpoint = "blackouts/read")]
pub async fn read_blackout(id: String, #[server(default)] date: String) -> Result<Shown, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let (id, date) = (known(&id)?, named(&date)?);
    let blackout = match date {
        Some(date) => engine.blackout_date(&permit, id, date).await?,
        None => engine.blackout(&permit, id).await?,
    };
    let dates = engine.blackout_dates(&permit, id, date).await?;
    let history = engine.blackout_history(&permit, id).await?.into();
    let zone = zone_of(&blackout.plan.zone, blackout.occurrence.window.start);
    Ok(Shown { blackout, zone, history, is_date: date.is_some(), dates })
}

/// One of them, to be changed; of a series the date that is named, else the next.
#[server(prefix = "/app", endpoint = "blackouts/editable")]
pub async fn read_editable(id: String, #[server(default)] date: String) -> Result<Editable, ApiError> {
    let (context, caller) = crate::context::caller()?;
    let manages = caller.permit::<domain::permission::ManageMaintenance>()?;
    let (permit, id, date) = (caller.permit()?, known(&id)?, named(&date)?);
    let whole = context.engine.blackout(&permit, id).await?;
    let dates = context.engine.blackout_dates(&permit, id, date).await?;
    let blackout = match date.or(dates.as_ref().and_then(|dates| dates.next)) {
        Some(date) if dates.is_some() => {
            let mut one = context.engine.blackout_date(&permit, id, date).await?;
            // Later ones and all are changed by the rule that they come by.
            one.plan.recurrence = whole.plan.recurrence;
            one
        }
        Some(_) | None => whole,
    };
    let form = BlackoutForm::of_plan(&blackout.plan);
    let begun = form.start.clone();
    let next = next::next(&context, &manages, &begun, form)?;
    Ok(Editable { blackout, zones: zones(), next, dates })
}

#[cfg(feature = "ssr")]
fn known(id: &str) -> Result<domain::id::BlackoutId, ApiError> {
    id.parse().map_err(|_| ApiError::NotFound("There is no such blackout.".to_owned()))
}

/// The date that an address or a form names; an empty one is none.
#[cfg(feature = "ssr")]
fn named(date: &str) -> Result<Option<LocalTime>, ApiError> {
    if date.is_empty() {
        return Ok(None);
    }
    date.parse().map(Some).map_err(|_| ApiError::NotFound("There is no such date.".to_owned()))
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
