//! The offer to a newcomer: processes that do something real on this host.

use domain::permission::Permission;
use leptos::prelude::*;

use crate::api::processes::LoadExamples as Load;
use crate::boot::may;
use crate::components::form::{PostForm, Submit};

/// A button that loads the examples; nothing for those who may not edit processes.
#[component]
pub fn LoadExamples(
    /// Whether it is the page's first action.
    #[prop(optional)]
    primary: bool,
) -> impl IntoView {
    let load = ServerAction::<Load>::new();
    may(Permission::EditProcesses).then(|| {
        view! {
            <PostForm action=load id="load-examples" class="form-inline">
                <Submit primary=primary>"Load the examples"</Submit>
            </PostForm>
        }
    })
}
