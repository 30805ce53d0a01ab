//! Typed ids: a prefix that says what it names, and a UUIDv7.
//!
//! `req_0197…`: ids can be made anywhere, sort by the time they were made, and never stand for another noun.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is not an id of the wanted noun.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{found}\" is not {wanted}: it should read {prefix}_ and a UUID")]
pub struct BadId {
    found: String,
    wanted: &'static str,
    prefix: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal, $wanted:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
        pub struct $name(Uuid);

        impl $name {
            /// Makes an id of a UUID; the caller brings the chance and the time in it.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or_else(|| BadId {
                        found: text.chars().take(64).collect(),
                        wanted: $wanted,
                        prefix: $prefix,
                    })
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    )*};
}

ids! {
    /// Names a hold.
    HoldId = "hold", "a hold's id";
    /// Names a blackout: the series, of which an occurrence is named by its original local date-time (rule 29).
    BlackoutId = "blk", "a blackout's id";
    /// Names a process, whatever its version.
    ProcessId = "proc", "a process's id";
    /// Names a request.
    RequestId = "req", "a request's id";
    /// Names a manual task of a request.
    TaskId = "task", "a task's id";
    /// Names a user.
    UserId = "user", "a user's id";
    /// Names a session of a logged-in person.
    SessionId = "ses", "a session's id";
    /// Names an API token.
    TokenId = "tok", "a token's id";
    /// Names a key of the calendar feed.
    FeedKeyId = "feed", "a feed key's id";
    /// Names a row of the missed-work ledger.
    MissedId = "miss", "a missed-work row's id";
    /// Names an audit entry.
    AuditId = "aud", "an audit entry's id";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_itself_and_as_nothing_else() {
        let id = RequestId::new(Uuid::from_u128(7));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().parse::<HoldId>().is_err());
        assert!("req_".parse::<RequestId>().is_err());
    }
}
