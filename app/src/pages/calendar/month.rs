//! A month: weeks as rows, blackouts as bars over their days; and what the chosen day has, beneath.

use leptos::prelude::*;

use super::entries::entries;
use super::keys::{self, Keys};
use super::plan::plan;
use super::shade::shade;
use crate::api::calendar::{Calendar, Day, Marks, Piece};
use crate::live::live;
use crate::telling::blackouts::stage;

/// How many bars a day shows; the rest is counted.
const LANES: usize = 3;
const WEEKDAYS: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];

pub(super) fn month(calendar: &Calendar, keys: Keys) -> AnyView {
    let names = WEEKDAYS.into_iter().map(|(short, name)| view! { <th scope="col" abbr=name>{short}</th> });
    let names = names.collect_view();
    let weeks = calendar.days.chunks(7).enumerate().map(|(week, days)| {
        let cells = days.iter().enumerate().map(|(place, day)| cell(calendar, week * 7 + place, day, keys));
        let cells = cells.collect_view();
        view! { <tr>{cells}</tr> }
    });
    let weeks = weeks.collect_view();
    view! {
        <table class="calendar-month">
            <caption class="visually-hidden">{calendar.title.clone()}</caption>
            <thead><tr>{names}</tr></thead>
            <tbody>{weeks}</tbody>
        </table>
        {calendar.days.get(calendar.chosen).map(|day| chosen(calendar, day))}
    }
    .into_any()
}

fn cell(calendar: &Calendar, index: usize, day: &Day, keys: Keys) -> AnyView {
    let class = match (calendar.chosen == index, day.outside) {
        (true, _) => "calendar-chosen",
        (false, true) => "calendar-outside",
        (false, false) => "",
    };
    let bars = day.pieces.iter().filter(|piece| piece.lane < LANES);
    let bars: Vec<AnyView> = bars.filter_map(|piece| bar(calendar, piece)).collect();
    let bars = (!bars.is_empty()).then(|| view! { <ul class="calendar-bars">{bars}</ul> });
    let hidden = day.pieces.iter().filter(|piece| piece.lane >= LANES).count();
    let hidden = (hidden > 0).then(|| format!("{hidden} more"));
    let count = |marks: &Marks, class: &'static str, words: &str| {
        let words = format!("{} {words}", marks.count);
        (marks.count > 0).then(|| view! { <span><span class=class></span>" "{words}</span> })
    };
    let scheduled = count(&day.scheduled, "calendar-dot shade-scheduled", "scheduled");
    let refused = count(&day.refused, "calendar-dot shade-refused", "could not start");
    view! {
        <td class=class>
            {keys::link(calendar, index, day, keys, day.number.to_string())}
            {dots(calendar, day)}
            {bars}
            <p class="calendar-counts">{hidden}{scheduled}{refused}</p>
        </td>
    }
    .into_any()
}

/// A blackout on one of its days. It lies in the same lane the whole week.
fn bar(calendar: &Calendar, piece: &Piece) -> Option<AnyView> {
    let entry = calendar.blackouts.get(piece.entry)?;
    let (_, words) = stage(&entry.occurrence, live().now.get_untracked());
    let begins = if piece.begins { " calendar-begins" } else { "" };
    let ends = if piece.ends { " calendar-ends" } else { "" };
    let shade = shade(&entry.occurrence.stage);
    let class = format!("calendar-bar calendar-lane-{} {shade}{begins}{ends}", piece.lane);
    let about = format!(", {}, {words}", piece.when);
    let title = format!("{}{about}", entry.name);
    let bar = view! {
        <li class=class>
            <a href=format!("/settings/blackouts/{}", entry.id) title=title>
                {entry.name.clone()}<span class="visually-hidden">{about}</span>
            </a>
        </li>
    };
    Some(bar.into_any())
}

/// In a narrow window: that there is something.
fn dots(calendar: &Calendar, day: &Day) -> AnyView {
    let shades = day.pieces.iter().take(LANES).filter_map(|piece| calendar.blackouts.get(piece.entry));
    let shades = shades.map(|entry| shade(&entry.occurrence.stage));
    let marks = [(day.scheduled.count, "shade-scheduled"), (day.refused.count, "shade-refused")];
    let marks = marks.into_iter().filter(|(count, _)| *count > 0).map(|(_, class)| class);
    let dots = shades.chain(marks).map(|class| view! { <span class=format!("calendar-dot {class}")></span> });
    view! { <span class="calendar-dots" aria-hidden="true">{dots.collect_view()}</span> }.into_any()
}

/// What the chosen day has, and what can be done on it.
fn chosen(calendar: &Calendar, day: &Day) -> AnyView {
    view! {
        <section class="panel" aria-labelledby="chosen-day">
            <h3 id="chosen-day">{day.words.clone()}</h3>
            {day.hours.map(|hours| view! { <p class="soft">{format!("This day has {hours} hours.")}</p> })}
            {entries(calendar, day)}
            {plan(calendar, day)}
        </section>
    }
    .into_any()
}
