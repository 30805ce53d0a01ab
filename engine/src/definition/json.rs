//! Makes the tree of a JSON value; JSON has no places.

use domain::problem::FieldError;

use super::MAX_DEFINITION_BYTES;
use super::tree::{Key, Node, Value};

/// Makes the tree; a value with more text in it than a definition may have is refused.
pub(super) fn tree(value: &serde_json::Value) -> Result<Node, FieldError> {
    let mut left = MAX_DEFINITION_BYTES;
    node(value, &mut left).ok_or_else(|| {
        FieldError::at("", format!("the definition is longer than {} KiB", MAX_DEFINITION_BYTES / 1024))
    })
}

/// None when there is more than `left` bytes of it.
fn node(value: &serde_json::Value, left: &mut usize) -> Option<Node> {
    *left = left.checked_sub(1)?;
    let value = match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(bool) => Value::Bool(*bool),
        serde_json::Value::Number(number) => Value::Number(number.to_string()),
        serde_json::Value::String(text) => {
            *left = left.checked_sub(text.len())?;
            Value::Text(text.clone())
        }
        serde_json::Value::Array(items) => {
            Value::List(items.iter().map(|item| node(item, left)).collect::<Option<_>>()?)
        }
        serde_json::Value::Object(entries) => {
            let mut map = Vec::with_capacity(entries.len());
            for (name, value) in entries {
                *left = left.checked_sub(name.len())?;
                map.push((Key { name: name.clone(), place: None }, node(value, left)?));
            }
            Value::Map(map)
        }
    };
    Some(Node { value, place: None })
}
