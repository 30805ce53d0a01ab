//! What is meant by what was typed.

use chrono::NaiveDateTime;
use domain::blackout::{AtEnd, BlackoutDraft, BlackoutEdit, LocalTime, Stragglers};
use domain::duration::Span;
use domain::maintenance::Edit;
use domain::problem::FieldError;
use engine::Engine;

use super::recurrence::beside;
use super::{BlackoutForm, Step};
use crate::error::{ApiError, sentence};

const NO_MOMENT: &str = "This is not a date and time: write it like 2026-12-05T02:00.";
const NO_SPAN: &str = "This is not a duration: write it like 30m, 2h or 1h30m.";

impl BlackoutForm {
    /// What is meant, and what could not be read; something stands in the place of that.
    pub(crate) fn draft(&self) -> (BlackoutDraft, Vec<FieldError>) {
        let mut faults = Vec::new();
        let start = self.start(&mut faults);
        let stragglers = match self.stragglers.as_str() {
            "wait" => Stragglers::Wait(needed("wait", &self.wait, &mut faults)),
            "cancel" => Stragglers::Cancel,
            _ => Stragglers::Suspend,
        };
        let database_offline = self.database_offline != "no";
        let draft = BlackoutDraft {
            name: self.name.trim().to_owned(),
            message: text(&self.message),
            reason: text(&self.reason),
            start,
            zone: self.zone.trim().to_owned(),
            end: moment("end", &self.end, &mut faults),
            duration: span("duration", &self.duration, &mut faults),
            announce_lead: needed("announce_lead", &self.announce_lead, &mut faults),
            drain_lead: needed("drain_lead", &self.drain_lead, &mut faults),
            stragglers: database_offline.then_some(stragglers),
            at_end: if self.at_end == "confirm" { AtEnd::Confirm } else { AtEnd::Reopen },
            hard_maximum: span("hard_maximum", &self.hard_maximum, &mut faults),
            database_offline,
            recurrence: self.recurrence(&mut faults),
        };
        if !database_offline {
            faults.retain(|fault| fault.path != "wait");
        }
        (draft, faults)
    }

    fn start(&self, faults: &mut Vec<FieldError>) -> LocalTime {
        let start = moment("start", &self.start, faults);
        if self.start.trim().is_empty() {
            faults.push(FieldError::at("start", "Say when it starts."));
            if self.end.trim().is_empty() && self.duration.trim().is_empty() {
                faults.push(FieldError::at("end", "Say when it ends, or how long it takes."));
            }
        }
        start.unwrap_or_else(|| LocalTime::from(NaiveDateTime::default()))
    }

    /// Every fault of the fields up to a step, in the order of the steps.
    ///
    /// What could not be read keeps the fields of its own step and of later ones from being compared.
    pub(crate) fn faults(&self, engine: &Engine, until: Step) -> Vec<FieldError> {
        let (draft, mut faults) = self.draft();
        let step = |fault: &FieldError| Step::of_field(&fault.path);
        let unread = faults.iter().map(step).min();
        let checked = engine.faults_of_blackout(draft).into_iter().map(beside);
        faults.extend(checked.filter(|fault| unread.is_none_or(|unread| step(fault) < unread)).map(sentence));
        faults.retain(|fault| step(fault) <= until);
        faults.sort_by_key(step);
        faults
    }

    /// The change that makes a plan of it, whatever it was before.
    pub(crate) fn edit(&self) -> Result<BlackoutEdit, ApiError> {
        let (draft, faults) = self.draft();
        if !faults.is_empty() {
            return Err(ApiError::Invalid(faults));
        }
        Ok(BlackoutEdit {
            name: Edit::Set(draft.name),
            message: set(draft.message),
            reason: set(draft.reason),
            start: Edit::Set(draft.start),
            zone: Edit::Set(draft.zone),
            end: set(draft.end),
            duration: set(draft.duration),
            announce_lead: Edit::Set(draft.announce_lead),
            drain_lead: Edit::Set(draft.drain_lead),
            stragglers: set(draft.stragglers),
            at_end: Edit::Set(draft.at_end),
            hard_maximum: set(draft.hard_maximum),
            database_offline: Edit::Set(draft.database_offline),
            recurrence: set(draft.recurrence),
        })
    }
}

