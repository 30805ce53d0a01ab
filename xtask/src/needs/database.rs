//! PostgreSQL's server programs, for the tests' private cluster.

use std::path::{Path, PathBuf};

use super::Missing;
use crate::place;

/// The oldest PostgreSQL that Lull is tested on.
const OLDEST: u32 = 15;

pub(super) fn postgres() -> Option<Missing> {
    server_programs().is_none().then_some(Missing {
        name: "PostgreSQL",
        purpose: "tests on PostgreSQL, in a private cluster that ends with them (none is made for the host)",
        packages: &["postgresql"],
        step: None,
    })
}

/// The folder of `initdb` and `postgres`: the newest of Debian's, else that of the PATH.
pub(crate) fn server_programs() -> Option<PathBuf> {
    let folders =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    newest(folders.filter(|folder| has_programs(&folder.join("bin"))))
        .map(|folder| folder.join("bin"))
        .or_else(|| {
            place::program("initdb")?.parent().map(Path::to_path_buf).filter(|folder| has_programs(folder))
        })
}

fn has_programs(folder: &Path) -> bool {
    ["initdb", "postgres"].iter().all(|name| place::is_program(&folder.join(name)))
}

fn newest(folders: impl Iterator<Item = PathBuf>) -> Option<PathBuf> {
    let major = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    folders.filter(|folder| major(folder).is_some_and(|major| major >= OLDEST)).max_by_key(major)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_server_is_taken_and_old_ones_are_not() {
        let folders =
            |names: &[&str]| newest(names.iter().map(|name| Path::new("/usr/lib/postgresql").join(name)));
        assert_eq!(folders(&["9", "15", "17"]), Some("/usr/lib/postgresql/17".into()));
        assert_eq!(folders(&["13", "common"]), None);
    }
}
