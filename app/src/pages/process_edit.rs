//! Defines a process, or edits one.

mod outcome;
mod starter;

use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::processes::save::{FORM, SaveProcess};
use crate::api::processes::{ProcessShown, read_process};
use crate::boot::may;
use crate::components::badge::Tone;
use crate::components::editor::Editor;
use crate::components::form::{PostForm, Submit};
use crate::components::load_page::LoadPage;
use crate::components::notice::Notice;
use crate::components::page::Page;
use crate::form::FormState;
use crate::loaded::load;
use outcome::{Checked, Stale};

const HINT: &str =
    "YAML, or JSON. Faults are shown beside their lines; nothing is saved until there are none.";

/// A new process, from a starter that runs as it is.
#[component]
pub fn ProcessNewPage() -> impl IntoView {
    let lead = || "Change the starter as you like. Steps that need no other begin at once; the rest after those they need.";
    view! {
        <Page title="Define a process".to_owned() lead>
            <EditForm id=String::new() based_on=0 source=starter::TEXT.to_owned() back="/processes".to_owned()/>
        </Page>
    }
}

/// The next version of a process.
#[component]
pub fn ProcessEditPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let id = params.with(|params| params.get("id").unwrap_or_default());
        (id, query.with(|query| query.get("version").unwrap_or_default()))
    });
    let shown = load(move || asked.get(), |(id, version)| read_process(id, version));
    view! { <LoadPage what=shown title="Edit a process" let:shown><Existing shown/></LoadPage> }
}

#[component]
fn Existing(shown: ProcessShown) -> impl IntoView {
    let process = shown.process;
    let (version, newest) = (process.version, process.newest);
    let lead = move || {
        if version < newest {
            format!(
                "The text is version {version}; saved, it becomes version {}. Requests that began keep theirs.",
                newest + 1
            )
        } else {
            format!("Saved, it becomes version {}. Requests that began keep theirs.", newest + 1)
        }
    };
    let id = process.id.to_string();
    let back = format!("/processes/{id}");
    view! {
        <Page title=format!("Edit {}", process.name) lead>
            <EditForm id based_on=newest source=process.source back/>
        </Page>
    }
}

#[component]
fn EditForm(
    /// The process; empty for a new one.
    id: String,
    /// Its newest version; 0 for a new one.
    based_on: u32,
    source: String,
    back: String,
) -> impl IntoView {
    let save = ServerAction::<SaveProcess>::new();
    if !may(Permission::EditProcesses) {
        return view! {
            <Notice tone=Tone::Plain>
                <p>"Your role may look at processes, and not change them. Ask an administrator for the role operator."</p>
            </Notice>
        }
        .into_any();
    }
    let process = id.clone();
    view! {
        <PostForm action=save id=FORM class="form-wide">
            <input type="hidden" name="id" value=id/>
            <BasedOn version=based_on/>
            <Stale process based_on/>
            <Checked save/>
            <Editor name="definition" label="Definition" hint=HINT value=source/>
            <div class="actions">
                <Submit primary=true sends=("intent", "save")>"Save"</Submit>
                <Submit sends=("intent", "check")>"Check"</Submit>
                <a href=back>"Leave without saving"</a>
            </div>
        </PostForm>
    }
    .into_any()
}

/// The version that the text was made of: the one that was seen first, even when the form comes back.
#[component]
fn BasedOn(version: u32) -> impl IntoView {
    let typed = use_context::<FormState>().and_then(|state| state.typed("based_on"));
    let version = typed.unwrap_or_else(|| if version == 0 { String::new() } else { version.to_string() });
    view! { <input type="hidden" name="based_on" value=version/> }
}
