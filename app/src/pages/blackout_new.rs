//! Create Maintenance Blackout: what and why, when, how, review. Each step is a form that carries all answers.

mod dates;
pub(super) mod fields;
mod hits;
mod repeats;
mod review;

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::blackouts::next::NextDates;
use crate::api::blackouts::wizard::{StepBlackout, Wizard, read_wizard};
use crate::api::blackouts::{BlackoutForm, Step};
use crate::components::form::{PostForm, Submit};
use crate::components::load::Load;
use crate::components::page::Page;
use crate::form::draft::Draft;
use crate::live::live;
use crate::loaded::load;
use crate::next;
use fields::{HowFields, WhatFields, WhenFields};
use review::ReviewStep;

/// The wizard.
#[component]
pub fn BlackoutNewPage() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| {
        query.with(|query| {
            let text = |name: &str| query.get(name).unwrap_or_default();
            (text("step"), text("draft"))
        })
    });
    let wizard = load(move || place.get(), |(step, draft)| read_wizard(step, draft));
    view! {
        <Page title="Create Maintenance Blackout">
            <Load what=wizard let:wizard>
                <Steps here=wizard.step/>
                <OneStep wizard/>
            </Load>
        </Page>
    }
}

/// How far the way has come.
#[component]
fn Steps(here: Step) -> impl IntoView {
    let steps = Step::ALL.into_iter().zip(1..).map(|(step, number)| {
        let class = if step <= here { "wizard-step wizard-step-done" } else { "wizard-step" };
        view! {
            <li class=class aria-current=(step == here).then_some("step")>{number}" "{step.title()}</li>
        }
    });
    view! { <ol class="wizard-steps" aria-label="Steps">{steps.collect_view()}</ol> }
}

#[component]
fn OneStep(wizard: Wizard) -> impl IntoView {
    let Wizard { step, draft, zones, next, review } = wizard;
    let form = form_of(&draft, step);
    let come_from = draft.error.is_none() && !form.name.is_empty();
    let inside = match review {
        Some(review) => view! { <ReviewStep form review draft/> }.into_any(),
        None => view! { <Asking step form zones next draft/> }.into_any(),
    };
    view! {
        <Heading step focus=come_from/>
        {inside}
    }
}

/// The answers; the zone is the viewer's until another is chosen. No earlier than it is asked for: the browser may
/// know better than the first HTML did.
fn form_of(draft: &Draft, step: Step) -> BlackoutForm {
    let mut form = BlackoutForm::of(draft);
    if step == Step::When && form.zone.is_empty() {
        form.zone = live().zone.with_untracked(|zone| zone.name.clone());
    }
    form
}

/// The step's heading. It takes the focus when the way leads here: what had it is gone.
#[component]
fn Heading(step: Step, focus: bool) -> impl IntoView {
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move || {
        if focus && let Some(heading) = heading.get() {
            drop(heading.focus());
        }
    });
    view! { <h2 class="visually-hidden" tabindex="-1" node_ref=heading>{step.title()}</h2> }
}

/// A step that asks.
#[component]
fn Asking(
    step: Step,
    form: BlackoutForm,
    zones: Vec<String>,
    next: Option<NextDates>,
    draft: Draft,
) -> impl IntoView {
    let action = ServerAction::<StepBlackout>::new();
    let brought = Draft { fields: form.fields(), ..draft };
    let others = others(&form, Some(step));
    view! {
        <PostForm action id="blackout" class="panel wizard" brought>
            <input type="hidden" name="step" value=step.as_str()/>
            {others}
            <Questions step form zones next/>
            <div class="actions">
                <Submit primary=true>"Continue"</Submit>
                {step.before().map(|before| view! { <Submit sends=("go", before.as_str())>"Back"</Submit> })}
                {(step == Step::When).then(|| view! { <AskForDates/> })}
                <a href="/settings/blackouts">"Do not plan it"</a>
                {(step == Step::When).then(|| view! { <ToQuietSlots/> })}
            </div>
        </PostForm>
    }
}

/// The way to slots that hit little; the answers so far come along.
#[component]
fn ToQuietSlots() -> impl IntoView {
    let kept = use_query_map().read_untracked().get("draft").unwrap_or_default();
    let to = format!("/settings/blackouts/slots?answers={}", next::escape(&kept));
    view! { <a href=to>"Find a quiet slot"</a> }
}

/// What shows the next dates where no script does; the step comes back with them.
#[component]
fn AskForDates() -> impl IntoView {
    let hydrated = live().hydrated;
    view! {
        <span hidden=move || hydrated.get()>
            <Submit sends=("go", Step::When.as_str())>"Show the next dates"</Submit>
        </span>
    }
}

/// The fields of a step.
#[component]
fn Questions(step: Step, form: BlackoutForm, zones: Vec<String>, next: Option<NextDates>) -> AnyView {
    match step {
        Step::What => view! { <WhatFields form/> }.into_any(),
        Step::When => view! { <WhenFields form zones next/> }.into_any(),
        Step::How | Step::Review => view! { <HowFields form/> }.into_any(),
    }
}

/// The answers of the other steps, out of sight.
fn others(form: &BlackoutForm, but: Option<Step>) -> impl IntoView + use<> {
    let others = form.fields().into_iter().filter(move |(name, _)| Some(Step::of_field(name)) != but);
    others.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()
}
