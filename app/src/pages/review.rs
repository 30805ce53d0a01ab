//! What a change of the switch will do, in numbers, before it is done.

mod words;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::maintenance::{Change, MaintenanceForm, Pending, SetMaintenance, pending_maintenance};
use crate::components::form::{PostForm, Submit};
use crate::components::load::Load;
use crate::components::page::Page;
use crate::error::ApiError;
use crate::form::FormState;
use words::will_happen;

/// The second step of Save.
#[component]
pub fn ReviewPage() -> impl IntoView {
    let query = use_query_map();
    let draft = move || query.read().get("draft").unwrap_or_default();
    let pending = Resource::new(draft, pending_maintenance);
    let back = move || format!("/settings/system?draft={}", draft());
    view! {
        <Page title="Before you save">
            <Load what=pending let:pending><Review pending/></Load>
            <p class="small"><a href=back rel="external">"Back to the settings"</a>": nothing has been done yet."</p>
        </Page>
    }
}

#[component]
fn Review(pending: Pending) -> impl IntoView {
    let set = ServerAction::<SetMaintenance>::new();
    let (title, button) = match pending.change {
        Change::On => ("Enable maintenance mode", "Enable maintenance mode"),
        Change::Off => ("End maintenance", "End maintenance"),
        Change::Edit => ("Change what people are told", "Save the change"),
        Change::Nothing => ("Maintenance mode is off, and stays off", "Save"),
    };
    let off = pending.change == Change::Nothing;
    let words = will_happen(&pending).into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
    let form = pending.form;
    view! {
        <section class="panel panel-held">
            <h2>{title}</h2>
            <ul class="words">{words}</ul>
        </section>
        <section>
            {(!off).then(|| view! {
                <PostForm action=set id="maintenance">
                    <Fields form/>
                    <Submit primary=true>{button}</Submit>
                </PostForm>
            })}
        </section>
    }
}

/// The form's own fields, out of sight. After a refusal as stale the epoch is the one that the refusal named:
/// whoever has read what changed may save.
#[component]
fn Fields(form: MaintenanceForm) -> impl IntoView {
    let state = use_context::<FormState>();
    let first = form.epoch.clone();
    let epoch = move || match state.and_then(|state| state.error.get()) {
        Some(ApiError::Stale { epoch, .. }) => epoch.to_string(),
        _ => first.clone(),
    };
    let others = form.fields().into_iter().filter(|(name, _)| name != "epoch");
    view! {
        <input type="hidden" name="epoch" value=epoch/>
        {others.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
    }
}
