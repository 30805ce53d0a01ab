//! Settings > Audit: who did what, when.

use domain::audit::Entry;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;

use crate::api::audit::list_audit;
use crate::components::empty::Empty;
use crate::components::load::Load;
use crate::components::page::Page;
use crate::components::pager::Pager;
use crate::components::time::Time;
use crate::pages::settings::SettingsTabs;

/// The trail, filtered by what and by whom.
#[component]
pub fn AuditPage() -> impl IntoView {
    let query = use_query_map();
    let part = move |name: &str| query.read().get(name).unwrap_or_default();
    let entries = Resource::new(
        move || (part("action"), part("actor"), part("cursor")),
        |(action, actor, cursor)| list_audit(action, actor, cursor),
    );
    let typed = move |name: &str| query.read_untracked().get(name).unwrap_or_default();
    view! {
        <Page title="Audit" lead=|| "Every change and every refusal, newest first.">
            <SettingsTabs/>
            <Form method="get" action="" attr:class="filters">
                <div class="field">
                    <label for="filter-action">"What begins with"</label>
                    <input class="input" type="search" id="filter-action" name="action" value=typed("action") placeholder="maintenance."/>
                </div>
                <div class="field">
                    <label for="filter-actor">"By"</label>
                    <input class="input" type="search" id="filter-actor" name="actor" value=typed("actor") placeholder="admin"/>
                </div>
                <button class="button" type="submit">"Filter"</button>
            </Form>
            <Load what=entries let:page><List page/></Load>
        </Page>
    }
}

#[component]
fn List(page: domain::page::Page<Entry>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <Empty title="No entry matches.">
                <a class="button" href="/settings/audit">"Show all"</a>
            </Empty>
        }
        .into_any();
    }
    view! { <Entries entries=page.items/><Pager next=page.next/> }.into_any()
}

#[component]
fn Entries(entries: Vec<Entry>) -> impl IntoView {
    let rows = entries.into_iter().map(|entry| {
        let to = link(&entry.subject);
        let subject = match to {
            Some(to) => view! { <a href=to>{entry.subject}</a> }.into_any(),
            None => entry.subject.into_any(),
        };
        view! {
            <tr>
                <td class="when"><Time at=entry.at/></td>
                <td data-label="By">{entry.actor.name}</td>
                <td data-label="Did"><code>{entry.action}</code></td>
                <td data-label="To">{subject}<span class="under">{detail(&entry.detail)}</span></td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap">
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">"When"</th>
                        <th scope="col">"By"</th>
                        <th scope="col">"Did"</th>
                        <th scope="col">"To what"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// The page of what an entry is about, where there is one.
fn link(subject: &str) -> Option<String> {
    let noun = ["requests", "processes", "settings/users", "tasks"];
    let prefix = ["req_", "proc_", "user_", "task_"];
    let at = prefix.iter().position(|prefix| subject.starts_with(prefix))?;
    Some(format!("/{}/{subject}", noun.get(at)?))
}

/// The particulars as words: `reason: index rebuild · count: 2`.
fn detail(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Object(fields) => {
            let said = fields
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| format!("{}: {}", name.replace('_', " "), detail(value)));
            said.collect::<Vec<_>>().join(" · ")
        }
        Value::Array(items) => items.iter().map(detail).collect::<Vec<_>>().join(", "),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particulars_read_as_words() {
        let value = serde_json::json!({ "reason": "index rebuild", "estimated_end": null, "tried": [1, 2], "on": true });
        let mut said: Vec<String> = detail(&value).split(" · ").map(str::to_owned).collect();
        said.sort();
        assert_eq!(said, ["on: true", "reason: index rebuild", "tried: 1, 2"]);
    }

    #[test]
    fn a_subject_with_a_page_leads_there() {
        assert_eq!(link("req_7").as_deref(), Some("/requests/req_7"));
        assert_eq!(link("hold_7"), None);
    }
}
