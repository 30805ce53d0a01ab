//! What ran of a process lately.

use domain::id::ProcessId;
use domain::permission::Permission;
use domain::request::Request;
use leptos::prelude::*;

use crate::boot::may;
use crate::components::empty::Empty;
use crate::components::pill::StatusPill;
use crate::components::time::{Time, Took};

/// The newest requests, and the way to all of them.
#[component]
pub(super) fn Recent(id: ProcessId, requests: Vec<Request>) -> impl IntoView {
    if requests.is_empty() {
        return view! {
            <section aria-labelledby="recent">
                <h2 id="recent">"Requests"</h2>
                <Empty title="It has not been run yet." text="Its requests appear here, the newest first.">
                    {may(Permission::RunProcesses).then(|| view! {
                        <a class="button" href=format!("/processes/{id}/run")>"Run it…"</a>
                    })}
                </Empty>
            </section>
        }
        .into_any();
    }
    let rows = requests.into_iter().map(|request| {
        let status = Signal::stored(request.status);
        let asked = request.began.unwrap_or(request.created);
        view! {
            <tr>
                <td><a class="pill-link" href=format!("/requests/{}", request.id)><StatusPill status/></a></td>
                <td data-label="Asked by">{request.actor.name}</td>
                <td data-label="Version">{request.process.version}</td>
                <td data-label="When"><Time at=asked/></td>
                <td data-label="Took">{request.began.map(|from| view! { <Took from to=request.ended/> })}</td>
            </tr>
        }
    });
    view! {
        <section aria-labelledby="recent">
            <h2 id="recent">"Requests"</h2>
            <div class="table-wrap">
                <table class="table table-cards requests">
                    <thead>
                        <tr>
                            <th scope="col">"Status"</th>
                            <th scope="col">"Asked by"</th>
                            <th scope="col">"Version"</th>
                            <th scope="col">"When"</th>
                            <th scope="col">"Took"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            <p><a href=format!("/requests?process={id}")>"All requests of this process"</a></p>
        </section>
    }
    .into_any()
}
