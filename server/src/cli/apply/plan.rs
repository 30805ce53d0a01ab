//! What a file asks for, found out before anything is saved: every fault, and an order in which all can be saved.

use std::collections::{BTreeMap, BTreeSet};

use domain::catalog::Process;
use domain::problem::{FieldError, kind};
use domain::process::{Definition, Work};
use http::Method;

use super::super::call::Client;
use super::super::failure::Failure;
use super::Draft;
use super::documents::Document;

/// One document, and what it takes.
pub struct Planned {
    /// The document.
    pub document: Document,
    /// What becomes of the process.
    pub change: Change,
    definition: Definition,
}

/// What becomes of a process.
pub enum Change {
    /// It is new.
    Create,
    /// It differs from this, its newest version.
    Update(Box<Process>),
    /// It is this already.
    Keep(Box<Process>),
}

/// Checks all documents and puts them into an order in which what a step runs comes first.
pub async fn of(client: &Client, file: &str, documents: Vec<Document>) -> Result<Vec<Planned>, Failure> {
    let mut faults = Vec::new();
    let mut checked: Vec<(Document, Definition)> = Vec::new();
    for document in documents {
        match check(client, &document).await {
            Ok(definition) if checked.iter().any(|(_, known)| known.name == definition.name) => {
                let words = format!("{} stands in this file twice", definition.name);
                faults.push(fault(&document, "name", words));
            }
            Ok(definition) => checked.push((document, definition)),
            Err(Failure::Problem(problem)) if problem.kind == kind::VALIDATION => {
                faults.extend(problem.errors.into_iter().map(|error| moved(error, &document)));
            }
            Err(failure) => return Err(failure),
        }
    }
    let mut planned = Vec::new();
    for (document, definition) in checked {
        let change = match find(client, &definition.name).await? {
            None => Change::Create,
            Some(known) if known.source == document.text => Change::Keep(Box::new(known)),
            Some(known) => Change::Update(Box::new(known)),
        };
        planned.push(Planned { document, change, definition });
    }
    faults.extend(unknown_references(client, &planned).await?);
    let ordered = if faults.is_empty() { in_order(planned) } else { Err(faults) };
    ordered.map_err(|mut faults| {
        faults.sort_by_key(|fault| (fault.line, fault.column));
        Failure::faults_of(&faults, file)
    })
}

/// The same failure, where its faults stand in the whole file.
pub fn placed(failure: Failure, file: &str, document: &Document) -> Failure {
    match failure {
        Failure::Problem(problem) if !problem.errors.is_empty() => {
            let faults: Vec<FieldError> =
                problem.errors.into_iter().map(|error| moved(error, document)).collect();
            Failure::faults_of(&faults, file)
        }
        other => other.in_file(file),
    }
}

async fn check(client: &Client, document: &Document) -> Result<Definition, Failure> {
    let draft = Draft { definition: &document.text, based_on: None };
    client.api.ask(Method::POST, &["processes", "check"]).body(&draft).send().await?.read()
}

async fn find(client: &Client, process: &str) -> Result<Option<Process>, Failure> {
    match client.api.get(&["processes", process]).send().await {
        Ok(answer) => answer.read().map(Some),
        Err(Failure::Problem(problem)) if problem.kind == kind::NOT_FOUND => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The processes that a definition's steps run, each with the step's path; itself not among them.
fn references(definition: &Definition) -> impl Iterator<Item = (String, &str)> {
    definition.steps.iter().enumerate().filter_map(|(index, step)| match &step.work {
        Work::RunProcess(run) if run.process != definition.name => {
            Some((format!("steps[{index}].run_process.process"), run.process.as_str()))
        }
        _ => None,
    })
}

/// Steps that run a process which is neither in the file nor on the server.
async fn unknown_references(client: &Client, planned: &[Planned]) -> Result<Vec<FieldError>, Failure> {
    let mut faults = Vec::new();
    let mut known: BTreeMap<&str, bool> =
        planned.iter().map(|one| (one.definition.name.as_str(), true)).collect();
    for one in planned {
        for (path, process) in references(&one.definition) {
            let is_known = match known.get(process) {
                Some(is_known) => *is_known,
                None => find(client, process).await?.is_some(),
            };
            known.insert(process, is_known);
            if !is_known {
                let words = format!("there is no process {process}, neither in this file nor on the server");
                faults.push(fault(&one.document, &path, words));
            }
        }
    }
    Ok(faults)
}

/// Sorts so that a new process comes before those whose steps run it; as in the file otherwise.
fn in_order(mut left: Vec<Planned>) -> Result<Vec<Planned>, Vec<FieldError>> {
    let is_new = |one: &&Planned| matches!(one.change, Change::Create);
    let mut missing: BTreeSet<String> =
        left.iter().filter(is_new).map(|one| one.definition.name.clone()).collect();
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let can_be_saved =
            |one: &Planned| references(&one.definition).all(|(_, process)| !missing.contains(process));
        let Some(next) = left.iter().position(can_be_saved) else {
            return Err(left.iter().flat_map(|one| circles(one, &missing)).collect());
        };
        let next = left.remove(next);
        missing.remove(&next.definition.name);
        ordered.push(next);
    }
    Ok(ordered)
}

/// New processes that run each other: none of them can be the first.
fn circles(one: &Planned, missing: &BTreeSet<String>) -> Vec<FieldError> {
    let waits = references(&one.definition).filter(|(_, process)| missing.contains(*process));
    let words = |process: &str| {
        format!("{process} is new and needs this one in turn: apply one without such a step first")
    };
    waits.map(|(path, process)| fault(&one.document, &path, words(process))).collect()
}

/// A fault of a document that the server read without any.
fn fault(document: &Document, path: &str, words: String) -> FieldError {
    let error = match engine::definition::parse_yaml(&document.text) {
        Ok(parsed) => parsed.places.fault(path, words),
        Err(_) => FieldError::at(path, words),
    };
    moved(error, document)
}

/// The same fault, with its place in the whole file.
fn moved(error: FieldError, document: &Document) -> FieldError {
    let line = error.line.map_or_else(|| document.begins(), |line| line + document.above);
    FieldError { line: Some(line), ..error }
}
