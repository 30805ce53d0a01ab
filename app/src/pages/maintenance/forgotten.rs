//! Whether maintenance mode is still wanted, once it has been on for long without an end (rule 43).

use domain::permission::Permission;
use leptos::prelude::*;

use crate::api::maintenance::KeepMaintenance;
use crate::boot::may;
use crate::components::badge::Tone;
use crate::components::form::{PostForm, Submit};
use crate::components::notice::Notice;
use crate::live::live;

/// The question, with its answer as a button; nothing while nobody is asked.
#[component]
pub(super) fn Forgotten() -> impl IntoView {
    let status = live().status;
    let keep = ServerAction::<KeepMaintenance>::new();
    let may_answer = may(Permission::ManageMaintenance);
    let words = Memo::new(move |_| {
        status.with(|status| status.as_ref().and_then(|status| status.maintenance.forgotten()))
    });
    move || {
        words.get().filter(|_| may_answer).map(|words| {
            view! {
                <Notice tone=Tone::Held>
                    <p>{words}" Is it still wanted? Switch it off, or give it an end, in the maintenance settings."</p>
                    <PostForm action=keep id="keep-maintenance" class="form-inline">
                        <Submit>"Keep it on"</Submit>
                    </PostForm>
                </Notice>
            }
        })
    }
}
