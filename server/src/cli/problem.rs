//! The server's refusals, read and told in words.

use domain::problem::{FieldError, kind};
use domain::request::Request;
use serde::Deserialize;

use super::end::End;
use super::look::plain;

/// What the server refused with (RFC 9457).
#[derive(Debug, Deserialize)]
pub struct Problem {
    /// A stable path, such as `/problems/could-not-start`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The type in words.
    #[serde(default)]
    pub title: String,
    /// What happened, and what to do about it.
    #[serde(default)]
    pub detail: String,
    /// Each fault of what was sent.
    #[serde(default)]
    pub errors: Vec<FieldError>,
    /// The record of a start that was refused.
    #[serde(default, deserialize_with = "record")]
    pub request: Option<Request>,
    /// The whole document as it was sent.
    #[serde(skip)]
    pub text: String,
    /// The file that the faults are in.
    #[serde(skip)]
    pub file: Option<String>,
}

/// While Lull is offline the member holds the future record's id, which the detail tells as well.
fn record<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Request>, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(serde_json::from_value(value).ok())
}

impl Problem {
    /// Reads one; none when it is not of Lull's making.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut problem: Self = serde_json::from_str(text).ok()?;
        text.clone_into(&mut problem.text);
        Some(problem)
    }

    /// How a command ends by it: 3 when maintenance refused, else 1.
    #[must_use]
    pub fn end(&self) -> End {
        match self.kind.as_str() {
            kind::COULD_NOT_START | kind::OFFLINE => End::Refused,
            _ => End::Failed,
        }
    }

    /// Whether asking again later may help.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self.kind.as_str(), kind::UNAVAILABLE | kind::TOO_MANY)
    }

    /// What the person can do, where the server cannot know it.
    fn advice(&self) -> Option<&'static str> {
        match self.kind.as_str() {
            kind::UNAUTHENTICATED => Some("Log in with:  export LULL_TOKEN=$(lull login)"),
            kind::STALE => Some("Look at it as it is now, and decide again."),
            kind::OUTCOME_UNKNOWN => Some("Ask with:  lull maintenance status"),
            kind::OFFLINE => Some("Its administrator can ask on the server's host with:  lull ctl status"),
            _ => None,
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.errors.is_empty() {
            f.write_str(&plain(if self.detail.is_empty() { &self.title } else { &self.detail }))?;
        } else {
            f.write_str(&plain(&self.title))?;
        }
        for error in &self.errors {
            write!(f, "\n{}", plain(&fault(error, self.file.as_deref())))?;
        }
        match self.advice() {
            Some(advice) => write!(f, "\n{advice}"),
            None => Ok(()),
        }
    }
}

/// One fault in one line: as compilers write it when it has a place in a file, else beside its field.
fn fault(error: &FieldError, file: Option<&str>) -> String {
    let message = error.message.split_whitespace().collect::<Vec<_>>().join(" ");
    let field = if error.path.is_empty() { String::new() } else { format!("{}: ", error.path) };
    match (file, error.line, error.column) {
        (Some(file), Some(line), Some(column)) => format!("{file}:{line}:{column}: {field}{message}"),
        (Some(file), Some(line), None) => format!("{file}:{line}: {field}{message}"),
        (Some(file), None, _) => format!("{file}: {field}{message}"),
        (None, Some(line), Some(column)) => format!("  line {line}, column {column}: {field}{message}"),
        (None, Some(line), None) => format!("  line {line}: {field}{message}"),
        (None, None, _) => format!("  {field}{message}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: &str, file: Option<&str>) -> String {
        let mut problem = Problem::read(json).unwrap();
        problem.file = file.map(str::to_owned);
        problem.to_string()
    }

    #[test]
    fn faults_of_fields_are_told_one_in_a_line() {
        let json = r#"{"type": "/problems/validation", "title": "The input is at fault", "status": 422, "detail": "username: taken (and 1 more)",
            "errors": [{"path": "username", "message": "is taken"}, {"path": "", "message": "nothing\n to do"}]}"#;
        insta::assert_snapshot!(told(json, None), @r"
        The input is at fault
          username: is taken
          nothing to do
        ");
    }

    #[test]
    fn faults_of_a_file_are_told_as_compilers_do() {
        let json = r#"{"type": "/problems/validation", "title": "The input is at fault", "errors": [
            {"path": "steps[0].timeout", "line": 4, "column": 14, "message": "\"10x\" is not a duration"},
            {"path": "steps", "message": "is missing"}]}"#;
        insta::assert_snapshot!(told(json, Some("report.yaml")), @r#"
        The input is at fault
        report.yaml:4:14: steps[0].timeout: "10x" is not a duration
        report.yaml: steps: is missing
        "#);
        assert!(told(json, None).contains("  line 4, column 14: steps[0].timeout:"));
    }

    #[test]
    fn who_is_not_logged_in_is_told_how() {
        let json = r#"{"type": "/problems/unauthenticated", "detail": "This token is unknown, expired or revoked."}"#;
        assert!(told(json, None).ends_with("export LULL_TOKEN=$(lull login)"));
    }

    #[test]
    fn only_maintenance_refuses_with_three() {
        let end = |kind: &str| Problem::read(&format!(r#"{{"type": "{kind}"}}"#)).unwrap().end().code();
        assert_eq!(
            [kind::COULD_NOT_START, kind::OFFLINE, kind::NOT_ENABLED, kind::FORBIDDEN].map(end),
            [3, 3, 1, 1]
        );
    }
}
