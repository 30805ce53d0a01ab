//! The environment of the programs that xtask starts: as if cargo had not started xtask.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Command;

/// Takes back what `cargo run` set for xtask itself.
pub(crate) fn clear(command: &mut Command) {
    for name in leaked_by_cargo(std::env::vars_os().map(|(name, _)| name)) {
        command.env_remove(name);
    }
    if let Some(path) = std::env::var_os("LD_LIBRARY_PATH") {
        match library_path_without_cargos(&path) {
            Some(path) => command.env("LD_LIBRARY_PATH", path),
            None => command.env_remove("LD_LIBRARY_PATH"),
        };
    }
}

fn leaked_by_cargo(names: impl Iterator<Item = OsString>) -> Vec<OsString> {
    // Build scripts look at some of these: with them `cargo xtask` and cargo alone would build anew after each other.
    let own = ["OUT_DIR", "CARGO_BIN_NAME", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE"];
    let leaks = |name: &str| {
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || own.contains(&name)
    };
    names.filter(|name| name.to_str().is_some_and(leaks)).collect()
}

/// `cargo run` puts its own folders before the library path; they end in these.
fn library_path_without_cargos(path: &OsStr) -> Option<OsString> {
    let cargos = |folder: &Path| {
        folder.as_os_str().is_empty()
            || folder.to_string_lossy().contains("/rustlib/")
            || folder.to_string_lossy().contains("/toolchains/")
            || folder.components().any(|part| part.as_os_str() == "xtask")
    };
    let kept: Vec<_> = std::env::split_paths(path).filter(|folder| !cargos(folder)).collect();
    if kept.is_empty() { None } else { std::env::join_paths(kept).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_sets_for_xtask_itself_goes_to_nobody_else() {
        let names = ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "OUT_DIR", "CARGO_HOME", "PATH"];
        let leaked = leaked_by_cargo(names.into_iter().map(OsString::from));
        assert_eq!(leaked, ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "OUT_DIR"]);
    }

    #[test]
    fn what_cargo_run_adds_to_the_library_path_is_dropped_and_the_rest_kept() {
        let path = "/w/target/xtask/debug/deps:/r/toolchains/stable/lib:/opt/own/lib:";
        assert_eq!(library_path_without_cargos(OsStr::new(path)), Some("/opt/own/lib".into()));
        assert_eq!(library_path_without_cargos(OsStr::new("/r/toolchains/stable/lib")), None);
    }
}
