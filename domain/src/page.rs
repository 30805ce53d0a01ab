//! One page of a list, by cursor.

use serde::{Deserialize, Serialize};

/// Some of a list's items, and where the next ones begin.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The items, newest first unless said otherwise.
    pub items: Vec<T>,
    /// The cursor to ask the next page with; none at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page with other items.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

/// Most items that a page holds.
pub const MOST: u32 = 200;
/// Items of a page when nobody says how many.
pub const USUAL: u32 = 50;
