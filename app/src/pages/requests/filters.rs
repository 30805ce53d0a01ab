//! The form above the list: a plain GET, so that a view has an address.

use domain::request::Status;
use leptos::prelude::*;
use leptos_router::components::Form;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement};

use crate::api::requests::ListFilter;
use crate::api::requests::filter::TIMES;

/// The statuses that requests have today; approvals and blackouts bring the others.
const STATUSES: [Status; 7] = [
    Status::Running,
    Status::Succeeded,
    Status::Failed,
    Status::CouldNotStart,
    Status::WaitingForOpen,
    Status::Scheduled,
    Status::Cancelled,
];

/// Search, status, time. With script a choice applies at once.
#[component]
pub(super) fn Filters(filter: Memo<ListFilter>) -> impl IntoView {
    let search = move || filter.with(|filter| filter.search.clone());
    let process = move || filter.with(|filter| filter.process.clone());
    let status = move |word: &'static str| move || filter.with(|filter| filter.status == word);
    let time = move |word: &'static str| move || filter.with(|filter| filter.time == word);
    let statuses = STATUSES.into_iter().map(move |one| {
        let chosen = status(one.as_str());
        view! { <option value=one.as_str() selected=chosen prop:selected=chosen>{one.label()}</option> }
    });
    let times = TIMES.into_iter().map(move |(word, words, _)| {
        let chosen = time(word);
        view! { <option value=word selected=chosen prop:selected=chosen>{words}</option> }
    });
    view! {
        <search>
            <Form method="get" action="/requests" attr:class="filters">
                <input class="input filter-search" type="search" name="search" value=search prop:value=search autocomplete="off"
                    placeholder="Search by process or person" aria-label="Search by process or person"/>
                <select class="input filter-choice" name="status" aria-label="Status" on:change=apply>
                    <option value="">"Any status"</option>
                    {statuses.collect_view()}
                </select>
                <select class="input filter-choice" name="time" aria-label="Time" on:change=apply>
                    <option value="">"Any time"</option>
                    {times.collect_view()}
                </select>
                {move || Some(process()).filter(|process| !process.is_empty()).map(|process| view! {
                    <input type="hidden" name="process" value=process/>
                })}
                <button type="submit" class="button">"Search"</button>
                {move || filter.with(ListFilter::is_set).then(|| view! { <a href="/requests">"Clear"</a> })}
            </Form>
        </search>
    }
}

/// Sends the form that a choice belongs to.
fn apply(event: Event) {
    let form = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|element| element.closest("form").ok().flatten())
        .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form {
        drop(form.request_submit());
    }
}
