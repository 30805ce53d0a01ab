//! After the commit that holds every record.

use std::fs;

use super::{found, kept};
use crate::offline::error::Error;

#[tokio::test]
async fn a_retired_journal_is_gone_and_the_next_append_begins_a_new_one() {
    let (folder, journal) = kept(&["one"]).await;
    let mark = journal.read_all().await.unwrap().mark;
    journal.retire(mark).await.unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    assert!(journal.read_all().await.unwrap().records.is_empty());
    journal.append(&"two".to_owned()).await.unwrap();
    assert_eq!(found(folder.path()).await.records, ["two"]);
}

#[tokio::test]
async fn what_was_appended_since_it_was_read_is_not_retired() {
    let (_folder, journal) = kept(&["one"]).await;
    let mark = journal.read_all().await.unwrap().mark;
    journal.append(&"two".to_owned()).await.unwrap();
    assert!(matches!(journal.retire(mark).await, Err(Error::Grown(_))));
    let contents = journal.read_all().await.unwrap();
    assert_eq!(contents.records, ["one", "two"]);
    journal.retire(contents.mark).await.unwrap();
}

#[tokio::test]
async fn a_mark_of_an_earlier_journal_retires_nothing() {
    let (_folder, journal) = kept(&["one"]).await;
    let (first, second) = (journal.read_all().await.unwrap().mark, journal.read_all().await.unwrap().mark);
    journal.retire(first).await.unwrap();
    journal.append(&"two".to_owned()).await.unwrap();
    assert!(matches!(journal.retire(second).await, Err(Error::Grown(_))));
    assert_eq!(journal.read_all().await.unwrap().records, ["two"]);
}

#[tokio::test]
async fn a_crash_before_the_journal_is_retired_replays_it_again() {
    let (folder, journal) = kept(&["one"]).await;
    drop(journal.read_all().await.unwrap());
    drop(journal);
    assert_eq!(found(folder.path()).await.records, ["one"]);
}

#[tokio::test]
async fn a_damaged_journal_is_kept_beside() {
    for number in 1..=2 {
        let (folder, journal) = kept(&["one", "two"]).await;
        let path = folder.path().join("journal");
        let mut bytes = fs::read(&path).unwrap();
        let last = bytes.len() - 3;
        bytes[last] ^= 1;
        fs::write(&path, &bytes).unwrap();
        if number == 2 {
            fs::write(folder.path().join("journal.damaged-1"), "an earlier one").unwrap();
        }
        journal.retire(journal.read_all().await.unwrap().mark).await.unwrap();
        assert!(!path.exists());
        assert_eq!(fs::read(folder.path().join(format!("journal.damaged-{number}"))).unwrap(), bytes);
        journal.append(&"three".to_owned()).await.unwrap();
        assert_eq!(found(folder.path()).await.records, ["three"]);
    }
}

#[tokio::test]
async fn nothing_to_retire_is_no_fault() {
    let (_folder, journal) = kept(&[]).await;
    journal.retire(journal.read_all().await.unwrap().mark).await.unwrap();
}
