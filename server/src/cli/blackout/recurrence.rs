//! By which rule a blackout comes again, as flags say it.

use std::str::FromStr;

use clap::Args;
use domain::blackout::LocalTime;
use domain::recurrence::{Every, Ordinal, RecurrenceDraft, Weekday};

use crate::cli::failure::Failure;

/// What planning and changing can say of a rule.
#[derive(Args)]
pub struct RecurrenceArgs {
    /// Comes again so often: 3d, 2w or 1m for days, weeks or months
    #[arg(long, value_name = "STEP")]
    every: Option<Step>,
    /// With weeks: on these days, such as mon,thu; the start's own when absent
    #[arg(long, value_name = "DAYS", requires = "every", value_delimiter = ',')]
    on: Option<Vec<Day>>,
    /// With months: on this day, 1 to 31 or last; the start's own when absent
    #[arg(long, value_name = "DAY", requires = "every", conflicts_with = "nth")]
    day: Option<Place>,
    /// With months: on such a weekday, '1 sat' to '4 sat' or 'last sat'
    #[arg(long, value_name = "WEEKDAY", requires = "every")]
    nth: Option<Nth>,
    /// The last date that it may fall on: 2027-12-31
    #[arg(long, value_name = "DATE", requires = "every", conflicts_with = "count")]
    until: Option<Date>,
    /// How many times it comes in all
    #[arg(long, value_name = "N", requires = "every")]
    count: Option<u32>,
}

/// A number and its unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Step(Every);

/// A day of the week, by its name or the first three letters of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Day(Weekday);

/// A number, or `last`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Place(Ordinal);

/// A place among the same weekdays of a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Nth(Ordinal, Weekday);

/// The midnight that a date begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Date(LocalTime);

impl FromStr for Step {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let told = || format!("\"{text}\" is no step: write 3d, 2w or 1m for days, weeks or months");
        let (at, unit) = text.char_indices().next_back().ok_or_else(told)?;
        let number = text.get(..at).and_then(|number| number.parse().ok()).ok_or_else(told)?;
        match unit {
            'd' => Ok(Self(Every::Days(number))),
            'w' => Ok(Self(Every::Weeks(number))),
            'm' => Ok(Self(Every::Months(number))),
            _ => Err(told()),
        }
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let typed = text.trim().to_lowercase();
        let named = |day: &Weekday| {
            let name = day.words().to_lowercase();
            name == typed || name.get(..3) == Some(typed.as_str())
        };
        let day = Weekday::ALL.into_iter().find(named);
        day.map(Self).ok_or_else(|| format!("\"{text}\" is no day of the week: write mon, tue, wed …"))
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "last" => Ok(Self(Ordinal::Last)),
            number => number
                .parse()
                .map(|number| Self(Ordinal::Number(number)))
                .map_err(|_| format!("\"{text}\" is neither a number nor \"last\"")),
        }
    }
}

impl FromStr for Nth {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let told = || format!("\"{text}\" is no weekday of a month: write '1 sat' to '4 sat', or 'last sat'");
        let (place, day) = text.trim().split_once(' ').ok_or_else(told)?;
        let place: Place = place.parse().map_err(|_| told())?;
        let day: Day = day.parse().map_err(|_| told())?;
        Ok(Self(place.0, day.0))
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let midnight = format!("{}T00:00", text.trim()).parse().map(Self);
        midnight.map_err(|_| format!("\"{text}\" is not a date: write it like 2027-12-31"))
    }
}

