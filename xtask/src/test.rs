//! Every test: Rust on SQLite and PostgreSQL, then the browser: `cargo xtask test`.

use crate::build;
use crate::cargo::{Cargo, NATIVE};
use crate::needs::{self, Wants};
use crate::node;
use crate::place::{self, Place};
use crate::postgres::Cluster;
use crate::report::Report;
use crate::say;
use crate::tally::{self, Tally};
use crate::trouble::{Done, Trouble};

/// Sets up and runs every test.
pub(crate) fn test(place: &Place) -> Done {
    needs::meet(place, Wants::Tests)?;
    let mut report = Report::begin();
    phases(place, &mut report);
    report.close()
}

/// The phases of `test`, which are the last ones of `ci` too.
pub(crate) fn phases(place: &Place, report: &mut Report) {
    report.tests("set-up tests", || {
        Cargo::for_xtask(place, "test").args(["--quiet"]).run().counted(tally::libtest)
    });
    let built = report.check("build", || build::all(place));
    let cluster = match Cluster::start() {
        Ok(cluster) => cluster,
        Err(trouble) => {
            report.check("PostgreSQL", || Err(trouble));
            return;
        }
    };
    report.tests("Rust tests", || rust(place, &cluster));
    report.tests("documentation tests", || documentation(place, &cluster));
    if !place.root.join("end2end/package.json").is_file() {
        say::line("\nthere are no browser tests yet (end2end/package.json)");
        return;
    }
    if built {
        report.tests("browser tests", || browser(place, &cluster));
    } else {
        report.check("browser tests", || Err(Trouble::new("not run: there is nothing built to run them on")));
    }
}

/// Runs the crates' tests, with nextest where it is installed.
fn rust(place: &Place, cluster: &Cluster) -> Done<Tally> {
    let nextest = place::program("cargo-nextest").is_some();
    let groups: [&[&str]; 2] = [&NATIVE, &["-p", "site"]];
    let mut sum = Tally::default();
    for group in groups {
        let tests = if nextest {
            // The crates of a group may have no tests yet.
            Cargo::new(place, "nextest").args(["run", "--no-fail-fast", "--no-tests=pass"])
        } else {
            Cargo::new(place, "test").args(["--no-fail-fast", "--tests"])
        };
        let count = if nextest { tally::nextest } else { tally::libtest };
        sum += with_places(place, tests.args(group.iter().copied()), cluster).run().counted(count)?;
    }
    Ok(sum)
}

/// Of the same crates as the other tests, so that nothing is compiled with another set of features.
fn documentation(place: &Place, cluster: &Cluster) -> Done<Tally> {
    let tests = Cargo::new(place, "test").args(["--doc", "--quiet", "--no-fail-fast"]).args(NATIVE);
    with_places(place, tests, cluster).run().counted(tally::libtest)
}

/// Tells the tests where the database, the oracle, the executable and the site are.
pub(crate) fn with_places(place: &Place, cargo: Cargo, cluster: &Cluster) -> Cargo {
    cargo
        .env("LULL_TEST_POSTGRES", &cluster.url)
        .env("LULL_ORACLE_PYTHON", needs::oracle(place))
        .env("LULL_BIN", place.lull())
        .env("LULL_SITE", place.site())
}

fn browser(place: &Place, cluster: &Cluster) -> Done<Tally> {
    let chromium = needs::chromium().ok_or_else(|| Trouble::new("there is no Chromium"))?;
    let folder = needs::npm_packages(place).ok_or_else(|| {
        Trouble::new("end2end/ has no package-lock.json").cure("run `npm install` there and commit it")
    })?;
    let run = node::with_node(place, "npx")?
        .args(["playwright", "test"])
        .within(folder)
        .env("LULL_BIN", place.lull())
        .env("LULL_SITE", place.site())
        .env("LULL_TEST_POSTGRES", &cluster.url)
        .env("CHROMIUM", chromium);
    let run = if say::in_colour() { run.env("FORCE_COLOR", "1") } else { run };
    run.counted(tally::playwright)
}
