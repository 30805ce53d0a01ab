//! `lull audit`: who changed what, and what was refused.

use clap::{Args, Subcommand};
use domain::audit::Entry;
use domain::page::Page;

use super::call::{Call, Client};
use super::end::{End, Told};
use super::look::Look;
use super::moment::exact;
use super::paging::{Paging, more};
use super::table::Table;

/// What `lull audit` can do.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// List audit entries, newest first
    List(Call<ListArgs>),
}

/// `lull audit list`.
#[derive(Args)]
pub struct ListArgs {
    /// Only actions that begin with this, such as maintenance. or request.refused
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    /// Only what this person did, by name
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

impl AuditCommand {
    /// Runs it.
    pub fn run(&self) -> std::process::ExitCode {
        match self {
            Self::List(call) => call.run(list),
        }
    }
}

async fn list(client: &Client, args: &ListArgs) -> Told {
    let ask = client
        .api
        .get(&["audit"])
        .query("action", args.action.as_deref())
        .query("actor", args.actor.as_deref());
    let answer = args.paging.of(ask).send().await?;
    client.out.answer(&answer, client.now(), tell)?;
    if !client.out.is_json() {
        more(client, &answer.read::<Page<Entry>>()?);
    }
    Ok(End::Done)
}

fn tell(page: &Page<Entry>, look: &Look) -> String {
    if page.items.is_empty() {
        return "No such entries.\n".to_owned();
    }
    let mut table = Table::new(look, ["WHEN", "WHO", "ACTION", "OF", "PARTICULARS"]);
    for entry in &page.items {
        let detail = match &entry.detail {
            serde_json::Value::Object(members) if members.is_empty() => String::new(),
            serde_json::Value::Null => String::new(),
            detail => detail.to_string(),
        };
        table.row([
            exact(entry.at, look.now).into(),
            (&entry.actor.name).into(),
            (&entry.action).into(),
            (&entry.subject).into(),
            detail.into(),
        ]);
    }
    table.text()
}
