//! Beyond the cap: counted, exactly, in a file that grows no more.

use std::fs;

use super::{Appended, found, kept, open};
use crate::offline::journal::Journal;
use crate::offline::journal::head::{self, HEAD};

const CAP: u64 = HEAD as u64 + 400;

#[tokio::test]
async fn what_finds_no_room_is_counted_and_the_file_grows_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let mut counted = 0;
    for _ in 0..5 {
        let journal = Journal::<String>::open(folder.path(), CAP).unwrap();
        for number in 0..7 {
            match journal.append(&format!("record {number}")).await.unwrap() {
                Appended::Kept => {}
                Appended::Full => counted += 1,
            }
            assert!(fs::metadata(folder.path().join("journal")).unwrap().len() <= CAP);
        }
        assert_eq!(journal.read_all().await.unwrap().counted, counted);
    }
    let contents = found(folder.path()).await;
    assert_eq!((contents.counted, contents.records.len() as u64), (counted, 35 - counted));
    assert!(counted > 20 && contents.damages.is_empty());
}

#[tokio::test]
async fn a_group_may_fill_the_rest_and_count_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::<String>::open(folder.path(), CAP).unwrap();
    let long = "x".repeat(500);
    assert_eq!(journal.append(&long).await.unwrap(), Appended::Full);
    assert_eq!(journal.append(&"short".to_owned()).await.unwrap(), Appended::Kept);
    let contents = found(folder.path()).await;
    assert_eq!((contents.records, contents.counted), (vec!["short".to_owned()], 1));
}

#[tokio::test]
async fn a_count_that_breaks_off_leaves_the_count_before_it() {
    for broken in 1..5 {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::<String>::open(folder.path(), 0).unwrap();
        for _ in 0..broken {
            journal.append(&String::new()).await.unwrap();
        }
        let next = journal.desk.log.lock().unwrap().page;
        let (at, page) = head::write(next, broken + 1);
        let at = usize::try_from(at).unwrap();
        let path = folder.path().join("journal");
        let mut bytes = fs::read(&path).unwrap();
        for written in 0..=page.len() {
            let whole = bytes.clone();
            bytes[at..at + written].copy_from_slice(&page[..written]);
            let head = head::read(&bytes).unwrap();
            assert!(head.counted == broken || head.counted == broken + 1, "{head:?}");
            bytes = whole;
        }
        bytes[at..at + 40].copy_from_slice(&page[..40]);
        fs::write(&path, &bytes).unwrap();
        let journal = Journal::<String>::open(folder.path(), 0).unwrap();
        journal.append(&String::new()).await.unwrap();
        let contents = found(folder.path()).await;
        assert_eq!(contents.counted, broken + 1);
        assert!(contents.damages.is_empty(), "it was written again: {:?}", contents.damages);
    }
}

#[tokio::test]
async fn a_damaged_count_is_told_and_the_records_are_kept() {
    let (folder, journal) = kept(&["one"]).await;
    drop(journal);
    let path = folder.path().join("journal");
    let whole = fs::read(&path).unwrap();
    for (pages, words) in [
        (&[0][..], "one of the two counts"),
        (&[HEAD / 2], "one of the two counts"),
        (&[0, HEAD / 2], "both counts"),
    ] {
        let mut bytes = whole.clone();
        for page in pages {
            bytes[page + 30] ^= 1;
        }
        fs::write(&path, &bytes).unwrap();
        let contents = found(folder.path()).await;
        assert_eq!(contents.records, ["one"]);
        assert!(contents.damages.concat().contains(words), "{:?}", contents.damages);
    }
}

#[tokio::test]
async fn a_journal_of_a_newer_lull_is_refused_with_words() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{:<width$}", "lull-journal 2 something", width = HEAD);
    fs::write(folder.path().join("journal"), text).unwrap();
    let error = Journal::<String>::open(folder.path(), CAP).unwrap_err().to_string();
    assert!(error.contains("its format is 2, this one knows 1"), "{error}");
    let (folder, journal) = kept(&["one"]).await;
    drop(journal);
    let mut bytes = fs::read(folder.path().join("journal")).unwrap();
    bytes[13] = b'9';
    fs::write(folder.path().join("journal"), bytes).unwrap();
    assert_eq!(
        found(folder.path()).await.records,
        ["one"],
        "one changed digit is damage, not a newer format"
    );
    assert_eq!(open(folder.path()).append(&"two".to_owned()).await.unwrap(), Appended::Kept);
}
