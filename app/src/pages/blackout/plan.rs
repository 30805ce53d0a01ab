//! What was planned, as facts.

use domain::blackout::BlackoutDraft;
use leptos::prelude::*;

use crate::telling::blackouts::{at_end, hard_maximum, lead, reach, stragglers, wall};

/// The plan.
#[component]
pub(crate) fn PlanFacts(plan: BlackoutDraft) -> AnyView {
    let given = |text: Option<String>| match text {
        Some(text) => view! { <span class="value">{text}</span> }.into_any(),
        None => view! { <span class="soft">"none given"</span> }.into_any(),
    };
    view! {
        <dl class="facts">
            <dt>"Reason"</dt>
            <dd>{given(plan.reason.clone())}</dd>
            <dt>"Public message"</dt>
            <dd>{given(plan.message.clone())}</dd>
            <dt>"Window"</dt>
            <dd>{wall(&plan)}" in "{plan.zone.clone()}</dd>
            <dt>"Announced"</dt>
            <dd>{lead(plan.announce_lead)}</dd>
            <dt>"Nothing new starts"</dt>
            <dd>{lead(plan.drain_lead)}</dd>
            <dt>"Reach"</dt>
            <dd>{reach(plan.database_offline)}</dd>
            {plan.database_offline.then(|| view! {
                <dt>"What still runs then"</dt>
                <dd>{stragglers(plan.stragglers.unwrap_or_default())}</dd>
            })}
            <dt>"At the end"</dt>
            <dd>{at_end(plan.at_end)}</dd>
            <dt>"Closed at most"</dt>
            <dd>{hard_maximum(&plan)}</dd>
        </dl>
    }
    .into_any()
}
