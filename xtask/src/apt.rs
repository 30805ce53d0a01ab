//! Installs Debian packages, where that is allowed.

use crate::place::{self, Place};
use crate::run::Run;
use crate::say;
use crate::trouble::{Done, Trouble};

/// Whether Debian packages may be installed here, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rights {
    /// This is root.
    Root,
    /// `sudo` works without a password.
    Sudo,
    /// Neither.
    None,
    /// Not a Debian: there is no apt-get.
    NoApt,
}

impl Rights {
    pub(crate) fn find() -> Self {
        if place::program("apt-get").is_none() {
            Self::NoApt
        } else if is_root() {
            Self::Root
        } else if place::program("sudo").is_some() && Run::new("sudo").args(["-n", "true"]).works() {
            Self::Sudo
        } else {
            Self::None
        }
    }

    pub(crate) fn may_install(self) -> bool {
        matches!(self, Self::Root | Self::Sudo)
    }

    fn run(self, program: &str) -> Run {
        match self {
            Self::Sudo => Run::new("sudo").args(["-n", "DEBIAN_FRONTEND=noninteractive", program]),
            _ => Run::new(program).env("DEBIAN_FRONTEND", "noninteractive"),
        }
    }
}

/// Says whether this process is root's.
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|data| data.uid() == 0)
}

/// The command that a person would type.
pub(crate) fn by_hand(packages: &[&str]) -> String {
    format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "))
}

/// Installs packages, with fresh package lists.
pub(crate) fn install(place: &Place, rights: Rights, packages: &[&str]) -> Done {
    if !rights.may_install() {
        return Err(Trouble::new("packages may not be installed here")
            .cure(format!("run as root: {}", by_hand(packages))));
    }
    let unreachable = |trouble: Trouble| {
        say::line(&trouble);
        Trouble::new("apt-get failed")
            .cure(format!("once it can reach its archive, run this again, or: {}", by_hand(packages)))
    };
    rights.run("apt-get").args(["update", "-q"]).quiet(place).map_err(unreachable)?;
    if packages.contains(&"postgresql") {
        without_a_cluster_of_its_own(place, rights).map_err(unreachable)?;
    }
    get(place, rights, packages).map_err(unreachable)
}

fn get(place: &Place, rights: Rights, packages: &[&str]) -> Done {
    let options = ["install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"];
    rights.run("apt-get").args(options).args(packages).quiet(place)
}

/// Lull's tests start a private cluster: the package shall not make and start one for the whole host.
fn without_a_cluster_of_its_own(place: &Place, rights: Rights) -> Done {
    get(place, rights, &["postgresql-common"])?;
    let change = r"s/^[# ]*create_main_cluster *=.*/create_main_cluster = false/";
    rights.run("sed").args(["-i", change, "/etc/postgresql-common/createcluster.conf"]).quiet(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_the_right_to_install_the_command_is_named_instead() {
        let place =
            Place { root: "/".into(), target: "/".into(), cache: "/nonexistent".into(), linted: false };
        let text = install(&place, Rights::None, &["chromium"]).unwrap_err().to_string();
        assert!(text.contains("apt-get install -y --no-install-recommends chromium"), "{text}");
    }
}
