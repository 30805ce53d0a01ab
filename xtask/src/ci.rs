//! Everything that must hold for a change: `cargo xtask ci`.

use std::path::Path;

use crate::cargo::Cargo;
use crate::lock::Lock;
use crate::needs::{self, Wants};
use crate::place::Place;
use crate::report::Report;
use crate::test;
use crate::trouble::{Done, Trouble, While};

/// Checks format and licences, then builds with lints and runs every test; builds in the cache folder.
pub(crate) fn ci(place: &Place) -> Done {
    let place = place.with_cached_builds();
    let target = place.cached("target")?;
    let _alone = Lock::take(&target)?;
    forget_other_checkouts(&place)?;
    let committed = read_lock_file(&place)?;
    needs::meet(&place, Wants::Checks)?;
    let mut report = Report::begin();
    report.check("lock file", || lock_file(&place, &committed));
    report.check("format", || format(&place));
    report.check("lints of xtask", || lints_of_xtask(&place));
    report.check("licences and sources", || licences(&place));
    test::phases(&place.with_lints(), &mut report);
    report.close()
}

fn read_lock_file(place: &Place) -> Done<Vec<u8>> {
    std::fs::read(place.root.join("Cargo.lock")).while_doing("read Cargo.lock")
}

/// A change of a manifest comes with its change of the lock file: fetching the crates would bring an old one up to
/// date, so that it is compared with what it was before.
fn lock_file(place: &Place, committed: &[u8]) -> Done {
    if read_lock_file(place)? != committed {
        return Err(Trouble::new("Cargo.lock did not fit the manifests, and has been brought up to date")
            .cure("commit Cargo.lock"));
    }
    let tree = Cargo::new(place, "tree").args(["--locked", "--quiet", "--depth", "0"]).run().text();
    tree.map(|_| ()).map_err(|trouble| trouble.cure("run `cargo metadata` once and commit Cargo.lock"))
}

fn format(place: &Place) -> Done {
    Cargo::new(place, "fmt").args(["--all", "--check"]).aloud()?;
    Cargo::for_xtask(place, "fmt").args(["--check"]).aloud()
}

/// The other crates are linted while they are built.
fn lints_of_xtask(place: &Place) -> Done {
    let own = Cargo::for_xtask(place, "clippy").args(["--all-targets"]);
    own.args(["--", "-D", "warnings"]).aloud()
}

fn licences(place: &Place) -> Done {
    let deny = needs::cargo_deny(place).ok_or_else(|| Trouble::new("cargo-deny is not here"))?;
    crate::run::Run::new(deny)
        .args(["--log-level", "error", "check", "bans", "licenses", "sources"])
        .within(&place.root)
        .aloud()
}

/// Cargo tells changed files by their time. Another checkout's files may be older than the
/// last build of this one's, and then that build would be taken for theirs.
fn forget_other_checkouts(place: &Place) -> Done {
    let stamp = place.target.join("checkout");
    let root = place.root.to_string_lossy().into_owned();
    if std::fs::read_to_string(&stamp).is_ok_and(|last| last == root) {
        return Ok(());
    }
    for folder in ["debug", "wasm32-unknown-unknown/debug", "xtask/debug"] {
        forget_members(&place.target.join(folder).join(".fingerprint"));
    }
    std::fs::write(&stamp, root).while_doing(format!("write {}", stamp.display()))
}

/// The crates of the workspace; their dependencies are the same in every checkout.
const MEMBERS: [&str; 8] = ["domain", "supervisor", "engine", "app", "frontend", "server", "site", "bench"];

fn forget_members(fingerprints: &Path) {
    for entry in std::fs::read_dir(fingerprints).into_iter().flatten().flatten() {
        if is_members(&entry.file_name().to_string_lossy()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// A fingerprint is named by its crate and a hash: `app-0123456789abcdef`.
fn is_members(fingerprint: &str) -> bool {
    fingerprint.rsplit_once('-').is_some_and(|(name, _)| MEMBERS.contains(&name) || name == "xtask")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_workspaces_own_crates_are_forgotten() {
        assert!(is_members("app-0123456789abcdef"));
        assert!(is_members("xtask-0123456789abcdef"));
        assert!(!is_members("app-store-0123456789abcdef"));
        assert!(!is_members("server_fn-0123456789abcdef"));
    }

    #[test]
    fn the_list_of_members_is_the_workspaces() {
        let manifest =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml")).unwrap();
        let line = manifest.lines().find(|line| line.starts_with("members")).unwrap();
        let named = line.matches('"').count() / 2;
        assert_eq!(named, MEMBERS.len(), "{line}");
        assert!(MEMBERS.iter().all(|name| line.contains(&format!("\"{name}\""))), "{line}");
    }
}
