//! The Rust compiler in use.

use std::path::PathBuf;

use crate::run::Run;
use crate::trouble::{Done, Trouble};
use crate::version::Version;

/// The oldest compiler that builds Lull; the same as `rust-version` in Cargo.toml.
pub(crate) const OLDEST: Version = Version(1, 95, 0);

/// What the compiler says about itself.
#[derive(Debug, Clone)]
pub(crate) struct Compiler {
    /// `1.95.0`, or `1.97.0-nightly`.
    pub(crate) release: String,
    /// `x86_64-unknown-linux-gnu`.
    pub(crate) host: String,
    /// All of `rustc -vV`: two compilers that differ in it do not share libraries.
    pub(crate) identity: String,
    /// Where its libraries lie.
    pub(crate) sysroot: PathBuf,
}

impl Compiler {
    /// Asks the compiler, and refuses one that is too old.
    pub(crate) fn find() -> Done<Self> {
        let identity = Run::new("rustc").arg("-vV").text()?;
        let sysroot = Run::new("rustc").args(["--print", "sysroot"]).text()?;
        let field = |name: &str| {
            let line = identity.lines().find_map(|line| line.strip_prefix(name));
            line.map(|value| value.trim().to_owned())
                .ok_or_else(|| Trouble::new(format!("rustc -vV does not say its {name} …")))
        };
        let release = field("release:")?;
        check(&release)?;
        Ok(Self { host: field("host:")?, release, sysroot: sysroot.trim().into(), identity })
    }
}

fn check(release: &str) -> Done {
    match Version::find(release) {
        Some(version) if version >= OLDEST => Ok(()),
        _ => Err(Trouble::new(format!("this is rustc {release}, and Lull needs {OLDEST} or later"))
            .cure("run `rustup update stable` (rustup: https://rustup.rs)")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_compiler_is_refused_with_the_cure() {
        let text = check("1.85.0").unwrap_err().to_string();
        assert!(text.contains("1.85.0") && text.contains("rustup update"), "{text}");
    }

    #[test]
    fn the_floor_itself_and_nightlies_above_it_are_taken() {
        assert!(check("1.95.0").is_ok());
        assert!(check("1.97.0-nightly").is_ok());
    }
}
