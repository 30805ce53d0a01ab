//! Measures.

use crate::build::{self, Finish};
use crate::cargo::Cargo;
use crate::needs::{self, Wants};
use crate::place::Place;
use crate::postgres::Cluster;
use crate::trouble::Done;

/// Runs the benchmark: `cargo xtask bench`.
pub(crate) fn bench(place: &Place, words: &[String]) -> Done {
    needs::meet(place, Wants::Database)?;
    // What is measured of the pages is what people get: with all size passes.
    needs::meet(place, Wants::Dist)?;
    Cargo::new(place, "build").args(["--release", "-p", "server", "-p", "bench"]).aloud()?;
    build::site(place, Finish::Small)?;
    let cluster = Cluster::start()?;
    let bench = crate::run::Run::new(place.target.join("release/bench")).args(words).within(&place.root);
    bench
        .env("LULL_TEST_POSTGRES", &cluster.url)
        .env("LULL_ORACLE_PYTHON", needs::oracle(place))
        .env("LULL_BIN", place.target.join("release/lull"))
        .env("LULL_SITE", place.site())
        .aloud()
}
