//! Copies that are cut, changed, exchanged or of another version.

use std::fs;
use std::path::Path;

use super::{Kept, good, open, value, words, written};
use crate::offline::copies::form::encode;
use crate::offline::copies::{Copies, Found, Which};

const NAMES: [(&str, Which); 2] = [("state.a", Which::A), ("state.b", Which::B)];

/// Each way to be cut or changed in one byte.
fn harms(whole: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let cut = (0..whole.len()).map(|length| whole[..length].to_vec());
    let changed = (0..whole.len()).flat_map(|at| {
        [0x01, 0x20, 0x80, 0xFF].map(|bits| {
            let mut bytes = whole.to_vec();
            bytes[at] ^= bits;
            bytes
        })
    });
    let longer = [b"\n".as_slice(), b" ", b"\0"].map(|more| [whole, more].concat());
    cut.chain(changed).chain(longer)
}

#[test]
fn one_copy_harmed_in_any_way_is_told_and_the_other_is_taken() {
    let (folder, _) = written(&["open", "closing"]);
    for (name, which) in NAMES {
        let path = folder.path().join(name);
        let whole = fs::read(&path).unwrap();
        for harmed in harms(&whole) {
            fs::write(&path, &harmed).unwrap();
            let (kept, generation, damage) = good(Copies::read(folder.path()));
            assert_eq!((kept.as_str(), generation), ("closing", 2));
            let (copy, said) = damage.unwrap();
            assert_eq!(copy, which);
            assert!(said.starts_with(&format!("{name} ")), "{said}");
        }
        fs::write(&path, &whole).unwrap();
    }
}

#[test]
fn both_harmed_in_any_way_are_damage_never_absence() {
    let (folder, _) = written(&["open", "closing"]);
    let whole = fs::read(folder.path().join("state.a")).unwrap();
    for harmed in harms(&whole) {
        for (name, _) in NAMES {
            fs::write(folder.path().join(name), &harmed).unwrap();
        }
        let said = words(Copies::read(folder.path()));
        assert!(
            said.contains("state.a") && said.contains("state.b") && said.contains("lull ctl reopen"),
            "{said}"
        );
    }
}

#[test]
fn a_harmed_or_missing_copy_is_repaired_at_opening() {
    for (name, which) in NAMES {
        let (folder, _) = written(&["open"]);
        let path = folder.path().join(name);
        let whole = fs::read(&path).unwrap();
        for harm in [true, false] {
            if harm {
                fs::write(&path, "lull-state 1").unwrap()
            } else {
                fs::remove_file(&path).unwrap()
            }
            let (copy, said) = good(open(folder.path()).1).2.unwrap();
            assert_eq!(copy, which);
            let why = if harm { "is damaged" } else { "is missing" };
            let other = NAMES.iter().find(|(other, _)| *other != name).unwrap().0;
            assert_eq!(said, format!("{name} {why}; it was written anew from {other}"));
            assert_eq!(fs::read(&path).unwrap(), whole);
            assert_eq!(good(open(folder.path()).1).2, None);
        }
    }
}

#[test]
fn one_damaged_and_one_missing_is_damage() {
    let (folder, _) = written(&["open"]);
    fs::remove_file(folder.path().join("state.a")).unwrap();
    fs::write(folder.path().join("state.b"), "").unwrap();
    assert!(words(open(folder.path()).1).starts_with("state.a is missing; state.b is damaged: "));
    assert!(!folder.path().join("state.a").exists(), "nothing is written over what may be looked into");
}

#[test]
fn after_damage_of_both_reopening_writes_or_removes() {
    for removes in [true, false] {
        let (folder, _) = written(&["open"]);
        for (name, _) in NAMES {
            fs::write(folder.path().join(name), "?").unwrap();
        }
        let (mut copies, _) = open(folder.path());
        if removes {
            copies.remove().unwrap();
            assert_eq!(open(folder.path()).1, Found::Absent);
        } else {
            copies.write(&value("open")).unwrap();
            assert_eq!(good(open(folder.path()).1), ("open".to_owned(), 1, None));
        }
    }
}

/// Puts an older copy in the place of some; what the folder then says.
fn with_older(names: &[&str]) -> Found<Kept> {
    let (folder, mut copies) = written(&["open"]);
    let older = fs::read(folder.path().join("state.a")).unwrap();
    copies.write(&value("offline")).unwrap();
    for name in names {
        fs::write(folder.path().join(name), &older).unwrap();
    }
    open(folder.path()).1
}

#[test]
fn an_older_copy_of_one_is_noticed() {
    for (name, which) in NAMES {
        let (kept, generation, damage) = good(with_older(&[name]));
        assert_eq!((kept.as_str(), generation), ("offline", 2));
        let (copy, said) = damage.unwrap();
        assert_eq!(copy, which);
        assert!(said.starts_with(&format!("{name} is older (generation 1, the other is 2)")), "{said}");
    }
}

#[test]
fn an_older_pair_cannot_be_noticed() {
    assert_eq!(good(with_older(&["state.a", "state.b"])), ("open".to_owned(), 1, None));
}

fn put(folder: &Path, name: &str, text: impl AsRef<[u8]>) {
    fs::write(folder.join(name), text).unwrap();
}

#[test]
fn two_values_of_one_generation_are_not_chosen_between() {
    let (folder, _) = written(&["open"]);
    put(folder.path(), "state.b", encode(1, &value("elsewhere")).unwrap());
    assert!(words(open(folder.path()).1).contains("differ"));
}

#[test]
fn a_copy_of_a_newer_lull_or_another_shape_is_bad_with_words() {
    let (folder, _) = written(&["open"]);
    put(folder.path(), "state.a", "lull-state 2 anything\n{}");
    let said = good(Copies::read(folder.path())).2.unwrap().1;
    assert_eq!(said, "state.a was written by a newer lull: its format is 2, this one knows 1");
    put(folder.path(), "state.a", encode(9, &7).unwrap());
    let said = good(Copies::read(folder.path())).2.unwrap().1;
    assert!(said.starts_with("state.a is whole, but not understood: invalid type"), "{said}");
}

#[test]
fn a_copy_that_cannot_be_read_is_a_bad_one() {
    let (folder, _) = written(&["open"]);
    fs::remove_file(folder.path().join("state.a")).unwrap();
    fs::create_dir(folder.path().join("state.a")).unwrap();
    assert!(good(Copies::read(folder.path())).2.unwrap().1.starts_with("state.a cannot be read: "));
}
