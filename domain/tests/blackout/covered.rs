//! Whether an instant lies in any window: as if each were asked.

use domain::blackout::Covered;
use domain::time::Timestamp;
use proptest::prelude::*;

use super::properties::{instant, windows};

#[test]
fn stretches_that_touch_are_one_and_their_end_is_outside() {
    let covered = Covered::of(
        [(20, 30), (0, 10), (10, 15), (40, 40), (22, 25)]
            .map(|(from, until)| (instant(from), instant(until))),
    );
    let until = |minute| covered.until(instant(minute));
    assert_eq!((until(-1), until(0), until(14)), (None, Some(instant(15)), Some(instant(15))));
    assert_eq!((until(15), until(24), until(30), until(40)), (None, Some(instant(30)), None, None));
    assert_eq!(Covered::default().until(instant(0)), None);
}

proptest! {
    #[test]
    fn it_answers_as_if_each_window_were_asked(windows in prop::collection::vec(windows(), 0..20), minute in -10..800_i64) {
        let at = instant(minute);
        let covered = Covered::by(&windows);
        let lies_in = |at: Timestamp| windows.iter().any(|window| window.start <= at && at < window.end);
        prop_assert_eq!(covered.until(at).is_some(), lies_in(at));
        if let Some(until) = covered.until(at) {
            prop_assert!(!lies_in(until), "it ends at {until}, where another window lasts");
        }
    }
}
