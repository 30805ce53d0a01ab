//! The dates of a series that are to come.

use domain::blackout::{SeriesDate, Stage};
use domain::id::BlackoutId;
use leptos::prelude::*;

use crate::api::blackouts::Shown;
use crate::components::badge::{Badge, Tone};
use crate::components::time::FromTo;
use crate::live::live;
use crate::telling::blackouts::stage;

/// The rule in words, and the dates, each a link to its own page; nothing for what comes once.
#[component]
pub(super) fn DatesToCome(shown: RwSignal<Shown>) -> AnyView {
    let told = Memo::new(move |_| {
        shown.with(|shown| {
            let key = shown.is_date.then_some(shown.blackout.occurrence.key);
            shown.dates.clone().map(|dates| (shown.blackout.id, key, dates))
        })
    });
    view! {
        {move || told.get().map(|(id, key, dates)| {
            let rows = dates.dates.into_iter();
            let rows = rows.map(|date| {
                let is_shown = key == Some(date.occurrence.key);
                view! { <Row id date is_shown/> }
            });
            let whole = key.map(|_| view! {
                <p><a href=format!("/settings/blackouts/{id}")>"Show the whole series"</a></p>
            });
            view! {
                <section class="panel" aria-labelledby="dates">
                    <h2 id="dates">"Dates to come"</h2>
                    <p>{format!("It comes {}.", dates.rule)}</p>
                    <div class="table-wrap">
                        <table class="table table-cards">
                            <thead><tr><th scope="col">"Date"</th><th scope="col">"Stage"</th></tr></thead>
                            <tbody>{rows.collect_view()}</tbody>
                        </table>
                    </div>
                    {whole}
                </section>
            }
            .into_any()
        })}
    }
    .into_any()
}

#[component]
fn Row(id: BlackoutId, date: SeriesDate, is_shown: bool) -> AnyView {
    let live = live();
    let SeriesDate { occurrence, has_own_plan } = date;
    let (window, to) = (occurrence.window, format!("/settings/blackouts/{id}?date={}", occurrence.key));
    let is_off = matches!(occurrence.stage, Stage::Cancelled { .. });
    let told = move || {
        if is_off { (Tone::Plain, "Cancelled") } else { stage(&occurrence, live.now.get()) }
    };
    let when = if is_off {
        view! { <s><FromTo from=window.start to=window.end/></s> }.into_any()
    } else {
        view! { <FromTo from=window.start to=window.end/> }.into_any()
    };
    view! {
        <tr>
            <td><a class="row-title" href=to aria-current=is_shown.then_some("true")>{when}</a></td>
            <td data-label="Stage">
                {move || { let (tone, words) = told(); view! { <Badge tone text=words/> } }}
                {has_own_plan.then(|| view! { " "<Badge tone=Tone::Plain text="Changed"/> })}
            </td>
        </tr>
    }
    .into_any()
}
