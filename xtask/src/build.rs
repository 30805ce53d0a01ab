//! Builds the executable and the site.

use crate::cargo::{Cargo, NATIVE};
use crate::needs::{self, Wants};
use crate::node;
use crate::place::Place;
use crate::run::Run;
use crate::say::{self, Stopwatch};
use crate::trouble::Done;

/// How the site is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finish {
    /// At once, for working on it and for the tests.
    Fast,
    /// With all size passes.
    Small,
}

/// Sets up and builds: `cargo xtask build`.
pub(crate) fn build(place: &Place) -> Done {
    needs::meet(place, Wants::Build)?;
    all(place)?;
    say::line(format_args!("{}\n{}", place.lull().display(), place.site().display()));
    Ok(())
}

/// Builds what `serve` runs.
pub(crate) fn all(place: &Place) -> Done {
    let watch = Stopwatch::start();
    if place.linted {
        every_crate(place)?;
    }
    executable(place)?;
    site(place, Finish::Fast)?;
    say::line(format_args!("built in {}", watch.read()));
    Ok(())
}

/// Builds the native crates as they are without their tests: what only tests use is a warning here.
fn every_crate(place: &Place) -> Done {
    Cargo::new(place, "build").args(["--keep-going"]).args(NATIVE).aloud()
}

/// Builds `lull`.
pub(crate) fn executable(place: &Place) -> Done {
    Cargo::new(place, "build").args(["-p", "server", "--bin", "lull"]).aloud()
}

/// Builds the pages' code and makes the site of it.
pub(crate) fn site(place: &Place, finish: Finish) -> Done {
    let profile = match finish {
        Finish::Fast => "dev",
        Finish::Small => "dist-wasm",
    };
    let target = ["--lib", "--target", "wasm32-unknown-unknown", "--profile", profile];
    Cargo::new(place, "build").args(["-p", "frontend"]).args(target).aloud()?;
    Cargo::new(place, "build").args(["-p", "site"]).aloud()?;
    make_site(place, finish)
}

fn make_site(place: &Place, finish: Finish) -> Done {
    let program = place.target.join("debug/site");
    let (site, profile) = match finish {
        Finish::Fast => (Run::new(program), "debug"),
        Finish::Small => {
            let optimiser = |name: &str| place.root.join("site/optimisers/node_modules/.bin").join(name);
            // The optimisers are scripts for Node.
            let site = node::with_node(place, program)?.arg("--small");
            let site = site.arg("--wasm-opt").arg(optimiser("wasm-opt"));
            (site.arg("--terser").arg(optimiser("terser")), "dist-wasm")
        }
    };
    site.arg("--wasm")
        .arg(place.target.join("wasm32-unknown-unknown").join(profile).join("frontend.wasm"))
        .arg("--style")
        .arg(place.root.join("style/main.css"))
        .arg("--public")
        .arg(place.root.join("site/public"))
        .arg("--out")
        .arg(place.site())
        .aloud()
}