fn set<T>(value: Option<T>) -> Edit<T> {
    value.map_or(Edit::Clear, Edit::Set)
}

fn text(typed: &str) -> Option<String> {
    Some(typed.trim().replace("\r\n", "\n")).filter(|text| !text.is_empty())
}

fn moment(name: &str, typed: &str, faults: &mut Vec<FieldError>) -> Option<LocalTime> {
    let typed = Some(typed.trim()).filter(|typed| !typed.is_empty())?;
    typed.parse().map_err(|_| faults.push(FieldError::at(name, NO_MOMENT))).ok()
}

/// A span that people wrote, as it is read: `1 h 30 min` is `1h30m`.
pub(crate) fn plain_span(typed: &str) -> String {
    let plain: String = typed.split_whitespace().collect();
    plain.to_lowercase().replace("min", "m")
}

fn span(name: &str, typed: &str, faults: &mut Vec<FieldError>) -> Option<Span> {
    let plain = plain_span(typed);
    if plain.is_empty() {
        return None;
    }
    plain.parse().map_err(|_| faults.push(FieldError::at(name, NO_SPAN))).ok()
}

fn needed(name: &str, typed: &str, faults: &mut Vec<FieldError>) -> Span {
    if typed.trim().is_empty() {
        faults.push(FieldError::at(name, "Say how long: write it like 30m, or 0s for none."));
    }
    span(name, typed, faults).unwrap_or(Span::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::draft::Draft;

    fn form() -> BlackoutForm {
        BlackoutForm {
            name: " index rebuild ".to_owned(),
            start: "2026-12-05T02:00".to_owned(),
            duration: "1 h 30 min".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            ..BlackoutForm::fresh()
        }
    }

    fn paths(faults: &[FieldError]) -> Vec<&str> {
        faults.iter().map(|fault| fault.path.as_str()).collect()
    }

    #[test]
    fn what_is_typed_is_what_is_planned_and_what_is_planned_is_shown_again() {
        let (draft, faults) = form().draft();
        assert_eq!(faults, []);
        assert_eq!((draft.name.as_str(), draft.duration), ("index rebuild", Some("1h30m".parse().unwrap())));
        assert_eq!((draft.stragglers, draft.database_offline), (Some(Stragglers::Suspend), true));
        let again = BlackoutForm::of_plan(&draft);
        let trimmed = BlackoutForm {
            name: "index rebuild".to_owned(),
            duration: "1h30m".to_owned(),
            announce_lead: "1d".to_owned(),
            ..form()
        };
        assert_eq!(again, trimmed);
        assert_eq!(
            BlackoutForm::of(&Draft { form: String::new(), fields: again.fields(), error: None }),
            again
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_beside_its_field() {
        let bad = BlackoutForm {
            start: "tomorrow".to_owned(),
            announce_lead: String::new(),
            stragglers: "wait".to_owned(),
            wait: "a while".to_owned(),
            ..form()
        };
        assert_eq!(paths(&bad.draft().1), ["start", "wait", "announce_lead"]);
        let online = BlackoutForm { database_offline: "no".to_owned(), ..bad };
        let (draft, faults) = online.draft();
        assert_eq!((paths(&faults), draft.stragglers), (vec!["start", "announce_lead"], None));
    }

    #[test]
    fn an_empty_when_asks_for_both_ends_at_once() {
        let empty = BlackoutForm { start: String::new(), duration: String::new(), ..form() };
        assert_eq!(paths(&empty.draft().1), ["start", "end"]);
    }

    #[test]
    fn a_change_takes_every_field_as_the_form_shows_it() {
        let edit = form().edit().unwrap();
        assert_eq!((edit.end, edit.reason), (Edit::Clear, Edit::Clear));
        assert_eq!(edit.duration, Edit::Set("1h30m".parse().unwrap()));
    }
}
