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
    let targets = ["--target", compiler.host.as_str(), "--target", "wasm32-unknown-unknown"];
    if Cargo::new(place, "fetch").args(["--quiet", "--offline"]).args(targets).run().works() {
        return keep(&stamp, &lock);
    }
    say::line("fetching the crates that Cargo.lock names …");
    let fetched = Cargo::new(place, "fetch").args(targets).run().quiet(place);
    fetched.map_err(
        |trouble| {
            if is_networks(&trouble.to_string()) { unreachable(&trouble) } else { trouble }
        },
    )?;
    keep(&stamp, &lock)
}

fn keep(stamp: &std::path::Path, lock: &[u8]) -> Done {
    if let Some(folder) = stamp.parent() {
        std::fs::create_dir_all(folder).while_doing(format!("make {}", folder.display()))?;
    }
    std::fs::write(stamp, lock).while_doing(format!("write {}", stamp.display()))
}

/// Tells a registry that cannot be reached from a manifest that cargo refuses.
fn is_networks(words: &str) -> bool {
    let signs = [
        "failed to download",
        "download of ",
        "failed to fetch",
        "spurious network error",
        "failed to query",
    ];
    signs.iter().any(|sign| words.contains(sign))
}

/// One line of the many: cargo's last one says why.
fn unreachable(trouble: &Trouble) -> Trouble {
    let words = trouble.to_string();
    let why = words.lines().map(str::trim).rfind(|line| line.starts_with('[') || line.contains("Could not"));
    let why = why.unwrap_or("no answer").split("; all of it").next().unwrap_or_default();
    Trouble::new(format!("the crate registry could not be reached ({why})")).cure(
        "check the network and HTTPS_PROXY; behind a mirror, name it in ~/.cargo/config.toml under [source.crates-io]; then run this again",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_out_of_reach_is_one_line_with_the_reason_and_the_cure() {
        let cargos = "error: failed to get `leptos`\nCaused by:\n  download of config.json failed\n\
            Caused by:\n  [6] Could not resolve hostname (Could not resolve host: index.crates.io); all of it: /c/log";
        assert!(is_networks(cargos));
        let text = unreachable(&Trouble::new(cargos)).to_string();
        assert!(text.contains("Could not resolve host") && text.contains("HTTPS_PROXY"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }

    #[test]
    fn a_mistake_in_a_manifest_is_not_blamed_on_the_network() {
        assert!(!is_networks("error: duplicate key\n --> server/Cargo.toml:24:2"));
    }
}
