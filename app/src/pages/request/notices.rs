//! What matters most about a request, on top: why it did not start, what it waits for, how it ended.

use domain::request::{Request, Status};
use leptos::prelude::*;

use crate::api::requests::RunWhenOpen;
use crate::components::badge::Tone;
use crate::components::notice::Notice;
use crate::components::refusal::RefusalNotice;
use crate::components::time::{Clock, Time};
use crate::components::when_open::{RunWhenOpenForm, RunWhenOpenProblems, can_run_when_open};
use crate::live::live;

/// At most a few words, each with what can be done about it.
#[component]
pub(super) fn Notices(request: RwSignal<Request>, look: Callback<()>) -> impl IntoView {
    let when_open = ServerAction::<RunWhenOpen>::new();
    Effect::new(move || {
        if when_open.value().with(Option::is_some) {
            look.run(());
        }
    });
    // The parts that notices are made of, so that a tick of the steps does not build them anew.
    let told = Memo::new(move |_| request.with(|request| Request { steps: Vec::new(), ..request.clone() }));
    view! {
        <RunWhenOpenProblems action=when_open/>
        {move || told.with(|told| notices(told, when_open))}
    }
}

fn notices(request: &Request, when_open: ServerAction<RunWhenOpen>) -> AnyView {
    if let Some(refusal) = request.refusal.clone() {
        let (id, offers) = (request.id, can_run_when_open(request));
        return view! {
            <RefusalNotice refusal made_good_by=request.made_good_by>
                {offers.then(|| view! { <RunWhenOpenForm id action=when_open primary=true/> })}
            </RefusalNotice>
        }
        .into_any();
    }
    let message = request.message.clone();
    match request.status {
        Status::Scheduled => request.at.map(|at| view! { <Planned at/> }).into_any(),
        Status::WaitingForOpen => view! { <Waits/> }.into_any(),
        Status::Running | Status::Suspended if request.cancelling => view! {
            <Notice tone=Tone::Held>
                <p>"A cancel is under way: its steps are told to end, and are killed after 30 seconds."</p>
            </Notice>
        }
        .into_any(),
        Status::Running | Status::Suspended => ().into_any(),
        Status::Succeeded => said(Tone::Good, message),
        Status::Failed | Status::Rejected => said(Tone::Bad, message),
        Status::CouldNotStart => said(Tone::Held, message),
        Status::Cancelled | Status::AwaitingApproval => said(Tone::Plain, message),
    }
}

fn said(tone: Tone, message: Option<String>) -> AnyView {
    message
        .map(|message| view! { <Notice tone><p class="value">{crate::words::capital(&message)}</p></Notice> })
        .into_any()
}

/// Starts by itself at an instant; says so when a hold stands in its way (rule 10).
#[component]
fn Planned(at: domain::time::Timestamp) -> impl IntoView {
    let status = live().status;
    let held = Memo::new(move |_| {
        status.with(|status| {
            let maintenance = status.as_ref().map(|status| &status.maintenance)?;
            let over = maintenance.estimated_end.is_some_and(|end| end <= at) && !maintenance.overdue;
            (maintenance.enabled && !over).then_some(maintenance.estimated_end)
        })
    });
    view! {
        <Notice tone=Tone::Plain>
            <p>"It starts by itself at "<Clock at/>" ("<Time at/>")."</p>
            {move || held.get().map(|end| view! {
                <p>
                    <strong>"Maintenance may stand in its way: "</strong>
                    {match end {
                        Some(end) => view! { "it is expected to end at "<Clock at=end/>"." }.into_any(),
                        None => "its end is not known.".into_any(),
                    }}
                    " If it is still on at that instant, this request becomes Could Not Start."
                </p>
            })}
        </Notice>
    }
}

/// Starts when the last hold lifts (rule 9).
#[component]
fn Waits() -> impl IntoView {
    let status = live().status;
    let maintenance = Memo::new(move |_| {
        status.with(|status| {
            status.as_ref().map(|status| {
                (
                    status.maintenance.enabled,
                    status.maintenance.estimated_end.filter(|_| !status.maintenance.overdue),
                )
            })
        })
    });
    view! {
        <Notice tone=Tone::Held>
            <p>
                {move || match maintenance.get() {
                    Some((true, Some(end))) => view! { "It starts when maintenance ends, about "<Clock at=end/>"." }.into_any(),
                    Some((true, None)) | None => "It starts when maintenance ends.".into_any(),
                    Some((false, _)) => "Maintenance is over: it starts as soon as its turn comes.".into_any(),
                }}
            </p>
            <p>"Its rights, the newest version of the process and the gate are checked afresh then; waiting requests start one after the other. After 7 days it is given up."</p>
        </Notice>
    }
}
