//! Refuses an old compiler in words: it would else fail somewhere within xtask, whose words it never gets to.
//!
//! Kept to what Rust 1.63 compiles, Debian 12's own.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=../Cargo.toml");
    println!("cargo:rerun-if-changed=build.rs");
    let manifest = std::fs::read_to_string("../Cargo.toml").unwrap_or_default();
    let oldest = manifest.lines().find_map(|line| line.strip_prefix("rust-version = "));
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let said = Command::new(rustc).arg("--version").output();
    let said = said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()).unwrap_or_default();
    let (oldest, release) = match (oldest, said.split_whitespace().nth(1)) {
        (Some(oldest), Some(release)) => (oldest.trim_matches('"'), release),
        // Nothing to compare: xtask asks again by itself.
        _ => return,
    };
    if parts(release) < parts(oldest) {
        eprintln!("this is rustc {}, and Lull needs {} or later", release, oldest);
        eprintln!("  run `rustup update stable` (rustup: https://rustup.rs)");
        std::process::exit(1);
    }
}

/// `1.97.0-nightly` as numbers.
fn parts(release: &str) -> Vec<u32> {
    let numbers = release.split('-').next().unwrap_or_default().split('.');
    let mut parts: Vec<u32> = numbers.filter_map(|number| number.parse().ok()).collect();
    parts.resize(3, 0);
    parts
}
