//! Says why a request did not start, and what can be done about it.

use domain::admission::Refusal;
use domain::id::RequestId;
use leptos::prelude::*;

use crate::components::badge::Tone;
use crate::components::notice::Notice;
use crate::components::time::{Clock, Time};
use crate::live::live;

/// A refusal in one line, for a list: `Maintenance since 01:30 CET by Dana: index rebuild. Opens about 03:30 CET.`
#[component]
pub fn RefusalLine(refusal: Refusal) -> impl IntoView {
    let reason = refusal.reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    view! {
        "Maintenance since "<Clock at=refusal.since/>{format!(" by {}{reason}. ", refusal.owner)}
        {opens(refusal.opens_at, refusal.overdue)}
    }
}

/// When the gate is expected to open (rule 7).
fn opens(at: Option<domain::time::Timestamp>, overdue: bool) -> AnyView {
    match (at, overdue) {
        (Some(at), _) => view! { "Opens about "<Clock at/>"." }.into_any(),
        (None, true) => "Longer than planned.".into_any(),
        (None, false) => "Its end is not known.".into_any(),
    }
}

/// Which rule, which hold, whose, why, since when, and when it opens; children are what can be done.
#[component]
pub fn RefusalNotice(
    refusal: Refusal,
    /// The request that is to run in its place.
    made_good_by: Option<RequestId>,
    children: Children,
) -> impl IntoView {
    let status = live().status;
    let over = Memo::new(move |_| {
        status.with(|status| status.as_ref().is_some_and(|status| !status.maintenance.enabled))
    });
    let what = refusal.rule.words();
    let rule = refusal.rule.as_str();
    let opens = match (refusal.opens_at, refusal.overdue) {
        (Some(at), _) => view! { "about "<Clock at/>" ("<Time at/>"), as its owner estimates" }.into_any(),
        (None, true) => "its estimated end has passed; it takes longer than planned".into_any(),
        (None, false) => "not known: its owner gave no estimate".into_any(),
    };
    view! {
        <Notice tone=Tone::Held>
            <h2>"Could Not Start"</h2>
            <p>{format!("Maintenance mode was on, and it did not let {what} start. Nothing of this request ran.")}</p>
            <dl class="facts">
                <dt>"Reason"</dt>
                <dd>{refusal.reason.unwrap_or_else(|| "none was given".to_owned())}</dd>
                <dt>"Owner"</dt>
                <dd>{refusal.owner}</dd>
                <dt>"Since"</dt>
                <dd><Clock at=refusal.since/></dd>
                <dt>"Opens"</dt>
                <dd>{opens}</dd>
                <dt>"Rule"</dt>
                <dd><code>{rule}</code></dd>
                <dt>"Hold"</dt>
                <dd><code>{refusal.hold.to_string()}</code></dd>
            </dl>
            {made_good_by.map(|id| view! {
                <p>
                    "It runs when maintenance ends, as "
                    <a href=format!("/requests/{id}")>"a request of its own"</a>"."
                </p>
            })}
            {move || (over.get() && made_good_by.is_none()).then(|| view! {
                <p><strong>"Maintenance is over."</strong>" Repeat it to run it now."</p>
            })}
            <div class="actions">{children()}</div>
        </Notice>
    }
}
