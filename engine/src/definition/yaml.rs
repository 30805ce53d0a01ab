//! Makes the tree of a YAML text, within limits.

use domain::problem::FieldError;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::{DuplicateKeyPolicy, Location, Spanned};

use super::MAX_DEFINITION_BYTES;
use super::tree::{Key, Node, Place, Value};

const MAX_DEPTH: usize = 16;
const DEEP: &str = "lists and mappings are nested deeper than 16";

/// Reads one YAML document. Its aliases, depth and size are limited, so that no text costs more than its length.
pub(super) fn tree(text: &str) -> Result<Node, FieldError> {
    if text.len() > MAX_DEFINITION_BYTES {
        return Err(FieldError::at(
            "",
            format!("the definition is longer than {} KiB", MAX_DEFINITION_BYTES / 1024),
        ));
    }
    if text.trim().is_empty() {
        return Err(FieldError {
            line: Some(1),
            column: Some(1),
            ..FieldError::at("", "the definition is empty")
        });
    }
    let read: Result<Spanned<Raw>, serde_saphyr::Error> =
        serde_saphyr::from_str_with_options(text, options());
    match read {
        Ok(raw) => Ok(node(raw, text)),
        Err(error) => Err(fault(&error)),
    }
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: 100_000,
            max_nodes: 50_000,
            max_aliases: 100,
            max_anchors: 100,
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_documents: 1,
            max_merge_keys: 100,
            max_total_scalar_bytes: 4 * MAX_DEFINITION_BYTES,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 10_000,
            max_replay_stack_depth: 8,
        },
        // The reader finds them, so that it can name the line of the first one and go on.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        reject_unsupported_tags: true,
        emit_comments: false,
        with_snippet: false,
    }
}

/// A value as the YAML library hands it over.
enum Raw {
    Null,
    Text(String),
    Number(String),
    Bool(bool),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

fn node(raw: Spanned<Raw>, text: &str) -> Node {
    let place = place(raw.referenced).or_else(|| place(raw.defined));
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Text(text) => Value::Text(text),
        Raw::Number(number) => Value::Number(as_written(text, raw.defined, number)),
        Raw::Bool(bool) => Value::Bool(bool),
        Raw::List(items) => Value::List(items.into_iter().map(|item| node(item, text)).collect()),
        Raw::Map(entries) => Value::Map(
            entries.into_iter().map(|(name, value)| (key(node(name, text)), node(value, text))).collect(),
        ),
    };
    Node { value, place }
}

/// A key is a text; what is none gets one that no known key is.
fn key(node: Node) -> Key {
    let name = match node.value {
        Value::Text(text) | Value::Number(text) => text,
        Value::Bool(bool) => bool.to_string(),
        Value::Null => String::new(),
        Value::List(_) | Value::Map(_) => Key::BRACES.to_owned(),
    };
    Key { name, place: node.place }
}

/// The number as it stands in the text: a version `1.10` is not `1.1`.
fn as_written(text: &str, at: Location, number: String) -> String {
    let written = || {
        let from = usize::try_from(at.span().byte_offset()?).ok()?;
        let length = usize::try_from(at.span().byte_len()?).ok()?;
        let written = text.get(from..from.checked_add(length)?)?.trim();
        let same = written.parse::<f64>().ok()?.to_bits() == number.parse::<f64>().ok()?.to_bits();
        same.then(|| written.to_owned())
    };
    written().unwrap_or(number)
}

fn place(location: Location) -> Option<Place> {
    let line = u32::try_from(location.line()).ok().filter(|line| *line > 0)?;
    let column = u32::try_from(location.column()).ok().filter(|column| *column > 0)?;
    Some((line, column))
}

fn fault(error: &serde_saphyr::Error) -> FieldError {
    let mut error = error.without_snippet();
    let place = error.location().and_then(place);
    while let serde_saphyr::Error::AliasError { error: within, .. } = error {
        error = within.without_snippet();
    }
    let message =
        limit(error).unwrap_or_else(|| format!("this is not YAML: {}", without_place(&error.to_string())));
    FieldError {
        path: String::new(),
        line: place.map(|(line, _)| line),
        column: place.map(|(_, column)| column),
        message,
    }
}

/// The words for a limit that was passed, if that is what went wrong.
fn limit(error: &serde_saphyr::Error) -> Option<String> {
    let words = match error {
        serde_saphyr::Error::AliasReplayLimitExceeded { .. }
        | serde_saphyr::Error::AliasExpansionLimitExceeded { .. }
        | serde_saphyr::Error::AliasReplayStackDepthExceeded { .. } => {
            "aliases repeat more than a definition may hold"
        }
        serde_saphyr::Error::Budget { breach, .. } => match breach {
            BudgetBreach::Documents { .. } => "a second document begins here; a definition is one",
            BudgetBreach::Depth { .. } => DEEP,
            _ => "there is more here than a definition may hold",
        },
        // The parser's own limit on nesting in brackets has no variant of its own.
        other if other.to_string().contains("recursion limit exceeded") => DEEP,
        _ => return None,
    };
    Some(words.to_owned())
}

/// The library ends its messages with the place, which has fields of its own here.
fn without_place(message: &str) -> String {
    let end =
        [" at line ", " (line "].iter().filter_map(|word| message.find(word)).min().unwrap_or(message.len());
    let line = message[..end].lines().next().unwrap_or_default().trim_end_matches([':', ' ']);
    line.strip_prefix("error: ").unwrap_or(line).chars().take(300).collect()
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }

    fn visit_bytes<E: serde::de::Error>(self, _value: &[u8]) -> Result<Raw, E> {
        Err(E::custom("binary values have no place in a definition"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            if map.len() >= 10_000 {
                return Err(A::Error::custom("too many keys in one mapping"));
            }
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}
