//! The process dies between any two steps, or within a write.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::{Kept, good, open, value, written};
use crate::offline::copies::form::encode;
use crate::offline::copies::{Copies, Found};
use crate::offline::files::Step;

fn steps_of_write(copies: &Copies<Kept>, words: &str) -> Vec<Step> {
    let bytes = encode(copies.generation + 1, &value(words)).unwrap();
    copies.writing(&bytes).into_iter().flat_map(|(_, steps)| steps).collect()
}

/// Takes so many steps; of a write that follows, only these of a hundred parts reach the disk.
fn crash(steps: &[Step], taken: usize, percent: usize) {
    for step in &steps[..taken] {
        step.take().unwrap();
    }
    if let Some(Step::Write(path, bytes)) = steps.get(taken) {
        fs::write(path, &bytes[..bytes.len() * percent / 100]).unwrap();
    }
}

#[test]
fn a_write_that_breaks_off_leaves_the_old_value_or_the_new_one() {
    let steps = 6;
    for percent in [0, 50, 99] {
        for taken in 0..=steps {
            let (folder, copies) = written(&["old"]);
            crash(&steps_of_write(&copies, "new"), taken, percent);
            let newest = if taken < 2 { "old" } else { "new" };
            assert_eq!(good(Copies::read(folder.path())).0, newest, "after {taken} steps");
            let (mut copies, _) = open(folder.path());
            copies.write(&value("next")).unwrap();
            assert_eq!(good(open(folder.path()).1).0, "next");
        }
    }
}

#[test]
fn the_newest_copy_is_not_touched_before_the_other_is_whole() {
    let (folder, mut copies) = written(&["old"]);
    let blocked = folder.path().join("state.b.part");
    fs::create_dir(&blocked).unwrap();
    copies.write(&value("new")).unwrap_err();
    fs::remove_dir(&blocked).unwrap();
    let first = copies.writing(b"").map(|(which, _)| which)[0];
    fs::write(folder.path().join(first.name()), "from a host that does not rename in one go").unwrap();
    assert_eq!(good(Copies::read(folder.path())).0, "new");
}

#[test]
fn the_first_write_of_all_leaves_nothing_or_the_value() {
    for taken in 0..=6 {
        let folder = tempfile::tempdir().unwrap();
        let (copies, _) = open(folder.path());
        crash(&steps_of_write(&copies, "new"), taken, 50);
        match open(folder.path()).1 {
            Found::Absent => assert!(taken < 2),
            found => assert_eq!(good(found).0, "new"),
        }
    }
}

#[test]
fn a_removal_that_breaks_off_leaves_the_newest_value_or_nothing() {
    // Before the removal, a write broke off after these steps, so that the copies may differ.
    for before in 0..=6 {
        for taken in 0..=6 {
            let (folder, copies) = written(&["old", "older"]);
            crash(&steps_of_write(&copies, "new"), before, 50);
            let (copies, found) = open(folder.path());
            let newest = good(found).0;
            crash(&copies.removing(), taken, 0);
            match open(folder.path()).1 {
                Found::Absent => assert!(taken >= 5),
                found => assert_eq!(good(found).0, newest),
            }
        }
    }
}

#[test]
fn a_removal_after_a_failed_write_never_leaves_the_older_value() {
    for taken in 0..=6 {
        let (folder, mut copies) = written(&["old"]);
        let blocked = folder.path().join("state.b.part");
        fs::create_dir(&blocked).unwrap();
        copies.write(&value("new")).unwrap_err();
        fs::remove_dir(&blocked).unwrap();
        crash(&copies.removing(), taken, 0);
        match Copies::<Kept>::read(folder.path()) {
            Found::Absent => assert!(taken >= 5),
            found => assert_eq!(good(found).0, "new"),
        }
    }
}

#[derive(Clone, Debug)]
enum Act {
    Write,
    BreakOff { taken: usize, percent: usize },
    Harm { second: bool, at: usize },
    Reopen,
    Remove,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Write),
        2 => (0..6_usize, 0..100_usize).prop_map(|(taken, percent)| Act::BreakOff { taken, percent }),
        2 => (any::<bool>(), any::<usize>()).prop_map(|(second, at)| Act::Harm { second, at }),
        1 => Just(Act::Reopen),
        1 => Just(Act::Remove),
    ]
}

fn harm(folder: &Path, second: bool, at: usize) {
    let path = folder.join(if second { "state.b" } else { "state.a" });
    if let Ok(mut bytes) = fs::read(&path) {
        let at = at % bytes.len();
        bytes[at] ^= 0x10;
        fs::write(path, bytes).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever happens to one copy at a time, with a restart after it, the newest value is there.
    #[test]
    fn the_newest_value_survives(acts in prop::collection::vec(act(), 1..12)) {
        let folder = tempfile::tempdir().unwrap();
        let (mut copies, _) = open(folder.path());
        let mut newest: Option<String> = None;
        for (number, act) in acts.into_iter().enumerate() {
            let words = format!("value {number}");
            let mut maybe = None;
            match act {
                Act::Write => {
                    copies.write(&value(&words)).unwrap();
                    newest = Some(words);
                    continue;
                }
                Act::BreakOff { taken, percent } => {
                    crash(&steps_of_write(&copies, &words), taken, percent);
                    maybe = Some(words);
                }
                Act::Harm { second, at } => harm(folder.path(), second, at),
                Act::Reopen => {}
                Act::Remove => {
                    copies.remove().unwrap();
                    newest = None;
                }
            }
            let (again, found) = open(folder.path());
            copies = again;
            let found = match found {
                Found::Absent => None,
                found => Some(good(found).0),
            };
            prop_assert!(found == newest || (found.is_some() && found == maybe), "{found:?}, not {newest:?} or {maybe:?}");
            newest = found;
        }
    }
}
