//! `lull process`: definitions and their versions.

mod save;
mod tell;

use clap::{Args, Subcommand};
use domain::catalog::{Process, ProcessSummary, ProcessVersion};
use domain::page::Page;

use super::call::{Call, Client};
use super::end::{End, Told};
use super::paging::{Paging, more};

pub(super) use save::read as read_file;

/// What `lull process` can do.
#[derive(Subcommand)]
pub enum ProcessCommand {
    /// List processes
    List(Call<ListArgs>),
    /// Show a process: its inputs and steps
    Show(Call<ShowArgs>),
    /// Save a new process from a file of YAML or JSON
    ///
    /// Faults are told as FILE:LINE:COLUMN.
    #[command(after_help = save::EXAMPLE)]
    Create(Call<save::CreateArgs>),
    /// Save a new version of a process from a file; requests that began keep theirs
    Update(Call<save::UpdateArgs>),
    /// Check a file and save nothing
    Check(Call<save::CreateArgs>),
    /// List a process's versions
    Versions(Call<VersionsArgs>),
}

/// `lull process list`.
#[derive(Args)]
pub struct ListArgs {
    /// Only those whose name contains this
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

/// `lull process versions`.
#[derive(Args)]
pub struct VersionsArgs {
    /// The process's name or id
    process: String,
    #[command(flatten)]
    paging: Paging,
}

/// `lull process show`.
#[derive(Args)]
pub struct ShowArgs {
    /// Its name or id
    process: String,
    /// This version instead of the newest
    #[arg(long, value_name = "N")]
    version: Option<u32>,
    /// Print its definition as it was written, to edit it and `lull process update -f` it
    #[arg(long, conflicts_with = "output")]
    source: bool,
}

impl ProcessCommand {
    /// Runs it.
    pub fn run(&self) -> std::process::ExitCode {
        match self {
            Self::List(call) => call.run(list),
            Self::Show(call) => call.run(show),
            Self::Create(call) => call.run(save::create),
            Self::Update(call) => call.run(save::update),
            Self::Check(call) => call.run(save::check),
            Self::Versions(call) => call.run(versions),
        }
    }
}

async fn list(client: &Client, args: &ListArgs) -> Told {
    let ask = client.api.get(&["processes"]).query("search", args.search.as_deref());
    let answer = args.paging.of(ask).send().await?;
    client.out.answer(&answer, client.now(), |page: &Page<ProcessSummary>, look| {
        if page.items.is_empty() {
            let none =
                if args.search.is_some() { "No process has such a name." } else { "No processes yet." };
            return format!("{none} Make one with:  lull process create -f FILE\n");
        }
        tell::list(page, look)
    })?;
    if !client.out.is_json() {
        more(client, &answer.read::<Page<ProcessSummary>>()?);
    }
    Ok(End::Done)
}

async fn show(client: &Client, args: &ShowArgs) -> Told {
    let answer = client.api.get(&["processes", &args.process]).query("version", args.version).send().await?;
    if args.source {
        client.out.bytes(answer.read::<Process>()?.source.as_bytes())?;
    } else {
        client.out.answer(&answer, client.now(), tell::process)?;
    }
    Ok(End::Done)
}

async fn versions(client: &Client, args: &VersionsArgs) -> Told {
    let ask = client.api.get(&["processes", &args.process, "versions"]);
    let answer = args.paging.of(ask).send().await?;
    client.out.answer(&answer, client.now(), tell::versions)?;
    if !client.out.is_json() {
        more(client, &answer.read::<Page<ProcessVersion>>()?);
    }
    Ok(End::Done)
}
