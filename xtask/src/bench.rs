//! Measures, and the longer fault tests.

use crate::build::{self, Finish};
use crate::cargo::{Cargo, NATIVE};
use crate::needs::{self, Wants};
use crate::place::{self, Place};
use crate::postgres::Cluster;
use crate::report::Report;
use crate::tally;
use crate::trouble::Done;

/// Runs the benchmark: `cargo xtask bench`.
pub(crate) fn bench(place: &Place, words: &[String]) -> Done {
    needs::meet(place, Wants::Tests)?;
    Cargo::new(place, "build").args(["--release", "-p", "server", "-p", "bench"]).aloud()?;
    build::site(place, Finish::Fast)?;
    let cluster = Cluster::start()?;
    let bench = crate::run::Run::new(place.target.join("release/bench")).args(words).within(&place.root);
    bench
        .env("LULL_TEST_POSTGRES", &cluster.url)
        .env("LULL_BIN", place.target.join("release/lull"))
        .env("LULL_SITE", place.site())
        .aloud()
}

/// Runs the tests that take too long for every change, `fault_…` by name: `cargo xtask faults`.
pub(crate) fn faults(place: &Place) -> Done {
    needs::meet(place, Wants::Tests)?;
    let mut report = Report::begin();
    report.check("build", || build::all(place));
    report.tests("faults", || {
        let cluster = Cluster::start()?;
        let nextest = place::program("cargo-nextest").is_some();
        let tests = if nextest {
            let tests = Cargo::new(place, "nextest").args(["run", "--no-fail-fast", "--run-ignored=all"]);
            tests.args(NATIVE).args(["fault_"])
        } else {
            let tests = Cargo::new(place, "test").args(["--no-fail-fast"]).args(NATIVE);
            tests.args(["--", "--include-ignored", "fault_"])
        };
        let tests = tests.env("LULL_TEST_POSTGRES", &cluster.url);
        let tests = tests.env("LULL_BIN", place.lull()).env("LULL_SITE", place.site());
        tests.run().counted(if nextest { tally::nextest } else { tally::libtest })
    });
    report.close()
}
