//! What changed since somebody looked, for a stale edit (rule 18).

use domain::audit::{AuditFilter, Entry};

use crate::error::Result;
use crate::store::{Tx, audit};

/// The last change of a hold in words: who, when, and what of it. None when nobody has touched one yet.
pub(super) async fn last(tx: &mut Tx) -> Result<Option<String>> {
    let mut newest: Option<Entry> = None;
    for action in ["maintenance.", "blackout."] {
        let filter =
            AuditFilter { action: Some(action.to_owned()), limit: Some(1), ..AuditFilter::default() };
        let found = audit::list(tx, &filter).await?.items.pop();
        newest = [newest, found].into_iter().flatten().max_by_key(|entry| entry.id);
    }
    Ok(newest.as_ref().map(words))
}

fn words(entry: &Entry) -> String {
    let what = match entry.action.as_str() {
        "maintenance.enable" => format!("switched maintenance mode on{}", reason(&entry.detail["hold"])),
        "maintenance.disable" => "switched maintenance mode off".to_owned(),
        "maintenance.expire" => "ended maintenance mode, as its time was up".to_owned(),
        "maintenance.keep" => "said that maintenance mode stays on".to_owned(),
        blackout if blackout.starts_with("blackout.") => {
            format!("changed a blackout ({})", blackout.trim_start_matches("blackout.").replace('_', " "))
        }
        _ => format!("changed {}", fields(&entry.detail)),
    };
    format!("{} {what} at {}: look again", entry.actor.name, entry.at)
}

fn reason(hold: &serde_json::Value) -> String {
    hold["reason"].as_str().map(|reason| format!(" ({reason})")).unwrap_or_default()
}

/// Which fields differ, each with what it is now.
fn fields(detail: &serde_json::Value) -> String {
    let (before, after) = (&detail["before"], &detail["after"]);
    let names = [
        ("reason", "the reason"),
        ("message", "the message"),
        ("estimated_end", "the estimated end"),
        ("expires_at", "the expiry"),
    ];
    let changed = names.iter().filter(|(field, _)| before[field] != after[field]);
    let told: Vec<String> = changed
        .map(|(field, name)| match after[field].as_str() {
            Some(now) => format!("{name} to \"{now}\""),
            None => format!("{name} to none"),
        })
        .collect();
    told.join(", ")
}
