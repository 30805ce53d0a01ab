//! Import blackouts: choose a calendar, see what it would bring, plan what is wanted.

use domain::import::{ImportEvent, ImportFault, ImportState, Imported};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, FileReader, HtmlInputElement, HtmlTextAreaElement};

use crate::api::blackouts::import::{FORM, ImportBlackouts, ReviewImport, Reviewed, TAKE, pending_import};
use crate::components::badge::{Badge, Tone};
use crate::components::empty::Empty;
use crate::components::field::{AreaField, TextField, TickField, ZoneField};
use crate::components::form::{PostForm, Submit};
use crate::components::load::Load;
use crate::components::page::Page;
use crate::form::FormState;
use crate::form::draft::Draft;
use crate::loaded::load;
use crate::pages::settings::SettingsTabs;
use crate::words;

/// The calendar and what it would bring.
#[component]
pub fn BlackoutImportPage() -> impl IntoView {
    let query = use_query_map();
    let draft = Memo::new(move |_| query.with(|query| query.get("draft").unwrap_or_default()));
    let reviewed = load(move || draft.get(), pending_import);
    let lead = || {
        "Plan the events of an iCalendar file as maintenance blackouts. You see what they bring first, and an \
         event that was imported before is not planned again."
    };
    view! {
        <Page title="Import blackouts" lead>
            <SettingsTabs/>
            <Load what=reviewed let:reviewed><Importing reviewed/></Load>
        </Page>
    }
}

#[component]
fn Importing(reviewed: Reviewed) -> AnyView {
    let Reviewed { draft, found, calendar } = reviewed;
    match found {
        Some(found) => view! { <Review found calendar/> }.into_any(),
        None => view! { <Choose draft/> }.into_any(),
    }
}

/// The first step: which calendar.
#[component]
fn Choose(draft: Option<Draft>) -> AnyView {
    let action = ServerAction::<ReviewImport>::new();
    // An absent draft is an empty one: only what this page has loaded is put back.
    let brought = draft.unwrap_or(Draft { form: FORM.to_owned(), fields: Vec::new(), error: None });
    view! {
        <PostForm action id=FORM class="panel form-wide" brought>
            <ZoneField/>
            <FileField/>
            <AreaField name="ics" label="Calendar" rows=8 code=true hint="The text of an .ics file, at most 1 MiB."/>
            <TextField name="url" label="Or where it is" hint="An http or https URL; the server reads it."/>
            <TickField name="online" label="The database stays online"
                hint="Starts are held, and nothing is closed. Otherwise the database is offline in each of them."/>
            <div class="actions">
                <Submit primary=true>"Review"</Submit>
                <a href="/settings/blackouts">"Back to the blackouts"</a>
            </div>
        </PostForm>
    }
    .into_any()
}

/// Reads a file into the text area. It needs script, and is not there without.
#[component]
fn FileField() -> AnyView {
    let with_script = RwSignal::new(false);
    Effect::new(move || with_script.set(true));
    let area = use_context::<FormState>().map(|state| state.field_id("ics")).unwrap_or_default();
    let field = move || {
        let area = area.clone();
        view! {
            <div class="field">
                <label for="import-file">"File"</label>
                <input class="input" type="file" id="import-file" accept=".ics,text/calendar"
                    on:change=move |event: Event| read_file(&event, area.clone())/>
            </div>
        }
    };
    (move || with_script.get().then(&field)).into_any()
}

fn read_file(event: &Event, area: String) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) else { return };
    let Ok(reader) = FileReader::new() else { return };
    let done = reader.clone();
    let put = Closure::once_into_js(move || {
        let text = done.result().ok().and_then(|text| text.as_string());
        let area = document().get_element_by_id(&area);
        let area = area.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
        if let (Some(text), Some(area)) = (text, area) {
            area.set_value(&text);
        }
    });
    reader.set_onload(Some(put.unchecked_ref()));
    drop(reader.read_as_text(&file));
}

