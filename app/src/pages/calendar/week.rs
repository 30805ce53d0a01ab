//! A week: each day drawn from its first hour to its last, with the same in words beneath. In a narrow window it is a
//! list of days.

use leptos::prelude::*;

use super::entries::entries;
use super::keys::{self, Keys};
use super::plan::plan;
use super::shade::shade;
use crate::api::calendar::{Calendar, Day, Marks};

/// The most lanes that are drawn beside each other.
const LANES: usize = 3;

pub(super) fn week(calendar: &Calendar, keys: Keys) -> AnyView {
    let days = calendar.days.iter().enumerate().map(|(index, day)| {
        // `Wed 25`, of `Wednesday 25 November 2026`.
        let weekday: String = day.words.chars().take(3).collect();
        let seen = format!("{weekday} {}", day.number);
        let class = if calendar.chosen == index { "calendar-chosen" } else { "" };
        view! {
            <li class=class>
                <h3>{keys::link(calendar, index, day, keys, seen)}</h3>
                {day.hours.map(|hours| view! { <p class="soft small">{format!("{hours} hours")}</p> })}
                {hours(calendar, day)}
                {entries(calendar, day)}
            </li>
        }
    });
    let days = days.collect_view();
    view! {
        <ol class="calendar-week">{days}</ol>
        {calendar.days.get(calendar.chosen).map(|day| plan(calendar, day))}
    }
    .into_any()
}

/// A share of the day's height.
fn share(part: u32) -> String {
    format!("{}.{}%", part / 10, part % 10)
}

/// The day as a picture; the list beneath says the same.
fn hours(calendar: &Calendar, day: &Day) -> AnyView {
    let ticks = day.ticks.iter().map(|(part, words)| {
        let y = share(*part);
        view! {
            <line class="grid" x1="0" x2="100%" y1=y.clone() y2=y.clone()/>
            <text class="tick-label" x="4" y=y dy="-3">{words.clone()}</text>
        }
    });
    let blackouts = day.pieces.iter().filter_map(|piece| {
        let entry = calendar.blackouts.get(piece.entry)?;
        let x = format!("{}%", 40 + 14 * piece.lane.min(LANES - 1));
        let part = |class: &str, from: u32, to: u32| {
            let class = format!("calendar-shape {class}");
            // What takes minutes is to be seen too.
            let height = share(to.saturating_sub(from).max(6));
            view! { <rect class=class x=x.clone() width="13%" y=share(from) height=height rx="2"/> }
        };
        let held = (piece.held < piece.from).then(|| part("shade-held", piece.held, piece.from));
        let shape = part(shade(&entry.occurrence.stage), piece.from, piece.to);
        Some(view! { {held}{shape} })
    });
    view! {
        <svg class="timeline calendar-hours" height="216" aria-hidden="true" focusable="false">
            {ticks.collect_view()}
            {blackouts.collect_view()}
            {marks(&day.scheduled, "calendar-shape shade-scheduled")}
            {marks(&day.refused, "calendar-shape shade-refused")}
        </svg>
    }
    .into_any()
}

fn marks(marks: &Marks, class: &'static str) -> AnyView {
    let marks =
        marks.named.iter().map(|mark| view! { <circle class=class cx="92%" cy=share(mark.part) r="4"/> });
    marks.collect_view().into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousandths_are_written_as_shares() {
        assert_eq!([0, 5, 125, 1_000].map(share), ["0.0%", "0.5%", "12.5%", "100.0%"]);
    }
}
