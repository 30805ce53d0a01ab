//! YAML that is no definition of a process: read with the same limits and places, and written.

use domain::problem::FieldError;
use serde::Serialize;
use serde_json::{Map, Number, Value as Json};

use super::report::{Places, Report};
use super::tree::{Node, Value};
use super::yaml;

/// Reads one YAML document of any shape, and where its parts stand; numbers that JSON has no form for are texts.
///
/// # Errors
/// Every fault with its line and column: what is not YAML, is longer or deeper than a definition may be, or says one key
/// twice.
pub fn plain_yaml(text: &str) -> Result<(Json, Places), Vec<FieldError>> {
    let tree = yaml::tree(text).map_err(|fault| vec![fault])?;
    let mut report = Report::default();
    let value = read(tree, "", &mut report);
    Ok((value, report.into_faults()?))
}

/// Writes a value as YAML that [`plain_yaml`] reads as the same.
///
/// # Errors
/// When it has no form in YAML.
pub fn to_yaml(value: &impl Serialize) -> Result<String, String> {
    // Texts of several lines are quoted: blocks would have rules of their own for blanks at their ends.
    let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
    serde_saphyr::to_string_with_options(value, options).map_err(|error| error.to_string())
}

fn read(node: Node, path: &str, report: &mut Report) -> Json {
    report.note(path, &node);
    match node.value {
        Value::Null => Json::Null,
        Value::Text(text) => Json::String(text),
        Value::Bool(bool) => Json::Bool(bool),
        Value::Number(written) => match serde_json::from_str::<Number>(&written) {
            Ok(number) => Json::Number(number),
            Err(_) => Json::String(written),
        },
        Value::List(items) => {
            let items = items.into_iter().enumerate();
            items.map(|(index, item)| read(item, &format!("{path}[{index}]"), report)).collect()
        }
        Value::Map(entries) => {
            let mut map = Map::new();
            for (key, value) in entries {
                let below = if path.is_empty() { key.name.clone() } else { format!("{path}.{}", key.name) };
                if map.contains_key(&key.name) {
                    report.at_place(&below, key.place, "stands here twice: take one of the two out");
                } else {
                    map.insert(key.name, read(value, &below, report));
                }
            }
            Json::Object(map)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn yaml_is_read_with_the_places_of_its_parts() {
        let text =
            "blackouts:\n  - name: a\n    start: 2026-12-05T02:00\n    nth: [2, sat]\n    open: true\n";
        let (value, places) = plain_yaml(text).unwrap();
        let wanted = json!({"blackouts": [{"name": "a", "start": "2026-12-05T02:00", "nth": [2, "sat"], "open": true}]});
        assert_eq!(value, wanted);
        let fault = places.fault("blackouts[0].start", "x");
        assert_eq!((fault.line, fault.column), (Some(3), Some(12)));
        assert_eq!(places.fault("blackouts[0].zone", "x").line, Some(2));
    }

    #[test]
    fn a_key_said_twice_is_a_fault() {
        let faults = plain_yaml("a: 1\nb: 2\na: 3\n").unwrap_err();
        assert_eq!((faults[0].path.as_str(), faults[0].line), ("a", Some(3)));
    }

    #[test]
    fn what_is_written_reads_back_as_it_was() {
        let texts = [
            "plain",
            "",
            " blanks ",
            "null",
            "~",
            "yes",
            "no",
            "on",
            "true",
            "12",
            "0x10",
            "1e3",
            "1_000",
            "2026-12-05",
            "2026-12-05T02:00",
            "02:00",
            "- a",
            "a: b",
            "a #b",
            "#b",
            "'",
            "\"",
            "\\",
            "\\n",
            "{{ x }}",
            "[a]",
            "{a}",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a",
            "|",
            ">",
            "?",
            "? a",
            ":",
            "a:",
            "---",
            "...",
            "two\nlines",
            "\nlines\n\n",
            "tab\there",
            "ü – 漢字 🌙",
            "\u{85}",
            "\u{2028}",
            "=",
            "<<",
            ".inf",
            "a, b",
            "trailing: ",
        ];
        for text in texts {
            let value = json!({"list": [{"text": text, "more": [text, text]}], "n": 7, "is": false});
            let yaml = to_yaml(&value).unwrap();
            let (read, _) =
                plain_yaml(&yaml).unwrap_or_else(|faults| panic!("{text:?}: {faults:?} in\n{yaml}"));
            assert_eq!(read, value, "{yaml}");
        }
    }
}
