//! The fields that ask by which rule a blackout comes again.

use domain::recurrence::{Every, Ordinal, RecurrenceDraft, Weekday};

use super::BlackoutForm;

/// The word of a weekday in forms: `mon`.
#[must_use]
pub const fn weekday_word(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}

/// The name of a weekday's check box: `on_mon`.
#[must_use]
pub fn weekday_box(day: Weekday) -> String {
    format!("on_{}", weekday_word(day))
}

/// Whether a field, or the place of a fault, belongs to the rule.
pub(super) fn is_of_recurrence(name: &str) -> bool {
    let own = ["repeats", "every", "weekdays", "month_by", "month_day", "nth", "nth_weekday"];
    let ends = ["ends", "until", "count"];
    own.contains(&name)
        || ends.contains(&name)
        || Weekday::ALL.into_iter().any(|day| weekday_box(day) == name)
}

impl BlackoutForm {
    /// What a weekday's check box sends: `yes`, or nothing.
    #[must_use]
    pub fn on(&self, day: Weekday) -> &str {
        match day {
            Weekday::Mon => &self.on_mon,
            Weekday::Tue => &self.on_tue,
            Weekday::Wed => &self.on_wed,
            Weekday::Thu => &self.on_thu,
            Weekday::Fri => &self.on_fri,
            Weekday::Sat => &self.on_sat,
            Weekday::Sun => &self.on_sun,
        }
    }

    /// The same form with that rule; without one it comes once, and the fields of a rule have their usual values.
    pub(super) fn repeating(self, rule: Option<&RecurrenceDraft>) -> Self {
        let usual = Self {
            repeats: "never".to_owned(),
            every: "1".to_owned(),
            month_by: "day".to_owned(),
            nth: "1".to_owned(),
            nth_weekday: weekday_word(Weekday::Mon).to_owned(),
            ends: "never".to_owned(),
            ..self
        };
        match rule {
            Some(rule) => usual.often(rule).falling(rule).ending(rule),
            None => usual,
        }
    }

    fn often(self, rule: &RecurrenceDraft) -> Self {
        let (repeats, every) = match rule.every {
            Every::Days(days) => ("days", days),
            Every::Weeks(weeks) => ("weeks", weeks),
            Every::Months(months) => ("months", months),
        };
        let on = |day| {
            let named = rule.weekdays.as_ref().is_some_and(|days| days.contains(&day));
            if named { "yes" } else { "" }.to_owned()
        };
        Self {
            repeats: repeats.to_owned(),
            every: every.to_string(),
            on_mon: on(Weekday::Mon),
            on_tue: on(Weekday::Tue),
            on_wed: on(Weekday::Wed),
            on_thu: on(Weekday::Thu),
            on_fri: on(Weekday::Fri),
            on_sat: on(Weekday::Sat),
            on_sun: on(Weekday::Sun),
            ..self
        }
    }

    fn falling(self, rule: &RecurrenceDraft) -> Self {
        match (rule.month_day, rule.nth_weekday) {
            (Some(Ordinal::Number(day)), _) => Self { month_day: day.to_string(), ..self },
            (Some(Ordinal::Last), _) => Self { month_by: "last".to_owned(), ..self },
            (None, Some((nth, day))) => {
                let nth = match nth {
                    Ordinal::Number(number) => number.to_string(),
                    Ordinal::Last => "last".to_owned(),
                };
                Self { month_by: "nth".to_owned(), nth, nth_weekday: weekday_word(day).to_owned(), ..self }
            }
            (None, None) => self,
        }
    }

    fn ending(self, rule: &RecurrenceDraft) -> Self {
        match (rule.until, rule.count) {
            (Some(date), _) => Self { ends: "until".to_owned(), until: date.to_string(), ..self },
            (None, Some(count)) => Self { ends: "count".to_owned(), count: count.to_string(), ..self },
            (None, None) => self,
        }
    }
}
