//! Runs a process: which one, with what, when.

mod bypass;
mod choose;
mod inputs;

use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::api::requests::start::{Runnable, StartProcess, read_runnable};
use crate::boot::may;
use crate::components::badge::Tone;
use crate::components::field::{MomentField, ZoneField};
use crate::components::form::{PostForm, Submit};
use crate::components::load_page::LoadPage;
use crate::components::notice::Notice;
use crate::components::page::Page;
use crate::components::time::Clock;
use crate::live::live;
use crate::loaded::load;
use crate::words;
use bypass::Bypass;
pub use choose::RunChoosePage;
use inputs::InputFields;

/// The form of one process.
#[component]
pub fn RunPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let runnable = load(move || id.get(), read_runnable);
    view! { <LoadPage what=runnable title="Run a process" let:runnable><RunForm runnable/></LoadPage> }
}

#[component]
fn RunForm(runnable: Runnable) -> impl IntoView {
    let Runnable { id, name, version, description, inputs, steps } = runnable;
    let start = ServerAction::<StartProcess>::new();
    let about = format!("Version {version}, {}. ", words::count(steps as u64, "step", "steps"));
    let to_process = format!("/processes/{id}");
    let lead = move || {
        let description = description.clone().map(|text| format!("{text} "));
        view! { {description}{about.clone()}<a href=to_process.clone()>"Look at it first"</a> }
    };
    let title = format!("Run {name}");
    view! {
        <Page title lead>
            {if may(Permission::RunProcesses) {
                view! {
                    <PostForm action=start id="run" class="panel">
                        <input type="hidden" name="process" value=id.to_string() id="run-process"/>
                        <ZoneField/>
                        <InputFields inputs/>
                        <MomentField name="at" label="Start at (optional)" hint="Leave it empty to start now." value=None/>
                        <Bypass/>
                        <Held/>
                        <div class="actions">
                            <Submit primary=true>"Run"</Submit>
                            <a href="/requests">"Do not run it"</a>
                        </div>
                    </PostForm>
                }.into_any()
            } else {
                view! { <MayNot/> }.into_any()
            }}
        </Page>
    }
}

/// Beside the button, which stays live (rule 8).
#[component]
fn Held() -> impl IntoView {
    let status = live().status;
    let hold = Memo::new(move |_| {
        status.with(|status| {
            let maintenance = status.as_ref().map(|status| &status.maintenance).filter(|it| it.enabled)?;
            let owner = maintenance.holds.first().map(|hold| hold.owner.clone());
            let end = maintenance.estimated_end.filter(|_| !maintenance.overdue);
            Some((maintenance.since, end, maintenance.reason.clone(), owner))
        })
    });
    move || {
        hold.get().map(|(since, end, reason, owner)| {
            let by = owner.map(|owner| format!(" by {owner}")).unwrap_or_default();
            let why = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
            view! {
                <Notice tone=Tone::Held>
                    <p>
                        <strong>"Maintenance mode is on, and nothing new starts"</strong>
                        {since.map(|at| view! { " (since "<Clock at/>{by}{why}")" })}"."
                    </p>
                    <p>
                        "If you press Run, it is put on record as Could Not Start, and you can have it run when maintenance ends"
                        {end.map(|at| view! { ", about "<Clock at/> })}". A start planned for later than that is let through."
                    </p>
                </Notice>
            }
        })
    }
}

/// Says which permission is missing, and who has it.
#[component]
pub(super) fn MayNot() -> impl IntoView {
    view! {
        <Notice tone=Tone::Plain>
            <p>"Your role may look at processes, and not run them. Ask an administrator for the role operator."</p>
        </Notice>
    }
}
