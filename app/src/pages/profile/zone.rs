//! The time zone in which times are written.

use leptos::prelude::*;

use crate::api::profile::{SetZone, list_zones};
use crate::boot::me;
use crate::components::field::SelectField;
use crate::components::form::{PostForm, Submit};
use crate::components::load::Load;
use crate::loaded::load;

/// The panel.
#[component]
pub(super) fn ZonePanel() -> impl IntoView {
    let zones = load(|| (), |()| list_zones());
    let set = ServerAction::<SetZone>::new();
    // Every time on every page is written anew: a whole new page.
    Effect::new(move || {
        if let Some(Ok(())) = set.value().get() {
            drop(window().location().assign("/profile?done=zone"));
        }
    });
    view! {
        <section class="panel">
            <h2>"Time zone"</h2>
            <Load what=zones let:zones><Form zones set/></Load>
        </section>
    }
}

#[component]
fn Form(zones: Vec<String>, set: ServerAction<SetZone>) -> impl IntoView {
    let value = me().and_then(|me| me.zone).unwrap_or_default();
    let options = std::iter::once((String::new(), "The browser's own".to_owned()))
        .chain(zones.into_iter().map(|zone| (zone.clone(), zone.replace('_', " "))))
        .collect();
    view! {
        <PostForm action=set id="zone">
            <SelectField name="zone" label="Times are written in" value options hint="Always named beside the time."/>
            <Submit>"Save"</Submit>
        </PostForm>
    }
}
