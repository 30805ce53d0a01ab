//! Where things are: the checkout, its builds, and the cache outside it.

use std::path::{Path, PathBuf};

use crate::trouble::{Done, Trouble, While};

/// The folders xtask works in.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    /// Tools, logs and `ci`'s builds: outside the checkout, so that a fresh clone is warm.
    pub(crate) cache: PathBuf,
    /// Whether the workspace's crates are linted while they are compiled, a warning being an error.
    pub(crate) linted: bool,
}

impl Place {
    /// Finds the checkout that this xtask belongs to, also when it was moved since it was built.
    pub(crate) fn find() -> Done<Self> {
        let own = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let own = own.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        let root = own.parent().map(Path::to_path_buf).unwrap_or(own);
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        let cache = cache_folder(|name| std::env::var_os(name).map(PathBuf::from))?;
        Ok(Self { cache: root.join(cache), target, root, linted: false })
    }

    /// The same place with builds kept in the cache.
    pub(crate) fn with_cached_builds(&self) -> Self {
        Self { target: self.cache.join("target"), ..self.clone() }
    }

    /// The same place where what is compiled is linted too.
    pub(crate) fn with_lints(&self) -> Self {
        Self { linted: true, ..self.clone() }
    }

    /// The same place with builds kept in the checkout.
    pub(crate) fn with_own_builds(&self) -> Self {
        Self { target: self.root.join("target"), ..self.clone() }
    }

    /// Where the built site lies.
    pub(crate) fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// The development build of `lull`.
    pub(crate) fn lull(&self) -> PathBuf {
        self.target.join("debug/lull")
    }

    /// A folder in the cache, made if need be.
    pub(crate) fn cached(&self, name: &str) -> Done<PathBuf> {
        let folder = self.cache.join(name);
        std::fs::create_dir_all(&folder).while_doing(format!("make the folder {}", folder.display()))?;
        Ok(folder)
    }
}

fn cache_folder(setting: impl Fn(&str) -> Option<PathBuf>) -> Done<PathBuf> {
    let set = |name: &str| setting(name).filter(|value| !value.as_os_str().is_empty());
    set("LULL_CACHE")
        .or_else(|| Some(set("XDG_CACHE_HOME")?.join("lull")))
        .or_else(|| Some(set("HOME")?.join(".cache/lull")))
        .ok_or_else(|| {
            Trouble::new("neither LULL_CACHE nor HOME is set")
                .cure("set LULL_CACHE to a folder for the cache")
        })
}

/// Finds a program in the PATH.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_program(file))
}

/// Says whether this is a file that may be run.
pub(crate) fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(settings: &[(&str, &str)]) -> Option<PathBuf> {
        let find =
            |name: &str| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| PathBuf::from(value));
        cache_folder(find).ok()
    }

    #[test]
    fn the_cache_goes_by_lulls_setting_then_xdg_then_home() {
        let home = ("HOME", "/home/ada");
        let xdg = ("XDG_CACHE_HOME", "/var/xdg");
        assert_eq!(cache(&[home, xdg, ("LULL_CACHE", "/c")]), Some("/c".into()));
        assert_eq!(cache(&[home, xdg]), Some("/var/xdg/lull".into()));
        assert_eq!(cache(&[home, ("XDG_CACHE_HOME", "")]), Some("/home/ada/.cache/lull".into()));
        assert_eq!(cache(&[]), None);
    }
}
