//! What is known of a request besides its steps: who, when, with what.

use domain::process::Input;
use domain::request::Request;
use leptos::prelude::*;

use crate::components::time::{Clock, Time, Took};
use crate::telling;

/// Two columns: the request, and its inputs.
#[component]
pub(super) fn Facts(request: RwSignal<Request>, inputs: Vec<Input>) -> impl IntoView {
    let first = request.get_untracked();
    let (process, version) = (first.process.id, first.process.version);
    let to_process = format!("/processes/{process}?version={version}");
    let version = format!("version {version}");
    let times =
        Memo::new(move |_| request.with(|request| (request.began, request.ended, request.process.version)));
    let marks = Memo::new(move |_| {
        request.with(|request| (request.late, request.bypass.clone(), request.made_good_by))
    });
    let origin = telling::origin(first.origin).map(|words| format!(" ({words})"));
    view! {
        <div class="columns facts-columns">
            <section class="panel" aria-labelledby="request">
                <h2 id="request">"Request"</h2>
                <dl class="facts">
                    <dt>"Process"</dt>
                    <dd><a href=to_process>{first.process.name}</a>", "{version}</dd>
                    <dt>"Asked for"</dt>
                    <dd><Clock at=first.created/>" by "{first.actor.name}{origin}</dd>
                    {first.at.map(|at| view! { <dt>"Planned for"</dt><dd><Clock at/>" ("<Time at/>")"</dd> })}
                    {move || times.get().0.map(|began| {
                        let ended = times.get().1;
                        view! {
                            <dt>"Began"</dt>
                            <dd>
                                <Clock at=began/>
                                {marks.get().0.then_some(", late: the server was down at its instant")}
                            </dd>
                            {ended.map(|ended| view! { <dt>"Ended"</dt><dd><Clock at=ended/></dd> })}
                            <dt>"Took"</dt>
                            <dd><Took from=began to=ended/></dd>
                        }
                    })}
                    {move || marks.get().1.map(|bypass| view! {
                        <dt>"Bypass"</dt>
                        <dd>"ran during maintenance: "{bypass.reason}</dd>
                    })}
                    {first.parent.map(|id| view! {
                        <dt>"Part of"</dt>
                        <dd><a href=format!("/requests/{id}")>"the request whose step runs it"</a></dd>
                    })}
                    {first.source.map(|id| view! {
                        <dt>"In place of"</dt>
                        <dd><a href=format!("/requests/{id}")>"an earlier request"</a></dd>
                    })}
                    <dt>"Id"</dt>
                    <dd><code class="id">{first.id.to_string()}</code></dd>
                </dl>
            </section>
            <section class="panel" aria-labelledby="inputs">
                <h2 id="inputs">"Inputs"</h2>
                <Inputs given=first.inputs.into_iter().collect() inputs/>
            </section>
        </div>
    }
}

/// What it was given, in the definition's order; secrets come masked.
#[component]
fn Inputs(given: Vec<(String, String)>, inputs: Vec<Input>) -> impl IntoView {
    if given.is_empty() {
        return view! { <p class="soft">"This process asks for none."</p> }.into_any();
    }
    let order = |name: &str| inputs.iter().position(|input| input.name == name);
    let mut given = given;
    given.sort_by_key(|(name, _)| order(name).unwrap_or(usize::MAX));
    let rows = given.into_iter().map(|(name, value)| {
        let secret = inputs.iter().any(|input| input.name == name && input.secret);
        let value = if value.is_empty() {
            view! { <span class="soft">"empty"</span> }.into_any()
        } else if secret {
            view! { <span aria-label="secret">{value}</span>" "<span class="soft">"secret"</span> }.into_any()
        } else {
            view! { <span class="value">{value}</span> }.into_any()
        };
        view! {
            <dt><code>{name}</code></dt>
            <dd>{value}</dd>
        }
    });
    view! { <dl class="facts">{rows.collect_view()}</dl> }.into_any()
}
