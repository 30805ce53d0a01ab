//! The days of a month that have anything.

use leptos::prelude::*;

use super::entries::{entries, is_empty};
use super::plan::plan;
use crate::api::calendar::Calendar;
use crate::components::empty::Empty;

pub(super) fn list(calendar: &Calendar) -> AnyView {
    let plan = calendar.days.get(calendar.chosen).map(|day| plan(calendar, day));
    let days: Vec<AnyView> = calendar
        .days
        .iter()
        .filter(|day| !is_empty(day))
        .map(|day| {
            view! {
                <section class="calendar-listed">
                    <h3>{day.words.clone()}</h3>
                    {entries(calendar, day)}
                </section>
            }
            .into_any()
        })
        .collect();
    if days.is_empty() {
        let title = format!("There is nothing in {}.", calendar.title);
        let text =
            "Blackouts, scheduled requests and starts that were refused are listed here by their days.";
        return view! { <Empty title text/>{plan} }.into_any();
    }
    view! { <div class="panel">{days}</div>{plan} }.into_any()
}
