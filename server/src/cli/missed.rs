//! `lull missed`: the ledger of refused starts.

use clap::Subcommand;
use domain::missed::Missed;
use domain::page::Page;

use super::call::{Call, Client, Nothing};
use super::end::{End, Told};
use super::look::{Look, Tint};
use super::moment::told;
use super::table::{Table, tinted};

/// What `lull missed` can do.
#[derive(Subcommand)]
pub enum MissedCommand {
    /// List what could not start, equal attempts folded
    List(Call<Nothing>),
}

impl MissedCommand {
    /// Runs it.
    pub fn run(&self) -> std::process::ExitCode {
        match self {
            Self::List(call) => call.run(list),
        }
    }
}

async fn list(client: &Client, _: &Nothing) -> Told {
    let answer = client.api.get(&["missed"]).send().await?;
    client.out.answer(&answer, client.now(), tell)?;
    Ok(End::Done)
}

fn tell(page: &Page<Missed>, look: &Look) -> String {
    if page.items.is_empty() {
        return "Nothing was missed.\n".to_owned();
    }
    let mut table = Table::new(
        look,
        ["LAST REQUEST", "PROCESS", "ASKED BY", "TIMES", "LAST", "BECAUSE OF", "MADE GOOD BY"],
    );
    let mut open = false;
    for row in &page.items {
        open |= row.made_good_by.is_none();
        let reason = row.refusal.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        let good = match row.made_good_by {
            Some(request) => tinted(Tint::Good, request.to_string()),
            None => tinted(Tint::Warn, "nothing yet"),
        };
        table.row([
            row.request.to_string().into(),
            (&row.process).into(),
            (&row.actor.name).into(),
            row.count.to_string().into(),
            told(row.last, look.now).into(),
            format!("maintenance by {}{reason}", row.refusal.owner).into(),
            good,
        ]);
    }
    let hint = if open { "\nMake one good with:  lull request run-when-open REQUEST\n" } else { "" };
    table.text() + hint
}
