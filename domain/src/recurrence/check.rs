//! Finds every fault of a recurrence at once, each with its cure.

use chrono::{Days, NaiveDate};

use super::fall::Fall;
use super::rule::{Ends, Repeats};
use super::weekday::Weekdays;
use super::{
    Every, FURTHEST_DAYS, FURTHEST_MONTHS, FURTHEST_WEEKS, MOST_OCCURRENCES, Ordinal, Recurrence,
    RecurrenceDraft,
};
use crate::blackout::LocalTime;
use crate::problem::FieldError;

type Faults = Vec<FieldError>;

/// A stored recurrence that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadRecurrence(String);

impl RecurrenceDraft {
    /// Makes a rule of it for a start. `today` is the date on the wall of the start's zone.
    ///
    /// # Errors
    /// Every fault that can be told, all at once; a rule that falls on no date is one. The start's own faults are
    /// for whoever checks it.
    pub fn check(self, start: LocalTime, today: NaiveDate) -> Result<Recurrence, Faults> {
        let mut faults = Faults::new();
        let repeats = repeats(&self, &mut faults);
        let ends = ends(&self, &mut faults);
        let furthest = today.checked_add_days(Days::new(FURTHEST_DAYS.into())).unwrap_or(NaiveDate::MAX);
        if self.until.is_some_and(|until| until > furthest) {
            let told = "lies more than 20 years ahead: choose an earlier date, or leave it out";
            faults.push(FieldError::at("recurrence.until", told));
        }
        if let Some((every, repeats)) = repeats {
            let endless = Recurrence { every, repeats, ends: Ends::Never };
            faults.extend(comes(&endless, start, self.until, furthest));
        }
        match (repeats, ends) {
            (Some((every, repeats)), Some(ends)) if faults.is_empty() => {
                Ok(Recurrence { every, repeats, ends })
            }
            (Some(_) | None, Some(_) | None) => Err(faults),
        }
    }
}

impl TryFrom<RecurrenceDraft> for Recurrence {
    type Error = BadRecurrence;

    fn try_from(draft: RecurrenceDraft) -> Result<Self, BadRecurrence> {
        let mut faults = Faults::new();
        match (repeats(&draft, &mut faults), ends(&draft, &mut faults)) {
            (Some((every, repeats)), Some(ends)) => Ok(Self { every, repeats, ends }),
            (Some(_) | None, Some(_) | None) => {
                let told = faults.iter().map(|fault| format!("{} {}", fault.path, fault.message));
                Err(BadRecurrence(told.collect::<Vec<_>>().join("; ")))
            }
        }
    }
}

fn repeats(draft: &RecurrenceDraft, faults: &mut Faults) -> Option<(u16, Repeats)> {
    let before = faults.len();
    let every = every(draft.every, faults);
    let on = weekdays(draft, faults);
    let fall = fall(draft, faults);
    let repeats = match draft.every {
        Every::Days(_) => Repeats::Daily,
        Every::Weeks(_) => Repeats::Weekly(on),
        Every::Months(_) => Repeats::Monthly(fall),
    };
    every.filter(|_| faults.len() == before).map(|every| (every, repeats))
}

fn every(every: Every, faults: &mut Faults) -> Option<u16> {
    let (number, most, unit) = match every {
        Every::Days(days) => (days, FURTHEST_DAYS, "days"),
        Every::Weeks(weeks) => (weeks, FURTHEST_WEEKS, "weeks"),
        Every::Months(months) => (months, FURTHEST_MONTHS, "months"),
    };
    let told = match u16::try_from(number) {
        Ok(0) => format!("is no step at all: write 1 or more {unit}"),
        Ok(number) if number <= most => return Some(number),
        Ok(_) | Err(_) => format!("is longer than 20 years: write at most {most} {unit}"),
    };
    faults.push(FieldError::at("recurrence.every", told));
    None
}

