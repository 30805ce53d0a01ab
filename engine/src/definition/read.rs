//! Turns a tree into a definition, and goes on after a fault to find the next.

mod fields;

use domain::process::{Definition, Input, MAX_STEPS, Outcome, ProcessKind, Retry, StepDef, StepKind, Work};

pub(super) use fields::{Fields, Reader};

use super::kinds;
use super::report::Report;
use super::tree::{Node, Value};

const STEP_KEYS: [&str; 7] = ["id", "needs", "when", "timeout", "retry", "agent", "env"];

/// Reads a definition as far as it goes. None when too little could be read for its meaning to be checked.
pub(super) fn definition(tree: &Node) -> (Option<Definition>, Report) {
    let mut reader = Reader::default();
    let definition = read(tree, &mut reader);
    (definition, reader.report)
}

fn read(tree: &Node, reader: &mut Reader) -> Option<Definition> {
    let top = reader.fields(tree, "", &["name", "kind", "description", "inputs", "steps"])?;
    let name = reader.needed(&top, "name", Reader::text);
    let kind = reader.needed(&top, "kind", |reader, node, path| reader.word(node, path, process_kind));
    let description = reader.optional(&top, "description", Reader::text);
    let inputs = reader.optional(&top, "inputs", |reader, node, path| reader.list(node, path, input));
    let inputs_read = match &inputs {
        Some(inputs) => inputs.iter().all(Option::is_some),
        None => top.get("inputs").is_none(),
    };
    let steps = reader.needed(&top, "steps", |reader, node, path| {
        if let Value::List(items) = &node.value
            && items.len() > MAX_STEPS
        {
            reader.report.note(path, node);
            reader
                .report
                .at(path, format!("a process has at most {MAX_STEPS} steps; this one has {}", items.len()));
            return None;
        }
        reader.list(node, path, step)
    })?;
    // Without a step's id or the inputs' names every reference to them would look wrong.
    let ids_read = steps.iter().all(Option::is_some);
    (inputs_read && ids_read).then(|| Definition {
        // What stands in passes the check: the fault of the real one is known already.
        name: name.unwrap_or_else(|| "unread".to_owned()),
        kind: kind.unwrap_or(ProcessKind::Global),
        description,
        inputs: inputs.unwrap_or_default().into_iter().flatten().collect(),
        steps: steps.into_iter().flatten().collect(),
    })
}

fn process_kind(word: &str) -> Result<ProcessKind, String> {
    [ProcessKind::Global, ProcessKind::Component, ProcessKind::Application]
        .into_iter()
        .find(|kind| kind.as_str() == word)
        .ok_or_else(|| format!("\"{word}\" is not a kind of process: global, component or application"))
}

fn input(reader: &mut Reader, node: &Node, path: &str) -> Option<Input> {
    let before = reader.report.count();
    let fields =
        reader.fields(node, path, &["name", "required", "default", "secret", "choices", "description"])?;
    let name = reader.needed(&fields, "name", Reader::text);
    let required = reader.optional(&fields, "required", Reader::bool).unwrap_or_default();
    let default = reader.optional(&fields, "default", Reader::text);
    let secret = reader.optional(&fields, "secret", Reader::bool).unwrap_or_default();
    let choices =
        reader.optional(&fields, "choices", |reader, node, path| reader.list(node, path, Reader::text));
    let description = reader.optional(&fields, "description", Reader::text);
    let choices = choices.unwrap_or_default().into_iter().flatten().collect();
    if reader.report.count() > before {
        reader.report.unread(path.to_owned());
    }
    Some(Input { name: name?, required, default, secret, choices, description })
}

fn step(reader: &mut Reader, node: &Node, path: &str) -> Option<StepDef> {
    let before = reader.report.count();
    let keys: Vec<&str> = STEP_KEYS
        .into_iter()
        .chain(StepKind::ALL.iter().map(|kind| kind.as_str()))
        .chain(StepKind::LATER)
        .collect();
    let fields = reader.fields(node, path, &keys)?;
    let id = reader.needed(&fields, "id", Reader::text);
    let needs = reader.optional(&fields, "needs", |reader, node, path| reader.list(node, path, Reader::text));
    let when = reader.optional(&fields, "when", Reader::text);
    let timeout = reader.optional(&fields, "timeout", Reader::parsed);
    let retry = reader.optional(&fields, "retry", retry);
    let agent = reader.optional(&fields, "agent", Reader::text);
    let env = reader.optional(&fields, "env", Reader::texts).unwrap_or_default();
    let work = kinds::work(reader, &fields, id.as_deref());
    if reader.report.count() > before {
        reader.report.unread(path.to_owned());
    }
    let needs = needs.unwrap_or_default().into_iter().flatten().collect();
    let work = work.unwrap_or_else(|| Work::Shell(String::new()));
    Some(StepDef { id: id?, needs, when, timeout, retry, agent, env, work })
}

fn retry(reader: &mut Reader, node: &Node, path: &str) -> Option<Retry> {
    let fields = reader.fields(node, path, &["attempts", "on", "delay", "backoff"])?;
    let attempts = reader.needed(&fields, "attempts", Reader::number);
    let on = reader.optional(&fields, "on", |reader, node, path| {
        reader.list(node, path, |reader, node, path| reader.word(node, path, outcome))
    });
    let delay = reader.optional(&fields, "delay", Reader::parsed).unwrap_or_else(Retry::default_delay);
    let backoff = reader.optional(&fields, "backoff", Reader::number).unwrap_or_else(Retry::default_backoff);
    let on = on.map_or_else(Retry::default_on, |on| on.into_iter().flatten().collect());
    Some(Retry { attempts: attempts?, on, delay, backoff })
}

/// Reads the word of an outcome.
pub(super) fn outcome(word: &str) -> Result<Outcome, String> {
    word.parse().map_err(|error: domain::process::BadOutcome| error.to_string())
}
