//! Audit entries of a blackout in words.

use domain::audit::Entry;
use domain::blackout::{Left, Stage};
use domain::time::Timestamp;
use serde::Deserialize;

use super::blackouts::ended;
use crate::words::count;

/// What happened, as a sentence. Where [`new_end`] has an instant, it is what the sentence ends with.
#[must_use]
pub fn words(entry: &Entry) -> String {
    if let Some(words) = told_of(entry) {
        return words;
    }
    let words = match entry.action.as_str() {
        "blackout.create" => "It was planned.",
        "blackout.edit" => "The plan was changed.",
        "blackout.cancel" => "It was called off.",
        "blackout.announce" => "Everybody was told on the banner.",
        "blackout.hold" => "Nothing new started any more; what ran went on.",
        "blackout.wait" => "Going offline waited for what still ran.",
        "blackout.cancel_running" => "What still ran was cancelled.",
        "blackout.close" => return closing(stage_of(entry)),
        "blackout.offline" if is_forced(stage_of(entry)) => {
            "The database was closed by force: all files of it belong together."
        }
        "blackout.offline" => "The database was closed.",
        "blackout.extend" if new_end(entry).is_some() => "The end was moved to",
        "blackout.extend" => "The end was moved.",
        "blackout.end" => "It was ended early.",
        "blackout.confirm" => "It was confirmed that it may open.",
        "blackout.reopen_by_hand" => "It was reopened on the host.",
        "blackout.reopen" => "Lull began to bring the database back.",
        "blackout.restored" => {
            "The database that came back was not the one that was closed: what ran in it was given up as interrupted."
        }
        "blackout.await_confirmation" => "Its end came; nothing started until somebody confirmed.",
        "blackout.over" => return over(stage_of(entry)),
        other => other,
    };
    words.to_owned()
}

/// What was done to a date of a series, or from it on; none where no date was named.
fn told_of(entry: &Entry) -> Option<String> {
    if !matches!(entry.action.as_str(), "blackout.create" | "blackout.edit" | "blackout.cancel") {
        return None;
    }
    let key = entry.detail.get("key")?.as_str()?.replace('T', " ");
    let scope = entry.detail.get("scope").and_then(serde_json::Value::as_str);
    Some(match (entry.action.as_str(), scope) {
        ("blackout.create", _) => format!("It was split from another series, at {key}."),
        ("blackout.edit", Some("one")) => format!("The date {key} was changed for itself."),
        ("blackout.edit", _) => format!("It ends before {key}: from there on it is a series of its own."),
        ("blackout.cancel", Some("one")) => format!("The date {key} was called off."),
        (_, _) => format!("What comes from {key} on was called off."),
    })
}

/// The end that an extension moved to.
#[must_use]
pub fn new_end(entry: &Entry) -> Option<Timestamp> {
    if entry.action != "blackout.extend" {
        return None;
    }
    Timestamp::deserialize(entry.detail.pointer("/after/window/end")?).ok()
}

/// By whom; transitions come by themselves.
#[must_use]
pub fn by(entry: &Entry) -> String {
    if entry.actor.id.is_none() && entry.actor.name == "blackout" {
        "Lull, by itself".to_owned()
    } else {
        entry.actor.name.clone()
    }
}

/// The stage that a transition reached.
fn stage_of(entry: &Entry) -> Option<Stage> {
    Stage::deserialize(entry.detail.get("stage")?).ok()
}

fn is_forced(stage: Option<Stage>) -> bool {
    matches!(stage, Some(Stage::Offline { forced: true, .. }))
}

fn closing(stage: Option<Stage>) -> String {
    let Some(Stage::Closing { left: Left::Suspended(requests), .. }) = stage else {
        return "Lull began to close the database; nothing ran.".to_owned();
    };
    let suspended = count(requests, "running request was", "running requests were");
    format!("Lull began to close the database; {suspended} suspended.")
}

fn over(stage: Option<Stage>) -> String {
    let Some(Stage::Ended { how, .. }) = stage else {
        return "It was over.".to_owned();
    };
    format!("It was over: {}", ended(&how))
}

#[cfg(test)]
mod tests {
    use domain::permission::Person;
    use serde_json::{Value, json};

    use domain::blackout::How;

    use super::*;

    fn entry(action: &str, detail: Value) -> Entry {
        Entry {
            id: "aud_00000000000000000000000000000007".parse().unwrap(),
            at: Timestamp::from_micros(1_796_432_400_000_000),
            actor: Person::system("blackout"),
            action: action.to_owned(),
            subject: "blk_00000000000000000000000000000007".to_owned(),
            detail,
        }
    }

    fn reached(action: &str, stage: Stage) -> String {
        words(&entry(action, json!({ "name": "patch day", "stage": stage })))
    }

    #[test]
    fn transitions_say_what_they_brought() {
        let since = Timestamp::from_micros(1_796_432_400_000_000);
        assert_eq!(
            reached("blackout.close", Stage::Closing { since, left: Left::Suspended(2) }),
            "Lull began to close the database; 2 running requests were suspended."
        );
        assert_eq!(
            reached("blackout.close", Stage::Closing { since, left: Left::Nothing }),
            "Lull began to close the database; nothing ran."
        );
        let forced = reached("blackout.offline", Stage::Offline { since, forced: true, leaving: None });
        assert!(forced.contains("by force"), "{forced}");
        let how = How::ByHand(Person::system("host"));
        let over = reached("blackout.over", Stage::Ended { at: since, how });
        assert_eq!(over, "It was over: host reopened it on the host.");
        assert_eq!(words(&entry("blackout.made_up_later", Value::Null)), "blackout.made_up_later");
    }

    #[test]
    fn an_extension_leads_to_its_new_end() {
        let window = json!({ "after": { "window": { "end": "2026-12-05T03:30:00Z" } } });
        let moved = entry("blackout.extend", window);
        assert_eq!(words(&moved), "The end was moved to");
        assert_eq!(new_end(&moved), "2026-12-05T03:30:00Z".parse().ok());
        assert_eq!(new_end(&entry("blackout.extend", Value::Null)), None);
        assert_eq!(words(&entry("blackout.extend", Value::Null)), "The end was moved.");
    }

    #[test]
    fn what_comes_by_itself_is_told_apart_from_what_somebody_did() {
        let moved = entry("blackout.hold", Value::Null);
        assert_eq!(by(&moved), "Lull, by itself");
        assert_eq!(by(&Entry { actor: Person::system("host"), ..moved }), "host");
    }
}
