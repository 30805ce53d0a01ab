//! Properties over calendars and histories made by chance, against a look at every slot by itself.

use domain::blackout::{Window, overlaps};
use domain::duration::Span;
use domain::slots::{Known, PastRuns, PlannedRuns, QuietSlots, Search, Slot, Taken};
use domain::time::Timestamp;
use proptest::prelude::*;

use super::given::{NOW, found, taken};

const QUARTER: i64 = 900;
const LEAD: i64 = 2;
const WEEK: i64 = 672;

/// An instant in quarters of an hour from now.
fn at(quarter: i64) -> Timestamp {
    if quarter < 0 {
        NOW.minus(Span::from_secs(-quarter * QUARTER))
    } else {
        NOW.plus(Span::from_secs(quarter * QUARTER))
    }
}

fn quarter(at: Timestamp) -> i64 {
    (at.micros() - NOW.micros()) / (QUARTER * 1_000_000)
}

fn quarters(span: Span) -> i64 {
    span.secs() / QUARTER
}

fn names() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["build", "deploy", "nightly"]).prop_map(str::to_owned)
}

fn past() -> impl Strategy<Value = PastRuns> {
    let took = prop_oneof![4 => 0..12_i64, 1 => 0..600_i64].prop_map(|took| Span::from_secs(took * QUARTER));
    (names(), 0..9 * WEEK, took, 1..4_u32).prop_map(|(process, ago, took, count)| PastRuns {
        process,
        began: at(-ago),
        took,
        count,
    })
}

fn plans() -> impl Strategy<Value = PlannedRuns> {
    (names(), 0..300_i64, 1..4_u32).prop_map(|(process, quarter, count)| PlannedRuns {
        process,
        at: at(quarter),
        count,
    })
}

fn blackouts() -> impl Strategy<Value = Taken> {
    (0..300_i64, 1..60_i64, 0..8_i64).prop_map(|(start, length, lead)| {
        let one = taken("patch day", at(start), at(start + length));
        Taken { window: Window { drain_at: at(start - lead), ..one.window }, ..one }
    })
}

fn worlds() -> impl Strategy<Value = Known> {
    let all = (
        prop::collection::vec(plans(), 0..8),
        prop::collection::vec(past(), 0..24),
        prop::collection::vec(blackouts(), 0..4),
    );
    all.prop_map(|(planned, past, blackouts)| Known { planned, past, blackouts })
}

fn searches() -> impl Strategy<Value = Search> {
    (-4..40_i64, 1..240_i64, 1..40_i64, 1..20_usize).prop_map(|(from, length, duration, limit)| Search {
        from: at(from),
        to: at(from + length.max(duration)),
        duration: Span::from_secs(duration * QUARTER),
        zone: "UTC".to_owned(),
        limit,
    })
}

/// How many weeks of eight ago a run began; none when it counts no more.
fn age(run: &PastRuns) -> Option<i64> {
    Some(-quarter(run.began) / WEEK).filter(|age| *age < 8)
}

fn whole(known: &Known) -> i64 {
    let weeks = known.past.iter().filter_map(age).max().map_or(0, |age| age + 1);
    (0..weeks).map(|age| 8 - age).sum::<i64>().max(1)
}

/// How long nine of ten runs of a process took, in quarters.
fn expected(known: &Known, process: &str) -> i64 {
    let mut took: Vec<i64> = Vec::new();
    for run in known.past.iter().filter(|run| run.process == process) {
        took.extend((0..run.count).map(|_| quarters(run.took)));
    }
    took.sort_unstable();
    let rank = (took.len() * 9).div_ceil(10);
    rank.checked_sub(1).map_or(0, |last| took[last])
}

/// Whether a run that begins at a quarter and lasts so many is hit by a slot.
fn hits(begins: i64, lasts: i64, start: i64, duration: i64) -> bool {
    let held = start - LEAD;
    (held <= begins && begins < start + duration) || (begins < held && start < begins + lasts)
}

