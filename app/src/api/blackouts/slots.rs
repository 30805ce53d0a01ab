//! Quiet slots: looked for, and taken into the wizard.

use domain::slots::QuietSlots;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;
use crate::form::draft::Draft;

/// The id of the form that asks.
pub const FORM: &str = "slots";

/// What is looked for: text as it stands in the address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SlotForm {
    /// The first day, in `zone`.
    pub from: String,
    /// The last day, in `zone`.
    pub to: String,
    /// How long the blackout takes.
    pub duration: String,
    /// The zone's IANA name.
    pub zone: String,
    /// Where the wizard's answers are kept, when the way leads from there; or empty.
    pub answers: String,
}

/// What was looked for, and what was found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Looked {
    /// What was typed, and what is wrong with it.
    pub draft: Draft,
    /// What was found; none before anything is asked, and for a search at fault.
    pub found: Option<QuietSlots>,
}

/// The slots that a blackout would hit the least; a fault is told beside its field.
#[server(prefix = "/app", endpoint = "blackouts/slots")]
pub async fn find_slots(#[server(flatten)] form: SlotForm) -> Result<Looked, ApiError> {
    let (context, caller) = crate::context::caller()?;
    let permit = caller.permit()?;
    if form.is_fresh() {
        return Ok(Looked { draft: form.begun(context.now).draft(None), found: None });
    }
    match context.engine.quiet_slots(&permit, &form.ask()).await.map_err(ApiError::from) {
        Ok(found) => Ok(Looked { draft: form.draft(None), found: Some(found) }),
        Err(fault @ ApiError::Invalid(_)) => Ok(Looked { draft: form.draft(Some(fault)), found: None }),
        Err(other) => Err(other),
    }
}

/// Leads into the wizard with a slot, `2026-12-05T02:00/2026-12-05T04:00`, and with the answers given there so far.
#[server(prefix = "/app", endpoint = "blackouts/take-slot")]
pub async fn take_slot(
    slot: String,
    zone: String,
    #[server(default)] answers: String,
) -> Result<(), ApiError> {
    use super::{BlackoutForm, Step};
    let (context, caller) = crate::context::caller()?;
    caller.permit::<domain::permission::ManageMaintenance>()?;
    let (start, end) =
        slot.split_once('/').ok_or_else(|| ApiError::Malformed("it does not say which slot".to_owned()))?;
    let kept = context.find(&answers).filter(|draft| draft.form == "blackout");
    let before = kept.map_or_else(BlackoutForm::fresh, |draft| BlackoutForm::of(&draft));
    let step = if before.name.is_empty() { Step::What } else { Step::When };
    let (start, end) = (start.to_owned(), end.to_owned());
    let form = BlackoutForm { start, end, duration: String::new(), zone, ..before };
    super::wizard::lead(&context, &form, step, None)
}

#[cfg(feature = "ssr")]
impl SlotForm {
    /// Whether nothing is asked yet.
    fn is_fresh(&self) -> bool {
        [&self.from, &self.to, &self.duration].iter().all(|text| text.is_empty())
    }

    /// The form before anything is typed: an hour within two weeks.
    fn begun(self, now: domain::time::Timestamp) -> Self {
        use crate::zone::{Zone, lookup};
        use domain::duration::Span;
        let zone = lookup::zone(&self.zone, now).unwrap_or_else(Zone::utc);
        let date = |at| zone.input(at).split('T').next().unwrap_or_default().to_owned();
        let (from, to) = (date(now), date(now.plus(Span::from_secs(13 * 86_400))));
        Self { from, to, duration: "1h".to_owned(), ..self }
    }

    fn ask(&self) -> domain::slots::SlotAsk {
        domain::slots::SlotAsk {
            from: Some(self.from.clone()),
            to: Some(self.to.clone()),
            duration: Some(super::form::plain_span(&self.duration)),
            zone: self.zone.clone(),
            limit: None,
        }
    }

    fn draft(self, error: Option<ApiError>) -> Draft {
        let fields = [("from", self.from), ("to", self.to), ("duration", self.duration)];
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Draft { form: FORM.to_owned(), fields, error }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn nothing_asked_is_an_hour_within_two_weeks_of_the_viewers_days() {
        let now = "2026-12-05T23:30:00Z".parse().unwrap();
        let fresh = SlotForm { zone: "Europe/Berlin".to_owned(), ..SlotForm::default() };
        assert!(fresh.is_fresh());
        let begun = fresh.begun(now);
        assert_eq!(
            (begun.from.as_str(), begun.to.as_str(), begun.duration.as_str()),
            ("2026-12-06", "2026-12-19", "1h")
        );
        assert!(!begun.is_fresh());
    }

    #[test]
    fn a_length_is_read_as_people_write_it_and_shown_as_it_was_typed() {
        let form = SlotForm { duration: "1 h 30 min".to_owned(), ..SlotForm::default() };
        assert_eq!(form.ask().duration.as_deref(), Some("1h30m"));
        assert_eq!(form.draft(None).value("duration"), Some("1 h 30 min"));
    }
}
