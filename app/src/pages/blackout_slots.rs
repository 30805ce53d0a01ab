//! Find a quiet slot: where a blackout of a wanted length would hit the least, and the way to plan it there.

use domain::permission::Permission;
use domain::slots::{QuietSlots, Reason, Slot};
use leptos::context::Provider;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use crate::api::blackouts::slots::{FORM, Looked, SlotForm, TakeSlot, find_slots};
use crate::boot::may;
use crate::components::badge::{Badge, Tone};
use crate::components::empty::Empty;
use crate::components::field::{DateField, TextField, ZoneField};
use crate::components::form::PostForm;
use crate::components::load::Load;
use crate::components::page::Page;
use crate::components::problems::Problems;
use crate::components::time::FromTo;
use crate::form::FormState;
use crate::form::draft::Draft;
use crate::live::live;
use crate::loaded::load;
use crate::pages::settings::SettingsTabs;
use crate::telling::blackouts::hits;
use crate::words;

/// The search and what it found.
#[component]
pub fn BlackoutSlotsPage() -> impl IntoView {
    let query = use_query_map();
    let zone = live().zone;
    let asked = Memo::new(move |_| {
        let yours = zone.with_untracked(|zone| zone.name.clone());
        query.with(|query| form_of(query, yours))
    });
    let looked = load(move || asked.get(), find_slots);
    let lead = || {
        "Where a blackout would hit the least: by what is planned, by what usually runs at that time of the \
         week, and by the blackouts that there are."
    };
    view! {
        <Page title="Find a quiet slot" lead>
            <SettingsTabs/>
            <Load what=looked let:looked>
                <Looking looked answers=asked.with_untracked(|asked| asked.answers.clone())/>
            </Load>
        </Page>
    }
}

fn form_of(query: &ParamsMap, yours: String) -> SlotForm {
    let text = |name: &str| query.get(name).unwrap_or_default();
    SlotForm {
        from: text("from"),
        to: text("to"),
        duration: text("duration"),
        zone: Some(text("zone")).filter(|zone| !zone.is_empty()).unwrap_or(yours),
        answers: text("answers"),
    }
}

#[component]
fn Looking(looked: Looked, answers: String) -> impl IntoView {
    let Looked { draft, found } = looked;
    view! {
        <Asking draft answers=answers.clone()/>
        {found.map(|found| view! { <Found found answers/> })}
    }
}

/// What is looked for: a plain GET, so that a search has an address.
#[component]
fn Asking(draft: Draft, answers: String) -> AnyView {
    let state = FormState::new(FORM, Some(draft), Signal::stored(None), Signal::stored(false));
    view! {
        <Provider value=state>
            <Problems state/>
            <Form method="get" action="/settings/blackouts/slots" attr:class="filters">
                <DateField name="from" label="First day"/>
                <DateField name="to" label="Last day"/>
                <TextField name="duration" label="How long it takes"/>
                <ZoneField/>
                <input type="hidden" name="answers" value=answers/>
                <button type="submit" class="button button-primary">"Find quiet slots"</button>
            </Form>
        </Provider>
    }
    .into_any()
}

#[component]
fn Found(found: QuietSlots, answers: String) -> AnyView {
    if found.items.is_empty() {
        let title = format!("No slot of {} is free in that range.", words::span(found.duration));
        let text = "Other blackouts take it, with the time before them, or it is too short. Search more days, \
                    or for a shorter slot.";
        return view! { <Empty title text/> }.into_any();
    }
    let told = history(found.weeks);
    let zone = found.zone.clone();
    if !may(Permission::ManageMaintenance) {
        return view! { <p class="soft">{told}</p><Slots found plans=false/> }.into_any();
    }
    let action = ServerAction::<TakeSlot>::new();
    view! {
        <p class="soft">{told}</p>
        <PostForm action id="slot" class="form-wide">
            <input type="hidden" name="zone" value=zone/>
            <input type="hidden" name="answers" value=answers/>
            <Slots found plans=true/>
        </PostForm>
    }
    .into_any()
}

/// What the order goes by.
fn history(weeks: u32) -> String {
    match weeks {
        0 => "The least hit come first, by what is planned; nothing has run yet.".to_owned(),
        1 => "The least hit come first, by what is planned and by what ran in the last week.".to_owned(),
        weeks => {
            format!("The least hit come first, by what is planned and by what ran in the last {weeks} weeks.")
        }
    }
}

#[component]
fn Slots(found: QuietSlots, plans: bool) -> AnyView {
    let rows = found.items.into_iter().map(|found| view! { <Row found plans/> }).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">"Slot"</th>
                        <th scope="col">"It hits"</th>
                        <th scope="col">"Why"</th>
                        {plans.then(|| view! { <th scope="col"><span class="visually-hidden">"Do"</span></th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(found: Slot, plans: bool) -> AnyView {
    let zone = live().zone;
    let (start, end) = (found.start, found.end);
    let tone = if found.hits == 0.0 { Tone::Good } else { Tone::Held };
    let window = format!("{}/{}", found.local_start, found.local_end);
    let reasons = found.reasons.iter().map(Reason::words);
    let reasons = reasons.map(|words| view! { <li>{words}</li> }).collect_view();
    let named = move || zone.with(|zone| format!(" for {}", zone.from_to(start, end)));
    view! {
        <tr>
            <td><strong><FromTo from=start to=end/></strong></td>
            <td data-label="It hits"><Badge tone text=hits(found.hits)/></td>
            <td><ul class="words">{reasons}</ul></td>
            {plans.then(|| view! {
                <td class="acts">
                    <button type="submit" class="button" name="slot" value=window>
                        "Plan it"<span class="visually-hidden">{named}</span>
                    </button>
                </td>
            })}
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_says_what_it_goes_by() {
        assert!(history(0).ends_with("nothing has run yet."));
        assert!(history(1).ends_with("in the last week."));
        assert!(history(8).ends_with("in the last 8 weeks."));
        assert_eq!([0.0, 0.42, 1.0, 2.0].map(hits), ["no run", "0.42 runs", "1 run", "2 runs"]);
    }
}
