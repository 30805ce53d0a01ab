//! Writes the file.

use domain::blackout::SeriesToCome;
use engine::definition::to_yaml;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::file::{EXCEPTIONS, LIST};

/// What people look for first comes first; the rest follows by name.
const ORDER: [&str; 19] = [
    "name",
    "date",
    "cancelled",
    "message",
    "reason",
    "start",
    "zone",
    "end",
    "duration",
    "recurrence",
    "every",
    "weekdays",
    "month_day",
    "nth_weekday",
    "until",
    "count",
    "announce_lead",
    "drain_lead",
    "stragglers",
];

/// Writes blackouts, in the order given.
///
/// # Errors
/// When one of them has no form in YAML.
pub fn write(all: &[SeriesToCome]) -> Result<String, String> {
    let listed = all.iter().map(listed).collect::<Result<Vec<Value>, String>>()?;
    let whole = json!({ LIST: listed });
    Ok(format!(
        "# Blackouts as they are planned. Change them and apply:  lull blackout apply -f FILE\n{}",
        to_yaml(&Ordered(&whole))?
    ))
}

fn listed(series: &SeriesToCome) -> Result<Value, String> {
    let mut value = serde_json::to_value(series).map_err(|error| error.to_string())?;
    if let Value::Object(map) = &mut value {
        map.remove("id");
        map.remove("saved");
        if series.exceptions.is_empty() {
            map.remove(EXCEPTIONS);
        }
    }
    Ok(value)
}

struct Ordered<'a>(&'a Value);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(map) => {
                let mut entries: Vec<(&String, &Value)> = map.iter().collect();
                let place = |key: &str| ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len());
                // Exceptions are long and come last.
                entries.sort_by_key(|(key, _)| (key.as_str() == EXCEPTIONS, place(key)));
                to.collect_map(entries.into_iter().map(|(key, value)| (key, Ordered(value))))
            }
            Value::Array(items) => to.collect_seq(items.iter().map(Ordered)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => self.0.serialize(to),
        }
    }
}
