//! The environment of expressions: which filters and tests there are, and the words of its errors.

use minijinja::value::{Rest, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, UndefinedBehavior, Value, filters, tests};

use super::MAX_RENDERED;

/// Instructions that one expression may take; without loops a long one takes a few hundred.
const FUEL: u64 = 20_000;

/// Makes the environment: nothing in it but the filters and tests that `domain::process` names.
pub(super) fn make() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_debug(false);
    environment.set_recursion_limit(50);
    environment.add_filter("default", default);
    environment.add_filter("upper", filters::upper);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("replace", replace);
    environment.add_filter("length", filters::length);
    environment.add_filter("int", int);
    environment.add_filter("float", float);
    environment.add_filter("first", filters::first);
    environment.add_filter("urlencode", urlencode);
    environment.add_filter("tojson", tojson);
    environment.add_test("defined", tests::is_defined);
    environment.add_test("undefined", tests::is_undefined);
    environment.add_test("none", tests::is_none);
    environment.add_test("string", tests::is_string);
    environment.add_test("number", tests::is_number);
    environment.add_test("startingwith", tests::is_startingwith);
    environment.add_test("endingwith", tests::is_endingwith);
    environment.add_test("in", tests::is_in);
    environment.add_test("eq", tests::is_eq);
    environment.add_test("ne", tests::is_ne);
    environment
}

/// Says what went wrong, without any value in it.
pub(super) fn words(source: &str, error: &Error) -> String {
    let shown = match source.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &source[..end]),
        None => source.to_owned(),
    };
    let detail = error.detail().unwrap_or_default();
    match error.kind() {
        ErrorKind::SyntaxError => format!("{{{{ {shown} }}}} is not an expression: {detail}"),
        ErrorKind::UndefinedError => format!("{shown} has no value"),
        ErrorKind::OutOfFuel => format!("{shown} takes too long"),
        kind if detail.is_empty() => format!("{shown}: {kind}"),
        _ => format!("{shown}: {detail}"),
    }
}

fn fault(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.into())
}

fn text(value: &Value, filter: &str) -> Result<String, Error> {
    match value.kind() {
        ValueKind::Undefined => Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::String | ValueKind::Number | ValueKind::Bool => Ok(value.to_string()),
        kind => Err(fault(format!("{filter} wants a text, not a {kind}"))),
    }
}

/// The value, or another one when it is not there or is empty: an optional input that nobody gave is empty.
fn default(value: &Value, other: Option<Value>) -> Value {
    if value.is_undefined() || value.is_none() || value.as_str() == Some("") {
        other.unwrap_or_else(|| Value::from(""))
    } else {
        value.clone()
    }
}

fn replace(
    _state: &State<'_, '_>,
    value: &Value,
    from: &str,
    to: &str,
    rest: Rest<Value>,
) -> Result<String, Error> {
    if !rest.is_empty() {
        return Err(Error::from(ErrorKind::TooManyArguments));
    }
    let value = text(value, "replace")?;
    let times = value.matches(from).count();
    if value.len() + times * to.len() > MAX_RENDERED {
        return Err(fault("the text became too long"));
    }
    Ok(value.replace(from, to))
}

fn int(value: &Value) -> Result<i64, Error> {
    text(value, "int")?.trim().parse().map_err(|_| fault("int wants a whole number"))
}

fn float(value: &Value) -> Result<f64, Error> {
    text(value, "float")?.trim().parse().map_err(|_| fault("float wants a number"))
}

/// Percent-encodes everything but letters, digits and `-._~`.
fn urlencode(value: &Value) -> Result<String, Error> {
    use std::fmt::Write as _;
    let mut encoded = String::new();
    for byte in text(value, "urlencode")?.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").map_err(|_| Error::from(ErrorKind::WriteFailure))?;
        }
    }
    Ok(encoded)
}

/// A text in quotes, as JSON has it; numbers, true, false and none as they are.
fn tojson(value: &Value) -> Result<String, Error> {
    match value.kind() {
        ValueKind::None => Ok("null".to_owned()),
        ValueKind::Number | ValueKind::Bool => Ok(value.to_string()),
        _ => Ok(serde_json::Value::from(text(value, "tojson")?).to_string()),
    }
}
