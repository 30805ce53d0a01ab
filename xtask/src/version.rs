//! Versions of tools, read from what they print about themselves.

use std::fmt;

/// A version: major, minor, patch; what is not said counts as zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32, pub(crate) u32);

impl Version {
    /// Finds the first version in a text such as `rustc 1.95.0 (5980…)`, `v20.20.2`
    /// or `postgres (PostgreSQL) 15.18`.
    pub(crate) fn find(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(Self::read)
    }

    fn read(word: &str) -> Option<Self> {
        let word = word.strip_prefix('v').unwrap_or(word);
        let end = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
        let mut parts = word.get(..end)?.split('.').map(|part| part.parse::<u32>().ok());
        let major = parts.next()??;
        let mut rest = || parts.next().flatten().unwrap_or(0);
        Some(Self(major, rest(), rest()))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_versions_are_found_in_what_they_print() {
        for (text, version) in [
            ("rustc 1.95.0 (59807616e 2026-04-14)", Version(1, 95, 0)),
            ("rustc 1.97.0-nightly (0123456 2026-05-01)", Version(1, 97, 0)),
            ("v20.20.2", Version(20, 20, 2)),
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", Version(15, 18, 0)),
            ("17", Version(17, 0, 0)),
        ] {
            assert_eq!(Version::find(text), Some(version), "{text}");
        }
    }

    #[test]
    fn a_text_without_a_version_has_none() {
        assert_eq!(Version::find("command not found"), None);
        assert_eq!(Version::find(""), None);
    }

    #[test]
    fn versions_compare_as_numbers_not_as_text() {
        assert!(Version(1, 100, 0) > Version(1, 95, 0));
        assert!(Version(9, 6, 24) < Version(15, 0, 0));
    }
}
