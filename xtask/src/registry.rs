//! Fetches the crates that the lock file names, before anything is built.

use crate::cargo::Cargo;
use crate::compiler::Compiler;
use crate::place::Place;
use crate::say;
use crate::trouble::{Done, Trouble, While};

/// Makes sure that every crate is here: a registry that cannot be reached is said now, in
/// one line, and not in the middle of a build.
pub(crate) fn fetch(place: &Place, compiler: &Compiler) -> Done {
    let lock = std::fs::read(place.root.join("Cargo.lock")).while_doing("read Cargo.lock")?;
    let stamp = place.target.join("fetched.lock");
    if std::fs::read(&stamp).is_ok_and(|fetched| fetched == lock) {
        return Ok(());
    }
    let targets = [
        "--target",
        compiler.host.as_str(),
        "--target",
        "wasm32-unknown-unknown",
    ];
    if Cargo::new(place, "fetch")
        .args(["--quiet", "--offline"])
        .args(targets)
        .run()
        .works()
    {
        return keep(&stamp, &lock);
    }
    say::line("fetching the crates that Cargo.lock names …");
    Cargo::new(place, "fetch").args(targets).run().quiet(place).map_err(|trouble| {
        say::line(&trouble);
        Trouble::new("the crate registry could not be reached or lacks a crate").cure(
            "check the network and HTTPS_PROXY; behind a mirror, name it in ~/.cargo/config.toml under [source.crates-io]; then run this again",
        )
    })?;
    keep(&stamp, &lock)
}

fn keep(stamp: &std::path::Path, lock: &[u8]) -> Done {
    if let Some(folder) = stamp.parent() {
        std::fs::create_dir_all(folder).while_doing(format!("make {}", folder.display()))?;
    }
    std::fs::write(stamp, lock).while_doing(format!("write {}", stamp.display()))
}
