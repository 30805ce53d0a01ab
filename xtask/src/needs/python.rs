//! Python with a few packages: an oracle of another make, which the times of blackouts are compared with.

use std::path::PathBuf;

use super::{Missing, Step};
use crate::lock::Lock;
use crate::place::{self, Place};
use crate::run::Run;
use crate::trouble::{Done, Trouble};

/// The packages, each with its version and its hash.
const PACKAGES: &str = "engine/tests/oracle/requirements.txt";

/// Whether a Python makes environments, and is one that the packages take.
const MAKES: &str = "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))";

/// Whether a Python has the packages that it is told of as `name==version`.
const HAS: &str = "import sys; from importlib.metadata import version; \
    sys.exit(any(version(name) != wanted for name, wanted in (pin.split('==') for pin in sys.argv[1:])))";

/// The interpreter that has the packages, once they are here.
pub(crate) fn oracle(place: &Place) -> PathBuf {
    place.cache.join("oracle/bin/python")
}

pub(super) fn python(place: &Place) -> Option<Missing> {
    if has_packages(place) {
        return None;
    }
    let packages: &[&str] = if maker().is_some() { &[] } else { &["python3", "python3-venv"] };
    let folder = place.cache.join("oracle");
    Some(Missing {
        name: "Python packages",
        purpose: "the oracle that times in zones are compared with",
        packages,
        step: Some(Step {
            what: format!("a virtual environment in the cache folder, pip install of {PACKAGES}"),
            by_hand: format!(
                "python3 -m venv {0} && {0}/bin/python -m pip install --require-hashes -r {PACKAGES}",
                folder.display()
            ),
            perform: install,
        }),
    })
}

fn has_packages(place: &Place) -> bool {
    let wanted = std::fs::read_to_string(place.root.join(PACKAGES)).unwrap_or_default();
    Run::new(oracle(place)).args(["-I", "-c", HAS]).args(pins(&wanted)).works()
}

/// The `name==version` of each line.
fn pins(requirements: &str) -> impl Iterator<Item = &str> {
    requirements.lines().filter_map(|line| line.split_whitespace().next()).filter(|word| word.contains("=="))
}

/// The PATH's Python, or Debian's where that is too old or lacks a part.
fn maker() -> Option<PathBuf> {
    let able = |python: &PathBuf| Run::new(python).args(["-I", "-c", MAKES]).works();
    [place::program("python3"), Some("/usr/bin/python3".into())].into_iter().flatten().find(able)
}

fn install(place: &Place) -> Done {
    let python = maker()
        .ok_or_else(|| Trouble::new("there is no Python 3.11 or later that makes virtual environments"))?;
    let folder = place.cached("oracle")?;
    let _alone = Lock::take(&folder)?;
    if has_packages(place) {
        return Ok(());
    }
    Run::new(python).args(["-m", "venv", "--clear"]).arg(&folder).quiet(place)?;
    Run::new(oracle(place))
        .args(["-m", "pip", "install", "--disable-pip-version-check"])
        .args(["--require-hashes", "--only-binary=:all:", "-r", PACKAGES])
        .within(&place.root)
        .quiet(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pins_are_read_without_hashes_and_comments() {
        let text = "# tzdata is chrono-tz's.\ntzdata==2025.2 --hash=sha256:1a40\n\nicalendar==6.3.2\n";
        assert_eq!(pins(text).collect::<Vec<_>>(), ["tzdata==2025.2", "icalendar==6.3.2"]);
    }

    #[test]
    fn every_package_is_pinned_with_a_hash() {
        let text = std::fs::read_to_string(format!("{}/../{PACKAGES}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let packages = text.lines().filter(|line| !line.starts_with('#'));
        assert!(
            packages.clone().all(|line| line.contains("==") && line.contains(" --hash=sha256:")),
            "{text}"
        );
        assert_eq!(packages.count(), pins(&text).count());
    }
}
