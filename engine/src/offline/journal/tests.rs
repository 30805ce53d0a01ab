//! Appends, groups, the cap, and what a restart finds.

mod cap;
mod damage;
mod group;
mod model;
mod retire;

use std::fs;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::Path;

use tempfile::TempDir;

use super::{Appended, Contents, DEFAULT_CAP, Journal, line};

pub(super) type Text = Journal<String>;

pub(super) fn open(folder: &Path) -> Text {
    Journal::open(folder, DEFAULT_CAP).unwrap()
}

/// A folder whose journal has these records.
pub(super) async fn kept(records: &[&str]) -> (TempDir, Text) {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    for record in records {
        assert_eq!(journal.append(&(*record).to_owned()).await.unwrap(), Appended::Kept);
    }
    (folder, journal)
}

/// What a restart finds.
pub(super) async fn found(folder: &Path) -> Contents<String> {
    open(folder).read_all().await.unwrap()
}

#[tokio::test]
async fn a_folder_without_a_journal_has_an_empty_one_and_reading_makes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let contents = found(folder.path()).await;
    assert!(contents.records.is_empty() && contents.damages.is_empty());
    assert_eq!((contents.counted, contents.dropped), (0, 0));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn what_was_appended_is_read_in_order_before_and_after_a_restart() {
    let (folder, journal) = kept(&["one", "two\nlines \u{1e} and \u{0}", "", "drei ä"]).await;
    for contents in [journal.read_all().await.unwrap(), found(folder.path()).await] {
        assert_eq!(contents.records, ["one", "two\nlines \u{1e} and \u{0}", "", "drei ä"]);
        assert!(contents.damages.is_empty(), "{:?}", contents.damages);
    }
}

#[tokio::test]
async fn only_the_owner_reads_it() {
    let (folder, _journal) = kept(&["one"]).await;
    assert_eq!(fs::metadata(folder.path().join("journal")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn appends_go_on_after_a_restart() {
    let (folder, journal) = kept(&["one"]).await;
    drop(journal);
    open(folder.path()).append(&"two".to_owned()).await.unwrap();
    assert_eq!(found(folder.path()).await.records, ["one", "two"]);
}

#[tokio::test]
async fn a_crash_while_the_file_is_made_leaves_none() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("journal.part"), "lull-jour").unwrap();
    let journal = open(folder.path());
    assert_eq!(journal.append(&"one".to_owned()).await.unwrap(), Appended::Kept);
    assert_eq!(found(folder.path()).await.records, ["one"]);
}

#[tokio::test]
async fn a_failed_append_names_the_file_and_the_next_one_is_tried_anew() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    let blocked = folder.path().join("journal.part");
    fs::create_dir(&blocked).unwrap();
    let error = journal.append(&"one".to_owned()).await.unwrap_err().to_string();
    assert!(error.contains("journal") && error.contains("see that the disk has room"), "{error}");
    fs::remove_dir(&blocked).unwrap();
    assert_eq!(journal.append(&"two".to_owned()).await.unwrap(), Appended::Kept);
    assert_eq!(found(folder.path()).await.records, ["two"]);
}

#[tokio::test]
async fn a_write_that_broke_off_leaves_nothing_behind_it() {
    let (folder, journal) = kept(&["one"]).await;
    let path = folder.path().join("journal");
    // The disk takes some of a group, and then no more.
    let whole = {
        let mut log = journal.desk.log.lock().unwrap();
        let group = [line::encode(2, b"\"two\""), line::encode(3, b"\"three\"")].concat();
        log.file.as_ref().unwrap().write_all_at(&group[..group.len() - 9], log.end).unwrap();
        log.file.replace(fs::File::open(&path).unwrap())
    };
    journal.append(&"two".to_owned()).await.unwrap_err();
    journal.desk.log.lock().unwrap().file = whole;
    assert_eq!(journal.read_all().await.unwrap().records, ["one"]);
    journal.append(&"two".to_owned()).await.unwrap();
    let contents = found(folder.path()).await;
    assert_eq!(contents.records, ["one", "two"]);
    assert!(contents.damages.is_empty() && contents.dropped == 0, "{:?}", contents.damages);
}
