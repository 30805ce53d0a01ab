//! Every cut, and every changed byte.

use std::fs;

use super::{found, kept, open};
use crate::offline::journal::head::HEAD;
use crate::offline::journal::line;

const RECORDS: [&str; 4] = ["one", "two 22", "three 333", "four 4444"];

/// Where each record of [`RECORDS`] ends in the file.
fn ends() -> Vec<usize> {
    let mut at = HEAD;
    let end = |(number, text): (u64, &str)| {
        at += line::encode(number, format!("{text:?}").as_bytes()).len();
        at
    };
    (1..).zip(RECORDS).map(end).collect()
}

#[tokio::test]
async fn a_journal_cut_anywhere_has_all_records_before_the_cut_and_takes_new_ones() {
    let (folder, journal) = kept(&RECORDS).await;
    drop(journal);
    let path = folder.path().join("journal");
    let whole = fs::read(&path).unwrap();
    let ends = ends();
    assert_eq!(ends[3], whole.len());
    for length in (0..HEAD).step_by(1000).chain(HEAD - 1..=whole.len()) {
        fs::write(&path, &whole[..length]).unwrap();
        let contents = found(folder.path()).await;
        let before: Vec<usize> = ends.iter().copied().filter(|end| *end <= length).collect();
        assert_eq!(contents.records, RECORDS[..before.len()], "cut to {length} bytes");
        if length < HEAD {
            assert!(contents.damages[0].contains(&format!("it was cut to {length} bytes, and is kept as ")));
        } else {
            assert!(contents.damages.is_empty(), "{:?}", contents.damages);
            assert_eq!(contents.dropped, (length - before.last().unwrap_or(&HEAD)) as u64);
        }
        open(folder.path()).append(&"next".to_owned()).await.unwrap();
        let contents = found(folder.path()).await;
        assert_eq!(contents.records.last().unwrap(), "next");
        assert_eq!((contents.records.len(), contents.dropped), (before.len() + 1, 0));
        assert!(contents.damages.is_empty(), "{:?}", contents.damages);
    }
}

#[tokio::test]
async fn one_changed_byte_harms_one_record_at_most_and_is_told() {
    let (folder, journal) = kept(&RECORDS).await;
    drop(journal);
    let path = folder.path().join("journal");
    let whole = fs::read(&path).unwrap();
    let places = (0..HEAD).step_by(97).chain(HEAD..whole.len());
    for (at, bits) in places.flat_map(|at| [0x01, 0x14, 0x80, 0xFF].map(|bits| (at, bits))) {
        let mut bytes = whole.clone();
        bytes[at] ^= bits;
        fs::write(&path, &bytes).unwrap();
        let contents = found(folder.path()).await;
        let harmed = ends().iter().position(|end| at < *end).filter(|_| at >= HEAD);
        let left: Vec<&str> = RECORDS
            .into_iter()
            .enumerate()
            .filter(|(n, _)| Some(*n) != harmed)
            .map(|(_, text)| text)
            .collect();
        assert_eq!(contents.records, left, "byte {at} changed by {bits}");
        assert!(contents.dropped > 0 || !contents.damages.is_empty(), "byte {at} changed by {bits}");
        assert_eq!(contents.dropped > 0, at == whole.len() - 1);
    }
}

async fn damages_of(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let (folder, journal) = kept(&["made"]).await;
    drop(journal);
    let path = folder.path().join("journal");
    let head = fs::read(&path).unwrap()[..HEAD].to_vec();
    fs::write(&path, [&head, bytes].concat()).unwrap();
    let contents = found(folder.path()).await;
    let name = format!("{}: ", path.display());
    (contents.records, contents.damages.iter().map(|words| words.replace(&name, "")).collect())
}

fn record(number: u64, text: &str) -> Vec<u8> {
    line::encode(number, format!("{text:?}").as_bytes())
}

#[tokio::test]
async fn a_missing_record_and_one_that_is_twice_are_told() {
    let bytes = [record(1, "a"), record(4, "d"), record(4, "d"), record(5, "e")].concat();
    let (records, damages) = damages_of(&bytes).await;
    assert_eq!(records, ["a", "d", "e"]);
    assert_eq!(damages[0], format!("at byte {}, records 2 to 3 are lost", HEAD + record(1, "a").len()));
    assert!(
        damages[1].starts_with("record 4 at byte ") && damages[1].contains("is passed over"),
        "{damages:?}"
    );
    assert_eq!(damages.len(), 2);
}

#[tokio::test]
async fn a_page_that_became_zeros_is_told_with_the_record_that_is_lost() {
    let mut bytes = [record(1, "a"), record(2, "b"), record(3, "c")].concat();
    let length = record(1, "a").len();
    bytes[length..2 * length].fill(0);
    let (records, damages) = damages_of(&bytes).await;
    assert_eq!(records, ["a", "c"]);
    let (from, to) = (HEAD + length, HEAD + 2 * length);
    assert_eq!(damages, [format!("bytes {from} to {to} are damaged: record 2 is lost")]);
}

#[tokio::test]
async fn a_record_of_another_shape_is_told_and_the_others_are_read() {
    let bytes = [record(1, "a"), line::encode(2, b"{\"later\":true}"), record(3, "c")].concat();
    let (records, damages) = damages_of(&bytes).await;
    assert_eq!(records, ["a", "c"]);
    assert!(damages[0].starts_with("record 2 is whole, but not understood: invalid type"), "{damages:?}");
}

#[tokio::test]
async fn damage_at_the_end_is_told_again_after_more_appends() {
    let (folder, journal) = kept(&["one", "two"]).await;
    drop(journal);
    let path = folder.path().join("journal");
    let mut bytes = fs::read(&path).unwrap();
    let last = bytes.len() - 3;
    bytes[last] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert!(found(folder.path()).await.damages[0].contains("are damaged, after record 1"));
    open(folder.path()).append(&"three".to_owned()).await.unwrap();
    let contents = found(folder.path()).await;
    assert_eq!(contents.records, ["one", "three"]);
    assert!(contents.damages[0].ends_with("are damaged: record 2 is lost"), "{:?}", contents.damages);
}

#[tokio::test]
async fn a_journal_that_is_cut_while_it_is_open_is_told() {
    let (folder, journal) = kept(&RECORDS).await;
    let file = fs::OpenOptions::new().write(true).open(folder.path().join("journal")).unwrap();
    file.set_len(ends()[1] as u64).unwrap();
    let contents = journal.read_all().await.unwrap();
    assert_eq!(contents.records, RECORDS[..2]);
    assert!(contents.damages[0].contains("now it is cut at byte"), "{:?}", contents.damages);
}
