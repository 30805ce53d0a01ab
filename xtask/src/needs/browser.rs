//! What the browser tests need: Chromium, fonts, Node and packages from npm.

use std::path::{Path, PathBuf};

use super::{Missing, Step};
use crate::node;
use crate::place::{self, Place};

/// The browser: `CHROMIUM` if it is set, else what the PATH has.
pub(crate) fn chromium() -> Option<PathBuf> {
    let set = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|file| place::is_program(file));
    set.or_else(|| ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(place::program))
}

pub(super) fn browser() -> Option<Missing> {
    chromium().is_none().then_some(Missing {
        name: "Chromium",
        purpose: "the browser of the browser tests",
        packages: &["chromium", "chromium-sandbox"],
        step: None,
    })
}

pub(super) fn fonts() -> Option<Missing> {
    let folders = ["/usr/share/fonts", "/usr/local/share/fonts"];
    let here = folders.iter().any(|folder| holds_a_font(Path::new(folder), 4));
    (!here).then_some(Missing {
        name: "a font",
        purpose: "letters in the browser tests' pictures",
        packages: &["fonts-dejavu-core"],
        step: None,
    })
}

fn holds_a_font(folder: &Path, depth: u32) -> bool {
    let is_font =
        |file: &Path| file.extension().is_some_and(|kind| kind == "ttf" || kind == "otf" || kind == "ttc");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    depth > 0
        && entries.into_iter().any(|path| is_font(&path) || (path.is_dir() && holds_a_font(&path, depth - 1)))
}

pub(super) fn node(place: &Place) -> Option<Missing> {
    if node::find(place).is_some() {
        return None;
    }
    let packages: &[&str] = if place::program("npm").is_some() { &[] } else { &["nodejs", "npm"] };
    Some(Missing {
        name: "Node",
        purpose: "runs the browser tests",
        packages,
        step: Some(Step {
            what: format!(
                "where that is older than {}, the npm package node@{} in the cache folder",
                node::OLDEST,
                node::OURS
            ),
            by_hand: format!("install Node {} or later with npm, from https://nodejs.org", node::OLDEST),
            perform: node::get_newer,
        }),
    })
}

/// The folder of the browser tests, once there are any.
pub(crate) fn npm_packages(place: &Place) -> Option<PathBuf> {
    let folder = place.root.join("end2end");
    folder.join("package-lock.json").is_file().then_some(folder)
}

pub(super) fn packages(place: &Place) -> Option<Missing> {
    let folder = npm_packages(place)?;
    (!node::is_installed(&folder)).then(|| Missing {
        name: "npm packages",
        purpose: "Playwright and the accessibility check",
        packages: &[],
        step: Some(Step {
            what: "npm ci in end2end/".to_owned(),
            by_hand: "cd end2end && npm ci".to_owned(),
            perform: |place| node::install(place, &place.root.join("end2end")),
        }),
    })
}

/// The optimisers of WASM and of scripts; only the one executable needs them.
pub(super) fn optimiser(place: &Place) -> Option<Missing> {
    (!node::is_installed(&place.root.join("site/optimisers"))).then(|| Missing {
        name: "wasm-opt and terser",
        purpose: "make the pages' code small (Debian's own wasm-opt breaks it)",
        packages: &[],
        step: Some(Step {
            what: "npm ci in site/optimisers/".to_owned(),
            by_hand: "cd site/optimisers && npm ci".to_owned(),
            perform: |place| node::install(place, &place.root.join("site/optimisers")),
        }),
    })
}
