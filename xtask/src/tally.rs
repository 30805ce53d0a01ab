//! Counts tests from what their runners print.

use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    /// Whether a runner reported at all; none of its tests may have run.
    pub(crate) reported: bool,
}

impl Tally {
    pub(crate) fn is_empty(self) -> bool {
        !self.reported
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.reported |= other.reported;
    }
}

/// Reads `test result: ok. 5 passed; 0 failed; …`, one line for each test binary.
pub(crate) fn libtest(line: &str, tally: &mut Tally) {
    let Some(rest) = line.trim_start().strip_prefix("test result: ") else {
        return;
    };
    let Some((_, counts)) = rest.split_once(". ") else {
        return;
    };
    for count in counts.split(';') {
        add(count, tally, &["passed"], &["failed"]);
    }
}

/// Reads `Summary [ 0.5s] 7 tests run: 5 passed (1 slow), 1 failed, 1 timed out, 2 skipped`.
pub(crate) fn nextest(line: &str, tally: &mut Tally) {
    let Some(rest) = line.trim_start().strip_prefix("Summary [") else {
        return;
    };
    let Some((_, counts)) = rest.split_once("run: ") else {
        return;
    };
    for count in without_brackets(counts).split(',') {
        add(count, tally, &["passed"], &["failed", "timed out", "exec failed"]);
    }
}

/// Reads the lines that close a run of Playwright: `  1 failed`, `  12 passed (30.1s)`.
///
/// A flaky test, one that passed only when it was tried again, is a failed one.
pub(crate) fn playwright(line: &str, tally: &mut Tally) {
    if !line.starts_with("  ") || line.starts_with("   ") {
        return;
    }
    let failures = ["failed", "flaky", "interrupted", "did not run"];
    add(&without_brackets(line), tally, &["passed"], &failures);
}

/// Adds `3 passed` to the right side; other words, such as `2 ignored`, count as neither.
fn add(count: &str, tally: &mut Tally, passed: &[&str], failed: &[&str]) {
    let Some((number, word)) = count.trim().split_once(' ') else {
        return;
    };
    let Ok(number) = number.parse::<u32>() else {
        return;
    };
    let word = word.trim();
    if passed.contains(&word) {
        tally.passed += number;
        tally.reported = true;
    } else if failed.contains(&word) {
        tally.failed += number;
        tally.reported = true;
    }
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let outside = text.chars().filter(|c| match c {
        '(' => {
            depth += 1;
            false
        }
        ')' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    outside.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(count: fn(&str, &mut Tally), text: &str) -> (u32, u32) {
        let mut tally = Tally::default();
        text.lines().for_each(|line| count(line, &mut tally));
        (tally.passed, tally.failed)
    }

    #[test]
    fn cargo_test_is_summed_over_its_binaries() {
        let text = "running 5 tests\ntest a ... ok\n\n\
            test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s";
        assert_eq!(counted(libtest, text), (7, 3));
    }

    #[test]
    fn nextests_slow_and_leaky_ones_are_counted_once() {
        let text = "     Summary [   0.512s] 12 tests run: 9 passed (1 slow, 2 leaky), 2 failed, 1 timed out, 4 skipped";
        assert_eq!(counted(nextest, text), (9, 3));
    }

    #[test]
    fn a_nextest_run_cut_short_still_counts() {
        let text = "     Summary [   0.512s] 3/12 tests run: 2 passed, 1 failed, 0 skipped";
        assert_eq!(counted(nextest, text), (2, 1));
    }

    #[test]
    fn playwrights_closing_lines_are_read_and_flaky_is_failed() {
        let text = "  1 failed\n    [chromium] › story.spec.ts:3:1 › 7 passed ────\n  1 flaky\n  2 did not run\n  3 skipped\n  12 passed (30.1s)";
        assert_eq!(counted(playwright, text), (12, 4));
    }

    #[test]
    fn words_of_the_tests_themselves_are_not_counted() {
        assert_eq!(counted(playwright, "    2 passed (1s)\n2 passed\n  ok  1 story › 3 passed"), (0, 0));
        assert_eq!(counted(libtest, "3 passed; 0 failed"), (0, 0));
        assert_eq!(counted(nextest, "9 tests run: 9 passed"), (0, 0));
    }
}
