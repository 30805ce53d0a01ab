//! `lull apply`: the model as a file of YAML says it.

mod documents;
mod plan;

use std::path::PathBuf;

use clap::Args;
use domain::catalog::Process;
use http::Method;
use serde::Serialize;

use self::plan::{Change, Planned};
use super::call::Client;
use super::end::{End, Told};
use super::failure::Failure;
use super::look::{Look, Tint};
use super::process::read_file;
use super::table::{Table, tinted};

/// Examples under `lull apply --help`.
pub const EXAMPLES: &str = "\
Several processes in one file stand apart by lines of ---. Each is created, or gets a new version when its text
differs from the newest one; one that does not differ stays as it is. When anything is at fault nothing is applied,
and each fault is told as FILE:LINE:COLUMN.

    lull apply -f processes.yaml
    cat processes/*.yaml | lull apply -f -        # where each file begins with ---";

/// Most bytes of a file that are read; the server takes 256 KiB for each process.
const MOST: u64 = 16 << 20;

/// `lull apply`.
#[derive(Args)]
pub struct ApplyArgs {
    /// The file of YAML documents, each the definition of a process; - is standard input
    #[arg(short, long, value_name = "FILE")]
    file: PathBuf,
}

/// What has become of one document.
#[derive(Serialize)]
struct Applied {
    id: String,
    name: String,
    version: u32,
    change: &'static str,
}

/// As lists of the API are.
#[derive(Serialize)]
struct All {
    items: Vec<Applied>,
    next: Option<String>,
}

#[derive(Serialize)]
struct Draft<'a> {
    definition: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    based_on: Option<u32>,
}

/// Checks the whole file, then applies one document after the other.
pub async fn apply(client: &Client, args: &ApplyArgs) -> Told {
    let (file, text) = read_file(&args.file, MOST)?;
    let documents = documents::of(&text);
    if documents.is_empty() {
        return Err(Failure::Usage(format!("{file} holds no definition of a process")));
    }
    let mut items = Vec::new();
    for planned in plan::of(client, &file, documents).await? {
        match save(client, &planned).await {
            Ok(applied) => items.push(applied),
            Err(failure) => {
                let done = items.iter().filter(|one| one.change != UNCHANGED);
                let done: Vec<&str> = done.map(|one| one.name.as_str()).collect();
                if !done.is_empty() {
                    client.out.note(&format!("Applied before it failed: {}", done.join(", ")));
                }
                return Err(plan::placed(failure, &file, &planned.document));
            }
        }
    }
    let all = All { items, next: None };
    if client.out.is_json() {
        client.out.text(&serde_json::to_string(&all).unwrap_or_default())?;
    } else {
        client.out.text(&told(&all, &Look::of_output(client.now())))?;
    }
    Ok(End::Done)
}

const UNCHANGED: &str = "unchanged";

async fn save(client: &Client, planned: &Planned) -> Result<Applied, Failure> {
    let definition = planned.document.text.as_str();
    let (ask, draft, change) = match &planned.change {
        Change::Keep(known) => return Ok(applied(known, UNCHANGED)),
        Change::Create => {
            (client.api.ask(Method::POST, &["processes"]), Draft { definition, based_on: None }, "created")
        }
        Change::Update(known) => (
            client.api.ask(Method::PUT, &["processes", &known.id.to_string()]),
            Draft { definition, based_on: Some(known.version) },
            "updated",
        ),
    };
    Ok(applied(&ask.body(&draft).send().await?.read()?, change))
}

fn applied(process: &Process, change: &'static str) -> Applied {
    Applied { id: process.id.to_string(), name: process.name.clone(), version: process.version, change }
}

fn told(all: &All, look: &Look) -> String {
    let mut table = Table::new(look, ["PROCESS", "VERSION", "CHANGE"]);
    for one in &all.items {
        let tint = if one.change == UNCHANGED { Tint::Soft } else { Tint::Good };
        table.row([(&one.name).into(), one.version.to_string().into(), tinted(tint, one.change)]);
    }
    table.text()
}