/// The second step: what it would bring.
#[component]
fn Review(found: Imported, calendar: String) -> AnyView {
    let ready = found.count(ImportState::Ready);
    let action = ServerAction::<ImportBlackouts>::new();
    let left_out = [(found.over, "is over", "are over"), (found.cancelled, "is cancelled", "are cancelled")];
    let left_out = left_out.into_iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| {
        let events = words::count(count, "event", "events");
        let verb = if count == 1 { one } else { many };
        view! { <li>{format!("{events} of the calendar {verb}, and left out.")}</li> }
    });
    let left_out = left_out.collect_view();
    let faults = found.faults.into_iter().map(|fault| view! { <Unreadable fault/> }).collect_view();
    let rows = found.events.into_iter().map(|event| view! { <Row event/> }).collect_view();
    let again =
        view! { <p><a href="/settings/blackouts/import" rel="external">"Choose another calendar"</a></p> };
    if ready == 0 {
        let text = "Its events are over, planned already, or cannot be blackouts.";
        return view! {
            <Empty title="There is nothing to import." text/>
            <Events>{rows}</Events>
            <ul class="words">{faults}{left_out}</ul>
            {again}
        }
        .into_any();
    }
    view! {
        <PostForm action id=TAKE class="form-wide">
            <input type="hidden" name="calendar" value=calendar/>
            <Events>{rows}</Events>
            <ul class="words">{faults}{left_out}</ul>
            <p class="soft">"All that are chosen are planned, or none if one of them has a fault. Nothing has been done yet."</p>
            <Submit primary=true>"Import"</Submit>
        </PostForm>
        {again}
    }
    .into_any()
}

#[component]
fn Events(children: Children) -> AnyView {
    view! {
        <div class="table-wrap">
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">"Event"</th>
                        <th scope="col">"First"</th>
                        <th scope="col">"Comes"</th>
                        <th scope="col">"What becomes of it"</th>
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(event: ImportEvent) -> AnyView {
    let (tone, state) = told(event.state);
    let box_id = format!("take-{}", event.line);
    let name = event.plan.name.clone();
    let title = if event.state == ImportState::Ready {
        view! {
            <input type="checkbox" id=box_id.clone() name=format!("take[line{}]", event.line)
                value=event.uid.clone() checked=true/>
            " "<label for=box_id class="row-title">{name}</label>
        }
        .into_any()
    } else {
        view! { <span class="row-title">{name}</span> }.into_any()
    };
    let length = match (event.plan.end, event.plan.duration) {
        (Some(end), _) => format!("to {}", end.words()),
        (None, Some(span)) => format!("for {}", words::span(span)),
        (None, None) => String::new(),
    };
    let zone = event.plan.zone.clone();
    let start = event.plan.start.words();
    let comes = event.rule.clone().map_or_else(|| "once".to_owned(), |rule| words::capital(&rule));
    let details = details(&event).into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
    view! {
        <tr>
            <td>{title}</td>
            <td data-label="First">{start}<span class="under">{length}" in "{zone}</span></td>
            <td data-label="Comes">{comes}</td>
            <td data-label="What becomes of it"><Badge tone text=state/><ul class="words">{details}</ul></td>
        </tr>
    }
    .into_any()
}

#[component]
fn Unreadable(fault: ImportFault) -> AnyView {
    let ImportFault { line, event, message } = fault;
    let what = event.map_or_else(|| "The calendar".to_owned(), |name| format!("“{name}”"));
    view! { <li>{format!("Line {line}: {what} {message}.")}</li> }.into_any()
}

const fn told(state: ImportState) -> (Tone, &'static str) {
    match state {
        ImportState::Ready => (Tone::Good, "Would be planned"),
        ImportState::AtFault => (Tone::Bad, "Cannot be planned"),
        ImportState::Known => (Tone::Held, "Planned already"),
        ImportState::Planned => (Tone::Good, "Planned"),
        ImportState::LeftOut => (Tone::Held, "Left out"),
    }
}

/// What else is to be said of an event.
fn details(event: &ImportEvent) -> Vec<String> {
    let place = format!("Line {}", event.line);
    let faults = event.faults.iter().map(|fault| format!("{place}: {} {}.", fault.path, fault.message));
    let called_off = event.cancelled.iter().map(|date| format!("{} is called off.", date.words()));
    let changed = event.changed.iter().map(|date| {
        let (from, to, zone) = (date.key.words(), date.plan.start.words(), &date.plan.zone);
        format!("{from} is moved to {to} in {zone}.")
    });
    faults.chain(event.notes.iter().cloned()).chain(called_off).chain(changed).collect()
}
