//! Random histories: what was acknowledged is never lost and never comes twice.

use std::fs;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use proptest::prelude::*;

use super::Text;
use crate::offline::journal::head::HEAD;
use crate::offline::journal::{Appended, Journal, line};

const CAP: u64 = HEAD as u64 + 3000;

#[derive(Clone, Debug)]
enum Act {
    /// Appends so many at once, each of these lengths.
    Append(Vec<usize>),
    /// The process dies while it writes a group: these of a thousand parts reach the disk.
    BreakOff {
        records: usize,
        permille: usize,
    },
    Reopen,
    /// Reads, and retires what was read.
    Replay,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => prop::collection::vec(0..300_usize, 1..5).prop_map(Act::Append),
        2 => (1..4_usize, 0..=1000_usize).prop_map(|(records, permille)| Act::BreakOff { records, permille }),
        1 => Just(Act::Reopen),
        1 => Just(Act::Replay),
    ]
}

/// What should be there.
#[derive(Default)]
struct Model {
    acknowledged: Vec<String>,
    /// Written by a process that died before it could acknowledge them.
    unsaid: Vec<String>,
    counted: u64,
    named: usize,
}

impl Model {
    fn name(&mut self, length: usize) -> String {
        self.named += 1;
        format!("{} {}", self.named, "x".repeat(length))
    }

    async fn append(&mut self, journal: &Text, lengths: &[usize]) {
        let records: Vec<String> = lengths.iter().map(|length| self.name(*length)).collect();
        let (a, b) = records.split_at(records.len() / 2);
        let together = async |some: &[String]| {
            let mut fates = Vec::new();
            for record in some {
                fates.push(journal.append(record).await.unwrap());
            }
            fates
        };
        let (first, second) = tokio::join!(together(a), together(b));
        for (record, fate) in records.into_iter().zip([first, second].concat()) {
            match fate {
                Appended::Kept => self.acknowledged.push(record),
                Appended::Full => self.counted += 1,
            }
        }
    }

    /// The bytes that a dying process leaves behind the last record.
    fn break_off(&mut self, folder: &Path, next: u64, records: usize, permille: usize) {
        let names: Vec<String> = (0..records).map(|length| self.name(length)).collect();
        let lines = (next..).zip(&names).map(|(n, name)| line::encode(n, format!("{name:?}").as_bytes()));
        let bytes: Vec<u8> = lines.flatten().collect();
        if let Ok(mut file) = OpenOptions::new().append(true).open(folder.join("journal")) {
            file.write_all(&bytes[..bytes.len() * permille / 1000]).unwrap();
            self.unsaid.extend(names);
        }
    }

    async fn agrees(&mut self, journal: &Text) {
        let contents = journal.read_all().await.unwrap();
        assert!(contents.damages.is_empty(), "{:?}", contents.damages);
        assert_eq!(contents.counted, self.counted);
        let (mut said, mut unsaid) = (Vec::new(), Vec::new());
        for record in contents.records {
            if self.unsaid.contains(&record) { unsaid.push(record) } else { said.push(record) }
        }
        said.sort_unstable();
        self.acknowledged.sort_unstable();
        assert_eq!(said, self.acknowledged);
        let all = unsaid.len();
        unsaid.sort_unstable();
        unsaid.dedup();
        assert_eq!(unsaid.len(), all, "one came twice");
    }
}

async fn history(acts: Vec<Act>) {
    let folder = tempfile::tempdir().unwrap();
    let open = || Journal::open(folder.path(), CAP).unwrap();
    let (mut model, mut journal) = (Model::default(), open());
    for act in acts {
        match act {
            Act::Append(lengths) => model.append(&journal, &lengths).await,
            Act::BreakOff { records, permille } => {
                let next = journal.desk.log.lock().unwrap().last + 1;
                model.break_off(folder.path(), next, records, permille);
                journal = open();
            }
            Act::Reopen => journal = open(),
            Act::Replay => {
                journal.retire(journal.read_all().await.unwrap().mark).await.unwrap();
                assert!(!fs::exists(folder.path().join("journal")).unwrap());
                model = Model { named: model.named, ..Model::default() };
            }
        }
        model.agrees(&journal).await;
    }
    model.agrees(&open()).await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_was_acknowledged_is_never_lost_and_never_comes_twice(acts in prop::collection::vec(act(), 1..20)) {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(history(acts));
    }
}
