//! Runs in spite of a hold, for those who may (rule 12).

use domain::maintenance::Phase;
use domain::permission::Permission;
use leptos::prelude::*;

use crate::boot::may;
use crate::components::field::{TextField, TickField};
use crate::live::live;

/// A box and a reason; only under a hold, and only for those who may.
#[component]
pub(super) fn Bypass() -> impl IntoView {
    let status = live().status;
    let held = Memo::new(move |_| {
        status.with(|status| {
            status.as_ref().is_some_and(|status| status.maintenance.enabled && status.phase != Phase::Offline)
        })
    });
    let allowed = may(Permission::RunDuringMaintenance);
    move || {
        (allowed && held.get()).then(|| {
            view! {
                <fieldset class="bypass">
                    <legend>"Run during maintenance"</legend>
                    <TickField name="bypass[wanted]" label="Run it now, in spite of the hold"
                        hint="It counts in the drain until it has ended, and is audited with your reason."/>
                    <TextField name="bypass[reason]" label="Why it must run now"/>
                </fieldset>
            }
        })
    }
}
