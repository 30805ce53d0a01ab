//! A flag that sets a field, or clears it.

use std::str::FromStr;

use domain::maintenance::Edit;

/// What a flag does to a field: `none`, or nothing at all, clears it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change<T> {
    /// Clears it.
    Clear,
    /// Sets it.
    Set(T),
}

impl<T: FromStr> FromStr for Change<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        match text.trim() {
            "" | "none" => Ok(Self::Clear),
            _ => text.parse().map(Self::Set),
        }
    }
}

impl<T: Clone> Change<T> {
    /// As the API says it; a flag that was not given keeps the field (rule 14).
    pub fn edit<U>(change: Option<&Self>, set: impl FnOnce(T) -> U) -> Edit<U> {
        match change {
            None => Edit::Keep,
            Some(Self::Clear) => Edit::Clear,
            Some(Self::Set(value)) => Edit::Set(set(value.clone())),
        }
    }
}
