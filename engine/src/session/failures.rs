//! Failed log-ins, folded for the audit trail: one entry a name and minute, with how many there were.

use std::collections::HashMap;

use domain::duration::Span;
use domain::time::Timestamp;

/// One entry stands for the failures of this long.
const FOLD: Span = Span::from_secs(60);

#[derive(Debug)]
struct Fold {
    noted: Timestamp,
    since: u64,
}

/// Counts failures by the name of a user that exists; all other names are one, so that this stays as small
/// as the list of users and passwords typed into the wrong field are not kept.
#[derive(Debug, Default)]
pub(super) struct Failures(HashMap<Option<String>, Fold>);

impl Failures {
    /// Counts one. Answers how many there were since the last entry when it is time for another.
    pub(super) fn count(&mut self, name: Option<&str>, now: Timestamp) -> Option<u64> {
        let fold = self.0.entry(name.map(str::to_owned));
        let mut first = false;
        let fold = fold.or_insert_with(|| {
            first = true;
            Fold { noted: now, since: 0 }
        });
        fold.since += 1;
        // A clock that stepped back ends the fold too.
        if first || now < fold.noted || now.since(fold.noted) >= FOLD {
            fold.noted = now;
            return Some(std::mem::take(&mut fold.since));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_failures_in_a_minute_are_one_entry_and_the_next_one_counts_them() {
        let start = Timestamp::from_micros(1_800_000_000_000_000);
        let mut failures = Failures::default();
        let entries: Vec<u64> = (0..1_000).filter_map(|_| failures.count(Some("ada"), start)).collect();
        assert_eq!(entries, [1]);
        assert_eq!(failures.count(None, start), Some(1));
        assert_eq!(failures.count(Some("ada"), start.plus(FOLD)), Some(1_000));
    }
}
