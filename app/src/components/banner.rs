//! The one loud thing: what is going on, since when, until about when, why, who.
//!
//! Its strip is always there, so that nothing moves when it speaks; while Lull is open the strip is empty.
//! What changes by the minute stands outside the live region, so that nothing is read out again and again.

mod words;

use domain::maintenance::Phase;
use domain::permission::Permission;
use domain::status::SystemStatus;
use leptos::prelude::*;

use crate::boot::{may, me};
use crate::components::icon::{Glyph, Icon};
use crate::components::navigation::MenuButton;
use crate::components::time::Clock;
use crate::live::live;
use words::{SINCE, Told, When, left, say};

/// The strip on top of every page, with the banner in it.
#[component]
pub fn Banner() -> impl IntoView {
    let live = live();
    let phase = Memo::new(move |_| {
        live.status.with(|status| status.as_ref().map_or(Phase::Open, |status| status.phase))
    });
    let known = me().is_some();
    let manages = may(Permission::ManageMaintenance);
    view! {
        <header class=move || format!("strip strip-{}", phase.get().as_str())>
            {known.then(|| view! { <a class="wordmark wordmark-strip" href="/">"Lull"</a> })}
            <div class="banner" role="status" aria-live=move || if phase.get() == Phase::Offline { "assertive" } else { "polite" }>
                {move || live.status.with(|status| status.as_ref().and_then(|status| spoken(status, manages)))}
            </div>
            <div class="banner-more">
                {move || live.cut.get().then(|| view! {
                    <span class="cut" title="Lull tries again by itself.">"Live updates paused"</span>
                })}
                {move || live.status.with(|status| status.as_ref().map(|status| remaining(status, known)))}
            </div>
            {known.then(|| view! { <MenuButton/> })}
        </header>
    }
}

/// What the live region says; nothing while open. Those who manage maintenance are asked about a hold that may be forgotten.
fn spoken(status: &SystemStatus, manages: bool) -> Option<AnyView> {
    let said = say(status)?;
    let glyph = match status.phase {
        Phase::Open | Phase::Announced | Phase::Draining => Glyph::Clock,
        Phase::Quiet => Glyph::Tick,
        Phase::Offline => Glyph::Bar,
        Phase::Reopening => Glyph::Turn,
    };
    let times = said.times.into_iter().map(|Told { words, when, after }| {
        let class = if words == SINCE { "banner-time banner-since" } else { "banner-time" };
        match when {
            When::At(at) => {
                view! { <span class=class>{words}" "<Clock at/>{(!after.is_empty()).then_some(after)}</span> }
                    .into_any()
            }
            When::Unknown => view! { <span class=class>{words}</span> }.into_any(),
        }
    });
    let forgotten = status.maintenance.forgotten().filter(|_| manages);
    let forgotten = forgotten.map(|words| view! { <span class="banner-time">{words}</span> });
    let reasons = said.reasons.into_iter().map(|reason| view! { <span class="banner-why">{reason}</span> });
    let view = view! {
        <Icon glyph=glyph/>
        <p>
            <strong>{said.lead}</strong>
            {times.collect_view()}
            {forgotten}
            {reasons.collect_view()}
        </p>
    };
    Some(view.into_any())
}

/// What changes by itself: how long still, and how many run.
fn remaining(status: &SystemStatus, known: bool) -> AnyView {
    let live = live();
    let end = status.maintenance.estimated_end.filter(|_| status.maintenance.enabled);
    let still = status.running.filter(|_| status.maintenance.enabled && known);
    let coming = status.next_blackout.as_ref().filter(|_| status.phase == Phase::Announced && known);
    let to_coming = coming.and_then(|next| next.id).map(|id| format!("/settings/blackouts/{id}"));
    let left = move || end.filter(|_| live.hydrated.get()).and_then(|end| left(end, live.now.get()));
    view! {
        <span class="banner-left">{left}</span>
        {to_coming.map(|to| view! {
            <a class="banner-link" href=to>"Details"<span aria-hidden="true">" →"</span></a>
        })}
        {still.map(|running| view! {
            <a class="banner-link" href="/maintenance">
                {if running == 0 { "Details".to_owned() } else { format!("{running} still running") }}
                <span aria-hidden="true">" →"</span>
            </a>
        })}
    }
    .into_any()
}
