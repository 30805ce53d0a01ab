//! How fast waiting requests start, and how long ended ones are kept.

use domain::permission::Permission;
use domain::settings::SystemSettings;
use leptos::prelude::*;

use crate::api::settings::{SaveSettings, read_settings};
use crate::boot::may;
use crate::components::badge::Tone;
use crate::components::field::TextField;
use crate::components::form::{PostForm, Submit};
use crate::components::load::Load;
use crate::components::notice::Notice;
use crate::loaded::load;
use crate::words::count;

/// The panel.
#[component]
pub(super) fn OtherSettings() -> impl IntoView {
    let save = ServerAction::<SaveSettings>::new();
    let settings = load(|| (), |()| read_settings());
    view! {
        <section class="panel">
            <h2>"Opening and keeping"</h2>
            <Load what=settings let:settings><Form settings save/></Load>
        </section>
    }
}

#[component]
fn Form(settings: SystemSettings, save: ServerAction<SaveSettings>) -> impl IntoView {
    if !may(Permission::ManageSettings) {
        return view! {
            <dl class="facts">
                <dt>"Opening pace"</dt>
                <dd>{settings.opening_pace}" waiting requests a minute"</dd>
                <dt>"Kept"</dt>
                <dd>{settings.keep_days}" days"</dd>
                <dt>"Reminder"</dt>
                <dd>{remind_words(settings.remind_after_hours)}</dd>
            </dl>
        }
        .into_any();
    }
    let saved = move || matches!(save.value().get(), Some(Ok(_)));
    view! {
        {move || saved().then(|| view! { <Notice tone=Tone::Good><p role="status">"Saved."</p></Notice> })}
        <PostForm action=save id="other-settings">
            <TextField name="opening_pace" label="Opening pace" value=settings.opening_pace.to_string() width="short"
                hint="How many requests that wait for Lull to open start in a minute once it does. 1 to 1000."/>
            <TextField name="keep_days" label="Days to keep" value=settings.keep_days.to_string() width="short"
                hint="Ended requests and their logs are deleted after so many days. 1 to 3650."/>
            <TextField name="remind_after_hours" label="Hours until a reminder" value=settings.remind_after_hours.to_string() width="short"
                hint="Maintenance mode without an end asks after so many hours whether it is still wanted. 0 to 8760; 0 is never."/>
            <Submit>"Save"</Submit>
        </PostForm>
    }
    .into_any()
}

/// When people are reminded, in words.
fn remind_words(hours: u32) -> String {
    match hours {
        0 => "never".to_owned(),
        hours => format!(
            "{} after maintenance mode was switched on without an end",
            count(hours.into(), "hour", "hours")
        ),
    }
}
