//! Runs the tests that tell what Lull survives, longer than every change can wait for.

use crate::build;
use crate::cargo::{Cargo, NATIVE};
use crate::needs::{self, Wants};
use crate::place::{self, Place};
use crate::postgres::Cluster;
use crate::report::Report;
use crate::tally;
use crate::test;
use crate::trouble::Done;

/// How a test is named by its row of the list of faults: `fault_9_…`.
const NAMED: &str = "fault_";

/// The other tests that tell a row: the rows, and what stands in the tests' names.
const OTHERS: [(&str, &str); 15] = [
    ("1", "gate_race::"),
    ("6 and 8", "recovery::"),
    ("9", "adoption::"),
    ("10", "ending::"),
    ("11, 12 and 43", "log::"),
    ("25", "daylight::"),
    ("31, 32, 39 and 40", "streams::"),
    ("34", "leaving::"),
    ("35 and 39", "pages::"),
    ("36", "bodies::"),
    ("38", "cross_site::"),
    ("41", "brute_force::"),
    ("42", "outcome::"),
    ("43", "mask::"),
    ("44", "http_step::"),
];

/// Runs them, each with as many rounds as its row asks for: `cargo xtask faults`.
pub(crate) fn faults(place: &Place) -> Done {
    needs::meet(place, Wants::Tests)?;
    let mut report = Report::begin();
    report.check("build", || build::all(place));
    report.tests("faults", || {
        let cluster = Cluster::start()?;
        let nextest = place::program("cargo-nextest").is_some();
        let tests = if nextest {
            // The profile has a limit that the long rounds keep to.
            let tests = Cargo::new(place, "nextest").args(["run", "--profile", "faults", "--no-fail-fast"]);
            tests.args(NATIVE).args(["-E", &expression()])
        } else {
            let tests = Cargo::new(place, "test").args(["--no-fail-fast"]).args(NATIVE);
            tests.args(["--"]).args(names())
        };
        let tests = test::with_places(place, tests.env("LULL_FAULTS", "long"), &cluster);
        tests.run().counted(if nextest { tally::nextest } else { tally::libtest })
    });
    report.close()
}

/// What stands in the names of all of them.
fn names() -> impl Iterator<Item = &'static str> {
    std::iter::once(NAMED).chain(OTHERS.iter().map(|(_, name)| *name))
}

/// The same as nextest's filter.
fn expression() -> String {
    names().map(|name| format!("test(~{name})")).collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_in_the_expression() {
        let expression = expression();
        assert!(expression.starts_with("test(~fault_) | test(~gate_race::) | "), "{expression}");
        assert_eq!(expression.matches("test(").count(), 1 + OTHERS.len());
    }
}
