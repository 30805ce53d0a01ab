//! The standard library for `wasm32-unknown-unknown`, which the pages are built with.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::compiler::Compiler;
use crate::lock::Lock;
use crate::needs::{Missing, Step};
use crate::place::{self, Place};
use crate::run::Run;
use crate::rust_src;
use crate::say;
use crate::trouble::{Done, Trouble, While};

const TARGET: &str = "wasm32-unknown-unknown";

/// Written beside a library that was built here: which compiler it fits.
const STAMP: &str = "built-for";

pub(crate) fn missing(compiler: &Compiler) -> Option<Missing> {
    (!is_here(compiler)).then(|| Missing {
        name: "wasm target",
        purpose: "the standard library that the pages are built with",
        packages: &[],
        step: Some(Step {
            what: format!(
                "rustup target add {TARGET}; where that cannot be reached, built from rust-src {} (a minute)",
                compiler.release
            ),
            by_hand: format!(
                "rustup target add {TARGET}, or set LULL_RUST_SRC to the folder or tar file of rust-src {}",
                compiler.release
            ),
            perform: get,
        }),
    })
}

/// Says whether the library is here and fits the compiler.
fn is_here(compiler: &Compiler) -> bool {
    let folder = folder(&compiler.sysroot);
    if !holds_std(&folder.join("lib")) {
        return false;
    }
    // After `rustup update` one that was built here belongs to the compiler before.
    match std::fs::read_to_string(folder.join(STAMP)) {
        Ok(built_for) => built_for == compiler.identity,
        Err(_) => true,
    }
}

fn folder(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET)
}

fn holds_std(folder: &Path) -> bool {
    let mut files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
}

fn get(place: &Place) -> Done {
    let compiler = Compiler::find()?;
    let _alone = Lock::take(&compiler.sysroot)?;
    if is_here(&compiler) {
        return Ok(());
    }
    // Whoever names the source means it.
    if std::env::var_os("LULL_RUST_SRC").is_none() && ask_rustup(place, &compiler) {
        return Ok(());
    }
    check_writable(&compiler.sysroot)?;
    let work = Scratch::new(place)?;
    let library = rust_src::library(place, &compiler, &work.0)?;
    build(place, &compiler, &library, &work.0)
}

fn ask_rustup(place: &Place, compiler: &Compiler) -> bool {
    if place::program("rustup").is_none() {
        return false;
    }
    clear_our_own(&compiler.sysroot);
    let limit = Duration::from_secs(90);
    let asked = Run::new("rustup").args(["target", "add", TARGET]).at_most(limit).quiet(place);
    let here = asked.is_ok() && is_here(compiler);
    if !here {
        say::line("      rustup cannot get it here; building it from the compiler's source instead");
    }
    here
}

/// Said before anything is downloaded for nothing.
fn check_writable(sysroot: &Path) -> Done {
    let trial = sysroot.join("lib/rustlib").join(format!(".lull-{}", std::process::id()));
    let tried = std::fs::create_dir(&trial).and_then(|()| std::fs::remove_dir(&trial));
    tried.while_doing(format!("write into the compiler's folder {}", sysroot.display()))
}

/// A library of ours for an older compiler would be in rustup's way.
fn clear_our_own(sysroot: &Path) {
    let folder = folder(sysroot);
    if folder.join(STAMP).exists() {
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// Builds the library with the stable compiler and puts it into place by a rename.
fn build(place: &Place, compiler: &Compiler, library: &Path, work: &Path) -> Done {
    say::line(format_args!("      building the standard library for {TARGET} …"));
    let _source = rust_src::lend(&compiler.sysroot, library)?;
    let krate = work.join("empty");
    write(&krate.join("Cargo.toml"), "[package]\nname = \"empty\"\nedition = \"2024\"\n[workspace]\n")?;
    write(&krate.join("src/lib.rs"), "#![no_std]\n")?;
    let target = work.join("target");
    Run::new("cargo")
        .args([
            "build",
            "--release",
            "-Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test",
            "--target",
            TARGET,
        ])
        .within(&krate)
        // Without the bitcode, link-time optimisation fails later.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", &target)
        .without_env("CARGO_ENCODED_RUSTFLAGS")
        .without_env("CARGO_BUILD_TARGET")
        .quiet(place)?;
    put(compiler, &target.join(TARGET).join("release/deps"))
}

fn put(compiler: &Compiler, built: &Path) -> Done {
    let place_of_libraries = folder(&compiler.sysroot);
    let fresh = place_of_libraries.with_extension(format!("new-{}", std::process::id()));
    let lib = fresh.join("lib");
    std::fs::create_dir_all(&lib)
        .while_doing(format!("write into the compiler's folder {}", compiler.sysroot.display()))?;
    for entry in std::fs::read_dir(built).while_doing("read the built library")?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            std::fs::copy(entry.path(), lib.join(&name)).while_doing(format!("copy {name}"))?;
        }
    }
    if !holds_std(&lib) {
        return Err(Trouble::new(format!("the build in {} brought no standard library", built.display())));
    }
    write(&fresh.join(STAMP), &compiler.identity)?;
    if place_of_libraries.exists() {
        std::fs::remove_dir_all(&place_of_libraries)
            .while_doing("remove the library of an older compiler")?;
    }
    std::fs::rename(&fresh, &place_of_libraries).while_doing("put the library into place")
}

fn write(file: &Path, text: &str) -> Done {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).while_doing(format!("make {}", folder.display()))?;
    }
    std::fs::write(file, text).while_doing(format!("write {}", file.display()))
}

/// A folder that goes away with its work.
#[derive(Debug)]
struct Scratch(PathBuf);

impl Scratch {
    fn new(place: &Place) -> Done<Self> {
        let folder = place.cached("work")?.join(format!("wasm-target-{}", std::process::id()));
        std::fs::create_dir_all(&folder).while_doing(format!("make {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiler(sysroot: &Path, identity: &str) -> Compiler {
        Compiler {
            release: "1.95.0".into(),
            host: "h".into(),
            identity: identity.into(),
            sysroot: sysroot.into(),
        }
    }

    #[test]
    fn a_library_built_for_the_compiler_before_counts_as_missing() {
        let sysroot = Scratch(std::env::temp_dir().join(format!("lull-sysroot-{}", std::process::id())));
        let folder = folder(&sysroot.0);
        assert!(missing(&compiler(&sysroot.0, "1.95")).is_some());
        write(&folder.join("lib/libstd-0123.rlib"), "").unwrap();
        assert!(missing(&compiler(&sysroot.0, "1.95")).is_none(), "rustup's own needs no stamp");
        write(&folder.join(STAMP), "1.95").unwrap();
        assert!(missing(&compiler(&sysroot.0, "1.95")).is_none());
        assert!(missing(&compiler(&sysroot.0, "1.96")).is_some());
    }
}
