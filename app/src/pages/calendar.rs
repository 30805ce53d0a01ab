//! The calendar: blackouts, scheduled requests and starts that were refused, by month, by week or as a list; and how
//! much of the year is closed. All of it is links, so that it works without script.

mod entries;
mod keys;
mod list;
mod month;
mod plan;
mod shade;
mod week;
mod year;

use std::time::Duration;

use domain::calendar::View;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::calendar::{Calendar, read_calendar};
use crate::components::load::Load;
use crate::components::page::Page;
use crate::fresh::keep_fresh;
use crate::live::live;
use crate::loaded::load;
use keys::Keys;

/// Each transition changes the status, which is looked at anyway.
const EVERY: Duration = Duration::from_secs(60);

/// View, day and zone.
type Asked = (String, String, String);

/// The page.
#[component]
pub fn CalendarPage() -> impl IntoView {
    let query = use_query_map();
    let zone = live().zone;
    let part = move |name: &str| query.read().get(name).unwrap_or_default();
    let asked: Memo<Asked> =
        Memo::new(move |_| (part("view"), part("day"), zone.with(|zone| zone.name.clone())));
    let calendar = load(move || asked.get(), |(view, day, zone)| read_calendar(view, day, zone));
    let lead = || "What is planned, and what was refused. A day is one of the zone that is named beside it.";
    view! {
        <Page title="Calendar" lead actions>
            <Load what=calendar let:calendar><Shown calendar asked=asked.get_untracked()/></Load>
        </Page>
    }
}

/// The ways to blackouts.
fn actions() -> impl IntoView {
    view! {
        <a class="button" href="/settings/blackouts">"All blackouts"</a>
        <a class="button" href="/settings/blackouts/slots">"Find a quiet slot"</a>
    }
}

/// The address of a view around a day.
fn address(view: View, day: &str) -> String {
    format!("/calendar?view={}&day={day}", view.as_str())
}

/// Reads it again when the status changes, which it does with every transition.
#[component]
fn Shown(calendar: Calendar, asked: Asked) -> impl IntoView {
    let shown = RwSignal::new(calendar);
    let there = move || shown.try_with_untracked(|_| ()).is_some();
    keep_fresh(shown, EVERY, there, move || {
        let (view, day, zone) = asked.clone();
        read_calendar(view, day, zone)
    });
    move || shown.with(whole)
}

fn whole(calendar: &Calendar) -> AnyView {
    let keys = Keys::of(calendar);
    let days = match calendar.view {
        View::Month => month::month(calendar, keys),
        View::Week => week::week(calendar, keys),
        View::List => list::list(calendar),
    };
    let more = (calendar.more > 0).then(|| {
        let words = format!("{} more blackouts are not shown: ", calendar.more);
        view! { <p class="soft">{words}<a href="/settings/blackouts">"see their list"</a>"."</p> }
    });
    view! {
        {head(calendar)}
        {days}
        {more}
        {shade::legend()}
        {year::year(calendar)}
    }
    .into_any()
}

/// The views, what is shown, and the ways to other days.
fn head(calendar: &Calendar) -> AnyView {
    let here = calendar.view;
    let chosen = calendar.days.get(calendar.chosen).map(|day| day.date.as_str()).unwrap_or_default();
    let tabs = View::ALL.into_iter().map(|one| {
        let current = (one == here).then_some("page");
        view! { <a href=address(one, chosen) aria-current=current>{one.title()}</a> }
    });
    let tabs = tabs.collect_view();
    let way = [("Previous", &calendar.before), ("Today", &calendar.today), ("Next", &calendar.after)];
    let way = way.into_iter().map(|(words, day)| {
        view! { <a class="button" href=address(here, day) data-noscroll="true">{words}</a> }
    });
    let way = way.collect_view();
    view! {
        <nav class="tabs" aria-label="Views">{tabs}</nav>
        <div class="calendar-head">
            <h2>{calendar.title.clone()}</h2>
            <p class="soft">"Times in "{calendar.zone.clone()}</p>
            <nav class="actions" aria-label="Other days">{way}</nav>
        </div>
    }
    .into_any()
}
