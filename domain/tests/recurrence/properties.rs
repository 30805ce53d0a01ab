//! Properties over rules made by chance, against a walk over every day.

use chrono::{Days, NaiveDate, TimeDelta};
use domain::blackout::LocalTime;
use domain::recurrence::{Every, FURTHEST_DAYS, Ordinal, Recurrence, RecurrenceDraft, Weekday};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::given::local;
use super::reference::walk;

fn starts() -> impl Strategy<Value = LocalTime> {
    let second = 0..22_000_i64 * 86_400;
    second.prop_map(|second| (local("2000-01-01T00:00").naive() + TimeDelta::seconds(second)).into())
}

fn ordinals(most: u32) -> impl Strategy<Value = Ordinal> {
    prop_oneof![4 => (1..=most).prop_map(Ordinal::Number), 1 => Just(Ordinal::Last)]
}

fn steps(most: u32) -> impl Strategy<Value = u32> {
    prop_oneof![3 => 1..=3_u32, 1 => Just(12), 1 => 1..=most]
}

fn weekdays() -> impl Strategy<Value = Vec<Weekday>> {
    subsequence(Weekday::ALL.to_vec(), 1..=7)
}

fn endless() -> impl Strategy<Value = RecurrenceDraft> {
    let daily = steps(400).prop_map(|every| RecurrenceDraft::every(Every::Days(every)));
    let weekly = (steps(60), weighted(0.8, weekdays())).prop_map(|(every, weekdays)| RecurrenceDraft {
        weekdays,
        ..RecurrenceDraft::every(Every::Weeks(every))
    });
    let by_day = (steps(60), weighted(0.8, ordinals(31))).prop_map(|(every, month_day)| RecurrenceDraft {
        month_day,
        ..RecurrenceDraft::every(Every::Months(every))
    });
    let nth = (ordinals(4), prop::sample::select(Weekday::ALL.to_vec()));
    let by_weekday = (steps(60), nth).prop_map(|(every, nth)| RecurrenceDraft {
        nth_weekday: Some(nth),
        ..RecurrenceDraft::every(Every::Months(every))
    });
    prop_oneof![1 => daily, 2 => weekly, 3 => by_day, 2 => by_weekday]
}

/// A start with a rule that may end; now and then before it comes, or that never comes.
fn series() -> impl Strategy<Value = (LocalTime, RecurrenceDraft)> {
    let ends = prop_oneof![
        2 => Just((None::<TimeDelta>, None::<u32>)),
        1 => (-100..9_000_i64).prop_map(|days| (Some(TimeDelta::days(days)), None)),
        1 => (1..=80_u32).prop_map(|count| (None, Some(count))),
    ];
    (starts(), endless(), ends).prop_map(|(start, draft, (until, count))| {
        let until = until.map(|after| start.naive().date() + after);
        (start, RecurrenceDraft { until, count, ..draft })
    })
}

fn years_after(start: LocalTime, years: u64) -> NaiveDate {
    start.naive().date() + Days::new(years * 366)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn the_dates_are_those_that_a_walk_over_every_day_finds((start, draft) in series()) {
        let last = years_after(start, 25);
        let walked = walk(&draft, start, last);
        let dates = Recurrence::try_from(draft).unwrap().dates(start);
        let early = dates.all_from(start).take_while(|one| one.naive().date() <= last);
        let found: Vec<LocalTime> = early.collect();
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "{found:?}");
        prop_assert!(found.iter().all(|one| dates.has(*one)));
        prop_assert_eq!(dates.first().filter(|first| first.naive().date() <= last), walked.first().copied());
        prop_assert_eq!(found, walked);
    }

    #[test]
    fn a_jump_lands_where_a_walk_from_the_start_arrives(
        (start, draft) in series(), day in -800..9_000_i64, aside in prop_oneof![Just(0), -40_000..40_000_i64],
    ) {
        let last = years_after(start, 26);
        let walked = walk(&draft, start, last);
        let dates = Recurrence::try_from(draft).unwrap().dates(start);
        let at: LocalTime = (start.naive() + TimeDelta::days(day) + TimeDelta::seconds(aside)).into();
        let seen = |found: &LocalTime| found.naive().date() <= last;
        prop_assert_eq!(dates.next_after(at).filter(seen), walked.iter().copied().find(|one| *one > at));
        prop_assert_eq!(dates.last_before(at), walked.iter().copied().rfind(|one| *one < at));
        prop_assert_eq!(dates.all_from(at).next().filter(seen), walked.iter().copied().find(|one| *one >= at));
        prop_assert_eq!(dates.has(at), walked.contains(&at));
    }

    #[test]
    fn a_count_is_kept_exactly(start in starts(), draft in endless(), count in 1..=400_u32) {
        let counted = RecurrenceDraft { count: Some(count), ..draft.clone() };
        let wanted = usize::try_from(count).unwrap();
        let endless = Recurrence::try_from(draft).unwrap().dates(start);
        let counted = Recurrence::try_from(counted).unwrap().dates(start);
        let first: Vec<LocalTime> = endless.all_from(start).take(wanted).collect();
        let found: Vec<LocalTime> = counted.all_from(start).collect();
        prop_assert!(found.len() == wanted || endless.next_after(*found.last().unwrap_or(&start)).is_none());
        prop_assert_eq!(found, first);
    }

    #[test]
    fn a_series_that_begins_anew_with_one_of_its_dates_goes_on_alike(
        start in starts(), draft in endless(), which in 0..60_usize,
    ) {
        let rule = Recurrence::try_from(draft).unwrap();
        let dates = rule.dates(start);
        let Some(anew) = dates.all_from(start).nth(which) else { return Ok(()) };
        let before: Vec<LocalTime> = dates.all_from(anew).take(40).collect();
        let after: Vec<LocalTime> = rule.dates(anew).all_from(anew).take(40).collect();
        prop_assert_eq!(before, after);
    }

    #[test]
    fn a_rule_is_refused_exactly_when_it_never_comes_or_reaches_too_far((start, draft) in series()) {
        let today = start.naive().date();
        let furthest = today + Days::new(FURTHEST_DAYS.into());
        let comes = !walk(&draft, start, furthest).is_empty();
        let near = draft.until.is_none_or(|until| until <= furthest);
        let checked = draft.check(start, today);
        prop_assert_eq!(checked.is_ok(), comes && near, "{:?}", checked);
    }

    #[test]
    fn a_rule_reads_back_as_the_draft_that_made_it((_, draft) in series()) {
        let rule = Recurrence::try_from(draft.clone()).unwrap();
        let stored = serde_json::to_string(&rule).unwrap();
        prop_assert_eq!(&stored, &serde_json::to_string(&draft).unwrap());
        prop_assert_eq!(serde_json::from_str::<Recurrence>(&stored).unwrap(), rule);
        prop_assert_eq!(rule.draft(), draft);
    }
}
