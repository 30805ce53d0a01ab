//! General Settings: Enable Maintenance Mode, and what goes with it.

use domain::maintenance::{Hold, Maintenance};
use domain::permission::Permission;
use leptos::prelude::*;

use crate::api::maintenance::{ReviewMaintenance, read_maintenance};
use crate::boot::may;
use crate::components::badge::Tone;
use crate::components::field::{MomentField, TextField, TickField, ZoneField};
use crate::components::form::{PostForm, Submit};
use crate::components::load::Load;
use crate::components::notice::Notice;
use crate::components::time::Clock;
use crate::live::live;
use crate::loaded::load;

/// The panel. Saving leads over a page that says what will happen.
#[component]
pub(super) fn GeneralSettings() -> impl IntoView {
    let maintenance = load(|| (), |()| read_maintenance());
    view! {
        <section class="panel">
            <h2>"General Settings"</h2>
            <Load what=maintenance let:maintenance><SwitchOrStanding maintenance/></Load>
        </section>
    }
}

#[component]
fn SwitchOrStanding(maintenance: Maintenance) -> impl IntoView {
    if may(Permission::ManageMaintenance) {
        view! { <Switch maintenance/> }.into_any()
    } else {
        view! { <Standing hold=maintenance.hold/> }.into_any()
    }
}

#[component]
fn Switch(maintenance: Maintenance) -> impl IntoView {
    let review = ServerAction::<ReviewMaintenance>::new();
    let hold = maintenance.hold.clone();
    let (reason, message) = hold.clone().map(|hold| (hold.reason, hold.message)).unwrap_or_default();
    let (estimated_end, expires_at) =
        hold.as_ref().map(|hold| (hold.estimated_end, hold.expires_at)).unwrap_or_default();
    let stale = changed_since(maintenance.epoch);
    view! {
        {move || stale.get().then(|| view! {
            <Notice tone=Tone::Held>
                <p>"The switch has changed since this page was loaded. "<a href="/settings/system" rel="external">"Load it again"</a>" before you save."</p>
            </Notice>
        })}
        {hold.map(|hold| view! {
            <p class="soft">"On since "<Clock at=hold.since/>", by "{hold.owner}"."</p>
        })}
        {maintenance.still_closed.clone().map(|why| view! { <p class="soft">{why}</p> })}
        <PostForm action=review id="maintenance">
            <input type="hidden" name="epoch" value=maintenance.epoch.to_string()/>
            <ZoneField/>
            <TickField name="enabled" label="Enable Maintenance Mode" checked=maintenance.enabled
                hint="Nothing new starts while it is on. What runs already goes on to its end."/>
            <TextField name="reason" label="Reason" value=reason.unwrap_or_default()
                hint="For people who may log in: on the banner and with every start that is refused."/>
            <TextField name="message" label="Public message" value=message.unwrap_or_default()
                hint="For everybody, on the log-in page too."/>
            <MomentField name="estimated_end" label="Estimated end" value=estimated_end
                hint="What people are told. Nothing happens by itself when it passes."/>
            <MomentField name="expires_at" label="Ends by itself at" value=expires_at
                hint="May stay empty: then it stays on until somebody ends it."/>
            <Submit primary=true>"Save…"</Submit>
            <p class="hint">"The next page says what will happen, in numbers, before anything does."</p>
        </PostForm>
    }
}

/// Whether somebody else has turned the switch while the form is open; what is being typed is left alone.
fn changed_since(epoch: u64) -> Memo<bool> {
    let live = live();
    Memo::new(move |_| {
        let now = live.status.with(|status| status.as_ref().and_then(|status| status.epoch));
        live.hydrated.get() && now.is_some_and(|now| now > epoch)
    })
}

/// What people see who may not turn the switch.
#[component]
fn Standing(hold: Option<Hold>) -> impl IntoView {
    match hold {
        None => view! { <p>"Maintenance mode is off. An administrator may enable it."</p> }.into_any(),
        Some(hold) => view! {
            <dl class="facts">
                <dt>"Maintenance mode"</dt>
                <dd>"on since "<Clock at=hold.since/>", by "{hold.owner}</dd>
                <dt>"Reason"</dt>
                <dd>{hold.reason.unwrap_or_else(|| "none given".to_owned())}</dd>
                <dt>"Estimated end"</dt>
                <dd>{hold.estimated_end.map_or_else(|| "not known".into_any(), |at| view! { <Clock at/> }.into_any())}</dd>
            </dl>
        }
        .into_any(),
    }
}
