//! Reads what a step does: the one key that names its kind.

use domain::process::{
    Comment, Expect, Finish, Http, Manual, Method, Responders, RunProcess, StepKind, Wait, Work,
};

use super::read::{Fields, Reader, outcome};
use super::tree::{Node, Value};

/// Reads the work of a step, of which there is exactly one.
pub(super) fn work(reader: &mut Reader, step: &Fields<'_>, id: Option<&str>) -> Option<Work> {
    let who = id.map_or_else(|| "the step".to_owned(), |id| format!("the step {id}"));
    let mut kind = None;
    let mut refused = false;
    for (key, _) in step.entries() {
        if StepKind::LATER.contains(&key.name.as_str()) {
            refused = true;
            let message = format!("{} comes later: it is not in this version; {} are", key.name, known());
            reader.report.at_place(&step.below(&key.name), key.place, message);
        }
        let Ok(found) = key.name.parse::<StepKind>() else {
            continue;
        };
        if let Some(first) = kind.replace(found) {
            let message =
                format!("{who} does one thing only: it has {} and {}", first.as_str(), found.as_str());
            reader.report.at_place(&step.below(&key.name), key.place, message);
            return None;
        }
    }
    let Some(kind) = kind else {
        if !refused {
            let message = format!("{who} does nothing: it wants one of {}", known());
            reader.report.at_place(step.path(), step.place(), message);
        }
        return None;
    };
    let read = match kind {
        StepKind::Shell => shell,
        StepKind::Http => http,
        StepKind::Manual => manual,
        StepKind::RunProcess => run_process,
        StepKind::Wait => wait,
        StepKind::Finish => finish,
    };
    reader.optional(step, kind.as_str(), read)
}

fn known() -> String {
    StepKind::ALL.map(StepKind::as_str).join(", ")
}

fn shell(reader: &mut Reader, node: &Node, path: &str) -> Option<Work> {
    reader.text(node, path).map(Work::Shell)
}

fn http(reader: &mut Reader, node: &Node, path: &str) -> Option<Work> {
    let fields = reader.fields(node, path, &["method", "url", "headers", "body", "expect", "timeout"])?;
    let method = reader.optional(&fields, "method", |reader, node, path| reader.word(node, path, method));
    let url = reader.needed(&fields, "url", Reader::text);
    let headers = reader.optional(&fields, "headers", Reader::texts).unwrap_or_default();
    let body = reader.optional(&fields, "body", Reader::text);
    let expect = reader.optional(&fields, "expect", expect).unwrap_or_default();
    let timeout = reader.optional(&fields, "timeout", Reader::parsed).unwrap_or_else(Http::default_timeout);
    Some(Work::Http(Http { method: method.unwrap_or_default(), url: url?, headers, body, expect, timeout }))
}

fn method(word: &str) -> Result<Method, String> {
    Method::ALL
        .into_iter()
        .find(|method| method.as_str() == word)
        .ok_or_else(|| format!("\"{word}\" is not a method: {}", Method::ALL.map(Method::as_str).join(", ")))
}

/// One status or class, or a list of them.
fn expect(reader: &mut Reader, node: &Node, path: &str) -> Option<Expect> {
    let Value::List(_) = node.value else {
        return reader.parsed(node, path);
    };
    let parts: Option<Vec<String>> = reader.list(node, path, Reader::text)?.into_iter().collect();
    let text = parts?.join(", ");
    text.parse().map_err(|error: domain::process::BadExpect| reader.report.at(path, error.to_string())).ok()
}

fn manual(reader: &mut Reader, node: &Node, path: &str) -> Option<Work> {
    let fields = reader.fields(node, path, &["prompt", "responders", "comment"])?;
    let prompt = reader.needed(&fields, "prompt", Reader::text);
    let responders = reader.optional(&fields, "responders", responders);
    let comment = reader.optional(&fields, "comment", |reader, node, path| reader.word(node, path, comment));
    Some(Work::Manual(Manual { prompt: prompt?, responders, comment: comment.unwrap_or_default() }))
}

fn responders(reader: &mut Reader, node: &Node, path: &str) -> Option<Responders> {
    let fields = reader.fields(node, path, &["role"])?;
    let role = reader.needed(&fields, "role", Reader::parsed)?;
    Some(Responders { role })
}

fn comment(word: &str) -> Result<Comment, String> {
    match word {
        "required" => Ok(Comment::Required),
        "optional" => Ok(Comment::Optional),
        other => Err(format!("\"{other}\": a comment is required or optional")),
    }
}

fn run_process(reader: &mut Reader, node: &Node, path: &str) -> Option<Work> {
    let fields = reader.fields(node, path, &["process", "inputs"])?;
    let process = reader.needed(&fields, "process", Reader::text);
    let inputs = reader.optional(&fields, "inputs", Reader::texts).unwrap_or_default();
    Some(Work::RunProcess(RunProcess { process: process?, inputs }))
}

fn wait(reader: &mut Reader, node: &Node, path: &str) -> Option<Work> {
    let fields = reader.fields(node, path, &["for", "until"])?;
    let wait = match (fields.get("for"), fields.get("until")) {
        (Some((_, node)), None) => Wait::For(reader.parsed(node, &fields.below("for"))?),
        (None, Some((_, node))) => Wait::Until(reader.text(node, &fields.below("until"))?),
        (Some(_), Some(_)) => {
            reader.report.at(path, "a wait is for a time or until an instant, not both");
            return None;
        }
        (None, None) => {
            reader.report.at(path, "a wait wants for, as 10m, or until, an instant");
            return None;
        }
    };
    Some(Work::Wait(wait))
}

fn finish(reader: &mut Reader, node: &Node, path: &str) -> Option<Work> {
    let fields = reader.fields(node, path, &["outcome", "message"])?;
    let outcome = reader.optional(&fields, "outcome", |reader, node, path| reader.word(node, path, outcome));
    let message = reader.optional(&fields, "message", Reader::text);
    Some(Work::Finish(Finish { outcome: outcome.unwrap_or_else(Finish::default_outcome), message }))
}
