//! The statuses that an HTTP step takes as a success.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The statuses that are a success: `2xx`, `204`, or several: `200, 404`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct Expect(Vec<Rule>);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rule {
    Class(u16),
    Status(u16),
}

/// A text that names no statuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" names no status: write it like 2xx, 204 or \"200, 404\"")]
pub struct BadExpect(String);

impl Expect {
    /// Whether a call that answered `status` succeeded.
    #[must_use]
    pub fn accepts(&self, status: u16) -> bool {
        self.0.iter().any(|rule| match *rule {
            Rule::Class(class) => status / 100 == class,
            Rule::Status(one) => status == one,
        })
    }
}

impl Default for Expect {
    fn default() -> Self {
        Self(vec![Rule::Class(2)])
    }
}

impl FromStr for Rule {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = text.as_bytes();
        match bytes {
            [class @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => Ok(Self::Class(u16::from(class - b'0'))),
            [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => text.parse().map(Self::Status).map_err(|_| ()),
            _ => Err(()),
        }
    }
}

impl FromStr for Expect {
    type Err = BadExpect;
    fn from_str(text: &str) -> Result<Self, BadExpect> {
        let rules: Result<Vec<Rule>, ()> = text.split(',').map(|part| part.trim().parse()).collect();
        rules.map(Self).map_err(|()| BadExpect(text.chars().take(64).collect()))
    }
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, rule) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            match rule {
                Rule::Class(class) => write!(f, "{class}xx")?,
                Rule::Status(status) => write!(f, "{status}")?,
            }
        }
        Ok(())
    }
}

impl TryFrom<String> for Expect {
    type Error = BadExpect;
    fn try_from(text: String) -> Result<Self, BadExpect> {
        text.parse()
    }
}

impl From<Expect> for String {
    fn from(expect: Expect) -> String {
        expect.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_and_single_statuses_are_accepted_and_nothing_else() {
        let expect: Expect = "2xx, 404".parse().unwrap();
        assert_eq!([200, 299, 404, 300, 403].map(|s| expect.accepts(s)), [true, true, true, false, false]);
        assert_eq!(expect.to_string(), "2xx, 404");
        for text in ["", "2x", "20", "600", "2xx,", "xx2", "ok"] {
            assert!(text.parse::<Expect>().is_err(), "{text} was accepted");
        }
    }
}
