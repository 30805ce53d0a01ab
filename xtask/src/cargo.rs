//! Calls cargo for the workspace and its crates.

use crate::place::Place;
use crate::run::Run;
use crate::say;

/// The crates that are built and tested natively together: one call, so that their
/// dependencies are compiled with one set of features. `app` is here as the server renders it.
pub(crate) const NATIVE: [&str; 14] = [
    "-p",
    "domain",
    "-p",
    "supervisor",
    "-p",
    "engine",
    "-p",
    "app",
    "-p",
    "server",
    "-p",
    "bench",
    "--features",
    "app/ssr",
];

/// One call of cargo.
#[derive(Debug)]
pub(crate) struct Cargo(Run);

impl Cargo {
    pub(crate) fn new(place: &Place, command: &str) -> Self {
        let run = Run::new("cargo").arg(command).within(&place.root).env("CARGO_TARGET_DIR", &place.target);
        Self(if say::in_colour() { run.env("CARGO_TERM_COLOR", "always") } else { run })
    }

    /// A call for xtask itself, which is a workspace of its own.
    pub(crate) fn for_xtask(place: &Place, command: &str) -> Self {
        let Self(run) = Self::new(place, command);
        let manifest = place.root.join("xtask/Cargo.toml");
        Self(run.env("CARGO_TARGET_DIR", place.target.join("xtask")).arg("--manifest-path").arg(manifest))
    }

    pub(crate) fn args<'a>(self, args: impl IntoIterator<Item = &'a str>) -> Self {
        Self(self.0.args(args))
    }

    pub(crate) fn env(self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        Self(self.0.env(name, value))
    }

    pub(crate) fn run(self) -> Run {
        self.0
    }

    pub(crate) fn aloud(self) -> crate::trouble::Done {
        self.0.aloud()
    }
}
