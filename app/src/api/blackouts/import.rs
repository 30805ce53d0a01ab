//! Import: a calendar kept for review, what it would bring, and the import itself.

use std::collections::BTreeMap;

use domain::import::Imported;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;
use crate::form::draft::Draft;

/// The id of the form that asks for the calendar.
pub const FORM: &str = "import";
/// The id of the form that says which events are wanted.
pub const TAKE: &str = "import-take";

/// A calendar as its form sends it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportForm {
    /// The calendar's text; or empty.
    pub ics: String,
    /// Where it is; or empty.
    pub url: String,
    /// The zone of times that name none.
    pub zone: String,
    /// `yes`, or empty: the database stays online.
    pub online: String,
}

/// The form, and what its calendar would bring.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Reviewed {
    /// What was typed, and what is wrong with it; none before anything was.
    pub draft: Option<Draft>,
    /// What it would bring; none before a calendar is given, and for one that cannot be read.
    pub found: Option<Imported>,
    /// Where the calendar is kept.
    pub calendar: String,
}

/// Keeps a calendar for review, and leads to it.
#[server(prefix = "/app", endpoint = "blackouts/import-review")]
pub async fn review_import(#[server(flatten)] form: ImportForm) -> Result<(), ApiError> {
    let (context, caller) = crate::context::caller()?;
    caller.permit::<domain::permission::ManageMaintenance>()?;
    if form.ics.trim().is_empty() && form.url.trim().is_empty() {
        return Err(ApiError::field("ics", "Choose a file, paste its text, or enter a URL."));
    }
    let too_long = || ApiError::field("ics", "This is longer than 1 MiB. Export a shorter span of time.");
    let id = context.keep(form.draft()).ok_or_else(too_long)?;
    context.go(&format!("/settings/blackouts/import?draft={id}"));
    Ok(())
}

/// What the calendar under that id would bring; nothing is saved.
#[server(prefix = "/app", endpoint = "blackouts/import-pending")]
pub async fn pending_import(#[server(default)] draft: String) -> Result<Reviewed, ApiError> {
    let (context, caller) = crate::context::caller()?;
    let permit = caller.permit()?;
    // The second form leads back to the calendar of the first.
    let chosen = context.find(&draft).filter(|kept| kept.form == TAKE);
    let calendar = chosen.and_then(|kept| kept.value("calendar").map(str::to_owned)).unwrap_or(draft);
    let Some(kept) = context.find(&calendar).filter(|kept| kept.form == FORM) else {
        return Ok(Reviewed { draft: None, found: None, calendar });
    };
    if kept.error.is_some() {
        return Ok(Reviewed { draft: Some(kept), found: None, calendar });
    }
    let ask = ImportForm::of(&kept).ask(true, None);
    match context.engine.import_blackouts(&permit, ask).await.map_err(ApiError::from) {
        Ok(found) => Ok(Reviewed { draft: Some(kept), found: Some(found), calendar }),
        Err(fault @ ApiError::Invalid(_)) => {
            let draft = Draft { error: Some(fault), ..kept };
            Ok(Reviewed { draft: Some(draft), found: None, calendar })
        }
        Err(other) => Err(other),
    }
}

/// Plans what is wanted of the calendar under that id: all of it, or nothing. `take` holds the UIDs, by any keys.
#[server(prefix = "/app", endpoint = "blackouts/import")]
pub async fn import_blackouts(
    calendar: String,
    #[server(default)] take: BTreeMap<String, String>,
) -> Result<Imported, ApiError> {
    let (context, caller) = crate::context::caller()?;
    let permit = caller.permit()?;
    let kept = context.find(&calendar).filter(|kept| kept.form == FORM).ok_or_else(|| {
        let words = "This review is over ten minutes old, or somebody else's. Choose the calendar again.";
        ApiError::NotFound(words.to_owned())
    })?;
    if take.is_empty() {
        return Err(ApiError::field("take", "Choose at least one of the events."));
    }
    let ask = ImportForm::of(&kept).ask(false, Some(take.into_values().collect()));
    let done = context.engine.import_blackouts(&permit, ask).await?;
    context.go("/settings/blackouts");
    Ok(done)
}

#[cfg(feature = "ssr")]
impl ImportForm {
    fn draft(self) -> Draft {
        let fields = [("ics", self.ics), ("url", self.url), ("zone", self.zone), ("online", self.online)];
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let fields = given.map(|(name, value)| (name.to_owned(), value)).collect();
        Draft { form: FORM.to_owned(), fields, error: None }
    }

    fn of(draft: &Draft) -> Self {
        let text = |name: &str| draft.value(name).unwrap_or_default().to_owned();
        Self { ics: text("ics"), url: text("url"), zone: text("zone"), online: text("online") }
    }

    fn ask(self, review: bool, take: Option<Vec<String>>) -> domain::import::ImportAsk {
        let given = |text: String| Some(text).filter(|text| !text.trim().is_empty());
        domain::import::ImportAsk {
            ics: given(self.ics),
            url: given(self.url),
            review,
            take,
            zone: given(self.zone),
            database_offline: self.online.is_empty(),
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_is_asked_for_as_it_was_typed() {
        let form = ImportForm { url: " ".to_owned(), ics: "BEGIN".to_owned(), ..ImportForm::default() };
        let again = ImportForm::of(&form.clone().draft());
        assert_eq!(again, form);
        let ask = again.ask(true, None);
        assert_eq!((ask.ics.as_deref(), ask.url, ask.zone), (Some("BEGIN"), None, None));
        assert!(ask.review && ask.database_offline);
        let online = ImportForm { online: "yes".to_owned(), ..form };
        assert!(!online.ask(false, None).database_offline);
    }
}