/// What a slot costs, by looking at each run and each week by itself.
fn cost(known: &Known, start: i64, duration: i64) -> i64 {
    let planned = known.planned.iter().map(|run| {
        let hit = hits(quarter(run.at), expected(known, &run.process), start, duration);
        i64::from(hit) * i64::from(run.count) * whole(known)
    });
    let habits = known.past.iter().filter_map(|run| {
        let weight = (8 - age(run)?) * i64::from(run.count);
        let week = |number: i64| quarter(run.began) + number * WEEK;
        let times = (0..12).filter(|number| hits(week(*number), quarters(run.took), start, duration)).count();
        Some(weight * i64::try_from(times).unwrap())
    });
    planned.sum::<i64>() + habits.sum::<i64>()
}

/// Every slot that may be offered, with what it costs.
fn allowed(search: &Search, known: &Known) -> Vec<(i64, i64)> {
    let duration = quarters(search.duration);
    let first = quarter(search.from).max(LEAD);
    let free = |start: &i64| {
        known.blackouts.iter().all(|one| {
            start + duration <= quarter(one.window.drain_at) || quarter(one.window.end) <= start - LEAD
        })
    };
    let starts = (first..=quarter(search.to) - duration).filter(free);
    starts.map(|start| (cost(known, start, duration), start)).collect()
}

fn rounded(cost: i64, whole: i64) -> String {
    let hundredths = (cost * 100 + whole / 2) / whole;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn told(slot: &Slot) -> (i64, String) {
    (quarter(slot.start), format!("{:.2}", slot.hits))
}

fn starts(found: &QuietSlots) -> Vec<i64> {
    found.items.iter().map(|slot| quarter(slot.start)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_first_slot_is_the_earliest_of_those_that_cost_the_least(known in worlds(), search in searches()) {
        let found = found(&search, &known);
        let best = allowed(&search, &known).into_iter().min();
        let best = best.map(|(cost, start)| (start, rounded(cost, whole(&known))));
        prop_assert_eq!(found.items.first().map(told), best);
    }

    #[test]
    fn each_slot_costs_what_it_says_and_the_least_hit_come_first(known in worlds(), search in searches()) {
        let duration = quarters(search.duration);
        let costs: Vec<(i64, i64)> = starts(&found(&search, &known))
            .into_iter()
            .map(|start| (cost(&known, start, duration), start))
            .collect();
        prop_assert!(costs.is_sorted(), "{costs:?}");
        for slot in &found(&search, &known).items {
            let meant = rounded(cost(&known, quarter(slot.start), duration), whole(&known));
            prop_assert_eq!(told(slot).1, meant);
        }
    }

    #[test]
    fn no_slot_meets_a_blackout_or_another_slot_or_leaves_the_range(known in worlds(), search in searches()) {
        let windows: Vec<Window> = known.blackouts.iter().map(|one| one.window).collect();
        let found = found(&search, &known);
        for (number, slot) in found.items.iter().enumerate() {
            prop_assert!(search.from <= slot.start && slot.end <= search.to);
            prop_assert_eq!(slot.end.since(slot.start), search.duration);
            let drain_at = at(quarter(slot.start) - LEAD);
            prop_assert!(NOW <= drain_at, "its lead is not clipped");
            let own = Window { drain_at, ..taken("own", slot.start, slot.end).window };
            prop_assert!(overlaps(&own, &windows).is_empty());
            let others = &found.items[..number];
            prop_assert!(others.iter().all(|other| other.end <= slot.start || slot.end <= other.start));
        }
    }

    #[test]
    fn as_many_are_found_as_fit_or_were_asked_for(known in worlds(), search in searches()) {
        let found = starts(&found(&search, &known));
        prop_assert!(found.len() <= search.limit);
        if found.len() < search.limit {
            let duration = quarters(search.duration);
            for (_, start) in allowed(&search, &known) {
                let fits = found.iter().all(|other| (start - other).abs() >= duration);
                prop_assert!(!fits, "one at {} was left out of {:?}", start, &found);
            }
        }
    }

    #[test]
    fn the_order_in_which_things_are_known_changes_nothing(known in worlds(), search in searches()) {
        let mut turned = known.clone();
        turned.planned.reverse();
        turned.past.reverse();
        turned.blackouts.reverse();
        prop_assert_eq!(found(&search, &known), found(&search, &turned));
    }
}
