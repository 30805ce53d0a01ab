//! When it is expected to be quiet: in words, and as a timeline.

use domain::drain::Drain;
use domain::permission::Permission;
use leptos::prelude::*;

use super::timeline::Timeline;
use crate::api::maintenance::ReviewMaintenance;
use crate::boot::may;
use crate::components::form::{PostForm, Submit};
use crate::components::time::Clock;
use crate::live::live;

/// The panel with the forecast, and the way to end maintenance.
#[component]
pub(super) fn Forecast(drain: RwSignal<Drain>) -> impl IntoView {
    let quiet = Memo::new(move |_| drain.with(|drain| drain.quiet));
    let expected = Memo::new(move |_| drain.with(|drain| drain.quiet_expected_at));
    let left_out = Memo::new(move |_| drain.with(|drain| drain.left_out.clone()));
    let people =
        Memo::new(move |_| drain.with(|drain| drain.blockers.iter().all(|blocker| blocker.waits_for_person)));
    let title = move || match (quiet.get(), expected.get()) {
        (true, _) => "Quiet".into_any(),
        (false, Some(expected)) => view! { "Quiet at about "<Clock at=expected.p50/> }.into_any(),
        (false, None) if people.get() => "Quiet when it is answered".into_any(),
        (false, None) => "No forecast yet".into_any(),
    };
    let under = move || match (quiet.get(), expected.get()) {
        (true, _) => "Nothing runs and nothing can start.".into_any(),
        (false, Some(expected)) => {
            view! { "9 in 10 such runs ended by "<Clock at=expected.p90/>". " }.into_any()
        }
        (false, None) if people.get() => ().into_any(),
        (false, None) => {
            "There are no past runs that took as long, so there is nothing to go by. ".into_any()
        }
    };
    view! {
        <section class="panel">
            <div class="panel-head">
                <div>
                    <p class="eyebrow">"Forecast"</p>
                    <p class="figure">{title}</p>
                    <p class="soft">{under}{move || left_out.get()}</p>
                </div>
                {may(Permission::ManageMaintenance).then(|| view! { <End/> })}
            </div>
            {move || (!quiet.get()).then(|| view! { <Timeline drain/> })}
        </section>
    }
}

/// Leads over the review page, as unticking the box does.
#[component]
fn End() -> impl IntoView {
    let review = ServerAction::<ReviewMaintenance>::new();
    let status = live().status;
    let epoch = move || {
        status.with(|status| status.as_ref().and_then(|status| status.epoch)).unwrap_or_default().to_string()
    };
    view! {
        <PostForm action=review id="end" class="form-inline">
            <input type="hidden" name="epoch" value=epoch/>
            <Submit primary=true>"End maintenance…"</Submit>
        </PostForm>
    }
}
