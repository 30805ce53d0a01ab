//! Other blackouts and their leads are left alone, and told when they are near.

use domain::duration::Span;
use domain::slots::{Known, Reason, Side};

use super::given::{NOW, december, found, search, span, taken, told};

fn near(gap: Span, side: Side) -> Reason {
    Reason::NearBlackout { name: "patch day".to_owned(), gap, side }
}

#[test]
fn no_slot_overlaps_another_blackout_or_leaves_nothing_open_in_between() {
    let window = taken("patch day", december("07 10:00"), december("07 12:00"));
    let known = Known { blackouts: vec![window], ..Known::default() };
    let found = found(&search(december("07 08:15"), december("07 14:00"), "1h", 10), &known);
    assert_eq!(told(&found), ["07 08:15 0", "07 12:30 0"]);
    assert_eq!(found.items[0].reasons, [Reason::NothingPlanned, near(span("45m"), Side::After)]);
    assert_eq!(found.items[1].reasons, [Reason::NothingPlanned, near(span("30m"), Side::Before)]);
}

#[test]
fn of_two_blackouts_the_closer_one_is_told_and_one_a_day_away_is_not() {
    let far = taken("rack move", december("08 10:00"), december("08 12:00"));
    let close = taken("patch day", december("08 07:00"), december("08 08:00"));
    let known = Known { blackouts: vec![far, close], ..Known::default() };
    let early = found(&search(december("07 06:00"), december("07 07:00"), "1h", 1), &known);
    assert_eq!(early.items[0].reasons, [Reason::NothingPlanned]);
    let later = found(&search(december("07 06:15"), december("07 07:15"), "1h", 1), &known);
    assert_eq!(later.items[0].reasons[1], near(span("23h45m"), Side::After));
}

#[test]
fn one_that_lasts_longer_than_planned_still_takes_its_time() {
    let window = taken("patch day", NOW.minus(span("3h")), NOW.minus(span("1h")));
    let known = Known { blackouts: vec![window], ..Known::default() };
    let found = found(&search(NOW.minus(span("1h")), december("07 02:00"), "1h", 1), &known);
    assert_eq!(told(&found), ["07 00:30 0"]);
    assert_eq!(found.items[0].reasons[1], near(span("30m"), Side::Before));
}
