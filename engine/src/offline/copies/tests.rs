//! Two files, and what may happen to them (faults.md, row 20).

mod crash;
mod damage;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;

use super::{Copies, Found, Which};

pub(super) type Kept = Vec<String>;

pub(super) fn value(words: &str) -> Kept {
    words.split(' ').map(str::to_owned).collect()
}

pub(super) fn open(folder: &Path) -> (Copies<Kept>, Found<Kept>) {
    Copies::open(folder)
}

/// A folder to which these were written, one after the other.
pub(super) fn written(values: &[&str]) -> (TempDir, Copies<Kept>) {
    let folder = tempfile::tempdir().unwrap();
    let (mut copies, _) = open(folder.path());
    for words in values {
        copies.write(&value(words)).unwrap();
    }
    (folder, copies)
}

/// Value, generation and what is said of the other copy.
pub(super) fn good(found: Found<Kept>) -> (String, u64, Option<(Which, String)>) {
    match found {
        Found::Good { value, generation, damaged } => {
            (value.join(" "), generation, damaged.map(|damage| (damage.copy, damage.words)))
        }
        other => panic!("{other:?}"),
    }
}

pub(super) fn words(found: Found<Kept>) -> String {
    match found {
        Found::Damaged { words } => words,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_folder_without_copies_has_no_window() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(open(folder.path()).1, Found::Absent);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_last_value_written_is_read_and_only_the_owner_reads_it() {
    let (folder, _) = written(&["open", "closing"]);
    assert_eq!(good(Copies::read(folder.path())), ("closing".to_owned(), 2, None));
    for name in ["state.a", "state.b"] {
        assert_eq!(fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn generations_go_on_after_a_restart() {
    let (folder, copies) = written(&["open", "closing"]);
    drop(copies);
    let (mut copies, found) = open(folder.path());
    assert_eq!(good(found), ("closing".to_owned(), 2, None));
    copies.write(&value("offline")).unwrap();
    assert_eq!(good(Copies::read(folder.path())), ("offline".to_owned(), 3, None));
}

#[test]
fn what_is_removed_is_absent_and_may_be_written_again() {
    let (folder, mut copies) = written(&["open"]);
    copies.remove().unwrap();
    copies.remove().unwrap();
    assert_eq!(Copies::<Kept>::read(folder.path()), Found::Absent);
    copies.write(&value("open again")).unwrap();
    assert_eq!(good(open(folder.path()).1).0, "open again");
}

#[test]
fn a_write_that_fails_names_the_file_and_leaves_the_newest_value() {
    let (folder, mut copies) = written(&["open"]);
    let part = folder.path().join("state.b.part");
    fs::create_dir(&part).unwrap();
    let error = copies.write(&value("closing")).unwrap_err().to_string();
    assert!(error.contains("state.b"), "{error}");
    let (kept, generation, stale) = good(Copies::read(folder.path()));
    assert_eq!((kept.as_str(), generation), ("closing", 2));
    assert!(stale.unwrap().1.starts_with("state.b is older (generation 1, the other is 2)"));
    let told = good(open(folder.path()).1).2.unwrap().1;
    assert!(told.contains("writing it anew failed"), "{told}");
    fs::remove_dir(&part).unwrap();
    copies.write(&value("offline")).unwrap();
    assert_eq!(good(open(folder.path()).1), ("offline".to_owned(), 3, None));
}
