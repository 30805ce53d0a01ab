//! The linker, and what checks lints and licences.

use std::path::PathBuf;

use super::{Missing, Step};
use crate::place::{self, Place};
use crate::run::Run;
use crate::say;
use crate::trouble::Done;

/// The version that the set-up installs; another one that is here already is taken as it is.
const DENY: &str = "0.20.2";

pub(super) fn linker() -> Option<Missing> {
    let here = place::program("cc").is_some() && place::program("ar").is_some();
    (!here).then_some(Missing {
        name: "a linker",
        purpose: "links the executable and compiles SQLite",
        packages: &["build-essential"],
        step: None,
    })
}

pub(super) fn components() -> Option<Missing> {
    let here = Run::new("cargo").args(["clippy", "--version"]).works()
        && Run::new("cargo").args(["fmt", "--version"]).works();
    let command = "rustup component add clippy rustfmt";
    (!here).then(|| Missing {
        name: "clippy, rustfmt",
        purpose: "lints and format",
        packages: &[],
        step: Some(Step {
            what: command.to_owned(),
            by_hand: command.to_owned(),
            perform: |place| Run::new("rustup").args(["component", "add", "clippy", "rustfmt"]).quiet(place),
        }),
    })
}

/// Where cargo-deny is: in the PATH, or in the cache.
pub(crate) fn cargo_deny(place: &Place) -> Option<PathBuf> {
    let cached = place.cache.join("tools/bin/cargo-deny");
    place::program("cargo-deny").or_else(|| place::is_program(&cached).then_some(cached))
}

pub(super) fn deny(place: &Place) -> Option<Missing> {
    cargo_deny(place).is_none().then(|| Missing {
        name: "cargo-deny",
        purpose: "licences and sources of the crates",
        packages: &[],
        step: Some(Step {
            what: format!("cargo install cargo-deny {DENY} into the cache folder (some minutes)"),
            by_hand: format!("cargo install --locked cargo-deny@{DENY}"),
            perform: install_deny,
        }),
    })
}

fn install_deny(place: &Place) -> Done {
    let tools = place.cached("tools")?;
    let install = |locked: &[&str]| {
        Run::new("cargo")
            .args(["install", "--debug", "--root"])
            .arg(&tools)
            .args(locked)
            .arg(format!("cargo-deny@{DENY}"))
            // Away from the checkout's own settings.
            .within(&tools)
            .env("CARGO_TARGET_DIR", place.cache.join("tools/target"))
    };
    let installed = install(&["--locked"]).quiet(place).or_else(|_| {
        // A registry mirror may lack the newest of the crates that its lock file names.
        say::line("      with the newest crates that the registry has instead of the locked ones …");
        install(&[]).env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback").quiet(place)
    });
    // Only the program is wanted; what remains of its build is large.
    let _ = std::fs::remove_dir_all(place.cache.join("tools/target"));
    installed
}
