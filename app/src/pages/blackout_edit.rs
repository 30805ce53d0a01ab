//! Changes a blackout that is not held yet.

use domain::blackout::{LocalTime, Scope, SeriesDates};
use domain::id::BlackoutId;
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::blackouts::acts::EditBlackout;
use crate::api::blackouts::{BlackoutForm, Editable, Step, read_blackout, read_editable};
use crate::components::badge::Tone;
use crate::components::form::{PostForm, Submit};
use crate::components::load_page::LoadPage;
use crate::components::notice::Notice;
use crate::components::page::Page;
use crate::error::ApiError;
use crate::form::FormState;
use crate::loaded::load;
use crate::pages::blackout::scope::ScopeField;
use crate::pages::blackout_new::fields::{HowFields, WhatFields, WhenFields};

/// The form, filled in with the plan.
#[component]
pub fn BlackoutEditPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let query = use_query_map();
    let date = Memo::new(move |_| query.with(|query| query.get("date").unwrap_or_default()));
    let editable = load(move || (id.get(), date.get()), |(id, date)| read_editable(id, date));
    view! { <LoadPage what=editable title="Change a blackout" let:editable><EditForm editable/></LoadPage> }
}

#[component]
fn EditForm(editable: Editable) -> impl IntoView {
    let Editable { blackout, zones, next, dates } = editable;
    let query = use_query_map();
    let chosen = query.with_untracked(|query| query.get("scope")).and_then(|word| word.parse::<Scope>().ok());
    let chosen = chosen.unwrap_or_default();
    let key = blackout.occurrence.key;
    let edit = ServerAction::<EditBlackout>::new();
    let how = BlackoutForm::of_plan(&blackout.plan);
    let (what, when) = (how.clone(), how.clone());
    let to = format!("/settings/blackouts/{}", blackout.id);
    let back = if dates.is_some() { format!("{to}?date={key}") } else { to };
    view! {
        <Page title=format!("Change {}", blackout.plan.name)
            lead=|| "Until its hold is placed, everything of it can be changed. What was announced is told anew.">
            <PostForm action=edit id="edit" class="wizard">
                <Hidden id=blackout.id saved=blackout.saved/>
                {dates.map(|dates| view! { <Which date=key dates chosen/> })}
                <Part step=Step::What><WhatFields form=what/></Part>
                <Part step=Step::When><WhenFields begun=when.start.clone() form=when zones next/></Part>
                <Part step=Step::How><HowFields form=how/></Part>
                <div class="actions">
                    <Submit primary=true>"Save the change"</Submit>
                    <a href=back>"Leave it as it is"</a>
                </div>
            </PostForm>
        </Page>
    }
}

/// How much of a series is meant. What belongs to the rule (class `only-series`) is not seen while one date alone is.
#[component]
fn Which(date: LocalTime, dates: SeriesDates, chosen: Scope) -> AnyView {
    view! {
        <section class="panel" aria-labelledby="which">
            <h2 id="which">"How much"</h2>
            <div class="form">
                <p class="soft">"The form has the plan of this date. As far as you move it, the others move."</p>
                <ScopeField date dates chosen/>
            </div>
        </section>
    }
    .into_any()
}

/// The questions of what is a step in the wizard.
#[component]
fn Part(step: Step, children: Children) -> AnyView {
    view! {
        <section class="panel" aria-labelledby=step.as_str()>
            <h2 id=step.as_str()>{step.title()}</h2>
            <div class="form">{children()}</div>
        </section>
    }
    .into_any()
}

/// Which plan the change is based on. After a refusal as stale it is the newest: whoever has read what changed may save.
#[component]
fn Hidden(id: BlackoutId, saved: Timestamp) -> impl IntoView {
    let state = use_context::<FormState>();
    let newest = RwSignal::new(saved);
    let stale = Signal::derive(move || {
        state.is_some_and(|state| state.error.with(|error| matches!(error, Some(ApiError::Stale { .. }))))
    });
    Effect::new(move || {
        if stale.get() {
            leptos::task::spawn_local(async move {
                if let Ok(shown) = read_blackout(id.to_string(), String::new()).await {
                    newest.try_set(shown.blackout.saved);
                }
            });
        }
    });
    view! {
        <input type="hidden" name="id" value=id.to_string()/>
        <input type="hidden" name="saved" value=move || newest.get().to_string()/>
        {move || stale.get().then(|| view! {
            <Notice tone=Tone::Held>
                <p>
                    <a href=format!("/settings/blackouts/{id}") rel="external" target="_blank">"Look at the plan as it is now"</a>
                    " in another tab. Saving once more puts this form in its place."
                </p>
            </Notice>
        })}
    }
}
