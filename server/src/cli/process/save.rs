//! `lull process create`, `update` and `check`: definitions from files.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use domain::catalog::Process;
use domain::process::Definition;
use http::Method;
use serde::Serialize;

use super::super::call::Client;
use super::super::end::{End, Told};
use super::super::failure::Failure;

pub(super) const EXAMPLE: &str = r#"A definition to begin with:

  name: hello
  kind: global
  inputs:
    - { name: who, default: world }
  steps:
    - id: greet
      shell: echo "hello $WHO"
      env: { WHO: "{{ inputs.who }}" }   # values reach a script here, never spliced into it"#;

/// Most bytes of a file that are read; the server takes 256 KiB.
const MOST: u64 = 1 << 20;

/// A definition from a file.
#[derive(Args)]
pub struct CreateArgs {
    /// The file of YAML or JSON; - is standard input
    #[arg(short, long, value_name = "FILE")]
    file: PathBuf,
}

/// `lull process update`.
#[derive(Args)]
pub struct UpdateArgs {
    /// The process, by name or id; the one that the file names when it is left out
    process: Option<String>,
    /// The file of YAML or JSON; - is standard input
    #[arg(short, long, value_name = "FILE")]
    file: PathBuf,
    /// Only if this is still the newest version
    #[arg(long, value_name = "N")]
    based_on: Option<u32>,
}

#[derive(Serialize)]
struct Draft<'a> {
    definition: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    based_on: Option<u32>,
}

pub(super) async fn create(client: &Client, args: &CreateArgs) -> Told {
    let (name, text) = read(&args.file, MOST)?;
    let draft = Draft { definition: &text, based_on: None };
    let answer = client.api.ask(Method::POST, &["processes"]).body(&draft).send().await;
    let answer = answer.map_err(|failure| failure.in_file(&name))?;
    client.out.answer(&answer, client.now(), |process: &Process, _| {
        format!(
            "{} is saved as {}; run it with:  lull request run {}\n",
            process.name,
            process.id,
            quoted(&process.name)
        )
    })?;
    Ok(End::Done)
}

pub(super) async fn update(client: &Client, args: &UpdateArgs) -> Told {
    let (name, text) = read(&args.file, MOST)?;
    let process = match &args.process {
        Some(process) => process.clone(),
        None => checked(client, &name, &text).await?.1.name,
    };
    let draft = Draft { definition: &text, based_on: args.based_on };
    let answer = client.api.ask(Method::PUT, &["processes", &process]).body(&draft).send().await;
    let answer = answer.map_err(|failure| failure.in_file(&name))?;
    client.out.answer(&answer, client.now(), |process: &Process, _| {
        format!("{} is at version {}\n", process.name, process.version)
    })?;
    Ok(End::Done)
}

pub(super) async fn check(client: &Client, args: &CreateArgs) -> Told {
    let (name, text) = read(&args.file, MOST)?;
    let (answer, _) = checked(client, &name, &text).await?;
    client.out.answer(&answer, client.now(), |definition: &Definition, _| {
        let steps = app::words::count(definition.steps.len() as u64, "step", "steps");
        format!("{name} is in order: {} with {steps}\n", definition.name)
    })?;
    Ok(End::Done)
}

async fn checked(
    client: &Client,
    file: &str,
    text: &str,
) -> Result<(super::super::api::Answer, Definition), Failure> {
    let draft = Draft { definition: text, based_on: None };
    let answer = client.api.ask(Method::POST, &["processes", "check"]).body(&draft).send().await;
    let answer = answer.map_err(|failure| failure.in_file(file))?;
    let definition = answer.read()?;
    Ok((answer, definition))
}

/// The file's name, as faults are told with, and its text.
pub(in super::super) fn read(path: &Path, most: u64) -> Result<(String, String), Failure> {
    let is_input = path.as_os_str() == "-";
    let name = if is_input { "standard input".to_owned() } else { path.display().to_string() };
    let mut bytes = Vec::new();
    let read = if is_input {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::Usage(format!("{name} cannot be read: {error}")))?;
    if bytes.len() as u64 >= most {
        return Err(Failure::Usage(format!("{name} is longer than {} KiB", most / 1024)));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        Failure::Usage(format!("{name}:{line}: this is not UTF-8"))
    })?;
    Ok((name, text))
}

/// As a shell takes it for one word.
pub(in super::super) fn quoted(word: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':');
    if !word.is_empty() && word.chars().all(bare) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_to_copy_is_one_that_a_shell_reads_as_meant() {
        assert_eq!(quoted("nightly-report"), "nightly-report");
        assert_eq!(quoted("it's $(id)"), r"'it'\''s $(id)'");
        assert_eq!(quoted(""), "''");
    }
}
