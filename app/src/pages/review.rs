//! What a change of the switch will do, in numbers, before it is done.

mod words;

use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::maintenance::{
    Change, MaintenanceForm, Pending, SetMaintenance, TellsPeople, pending_maintenance,
};
use crate::components::form::{PostForm, Submit};
use crate::components::load::Load;
use crate::components::page::Page;
use crate::components::time::{Clock, Time};
use crate::error::ApiError;
use crate::form::FormState;
use crate::loaded::load;
use words::will_happen;

/// The second step of Save.
#[component]
pub fn ReviewPage() -> impl IntoView {
    let query = use_query_map();
    let draft = move || query.read().get("draft").unwrap_or_default();
    let pending = load(draft, pending_maintenance);
    let back = move || format!("/settings/system?draft={}", draft());
    view! {
        <Page title="Before you save">
            <Load what=pending let:pending><Review pending/></Load>
            <p class="small back"><a href=back rel="external">"Back to the settings"</a>": nothing has been done yet."</p>
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
    let tells = matches!(pending.change, Change::On | Change::Edit);
    let (form, told) = (pending.form, pending.told);
    view! {
        <section class="panel panel-held">
            <h2>{title}</h2>
            <ul class="words">{words}</ul>
            {tells.then(|| view! { <Told told/> })}
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

/// What people will be told, once more.
#[component]
fn Told(told: TellsPeople) -> impl IntoView {
    let given = |text: Option<String>| match text {
        Some(text) => view! { <span class="value">{text}</span> }.into_any(),
        None => view! { <span class="soft">"none"</span> }.into_any(),
    };
    let moment = |at: Option<Timestamp>, none: &'static str| match at {
        Some(at) => view! { <Clock at/>" ("<Time at/>")" }.into_any(),
        None => view! { <span class="soft">{none}</span> }.into_any(),
    };
    view! {
        <dl class="facts">
            <dt>"Reason"</dt>
            <dd>{given(told.reason)}</dd>
            <dt>"Public message"</dt>
            <dd>{given(told.message)}</dd>
            <dt>"Estimated end"</dt>
            <dd>{moment(told.estimated_end, "not known")}</dd>
            <dt>"Ends by itself"</dt>
            <dd>{moment(told.expires_at, "no: somebody ends it")}</dd>
        </dl>
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
