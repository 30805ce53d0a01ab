//! Settings > Audit: who did what, when.

use domain::audit::Entry;
use domain::permission::Permission;
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;
use serde_json::Value;

use crate::api::audit::list_audit;
use crate::boot::may;
use crate::components::empty::Empty;
use crate::components::load::Load;
use crate::components::page::Page;
use crate::components::pager::Pager;
use crate::components::time::Time;
use crate::live::live;
use crate::loaded::load;
use crate::pages::settings::SettingsTabs;
use crate::zone::Zone;

/// The trail, filtered by what and by whom.
#[component]
pub fn AuditPage() -> impl IntoView {
    let query = use_query_map();
    let part = move |name: &str| query.read().get(name).unwrap_or_default();
    let entries = load(
        move || (part("action"), part("actor"), part("cursor")),
        |(action, actor, cursor)| list_audit(action, actor, cursor),
    );
    view! {
        <Page title="Audit" lead=|| "Every change and every refusal, newest first.">
            <SettingsTabs/>
            {may(Permission::ViewAudit).then(|| view! { <Filters/> })}
            <Load what=entries let:page><List page/></Load>
        </Page>
    }
}

/// What is shown, and of whom: a plain GET, so that a view has an address.
#[component]
fn Filters() -> impl IntoView {
    let query = use_query_map();
    let typed = move |name: &str| query.read_untracked().get(name).unwrap_or_default();
    view! {
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
    let live = live();
    let rows = entries.into_iter().map(|entry| {
        let to = link(&entry.subject);
        let detail = entry.detail;
        let said =
            move || live.zone.with(|zone| particulars(&detail, zone, live.now.get_untracked()).join(" · "));
        let subject = match to {
            Some(to) => view! { <a href=to>{entry.subject}</a> }.into_any(),
            None => entry.subject.into_any(),
        };
        view! {
            <tr>
                <td class="when"><Time at=entry.at/></td>
                <td data-label="By">{entry.actor.name}</td>
                <td data-label="Did"><code>{entry.action}</code></td>
                <td data-label="To">{subject}<span class="under">{said}</span></td>
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
    let noun = ["requests", "processes", "settings/users", "settings/blackouts", "tasks"];
    let prefix = ["req_", "proc_", "user_", "blk_", "task_"];
    let at = prefix.iter().position(|prefix| subject.starts_with(prefix))?;
    Some(format!("/{}/{subject}", noun.get(at)?))
}

/// The particulars as words, `reason: index rebuild`: times in the viewer's zone; what says nothing, and ids that
/// only machines read, left out.
fn particulars(value: &Value, zone: &Zone, now: Timestamp) -> Vec<String> {
    let Value::Object(fields) = value else { return word(value, zone, now).into_iter().collect() };
    let told = fields.iter().filter(|(name, _)| name.as_str() != "id");
    told.flat_map(|(name, value)| match value {
        Value::Object(_) if name == "before" || name == "after" => {
            vec![format!("{name} {}", particulars(value, zone, now).join(", "))]
        }
        Value::Object(_) => particulars(value, zone, now),
        _ => word(value, zone, now)
            .map(|said| format!("{}: {said}", name.replace('_', " ")))
            .into_iter()
            .collect(),
    })
    .collect()
}

/// One particular; none when it says nothing.
fn word(value: &Value, zone: &Zone, now: Timestamp) -> Option<String> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) if ["hold_", "ses_"].iter().any(|id| text.starts_with(id)) => None,
        Value::String(text) => Some(match text.parse::<Timestamp>() {
            Ok(at) => zone.short(at, now),
            Err(_) => text.clone(),
        }),
        Value::Array(items) => {
            let said: Vec<String> = items.iter().flat_map(|item| particulars(item, zone, now)).collect();
            (!said.is_empty()).then(|| said.join(", "))
        }
        Value::Object(_) | Value::Bool(true) | Value::Number(_) => Some(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particulars_read_as_words_without_what_only_machines_read() {
        let now = "2026-12-05T08:00:00Z".parse().unwrap();
        let value = serde_json::json!({
            "hold": { "id": "hold_7", "reason": "index rebuild", "estimated_end": "2026-12-05T02:30:00Z", "message": null },
            "late": false, "tried": [1, 2], "session": "ses_7",
        });
        let mut said = particulars(&value, &Zone::utc(), now);
        said.sort();
        assert_eq!(said, ["estimated end: 02:30 UTC", "reason: index rebuild", "tried: 1, 2"]);
    }

    #[test]
    fn a_subject_with_a_page_leads_there() {
        assert_eq!(link("req_7").as_deref(), Some("/requests/req_7"));
        assert_eq!(link("hold_7"), None);
    }
}
