//! What is meant by the fields of a rule, and which field a fault of the rule belongs to.

use domain::problem::FieldError;
use domain::recurrence::{Every, Ordinal, RecurrenceDraft, Weekday};

use super::BlackoutForm;
use super::repeats::weekday_word;
use crate::error::ApiError;

const NO_NUMBER: &str = "This is not a whole number: write it like 2.";
const NO_DATE: &str = "This is not a date: write it like 2027-12-31.";
const NO_COUNT: &str = "Say how many times: write 1 or more.";

impl BlackoutForm {
    /// The rule that is meant; none for what comes once. What has no meaning for the choices made is not looked at.
    pub(super) fn recurrence(&self, faults: &mut Vec<FieldError>) -> Option<RecurrenceDraft> {
        let every = |faults: &mut Vec<FieldError>| {
            number("every", &self.every, "Say how often: write 1 or more.", faults).unwrap_or(1)
        };
        let mut rule = match self.repeats.as_str() {
            "days" => RecurrenceDraft::every(Every::Days(every(faults))),
            "weeks" => RecurrenceDraft {
                weekdays: self.weekdays(),
                ..RecurrenceDraft::every(Every::Weeks(every(faults)))
            },
            "months" => {
                let every = Every::Months(every(faults));
                let month_day = self.month_day(faults);
                let nth_weekday = self.nth_weekday();
                RecurrenceDraft { month_day, nth_weekday, ..RecurrenceDraft::every(every) }
            }
            _ => return None,
        };
        match self.ends.as_str() {
            "until" => rule.until = date("until", &self.until, faults),
            "count" => rule.count = number("count", &self.count, NO_COUNT, faults),
            _ => {}
        }
        Some(rule)
    }

    /// The days whose boxes are ticked; none means the start's own.
    fn weekdays(&self) -> Option<Vec<Weekday>> {
        let days: Vec<Weekday> = Weekday::ALL.into_iter().filter(|day| self.on(*day) == "yes").collect();
        Some(days).filter(|days| !days.is_empty())
    }

    fn month_day(&self, faults: &mut Vec<FieldError>) -> Option<Ordinal> {
        match self.month_by.as_str() {
            "last" => Some(Ordinal::Last),
            "nth" => None,
            // Empty is the start's own.
            _ if self.month_day.trim().is_empty() => None,
            _ => number("month_day", &self.month_day, "", faults).map(Ordinal::Number),
        }
    }

    fn nth_weekday(&self) -> Option<(Ordinal, Weekday)> {
        if self.month_by != "nth" {
            return None;
        }
        let nth = self.nth.trim().parse().map_or(Ordinal::Last, Ordinal::Number);
        let day = Weekday::ALL.into_iter().find(|day| weekday_word(*day) == self.nth_weekday);
        Some((nth, day.unwrap_or(Weekday::Mon)))
    }
}

/// A fault of a rule at the field of the form that it belongs to; any other as it is.
pub(crate) fn beside(fault: FieldError) -> FieldError {
    let field = match fault.path.strip_prefix("recurrence") {
        Some("") => "repeats",
        Some(".nth_weekday") => "nth",
        Some(rest) => rest.trim_start_matches('.'),
        None => return fault,
    };
    FieldError { path: field.to_owned(), ..fault }
}

/// The engine's answer with each fault at its field.
pub(crate) fn told(error: engine::Error) -> ApiError {
    ApiError::from(match error {
        engine::Error::Invalid(faults) => engine::Error::Invalid(faults.into_iter().map(beside).collect()),
        other => other,
    })
}

fn number(name: &str, typed: &str, empty: &str, faults: &mut Vec<FieldError>) -> Option<u32> {
    let typed = typed.trim();
    let told = if typed.is_empty() { empty } else { NO_NUMBER };
    typed.parse().map_err(|_| faults.push(FieldError::at(name, told))).ok()
}

fn date(name: &str, typed: &str, faults: &mut Vec<FieldError>) -> Option<chrono::NaiveDate> {
    let typed = typed.trim();
    let told = if typed.is_empty() { "Say which date is the last." } else { NO_DATE };
    typed.parse().map_err(|_| faults.push(FieldError::at(name, told))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> BlackoutForm {
        BlackoutForm { start: "2027-01-31T02:30".to_owned(), ..BlackoutForm::fresh() }
    }

    fn meant(form: &BlackoutForm) -> (Option<RecurrenceDraft>, Vec<String>) {
        let mut faults = Vec::new();
        let rule = form.recurrence(&mut faults);
        (rule, faults.into_iter().map(|fault| fault.path).collect())
    }

    #[test]
    fn a_rule_is_shown_as_it_was_asked_for() {
        let (every, last) = (RecurrenceDraft::every, Ordinal::Last);
        let rules = [
            every(Every::Days(3)),
            RecurrenceDraft { count: Some(10), ..every(Every::Weeks(2)) },
            RecurrenceDraft { weekdays: Some(vec![Weekday::Mon, Weekday::Thu]), ..every(Every::Weeks(1)) },
            RecurrenceDraft { month_day: Some(Ordinal::Number(31)), ..every(Every::Months(1)) },
            RecurrenceDraft { month_day: Some(last), ..every(Every::Months(1)) },
            RecurrenceDraft { nth_weekday: Some((last, Weekday::Sun)), ..every(Every::Months(1)) },
            RecurrenceDraft { until: "2027-12-31".parse().ok(), ..every(Every::Months(12)) },
        ];
        for rule in rules {
            let shown = form().repeating(Some(&rule));
            assert_eq!(meant(&shown), (Some(rule), Vec::new()));
        }
        assert_eq!(meant(&form()), (None, Vec::new()));
    }

    #[test]
    fn what_cannot_be_read_is_told_beside_its_field_and_what_does_not_apply_is_not_read() {
        let bad = BlackoutForm {
            repeats: "weeks".to_owned(),
            every: "often".to_owned(),
            month_day: "first".to_owned(),
            ends: "until".to_owned(),
            until: "soon".to_owned(),
            count: "many".to_owned(),
            ..form()
        };
        assert_eq!(meant(&bad).1, ["every", "until"]);
        let monthly = BlackoutForm { repeats: "months".to_owned(), ends: "count".to_owned(), ..bad.clone() };
        assert_eq!(meant(&monthly).1, ["every", "month_day", "count"]);
        assert_eq!(meant(&BlackoutForm { repeats: "never".to_owned(), ..bad }), (None, Vec::new()));
    }

    #[test]
    fn a_fault_of_the_rule_finds_its_field() {
        let field = |path| beside(FieldError::at(path, "")).path;
        let paths =
            ["recurrence", "recurrence.count", "recurrence.nth_weekday", "recurrence.weekdays", "start"];
        assert_eq!(paths.map(field), ["repeats", "count", "nth", "weekdays", "start"]);
    }
}