fn weekdays(draft: &RecurrenceDraft, faults: &mut Faults) -> Option<Weekdays> {
    let days = draft.weekdays.as_ref()?;
    let told = match draft.every {
        Every::Weeks(_) if !days.is_empty() => return Some(days.iter().copied().collect()),
        Every::Weeks(_) => "is empty: name at least one day, or leave it out for the start's own",
        Every::Days(_) => "goes with weeks only: write every {\"weeks\": 1}, or leave it out",
        Every::Months(_) => "goes with weeks only: use nth_weekday, or leave it out",
    };
    faults.push(FieldError::at("recurrence.weekdays", told));
    None
}

/// At most one of `month_day` and `nth_weekday`, with months only.
fn fall(draft: &RecurrenceDraft, faults: &mut Faults) -> Option<Fall> {
    let before = faults.len();
    if let Some(day) = draft.month_day {
        let told = "lies outside every month: write 1 to 31, or \"last\"";
        counted_to(day, 31, "recurrence.month_day", told, faults);
    }
    if let Some((nth, _)) = draft.nth_weekday {
        let told = "is not in every month: write 1 to 4, or \"last\"";
        counted_to(nth, 4, "recurrence.nth_weekday", told, faults);
    }
    if !matches!(draft.every, Every::Months(_)) {
        let stray = [
            draft.month_day.map(|_| "recurrence.month_day"),
            draft.nth_weekday.map(|_| "recurrence.nth_weekday"),
        ];
        let told = "goes with months only: write every {\"months\": 1}, or leave it out";
        faults.extend(stray.into_iter().flatten().map(|path| FieldError::at(path, told)));
    }
    if draft.month_day.is_some() && draft.nth_weekday.is_some() {
        let told = "comes beside a month_day: give one of the two";
        faults.push(FieldError::at("recurrence.nth_weekday", told));
    }
    let by_weekday = draft.nth_weekday.map(|(nth, weekday)| Fall::Weekday(nth, weekday));
    draft.month_day.map(Fall::Day).or(by_weekday).filter(|_| faults.len() == before)
}

fn counted_to(place: Ordinal, most: u32, path: &str, told: &str, faults: &mut Faults) {
    match place {
        Ordinal::Number(number) if !(1..=most).contains(&number) => faults.push(FieldError::at(path, told)),
        Ordinal::Number(_) | Ordinal::Last => {}
    }
}

fn ends(draft: &RecurrenceDraft, faults: &mut Faults) -> Option<Ends> {
    let fault = match (draft.until, draft.count) {
        (None, None) => return Some(Ends::Never),
        (Some(date), None) => return Some(Ends::Until(date)),
        (None, Some(count @ 1..=MOST_OCCURRENCES)) => return Some(Ends::After(count)),
        (Some(_), Some(_)) => "comes beside an until: give one of the two".to_owned(),
        (None, Some(0)) => "is none at all: write 1 or more, or leave it out".to_owned(),
        (None, Some(_)) => {
            format!("is more than {MOST_OCCURRENCES}: write at most that, or leave it out for no end")
        }
    };
    faults.push(FieldError::at("recurrence.count", fault));
    None
}

/// A rule falls on some date, within 20 years and not after its own end.
fn comes(
    endless: &Recurrence,
    start: LocalTime,
    until: Option<NaiveDate>,
    furthest: NaiveDate,
) -> Option<FieldError> {
    let Some(first) = endless.dates(start).first() else {
        return Some(FieldError::at("recurrence", never(endless, start)));
    };
    let first = first.naive().date();
    if first > furthest {
        let told = format!("first comes on {first}, more than 20 years ahead: choose shorter steps");
        return Some(FieldError::at("recurrence", told));
    }
    until.filter(|until| *until < first).map(|_| {
        let told = format!("is before the first date, {first}: choose that one or a later one");
        FieldError::at("recurrence.until", told)
    })
}

fn never(rule: &Recurrence, start: LocalTime) -> String {
    match rule.repeats {
        Repeats::Monthly(Some(Fall::Day(Ordinal::Number(day)))) => format!(
            "never comes: no month has a day {day} when they are counted from {} in steps of {}: choose \"last\", \
             other steps, or a start in another month",
            start.naive().format("%B %Y"),
            rule.every
        ),
        Repeats::Daily | Repeats::Weekly(_) | Repeats::Monthly(_) => {
            "never comes before the year 2200: choose an earlier start".to_owned()
        }
    }
}
