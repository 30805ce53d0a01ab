//! The versions of a process, and what changed between two of them.

use domain::catalog::ProcessVersion;
use domain::id::ProcessId;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::processes::changes::{Changes, read_changes};
use crate::api::processes::{Versions, read_versions};
use crate::components::changes::ChangesView;
use crate::components::load::Load;
use crate::components::load_page::LoadPage;
use crate::components::page::Page;
use crate::components::pager::Pager;
use crate::components::time::{Clock, Time};
use crate::error::ApiError;
use crate::loaded::{Loaded, load};

/// The versions, newest first; with `from` and `to` in the address their comparison on top.
#[component]
pub fn ProcessVersionsPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let pair = Memo::new(move |_| {
        query.with(|query| {
            Some((query.get("from")?.parse::<u32>().ok()?, query.get("to")?.parse::<u32>().ok()?))
        })
    });
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor").unwrap_or_default()));
    let versions = load(move || (id.get(), cursor.get()), |(id, cursor)| read_versions(id, cursor));
    let changes = load(
        move || (id.get(), pair.get()),
        |(id, pair)| async move {
            match pair {
                Some((from, to)) => read_changes(id, from, to).await.map(Some),
                None => Ok(None),
            }
        },
    );
    view! { <LoadPage what=versions title="Versions" let:versions><List versions changes/></LoadPage> }
}

#[component]
fn List(versions: Versions, changes: Loaded<Result<Option<Changes>, ApiError>>) -> impl IntoView {
    let Versions { process, versions } = versions;
    let id = process.id;
    let title = format!("Versions of {}", process.name);
    let rows = versions.items.into_iter().map(|version| row(id, version, process.newest)).collect_view();
    view! {
        <Page title lead=|| "A request keeps the version it began with."
            actions=move || view! { <a class="button" href=format!("/processes/{id}")>"Back to the process"</a> }>
            <Load what=changes let:changes>
                {changes.map(|changes: Changes| view! { <Compared changes/> })}
            </Load>
            <div class="table-wrap">
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <th scope="col">"Version"</th>
                            <th scope="col">"Saved"</th>
                            <th scope="col">"By"</th>
                            <th scope="col"><span class="visually-hidden">"See"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Pager next=versions.next/>
        </Page>
    }
}

fn row(id: ProcessId, version: ProcessVersion, newest: u32) -> impl IntoView {
    let number = version.version;
    let before = number.checked_sub(1).filter(|before| *before > 0);
    view! {
        <tr>
            <td>
                <a class="row-title" href=format!("/processes/{id}?version={number}")>{format!("Version {number}")}</a>
                {(number == newest).then(|| view! { <span class="under">"newest: this one runs"</span> })}
            </td>
            <td data-label="Saved"><Clock at=version.created/><span class="under"><Time at=version.created/></span></td>
            <td data-label="By">{version.author.name}</td>
            <td class="acts">
                {before.map(|before| view! {
                    <a class="button button-small" href=format!("/processes/{id}/versions?from={before}&to={number}")
                        aria-label=format!("What changed in version {number}")>"What changed"</a>
                })}
            </td>
        </tr>
    }
}

#[component]
fn Compared(changes: Changes) -> impl IntoView {
    let title = format!("From version {} to version {}", changes.from, changes.to);
    view! {
        <section class="compared" aria-labelledby="compared">
            <h2 id="compared">{title}</h2>
            <ChangesView changes/>
        </section>
    }
}
