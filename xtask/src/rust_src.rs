//! The source of the compiler's own standard library, where rustup cannot bring it.

use std::path::{Path, PathBuf};

use crate::compiler::Compiler;
use crate::place::{self, Place};
use crate::run::Run;
use crate::say;
use crate::trouble::{Done, Trouble, While};

/// Suites of Debian's archive that may hold the compiler's version.
const SUITES: [&str; 4] = ["trixie-backports", "trixie", "forky", "sid"];

/// Finds the folder `library`, which holds `std/`: as LULL_RUST_SRC says, else from Debian's archive.
pub(crate) fn library(place: &Place, compiler: &Compiler, work: &Path) -> Done<PathBuf> {
    if let Some(named) = std::env::var_os("LULL_RUST_SRC").map(PathBuf::from) {
        return from_named(place, &place.root.join(named), work).map_err(|trouble| {
            trouble.cure(
                "LULL_RUST_SRC names the folder `library` of the compiler's source, or a tar file of it",
            )
        });
    }
    let own = compiler.sysroot.join("lib/rustlib/src/rust/library");
    if is_library(&own) {
        return Ok(own);
    }
    from_archive(place, compiler, work)
}

fn from_named(place: &Place, named: &Path, work: &Path) -> Done<PathBuf> {
    if named.is_dir() {
        return find(named).ok_or_else(|| Trouble::new(format!("{} holds no library/std", named.display())));
    }
    let folder = work.join("named");
    std::fs::create_dir_all(&folder).while_doing("make a folder for the source")?;
    Run::new("tar").arg("-xf").arg(named).arg("-C").arg(&folder).quiet(place)?;
    find(&folder).ok_or_else(|| Trouble::new(format!("{} holds no library/std", named.display())))
}

/// The folder itself, or the first below it that holds the library, down to Debian's depth.
fn find(folder: &Path) -> Option<PathBuf> {
    let mut level = vec![folder.to_path_buf()];
    for _ in 0..6 {
        if let Some(found) = level.iter().find(|folder| is_library(folder)) {
            return Some(found.clone());
        }
        let below = level.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        level = below
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
            .map(|entry| entry.path())
            .collect();
    }
    None
}

fn is_library(folder: &Path) -> bool {
    folder.join("std/Cargo.toml").is_file() && folder.join("Cargo.lock").is_file()
}

/// Downloads Debian's package `rust-src` of exactly this version; nothing is installed.
fn from_archive(place: &Place, compiler: &Compiler, work: &Path) -> Done<PathBuf> {
    if place::program("apt-get").is_none() || place::program("dpkg-deb").is_none() {
        return Err(Trouble::new("there is no apt-get here to fetch rust-src with"));
    }
    say::line(format_args!("      looking for rust-src {} in Debian's archive …", compiler.release));
    let mut last = Trouble::new(format!("Debian's archive has no rust-src {}", compiler.release));
    // One suite after the other: one that is expired or gone does not hide the next.
    for suite in SUITES {
        match download(place, compiler, &work.join(suite), suite) {
            Ok(Some(package)) => return unpack(place, &package, work),
            Ok(None) => {}
            Err(trouble) => last = trouble,
        }
    }
    Err(last)
}

/// Downloads the package if this suite has it.
fn download(place: &Place, compiler: &Compiler, folder: &Path, suite: &str) -> Done<Option<PathBuf>> {
    let archive = Archive::new(folder, suite)?;
    archive.apt("apt-get").args(["-q", "update"]).quiet(place)?;
    let listed = archive.apt("apt-cache").args(["madison", "rust-src"]).text()?;
    let Some(version) = exact(&listed, &compiler.release) else { return Ok(None) };
    say::line(format_args!("      downloading rust-src {version} from {suite} (it is not installed) …"));
    let wanted = format!("rust-src={version}");
    archive.apt("apt-get").args(["-q", "download"]).arg(wanted).within(folder).quiet(place)?;
    let mut files =
        std::fs::read_dir(folder).while_doing("read the download")?.flatten().map(|entry| entry.path());
    let package = files.find(|path| path.extension().is_some_and(|kind| kind == "deb"));
    package.map(Some).ok_or_else(|| Trouble::new("apt-get brought no package"))
}

fn unpack(place: &Place, package: &Path, work: &Path) -> Done<PathBuf> {
    let unpacked = work.join("unpacked");
    Run::new("dpkg-deb").arg("-x").arg(package).arg(&unpacked).quiet(place)?;
    find(&unpacked.join("usr/src"))
        .ok_or_else(|| Trouble::new(format!("{} holds no library/std", package.display())))
}

/// The package's version whose upstream part is exactly the compiler's.
fn exact(listed: &str, release: &str) -> Option<String> {
    let versions = listed.lines().filter_map(|line| line.split('|').nth(1)).map(str::trim);
    let is_it = |version: &&str| {
        let upstream = version.strip_prefix(release).and_then(|rest| rest.chars().next());
        matches!(upstream, Some('+' | '-' | '~'))
    };
    versions.into_iter().find(is_it).map(str::to_owned)
}

