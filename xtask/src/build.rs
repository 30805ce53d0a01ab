//! Builds the executable and the site.

use std::path::{Path, PathBuf};

use crate::cargo::Cargo;
use crate::needs::{self, Wants};
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
    say::line(format_args!(
        "{}\n{}",
        place.lull().display(),
        place.site().display()
    ));
    Ok(())
}

/// Builds what `serve` runs.
pub(crate) fn all(place: &Place) -> Done {
    let watch = Stopwatch::start();
    executable(place)?;
    site(place, Finish::Fast)?;
    say::line(format_args!("built in {}", watch.read()));
    Ok(())
}

/// Builds `lull`.
pub(crate) fn executable(place: &Place) -> Done {
    Cargo::new(place, "build")
        .args(["-p", "server", "--bin", "lull"])
        .aloud()
}

/// Builds the pages' code and makes the site of it.
pub(crate) fn site(place: &Place, finish: Finish) -> Done {
    let profile = match finish {
        Finish::Fast => "dev",
        Finish::Small => "dist-wasm",
    };
    let target = [
        "--lib",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        profile,
    ];
    Cargo::new(place, "build")
        .args(["-p", "frontend"])
        .args(target)
        .aloud()?;
    Cargo::new(place, "build").args(["-p", "site"]).aloud()?;
    make_site(place, finish)
}

fn make_site(place: &Place, finish: Finish) -> Done {
    let wasm = match finish {
        Finish::Fast => "debug/frontend.wasm",
        Finish::Small => "dist-wasm/frontend.wasm",
    };
    let site = Run::new(place.target.join("debug/site"))
        .arg("--wasm")
        .arg(place.target.join("wasm32-unknown-unknown").join(wasm))
        .arg("--style")
        .arg(place.root.join("style/main.css"))
        .arg("--public")
        .arg(place.root.join("site/public"))
        .arg("--out")
        .arg(place.site());
    match finish {
        Finish::Fast => site.aloud(),
        Finish::Small => small(place, site)?.aloud(),
    }
}

fn small(place: &Place, site: Run) -> Done<Run> {
    let optimiser: PathBuf = place.root.join("site/wasm-opt/node_modules/.bin/wasm-opt");
    let node = crate::node::find(place);
    let site = site.arg("--small").arg("--wasm-opt").arg(&optimiser);
    Ok(match node {
        // The optimiser is a script for Node, the one that the set-up found.
        Some(folder) => site.env("PATH", path_with(&folder)),
        None => site,
    })
}

fn path_with(folder: &Path) -> std::ffi::OsString {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&old));
    std::env::join_paths(folders).unwrap_or(old)
}
