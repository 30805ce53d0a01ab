//! A number that is counted from the front, or "last".

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A place in a month: the first, the 31st, the last. Written as `1`, `31` or `"last"`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ordinal {
    /// Counted from 1.
    Number(u32),
    /// The last one, whichever number that is.
    Last,
}

const LAST: &str = "last";

impl Serialize for Ordinal {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => to.serialize_u32(*number),
            Self::Last => to.serialize_str(LAST),
        }
    }
}

impl<'de> Deserialize<'de> for Ordinal {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(NumberOrLast)
    }
}

struct NumberOrLast;

impl Visitor<'_> for NumberOrLast {
    type Value = Ordinal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number from 1 on, or \"last\"")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Ordinal, E> {
        let small = u32::try_from(number);
        small.map(Ordinal::Number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Ordinal, E> {
        let small = u32::try_from(number);
        small.map(Ordinal::Number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Ordinal, E> {
        if word == LAST { Ok(Ordinal::Last) } else { Err(E::invalid_value(Unexpected::Str(word), &self)) }
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Ordinal {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Type};
        let number = ObjectBuilder::new().schema_type(Type::Integer);
        let last = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([LAST]));
        OneOfBuilder::new().item(number).item(last).into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Ordinal {}
