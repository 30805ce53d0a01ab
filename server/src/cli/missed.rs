//! `lull missed`: the ledger of refused starts.

use clap::Subcommand;
use domain::missed::Missed;
use domain::page::Page;
use domain::time::Timestamp;

use super::call::{Call, Client};
use super::end::{End, Told};
use super::look::{Look, Tint};
use super::moment::{clock, told};
use super::paging::{Paging, more};
use super::table::{Table, tinted};

/// What `lull missed` can do.
#[derive(Subcommand)]
pub enum MissedCommand {
    /// List what could not start, equal attempts folded
    List(Call<Paging>),
}

impl MissedCommand {
    /// Runs it.
    pub fn run(&self) -> std::process::ExitCode {
        match self {
            Self::List(call) => call.run(list),
        }
    }
}

async fn list(client: &Client, args: &Paging) -> Told {
    let answer = args.of(client.api.get(&["missed"])).send().await?;
    client.out.answer(&answer, client.now(), tell)?;
    if !client.out.is_json() {
        more(client, &answer.read::<Page<Missed>>()?);
    }
    Ok(End::Done)
}

fn tell(page: &Page<Missed>, look: &Look) -> String {
    if page.items.is_empty() {
        return "Nothing was missed.\n".to_owned();
    }
    let mut table = Table::new(
        look,
        ["LAST REQUEST", "PROCESS", "ASKED BY", "PLANNED FOR", "TIMES", "LAST", "BECAUSE OF", "MADE GOOD BY"],
    );
    let mut open = false;
    for row in &page.items {
        open |= row.made_good_by.is_none() && row.until.is_none();
        let reason = row.refusal.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        let good = match row.made_good_by {
            Some(request) => tinted(Tint::Good, request.to_string()),
            None if row.until.is_some() => tinted(Tint::Soft, "each by itself"),
            None => tinted(Tint::Warn, "nothing yet"),
        };
        table.row([
            row.request.to_string().into(),
            (&row.process).into(),
            (&row.actor.name).into(),
            planned(row, look.now).into(),
            row.count.to_string().into(),
            told(row.last, look.now).into(),
            format!("maintenance by {}{reason}", row.refusal.owner).into(),
            good,
        ]);
    }
    let hint = if open { "\nMake one good with:  lull request run-when-open REQUEST\n" } else { "" };
    table.text() + hint
}

/// The instant of one that the calendar asked for; the first and the last where one row counts several.
fn planned(row: &Missed, now: Timestamp) -> String {
    match (row.at, row.until) {
        (None, _) => String::new(),
        (Some(at), None) => clock(at, now),
        (Some(first), Some(last)) => format!("the others: {} to {}", clock(first, now), clock(last, now)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_the_calendar_tells_its_instant_and_the_last_one_those_that_it_counts() {
        let rows = r#"{"items": [
            {"id": "miss_00000000000000000000000000000001", "process": "nightly", "actor": {"id": null, "name": "ada"},
             "at": "2026-12-05T02:00:00Z", "until": null, "count": 1, "first": "2026-12-05T02:00:01Z", "last": "2026-12-05T02:00:01Z",
             "request": "req_00000000000000000000000000000002", "refusal": REFUSAL, "made_good_by": null},
            {"id": "miss_00000000000000000000000000000003", "process": "nightly", "actor": {"id": null, "name": "calendar"},
             "at": "2026-12-05T03:00:00Z", "until": "2026-12-06T03:00:00Z", "count": 25, "first": "2026-12-05T03:00:01Z",
             "last": "2026-12-06T03:00:01Z", "request": "req_00000000000000000000000000000004", "refusal": REFUSAL, "made_good_by": null}],
            "next": null}"#;
        let refusal = r#"{"rule": "calendar", "hold": "hold_00000000000000000000000000000005", "reason": null, "owner": "admin",
            "since": "2026-12-05T01:00:00Z", "opens_at": null, "estimated": false, "overdue": false}"#;
        let page: Page<Missed> = serde_json::from_str(&rows.replace("REFUSAL", refusal)).unwrap();
        let look = Look { now: "2026-12-06T04:00:00Z".parse().unwrap(), colour: false, width: None };
        insta::assert_snapshot!(tell(&page, &look));
    }
}
