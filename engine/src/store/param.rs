//! Values bound to statements.

use domain::id::{
    AuditId, BlackoutId, FeedKeyId, HoldId, MissedId, ProcessId, RequestId, SessionId, TaskId, TokenId,
    UserId,
};
use domain::time::Timestamp;

/// A value bound to a statement; the three column types of both databases.
#[derive(Clone, Debug)]
pub enum Param {
    /// TEXT.
    Text(Option<String>),
    /// BIGINT.
    Int(Option<i64>),
    /// BOOLEAN.
    Bool(bool),
}

/// Lists values as parameters: `params![id, now, "word"]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::Param::from($value)),*] };
}

macro_rules! texts {
    ($($type:ty),*) => {$(
        impl From<$type> for Param {
            fn from(value: $type) -> Self { Self::Text(Some(value.to_string())) }
        }
        impl From<Option<$type>> for Param {
            fn from(value: Option<$type>) -> Self { Self::Text(value.map(|value| value.to_string())) }
        }
    )*};
}
texts!(
    &str, String, &String, AuditId, BlackoutId, FeedKeyId, HoldId, MissedId, ProcessId, RequestId, SessionId,
    TaskId, TokenId, UserId
);

impl From<i64> for Param {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}
impl From<u32> for Param {
    fn from(value: u32) -> Self {
        Self::Int(Some(value.into()))
    }
}
impl From<u64> for Param {
    fn from(value: u64) -> Self {
        Self::Int(Some(value.cast_signed()))
    }
}
impl From<Option<i64>> for Param {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}
impl From<bool> for Param {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
impl From<Timestamp> for Param {
    fn from(value: Timestamp) -> Self {
        Self::Int(Some(value.micros()))
    }
}
impl From<Option<Timestamp>> for Param {
    fn from(value: Option<Timestamp>) -> Self {
        Self::Int(value.map(Timestamp::micros))
    }
}
