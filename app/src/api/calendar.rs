//! The calendar, laid out by the server: the browser knows no zones.

#[cfg(feature = "ssr")]
mod layout;
#[cfg(feature = "ssr")]
mod year;

use domain::blackout::Occurrence;
use domain::calendar::View;
use domain::id::{BlackoutId, RequestId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// What the page shows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Calendar {
    /// How it is looked at.
    pub view: View,
    /// What it shows: `November 2026`, `23 to 29 November 2026`.
    pub title: String,
    /// The zone of its days and hours.
    pub zone: String,
    /// The date that leads to the time before.
    pub before: String,
    /// The date that leads to the time after.
    pub after: String,
    /// Today in that zone.
    pub today: String,
    /// Its days in order; of a month whole weeks from Monday.
    pub days: Vec<Day>,
    /// Which of them is chosen.
    pub chosen: usize,
    /// Its blackouts, earliest first; at most [`MOST`].
    pub blackouts: Vec<Entry>,
    /// How many more there are.
    pub more: u64,
    /// The slot that a blackout on the chosen day would begin with, for `take_slot`; none for a day that is over.
    pub plan: Option<String>,
    /// The year of the chosen day.
    pub year: Year,
}

/// The most blackouts that are told at once.
pub const MOST: usize = 300;

/// A blackout of the calendar.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: BlackoutId,
    /// What people call it.
    pub name: String,
    /// Its window, and how far it has come.
    pub occurrence: Occurrence,
}

/// A day.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Day {
    /// Its date as the address has it: `2026-11-25`.
    pub date: String,
    /// The day of its month.
    pub number: u32,
    /// In full: `Wednesday 25 November 2026`.
    pub words: String,
    /// Whether it belongs to another month than the chosen day.
    pub outside: bool,
    /// How many hours it has, where it has not 24.
    pub hours: Option<i64>,
    /// Where 06:00, 12:00 and 18:00 are, in thousandths of the day.
    pub ticks: Vec<(u32, String)>,
    /// The blackouts that touch it.
    pub pieces: Vec<Piece>,
    /// Requests that are to start.
    pub scheduled: Marks,
    /// Starts that were refused.
    pub refused: Marks,
}

/// What a day has of a blackout.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Piece {
    /// Which one, of the calendar's.
    pub entry: usize,
    /// In which lane it lies, the same on all days of a week.
    pub lane: usize,
    /// Whether it begins on that day.
    pub begins: bool,
    /// Whether it ends on that day.
    pub ends: bool,
    /// Where its hold begins, in thousandths of the day.
    pub held: u32,
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// When: `02:00 to 03:30`, `from 23:00`, `until 04:00`, `all day`.
    pub when: String,
}

/// Requests of one kind on a day.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Marks {
    /// The first of them.
    pub named: Vec<Mark>,
    /// How many there are in all.
    pub count: u64,
}

/// A request.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Mark {
    /// Its id.
    pub id: RequestId,
    /// Its process.
    pub process: String,
    /// When: `03:00`.
    pub at: String,
    /// Where, in thousandths of the day.
    pub part: u32,
}

/// How much of a year is closed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Year {
    /// Which.
    pub number: i32,
    /// Its months.
    pub months: Vec<Month>,
}

/// How much of a month is closed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Month {
    /// Its name: `Nov`.
    pub name: String,
    /// Its first day, as the address has it.
    pub day: String,
    /// Whether the chosen day lies in it.
    pub chosen: bool,
    /// Of each day how much is closed, from 0 (nothing) to [`LEVELS`].
    pub levels: Vec<usize>,
    /// In words: `closed 3 h on 2 days`.
    pub words: String,
}

/// How many levels of closed days there are: up to 1 hour, 4 hours, 12 hours, and more.
pub const LEVELS: usize = 4;

/// What a view shows around a day; both have a usual value. What is no zone is UTC.
#[server(prefix = "/app", endpoint = "calendar/read")]
pub async fn read_calendar(
    #[server(default)] view: String,
    #[server(default)] day: String,
    #[server(default)] zone: String,
) -> Result<Calendar, ApiError> {
    use engine::zone::Iana;
    let (context, caller) = crate::context::caller()?;
    let permit = caller.permit()?;
    let zone = Iana::named(&zone).unwrap_or_else(Iana::utc);
    let view = View::named(&view).unwrap_or_default();
    let frame = layout::Frame::of(view, &day, zone, context.now);
    let (from, to) = frame.span();
    let planned = context.engine.calendar(&permit, from, to).await?;
    let days = year::days(frame.date, &zone);
    let closed = context.engine.closed_days(&permit, &days).await?;
    let year = year::laid_out(frame.date, &days, &closed);
    Ok(frame.lay_out(planned, year))
}
