//! A series that has begun, as one that begins with its next date.

use domain::blackout::{BlackoutDraft, LocalTime};
use domain::recurrence::Recurrence;

/// The same dates from the first after `now` on, which is the time on the wall of its zone, and the rule in words as
/// it is in the draft. None when it comes once, has not begun, or has no date left.
pub(super) fn ahead(draft: &BlackoutDraft, now: LocalTime) -> Option<(BlackoutDraft, String)> {
    let asked = draft.recurrence.clone()?;
    let rule = Recurrence::try_from(asked.clone()).ok()?;
    let dates = rule.dates(draft.start);
    let next = dates.next_after(now).filter(|next| draft.start <= now && *next > draft.start)?;
    let passed = || dates.all_from(draft.start).take_while(|date| *date < next).count();
    let count = match asked.count {
        Some(count) => Some(count.saturating_sub(u32::try_from(passed()).ok()?)),
        None => None,
    };
    let later = next.naive() - draft.start.naive();
    let mut draft_ahead = draft.clone();
    draft_ahead.start = next;
    draft_ahead.end = draft.end.map(|end| LocalTime::from(end.naive() + later));
    draft_ahead.recurrence = Some(domain::recurrence::RecurrenceDraft { count, ..asked });
    Some((draft_ahead, rule.words_in(draft.start, &draft.zone)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::blackouts::BlackoutForm;

    fn draft(count: &str) -> BlackoutDraft {
        let form = BlackoutForm {
            name: "rotate keys".to_owned(),
            start: "2026-12-07T22:00".to_owned(),
            end: "2026-12-08T01:00".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            repeats: "weeks".to_owned(),
            every: "2".to_owned(),
            ends: "count".to_owned(),
            count: count.to_owned(),
            ..BlackoutForm::fresh()
        };
        let (draft, faults) = form.draft();
        assert_eq!(faults, []);
        draft
    }

    #[test]
    fn a_series_goes_on_with_its_next_date_and_with_as_many_as_are_left() {
        let (ahead, rule) = ahead(&draft("10"), "2026-12-22T12:00".parse().unwrap()).unwrap();
        assert_eq!(ahead.start.to_string(), "2027-01-04T22:00");
        assert_eq!(ahead.end.map(|end| end.to_string()).as_deref(), Some("2027-01-05T01:00"));
        assert_eq!(ahead.recurrence.and_then(|rule| rule.count), Some(8));
        assert_eq!(rule, "every 2 weeks on Monday at 22:00 in Europe/Berlin, 10 times");
    }

    #[test]
    fn one_that_has_not_begun_or_is_over_stays_as_it_is() {
        assert!(ahead(&draft("10"), "2026-12-07T21:59".parse().unwrap()).is_none());
        assert!(ahead(&draft("2"), "2026-12-22T12:00".parse().unwrap()).is_none());
        let once = BlackoutDraft { recurrence: None, ..draft("10") };
        assert!(ahead(&once, "2026-12-22T12:00".parse().unwrap()).is_none());
    }
}