/// Debian's archive, with package lists of its own so that the host's stay as they are.
#[derive(Debug)]
struct Archive {
    folder: PathBuf,
}

impl Archive {
    fn new(folder: &Path, suite: &str) -> Done<Self> {
        let folder = folder.join("apt");
        for part in ["lists/partial", "cache/archives/partial"] {
            std::fs::create_dir_all(folder.join(part)).while_doing("make folders for apt")?;
        }
        let keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
        let signed =
            if Path::new(keyring).is_file() { format!(" [signed-by={keyring}]") } else { String::new() };
        let mirror = mirror(&host_sources());
        let line = format!(
            "deb{signed} {mirror} {suite} main
"
        );
        std::fs::write(folder.join("sources.list"), line).while_doing("write the list of sources")?;
        std::fs::write(folder.join("status"), "").while_doing("write an empty status for apt")?;
        Ok(Self { folder })
    }

    fn apt(&self, program: &str) -> Run {
        let mut run = Run::new(program);
        for (option, part) in [
            ("Dir::Etc::sourcelist", "sources.list"),
            ("Dir::State::lists", "lists"),
            ("Dir::State::status", "status"),
            ("Dir::Cache", "cache"),
        ] {
            run = run.arg("-o").arg(format!("{option}={}", self.folder.join(part).display()));
        }
        for option in [
            "Dir::Etc::sourceparts=/dev/null",
            "Acquire::Languages=none",
            // An old list is as good: one exact version is wanted, and its signature is checked.
            "Acquire::Check-Valid-Until=false",
            // Root's apt would drop its rights and then not reach a folder below root's home.
            "APT::Sandbox::User=root",
        ] {
            run = run.arg("-o").arg(option);
        }
        run
    }
}

fn host_sources() -> String {
    let parts = std::fs::read_dir("/etc/apt/sources.list.d")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let files = std::iter::once(PathBuf::from("/etc/apt/sources.list")).chain(parts);
    files.filter_map(|file| std::fs::read_to_string(file).ok()).collect::<Vec<_>>().join("\n")
}

/// The host's own mirror of Debian, in either form of its list, else Debian's.
fn mirror(sources: &str) -> String {
    let lines =
        sources.lines().map(str::trim).filter(|line| line.starts_with("deb ") || line.starts_with("URIs:"));
    let addresses = lines.flat_map(str::split_whitespace).filter(|word| word.contains("://"));
    let debian = addresses.into_iter().find(|address| address.trim_end_matches('/').ends_with("/debian"));
    debian.unwrap_or("http://deb.debian.org/debian").to_owned()
}

/// The source at the place where cargo looks for it, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Lent {
    made: Option<PathBuf>,
}

/// Shows the source to cargo; what rustup put there itself is left alone.
pub(crate) fn lend(sysroot: &Path, library: &Path) -> Done<Lent> {
    let folder = sysroot.join("lib/rustlib/src");
    let shown = folder.join("rust/library");
    if is_library(&shown) {
        return Ok(Lent { made: None });
    }
    let rust = folder.join("rust");
    std::fs::create_dir_all(&rust)
        .while_doing(format!("write into the compiler's folder {}", sysroot.display()))?;
    if shown.is_symlink() {
        std::fs::remove_file(&shown).while_doing("remove a link that leads nowhere")?;
    }
    std::os::unix::fs::symlink(library, &shown).while_doing("show the source to cargo")?;
    Ok(Lent { made: Some(folder) })
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(folder) = &self.made else { return };
        // A link and empty folders: a later `rustup component add rust-src` finds its place free.
        let _ = std::fs::remove_file(folder.join("rust/library"));
        let _ = std::fs::remove_dir(folder.join("rust"));
        let _ = std::fs::remove_dir(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exactly_the_compilers_version_is_taken() {
        let listed = "  rust-src | 1.95.1+dfsg1-1 | http://x sid/main all\n\
                      \x20 rust-src | 1.95.0+dfsg1-2~bpo13+1 | http://x trixie-backports/main all\n\
                      \x20 rust-src | 1.85.0+dfsg3-1 | http://x trixie/main all";
        assert_eq!(exact(listed, "1.95.0").as_deref(), Some("1.95.0+dfsg1-2~bpo13+1"));
        assert_eq!(exact(listed, "1.9").as_deref(), None);
        assert_eq!(exact(listed, "1.96.0"), None);
    }

    #[test]
    fn the_hosts_own_mirror_is_used_in_either_form_of_its_list() {
        let one_line =
            "# deb http://old/debian x\ndeb [arch=amd64] https://mirror.example/debian bookworm main";
        assert_eq!(mirror(one_line), "https://mirror.example/debian");
        let deb822 = "Types: deb\nURIs: http://mirror.example/debian/\nSuites: trixie";
        assert_eq!(mirror(deb822), "http://mirror.example/debian/");
        assert_eq!(mirror("deb https://example.org/node_20.x nodistro main"), "http://deb.debian.org/debian");
    }
}