impl RecurrenceArgs {
    /// The rule that the flags say; none without `--every`.
    pub fn draft(&self) -> Result<Option<RecurrenceDraft>, Failure> {
        let Some(Step(every)) = self.every else { return Ok(None) };
        let months = self.day.is_some() || self.nth.is_some();
        match every {
            Every::Weeks(_) if months => {
                return Err(usage("--day and --nth go with months: write --every 1m, or --on mon,thu"));
            }
            Every::Days(_) if months => {
                return Err(usage("--day and --nth go with months: write --every 1m"));
            }
            Every::Days(_) | Every::Months(_) if self.on.is_some() => {
                return Err(usage("--on goes with weeks: write --every 1w; for months --nth 'last sat'"));
            }
            Every::Days(_) | Every::Weeks(_) | Every::Months(_) => {}
        }
        Ok(Some(RecurrenceDraft {
            every,
            weekdays: self.on.as_ref().map(|days| days.iter().map(|day| day.0).collect()),
            month_day: self.day.map(|day| day.0),
            nth_weekday: self.nth.map(|nth| (nth.0, nth.1)),
            until: self.until.map(|date| date.0.naive().date()),
            count: self.count,
        }))
    }
}

fn usage(told: &str) -> Failure {
    Failure::Usage(told.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::{FromArgMatches, error::ErrorKind};

    use super::*;

    fn args(words: &[&str]) -> Result<RecurrenceArgs, ErrorKind> {
        let command = RecurrenceArgs::augment_args(clap::Command::new("create").no_binary_name(true));
        let found = command.try_get_matches_from(words).map_err(|error| error.kind())?;
        RecurrenceArgs::from_arg_matches(&found).map_err(|error| error.kind())
    }

    fn rule(words: &[&str]) -> RecurrenceDraft {
        args(words).unwrap().draft().ok().flatten().unwrap()
    }

    #[test]
    fn flags_say_a_rule() {
        let every = RecurrenceDraft::every;
        assert!(matches!(args(&[]).unwrap().draft(), Ok(None)));
        assert_eq!(rule(&["--every", "3d"]), every(Every::Days(3)));
        assert_eq!(
            rule(&["--every", "2w", "--on", "mon,Thursday", "--count", "10"]),
            RecurrenceDraft {
                weekdays: Some(vec![Weekday::Mon, Weekday::Thu]),
                count: Some(10),
                ..every(Every::Weeks(2))
            }
        );
        assert_eq!(
            rule(&["--every", "1m", "--nth", "last sat", "--until", "2027-12-31"]),
            RecurrenceDraft {
                nth_weekday: Some((Ordinal::Last, Weekday::Sat)),
                until: "2027-12-31".parse().ok(),
                ..every(Every::Months(1))
            }
        );
        assert_eq!(rule(&["--every", "1m", "--day", "31"]).month_day, Some(Ordinal::Number(31)));
        assert_eq!(rule(&["--every", "1m", "--day", "last"]).month_day, Some(Ordinal::Last));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_before_anything_is_sent() {
        let refused: [(&[&str], ErrorKind); 10] = [
            (&["--on", "mon"], ErrorKind::MissingRequiredArgument),
            (&["--count", "3"], ErrorKind::MissingRequiredArgument),
            (&["--every", "2y"], ErrorKind::ValueValidation),
            (&["--every", "w"], ErrorKind::ValueValidation),
            (&["--every", "1w", "--on", "mon,someday"], ErrorKind::ValueValidation),
            (&["--every", "1m", "--nth", "sat"], ErrorKind::ValueValidation),
            (&["--every", "1m", "--day", "first"], ErrorKind::ValueValidation),
            (&["--every", "1w", "--until", "soon"], ErrorKind::ValueValidation),
            (&["--every", "1w", "--until", "2027-12-31", "--count", "3"], ErrorKind::ArgumentConflict),
            (&["--every", "1m", "--day", "1", "--nth", "1 sat"], ErrorKind::ArgumentConflict),
        ];
        for (words, kind) in refused {
            assert_eq!(args(words).err(), Some(kind), "{words:?}");
        }
        for words in [&["--every", "1w", "--day", "1"], &["--every", "1m", "--on", "mon"]] {
            let told = args(words).unwrap().draft();
            assert!(matches!(told, Err(Failure::Usage(_))), "{words:?}");
        }
        let told = "2y".parse::<Step>().unwrap_err();
        assert_eq!(told, "\"2y\" is no step: write 3d, 2w or 1m for days, weeks or months");
    }
}
