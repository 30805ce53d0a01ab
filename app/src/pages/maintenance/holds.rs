//! The holds in force, each with all that its owner said: the banner shows as much as fits.

use domain::status::StatusHold;
use leptos::prelude::*;

use crate::components::time::{Clock, Time};
use crate::live::live;

/// A panel for each hold; nothing while there is none.
#[component]
pub(super) fn Holds() -> impl IntoView {
    let status = live().status;
    let holds = Memo::new(move |_| {
        status
            .with(|status| status.as_ref().map(|status| status.maintenance.holds.clone()).unwrap_or_default())
    });
    move || {
        let holds = holds.get();
        (!holds.is_empty()).then(|| {
            view! {
                <section class="stack" aria-labelledby="holds">
                    <h2 id="holds">"Why, and until when"</h2>
                    {holds.into_iter().map(|hold| view! { <HoldPanel hold/> }).collect_view()}
                </section>
            }
        })
    }
}

#[component]
fn HoldPanel(hold: StatusHold) -> impl IntoView {
    let given = |text: Option<String>| match text {
        Some(text) => view! { <span class="value">{text}</span> }.into_any(),
        None => view! { <span class="soft">"none given"</span> }.into_any(),
    };
    let moment = |at: Option<domain::time::Timestamp>, none: &'static str| match at {
        Some(at) => view! { <Clock at/>" ("<Time at/>")" }.into_any(),
        None => view! { <span class="soft">{none}</span> }.into_any(),
    };
    view! {
        <div class="panel">
            <dl class="facts">
                <dt>"Owner"</dt>
                <dd>{hold.owner}</dd>
                <dt>"Since"</dt>
                <dd>{moment(Some(hold.since), "")}</dd>
                <dt>"Reason"</dt>
                <dd>{given(hold.reason)}</dd>
                <dt>"Public message"</dt>
                <dd>{given(hold.message)}</dd>
                <dt>"Estimated end"</dt>
                <dd>{moment(hold.estimated_end, "not known")}</dd>
                <dt>"Ends by itself"</dt>
                <dd>{moment(hold.expires_at, "no: somebody ends it")}</dd>
            </dl>
        </div>
    }
}
