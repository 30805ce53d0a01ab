//! Node and its packages.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::place::{self, Place};
use crate::run::Run;
use crate::trouble::{Done, Trouble};
use crate::version::Version;

/// The oldest Node that runs the browser tests.
pub(crate) const OLDEST: u32 = 20;
/// What the set-up gets where there is no such Node.
pub(crate) const OURS: u32 = 22;

/// The folder of a `node` that is new enough and has `npm` with it.
pub(crate) fn find(place: &Place) -> Option<PathBuf> {
    let npm = place::program("npm")?;
    let cached = place.cache.join("node/node_modules/node/bin/node");
    let candidates = [place::program("node"), Some(cached)];
    // `npm` itself is a script that takes the first node of the PATH.
    let folder = candidates.into_iter().flatten().find(|node| is_new_enough(node))?.parent()?.to_path_buf();
    npm.is_file().then_some(folder)
}

fn is_new_enough(node: &Path) -> bool {
    let said = Run::new(node).arg("--version").text().ok();
    said.and_then(|text| Version::find(&text)).is_some_and(|version| version.0 >= OLDEST)
}

/// Gets Node from npm's registry, if what Debian has is too old.
pub(crate) fn get_newer(place: &Place) -> Done {
    if find(place).is_some() {
        return Ok(());
    }
    let folder = place.cached("node")?;
    Run::new("npm")
        .args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"])
        .arg(&folder)
        .arg(format!("node@{OURS}"))
        .within(&folder)
        .quiet(place)?;
    find(place)
        .map(|_| ())
        .ok_or_else(|| Trouble::new(format!("the npm package node@{OURS} brought no working node")))
}

/// A program run with that Node first in its PATH.
pub(crate) fn with_node(place: &Place, program: impl AsRef<OsStr>) -> Done<Run> {
    let folder = find(place).ok_or_else(|| Trouble::new(format!("there is no Node {OLDEST} or later")))?;
    let old = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&old)));
    let path = path.map_err(|e| Trouble::new(format!("the PATH cannot be extended: {e}")))?;
    Ok(Run::new(program).env("PATH", path))
}

/// Says whether the packages of this folder's lock file are installed: npm writes a lock
/// file of its own last of all, so that it is younger than the one it was made from.
pub(crate) fn is_installed(folder: &Path) -> bool {
    let written = |name: &str| std::fs::metadata(folder.join(name)).and_then(|data| data.modified()).ok();
    match (written("package-lock.json"), written("node_modules/.package-lock.json")) {
        (Some(wanted), Some(installed)) => wanted <= installed,
        _ => false,
    }
}

/// Installs the packages of this folder's lock file.
pub(crate) fn install(place: &Place, folder: &Path) -> Done {
    with_node(place, "npm")?
        .args(["ci", "--no-audit", "--no-fund"])
        // The browser is Debian's; Playwright shall not look for its own.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .within(folder)
        .quiet(place)
}
