//! What can be done with a blackout; only what its stage allows is offered.

use domain::blackout::{LocalTime, SeriesDates};
use domain::id::BlackoutId;
use leptos::prelude::*;

use super::offers::{Offers, offered};
use super::scope::ScopeField;
use crate::api::blackouts::Shown;
use crate::api::blackouts::acts::{CancelBlackout, ConfirmBlackout, EndBlackout, ExtendBlackout};
use crate::components::confirm::Confirm;
use crate::components::field::{MomentField, ZoneField};
use crate::components::form::{PostForm, Submit};

/// The buttons beside the heading.
#[component]
pub(super) fn Acts(shown: RwSignal<Shown>, offers: Memo<Offers>, look: Callback<()>) -> impl IntoView {
    let id = shown.with_untracked(|shown| shown.blackout.id);
    let name = move || shown.with_untracked(|shown| shown.blackout.plan.name.clone());
    let edit = offered(offers, |offers| offers.edit);
    // Of a series the form is of one date, and asks how much is meant.
    let to_edit = move || {
        let date = shown.with(Shown::begins_with).map(|date| format!("?date={date}")).unwrap_or_default();
        format!("/settings/blackouts/{id}/edit{date}")
    };
    let series = move || shown.with_untracked(|shown| shown.begins_with().zip(shown.dates.clone()));
    let end = offered(offers, |offers| offers.end);
    let cancel = offered(offers, |offers| offers.cancel);
    view! {
        {move || edit.get().then(|| view! {
            <a class="button" href=to_edit>"Change…"</a>
        })}
        {move || end.get().then(|| view! { <End id name=name() look/> })}
        {move || cancel.get().then(|| view! { <Cancel id name=name() series=series() look/> })}
    }
}

/// Looks at the blackout again whenever a form of it was answered.
fn then_look(answered: impl Fn() -> bool + 'static, look: Callback<()>) {
    Effect::new(move || {
        if answered() {
            look.run(());
        }
    });
}

#[component]
fn Cancel(
    id: BlackoutId,
    name: String,
    /// The date of a series that it begins with, and those to come.
    series: Option<(LocalTime, SeriesDates)>,
    look: Callback<()>,
) -> impl IntoView {
    let action = ServerAction::<CancelBlackout>::new();
    then_look(move || action.value().with(Option::is_some), look);
    view! {
        <Confirm id="confirm-cancel" button="Call it off…" title=format!("Call off {name}?")>
            <ul class="words">
                <li>"Nothing is held at its time, and it is no longer announced."</li>
                <li>"A hold that it has placed already is lifted at once; a hold of somebody else stays."</li>
                <li>"It stays on record, and cannot be taken up again."</li>
            </ul>
            <PostForm action id="asked-cancel">
                <input type="hidden" name="id" value=id.to_string()/>
                {series.map(|(date, dates)| view! { <ScopeField date dates/> })}
                <Submit danger=true>"Call off the blackout"</Submit>
            </PostForm>
        </Confirm>
    }
}

#[component]
fn End(id: BlackoutId, name: String, look: Callback<()>) -> impl IntoView {
    let action = ServerAction::<EndBlackout>::new();
    then_look(move || action.value().with(Option::is_some), look);
    view! {
        <Confirm id="confirm-end" button="End it now…" title=format!("End {name} now?")>
            <ul class="words">
                <li>"What is planned for its end happens now: it opens, or waits for a confirmation once it has started."</li>
                <li>"A hold of somebody else stays."</li>
                <li>"It cannot be taken up again: another one has to be planned."</li>
            </ul>
            <PostForm action id="asked-end">
                <input type="hidden" name="id" value=id.to_string()/>
                <Submit danger=true>"End the blackout"</Submit>
            </PostForm>
        </Confirm>
    }
}

/// Moves the end.
#[component]
pub(super) fn Extension(id: BlackoutId, look: Callback<()>) -> impl IntoView {
    let action = ServerAction::<ExtendBlackout>::new();
    then_look(move || action.value().with(Option::is_some), look);
    view! {
        <section class="panel" aria-labelledby="extend-it">
            <h2 id="extend-it">"Extend it"</h2>
            <PostForm action id="extend" resets=true>
                <input type="hidden" name="id" value=id.to_string()/>
                <ZoneField/>
                <MomentField name="end" label="New end" value=None
                    hint="Later than the present one. The banner and every refusal tell it at once."/>
                <Submit>"Extend"</Submit>
            </PostForm>
        </section>
    }
}

/// Lets it open.
#[component]
pub(super) fn Confirmation(id: BlackoutId, look: Callback<()>) -> impl IntoView {
    let action = ServerAction::<ConfirmBlackout>::new();
    then_look(move || action.value().with(Option::is_some), look);
    view! {
        <section class="panel panel-held panel-head" aria-labelledby="confirm-it">
            <div>
                <h2 id="confirm-it">"Its end has come. May it open?"</h2>
                <p class="soft">"Nothing starts until somebody confirms that the work is done."</p>
            </div>
            <PostForm action id="confirm" class="form-inline">
                <input type="hidden" name="id" value=id.to_string()/>
                <Submit primary=true>"Confirm, and open"</Submit>
            </PostForm>
        </section>
    }
}
