//! What the token in a database says of it when it comes back (rule 42).

/// What a database is that comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Came {
    /// The one that was closed, as it was then.
    Closed,
    /// Another one, or one that did not answer when it was to be closed.
    Restored,
    /// It is written back already, by a process that died before the state file said so; what runs in it as a stranger
    /// may be left to give up.
    Back {
        /// It was another one.
        restored: bool,
    },
    /// Nobody knows: the state file could not be believed.
    Unknown,
}

impl Came {
    /// Judges by the token that is remembered, none where nothing is, and the one that was found.
    pub(super) fn judge(remembered: Option<&str>, found: Option<&str>) -> Self {
        let Some(token) = remembered else { return Self::Unknown };
        match found {
            Some(found) if found == token => Self::Closed,
            Some(found) if found == back(token) => Self::Back { restored: false },
            Some(found) if found == strange(token) => Self::Back { restored: true },
            Some(_) | None => Self::Restored,
        }
    }

    /// Whether what runs in it and did not when the other one was closed is to be given up.
    pub(super) const fn has_strangers(self) -> bool {
        match self {
            Self::Restored | Self::Back { restored: true } => true,
            Self::Closed | Self::Back { restored: false } | Self::Unknown => false,
        }
    }

    /// Whether it lacks what happened while it was away.
    pub(super) const fn is_behind(self) -> bool {
        match self {
            Self::Closed | Self::Restored => true,
            Self::Back { .. } | Self::Unknown => false,
        }
    }
}

/// Stands in a database that is written back and has no strangers.
pub(super) fn back(token: &str) -> String {
    format!("back {token}")
}

/// Stands in a database that is written back and has strangers still.
pub(super) fn strange(token: &str) -> String {
    format!("restored {token}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_token_makes_a_database_the_one_that_was_closed() {
        assert_eq!(Came::judge(Some("t"), Some("t")), Came::Closed);
        assert_eq!(Came::judge(Some("t"), Some("older")), Came::Restored);
        assert_eq!(Came::judge(Some("t"), Some(&back("older"))), Came::Restored);
        assert_eq!(Came::judge(Some("t"), None), Came::Restored);
        assert_eq!(Came::judge(None, Some("t")), Came::Unknown);
    }

    #[test]
    fn a_database_that_is_written_back_is_not_written_back_again() {
        let whole = Came::judge(Some("t"), Some(&back("t")));
        let strange = Came::judge(Some("t"), Some(&strange("t")));
        assert!(!whole.is_behind() && !strange.is_behind());
        assert!(!whole.has_strangers() && strange.has_strangers());
    }
}
