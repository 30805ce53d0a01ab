//! Measures.

use crate::build::{self, Finish};
use crate::cargo::Cargo;
use crate::needs::{self, Wants};
use crate::place::Place;
use crate::postgres::Cluster;
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
