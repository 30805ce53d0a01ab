//! Phases one after the other, the time of each, and the closing count.

use crate::say::{self, Stopwatch, Took};
use crate::tally::Tally;
use crate::trouble::{Done, Trouble};

/// What one phase came to.
#[derive(Debug)]
struct Phase {
    name: &'static str,
    took: Took,
    tally: Tally,
    trouble: Option<Trouble>,
}

/// Collects phases; one that fails does not keep the next from running.
#[derive(Debug)]
pub(crate) struct Report {
    phases: Vec<Phase>,
    whole: Stopwatch,
}

impl Report {
    pub(crate) fn begin() -> Self {
        Self { phases: Vec::new(), whole: Stopwatch::start() }
    }

    /// Performs a phase that runs no tests; says whether it went well.
    pub(crate) fn check(&mut self, name: &'static str, work: impl FnOnce() -> Done) -> bool {
        self.tests(name, || work().map(|()| Tally::default()))
    }

    /// Performs a phase that runs tests; says whether it went well.
    pub(crate) fn tests(&mut self, name: &'static str, work: impl FnOnce() -> Done<Tally>) -> bool {
        say::line(format_args!("\n── {name}"));
        let watch = Stopwatch::start();
        let (tally, trouble) = match work() {
            Ok(tally) => (tally, None),
            Err(trouble) => (Tally::default(), Some(trouble)),
        };
        let took = watch.read();
        let well = trouble.is_none() && tally.failed == 0;
        match &trouble {
            Some(trouble) => say::line(format_args!("── {name}: {trouble} ({took})")),
            None if well => say::line(format_args!("── {name}: {took}")),
            None => say::line(format_args!("── {name}: {} failed ({took})", tally.failed)),
        }
        self.phases.push(Phase { name, took, tally, trouble });
        well
    }

    /// Prints the times and, as the last line, the count; fails when anything did.
    pub(crate) fn close(self) -> Done {
        say::line("");
        let width = self.phases.iter().map(|phase| phase.name.len()).max().unwrap_or(0);
        for phase in &self.phases {
            say::line(line_of(phase, width));
        }
        say::line(format_args!("  {:width$}  {:>13}", "all", self.whole.read()));
        let (passed, failed) = count(&self.phases);
        let verdict = verdict(&self.phases);
        if let Err(trouble) = &verdict {
            say::line(trouble);
        }
        say::line("");
        say::line(format_args!("{passed} passed, {failed} failed"));
        // It was said above: the count is the last line.
        verdict.map_err(|_| Trouble::said())
    }
}

fn line_of(phase: &Phase, width: usize) -> String {
    let tests = match (phase.tally.reported, failures(phase)) {
        (false, 0) => String::new(),
        (false, _) => "FAILED".to_owned(),
        (true, failed) => format!("{} passed, {failed} failed", phase.tally.passed),
    };
    format!("  {:width$}  {:>13}  {tests}", phase.name, phase.took).trim_end().to_owned()
}

/// A phase that broke without counting a test as failed counts as one.
fn failures(phase: &Phase) -> u32 {
    phase.tally.failed.max(u32::from(phase.trouble.is_some()))
}

fn verdict(phases: &[Phase]) -> Done {
    let failed = phases.iter().filter(|phase| failures(phase) > 0);
    let names: Vec<_> = failed.map(|phase| phase.name).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(Trouble::new(format!("failed in: {}", names.join(", "))))
}

fn count(phases: &[Phase]) -> (u32, u32) {
    let passed = phases.iter().map(|phase| phase.tally.passed).sum();
    (passed, phases.iter().map(failures).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phase(passed: u32, failed: u32, trouble: Option<&str>) -> Phase {
        let tally = Tally { passed, failed, reported: passed + failed > 0 };
        Phase {
            name: "phase",
            took: Took(std::time::Duration::ZERO),
            tally,
            trouble: trouble.map(Trouble::new),
        }
    }

    #[test]
    fn the_count_is_the_sum_of_all_runners_and_a_broken_phase_is_one_failure() {
        let phases = [phase(10, 0, None), phase(3, 2, None), phase(0, 0, Some("clippy failed"))];
        assert_eq!(count(&phases), (13, 3));
    }

    #[test]
    fn a_later_phase_runs_though_an_earlier_one_failed() {
        let mut report = Report::begin();
        assert!(!report.check("first", || Err(Trouble::new("broken"))));
        assert!(report.tests("second", || Ok(Tally { passed: 1, failed: 0, reported: true })));
        let text = verdict(&report.phases).unwrap_err().to_string();
        assert_eq!(text, "error: failed in: first");
    }
}
