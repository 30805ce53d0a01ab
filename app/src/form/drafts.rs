//! The drafts kept on the server: few, small, short-lived, each for one session.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use domain::duration::Span;
use domain::id::SessionId;
use domain::time::Timestamp;

use super::draft::{Draft, MADE, is_own, is_secret};

/// How long a draft is kept.
const KEPT: Span = Span::from_secs(600);
/// Most drafts of one session.
const PER_SESSION: usize = 8;
/// Most drafts of people who are not logged in, all together.
const ANONYMOUS: usize = 64;
/// Most bytes of a draft of a session, and of one of nobody.
const BYTES: usize = 1 << 20;
const ANONYMOUS_BYTES: usize = 1 << 16;
/// Most bytes of all drafts together; the oldest go first.
const ALL_BYTES: usize = 16 << 20;

struct Kept {
    id: String,
    holder: Option<SessionId>,
    until: Timestamp,
    bytes: usize,
    once: bool,
    draft: Draft,
}

/// The drafts of all sessions. Cheap to clone.
#[derive(Clone, Default)]
pub struct Drafts(Arc<Mutex<VecDeque<Kept>>>);

impl Drafts {
    /// Keeps a draft for a session and gives its id. Secrets, and the form's own fields, are dropped here.
    ///
    /// One of nobody's session opens to whoever has the id: whoever logs in next keeps what they had typed.
    /// None when it is too large or there is no chance to be had.
    pub fn keep(&self, holder: Option<SessionId>, mut draft: Draft, now: Timestamp) -> Option<String> {
        draft.fields.retain(|(name, _)| !is_secret(name) && !is_own(name));
        self.put(holder, draft, false, now)
    }

    /// Keeps a secret just made, to be shown on the next page and never again.
    pub fn keep_once(&self, holder: Option<SessionId>, secret: &str, now: Timestamp) -> Option<String> {
        self.keep_once_as(MADE, holder, secret, now)
    }

    /// The same, for the panel of that form name.
    pub fn keep_once_as(
        &self,
        form: &str,
        holder: Option<SessionId>,
        secret: &str,
        now: Timestamp,
    ) -> Option<String> {
        holder?;
        let fields = vec![("made".to_owned(), secret.to_owned())];
        self.put(holder, Draft { form: form.to_owned(), fields, error: None }, true, now)
    }

    fn put(&self, holder: Option<SessionId>, draft: Draft, once: bool, now: Timestamp) -> Option<String> {
        let bytes = draft.fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        let (most, room) = if holder.is_some() { (PER_SESSION, BYTES) } else { (ANONYMOUS, ANONYMOUS_BYTES) };
        if bytes > room {
            return None;
        }
        let id = new_id()?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| one.until > now);
        while kept.iter().filter(|one| one.holder == holder).count() >= most {
            let oldest = kept.iter().position(|one| one.holder == holder)?;
            kept.remove(oldest);
        }
        while kept.iter().map(|one| one.bytes).sum::<usize>() + bytes > ALL_BYTES {
            kept.pop_front();
        }
        kept.push_back(Kept { id: id.clone(), holder, until: now.plus(KEPT), bytes, once, draft });
        Some(id)
    }

    /// The draft of that id, for the session that made it.
    #[must_use]
    pub fn find(&self, holder: Option<SessionId>, id: &str, now: Timestamp) -> Option<Draft> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|one| {
            one.id == id && one.until > now && (one.holder.is_none() || one.holder == holder)
        })?;
        if kept.get(at)?.once {
            kept.remove(at).map(|one| one.draft)
        } else {
            kept.get(at).map(|one| one.draft.clone())
        }
    }
}

/// 128 bits of chance in hexadecimal.
fn new_id() -> Option<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(format!("{:032x}", u128::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000_000);

    fn session(number: u128) -> Option<SessionId> {
        format!("ses_{number:032x}").parse().ok()
    }

    fn draft(fields: &[(&str, &str)]) -> Draft {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Draft { form: "login".to_owned(), fields, error: None }
    }

    #[test]
    fn what_was_typed_comes_back_to_its_session_and_to_nobody_else() {
        let drafts = Drafts::default();
        let id = drafts.keep(session(1), draft(&[("reason", "index rebuild")]), NOW).unwrap();
        let found = drafts.find(session(1), &id, NOW).unwrap();
        assert_eq!(found.value("reason"), Some("index rebuild"));
        assert!(drafts.find(session(2), &id, NOW).is_none());
        assert!(drafts.find(None, &id, NOW).is_none());
        assert!(drafts.find(session(1), "0", NOW).is_none());
    }

    #[test]
    fn secrets_are_never_kept() {
        let drafts = Drafts::default();
        let typed = [
            ("username", "ada"),
            ("password", "canary"),
            ("new_password", "canary"),
            ("secret_inputs[t]", "canary"),
        ];
        let id = drafts.keep(None, draft(&typed), NOW).unwrap();
        let found = drafts.find(None, &id, NOW).unwrap();
        assert_eq!(found.fields, [("username".to_owned(), "ada".to_owned())]);
    }

    #[test]
    fn a_secret_just_made_is_shown_once_and_to_its_session_only() {
        let drafts = Drafts::default();
        let id = drafts.keep_once(session(1), "canary", NOW).unwrap();
        assert!(drafts.find(session(2), &id, NOW).is_none());
        assert_eq!(drafts.find(session(1), &id, NOW).unwrap().value("made"), Some("canary"));
        assert!(drafts.find(session(1), &id, NOW).is_none());
        assert!(drafts.keep_once(None, "canary", NOW).is_none());
    }

    #[test]
    fn a_draft_ends_after_ten_minutes() {
        let drafts = Drafts::default();
        let id = drafts.keep(session(1), draft(&[]), NOW).unwrap();
        assert!(drafts.find(session(1), &id, NOW.plus(Span::from_secs(599))).is_some());
        assert!(drafts.find(session(1), &id, NOW.plus(KEPT)).is_none());
    }

    #[test]
    fn a_flood_pushes_out_its_own_drafts_and_not_others() {
        let drafts = Drafts::default();
        let mine = drafts.keep(session(1), draft(&[]), NOW).unwrap();
        for _ in 0..1_000 {
            drafts.keep(session(2), draft(&[]), NOW).unwrap();
            drafts.keep(None, draft(&[]), NOW).unwrap();
        }
        assert!(drafts.find(session(1), &mine, NOW).is_some());
        assert_eq!(drafts.0.lock().unwrap().len(), 1 + PER_SESSION + ANONYMOUS);
    }

    #[test]
    fn all_of_them_together_stay_small() {
        let drafts = Drafts::default();
        let long = "x".repeat(BYTES - 100);
        for number in 0..40 {
            drafts.keep(session(number), draft(&[("definition", &long)]), NOW).unwrap();
        }
        let bytes: usize = drafts.0.lock().unwrap().iter().map(|one| one.bytes).sum();
        assert!(bytes <= ALL_BYTES && bytes > ALL_BYTES / 2, "{bytes}");
        assert!(drafts.keep(session(1), draft(&[("definition", &"x".repeat(BYTES + 1))]), NOW).is_none());
    }
}
