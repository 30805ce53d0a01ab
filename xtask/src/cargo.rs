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
        let run = if say::in_colour() { run.env("CARGO_TERM_COLOR", "always") } else { run };
        Self(if place.linted { linted(run) } else { run })
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

/// Lets clippy compile the workspace's own crates, as `cargo clippy` does, but all the way: `cargo clippy` would have
/// every dependency checked first that the build compiles again. `-D warnings` in clippy's own spelling.
fn linted(run: Run) -> Run {
    run.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
        .env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a crate of one file compiles where what is compiled is linted.
    fn compiles(name: &str, source: &str) -> bool {
        let root = std::env::temp_dir().join(format!("lull-{name}-{}", std::process::id()));
        let manifest = format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n[workspace]\n");
        std::fs::create_dir_all(root.join("src")).unwrap();
        std::fs::write(root.join("Cargo.toml"), manifest).unwrap();
        std::fs::write(root.join("src/lib.rs"), source).unwrap();
        let place = Place { target: root.join("target"), cache: root.clone(), root, linted: true };
        let compiled = Cargo::new(&place, "build").args(["--offline"]).run().works();
        std::fs::remove_dir_all(&place.root).unwrap();
        compiled
    }

    #[test]
    fn what_rustc_or_clippy_warn_of_is_an_error() {
        assert!(compiles("sound", "pub fn one() -> u8 { 1 }"));
        assert!(!compiles("unused", "fn one() -> u8 { 1 }"));
        assert!(!compiles("needless", "pub fn one() -> u8 { return 1; }"));
    }
}
