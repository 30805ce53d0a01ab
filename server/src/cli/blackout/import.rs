//! `lull blackout import`: others' calendars as blackouts, shown before anything is planned.

use std::io::Read;

use clap::Args;
use domain::import::{ImportAsk, ImportEvent, ImportState, Imported};
use http::Method;

use crate::cli::call::Client;
use crate::cli::end::{End, Told};
use crate::cli::failure::Failure;
use crate::cli::look::{Look, Tint};
use crate::cli::prompt;
use crate::cli::table::{Table, tinted};

/// What its `--help` says at its end.
pub const EXAMPLES: &str = "\
Examples:
  lull blackout import maintenance.ics
  lull blackout import https://calendar.example.org/ops.ics --zone Europe/Berlin --yes";

/// The most that is read of a file, in bytes.
const MOST: u64 = 1 << 20;

/// `lull blackout import`.
#[derive(Args)]
pub struct ImportArgs {
    /// A file (- is standard input), or an http or https URL, which the server reads
    #[arg(value_name = "FILE|URL")]
    from: String,
    /// The zone of days and times that name none, such as Europe/Berlin
    #[arg(long)]
    zone: Option<String>,
    /// The database stays online in them: starts are held and nothing is closed
    #[arg(long)]
    online: bool,
    /// Import what can be, and leave out what has a fault
    #[arg(long)]
    partly: bool,
    /// Do not ask: for scripts
    #[arg(long)]
    yes: bool,
}

/// Imports them.
pub async fn import(client: &Client, args: &ImportArgs) -> Told {
    let ask = ask(args)?;
    let review = ImportAsk { review: true, ..ask.clone() };
    let answer = client.api.ask(Method::POST, &["blackouts", "import"]).body(&review).send().await?;
    let found: Imported = answer.read()?;
    if !client.out.is_json() {
        client.out.text(&tell(&found, &Look::of_output(client.now())))?;
    }
    let (ready, at_fault) = (found.count(ImportState::Ready), faults(&found));
    if at_fault > 0 && !args.partly {
        let told = format!("{at_fault} cannot be imported, so nothing is; add --partly to leave them out");
        return Err(Failure::Failed(told));
    }
    if ready == 0 {
        if client.out.is_json() {
            client.out.json(&answer)?;
        } else {
            client.out.note("There is nothing to import.");
        }
        return Ok(End::Done);
    }
    let noun = if ready == 1 { "blackout" } else { "blackouts" };
    if !args.yes && !agreed(&prompt::word(&format!("Plan {ready} {noun}? [y/N] "))?) {
        client.out.note("Nothing is planned.");
        return Ok(End::Done);
    }
    let is_ready = |event: &&ImportEvent| event.state == ImportState::Ready;
    let take = found.events.iter().filter(is_ready).map(|event| event.uid.clone()).collect();
    let ask = ImportAsk { take: Some(take), ..ask };
    let answer = client.api.ask(Method::POST, &["blackouts", "import"]).body(&ask).send().await?;
    client.out.answer(&answer, client.now(), |done: &Imported, _| {
        let planned = done.count(ImportState::Planned);
        let noun = if planned == 1 { "blackout is" } else { "blackouts are" };
        format!("{planned} {noun} planned.\n")
    })?;
    Ok(End::Done)
}

fn agreed(typed: &str) -> bool {
    matches!(typed.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

fn ask(args: &ImportArgs) -> Result<ImportAsk, Failure> {
    let is_url = ["http://", "https://"].iter().any(|scheme| args.from.starts_with(scheme));
    let (ics, url) =
        if is_url { (None, Some(args.from.clone())) } else { (Some(text_of(&args.from)?), None) };
    Ok(ImportAsk {
        ics,
        url,
        review: false,
        take: None,
        zone: args.zone.clone(),
        database_offline: !args.online,
    })
}

fn text_of(path: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = match path {
        "-" => std::io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes),
        path => std::fs::File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes)),
    };
    read.map_err(|error| Failure::Usage(format!("{path}: {error}")))?;
    if bytes.len() as u64 > MOST {
        return Err(Failure::Usage(format!("{path} has more than 1 MiB: export a shorter span of time")));
    }
    String::from_utf8(bytes).map_err(|_| Failure::Usage(format!("{path} is not UTF-8: is it a calendar?")))
}

/// How many cannot be imported.
fn faults(found: &Imported) -> usize {
    found.faults.len() + found.count(ImportState::AtFault)
}

fn tell(found: &Imported, look: &Look) -> String {
    let mut table = Table::new(look, ["EVENT", "WHAT", "START", "ZONE", "COMES"]);
    for event in &found.events {
        let (tint, what) = match event.state {
            ImportState::Ready => (Tint::Good, "would be planned"),
            ImportState::AtFault => (Tint::Bad, "at fault"),
            ImportState::Known => (Tint::Soft, "planned already"),
            ImportState::Planned => (Tint::Good, "planned"),
            ImportState::LeftOut => (Tint::Soft, "left out"),
        };
        let comes = event.rule.as_deref().unwrap_or("once");
        table.row([
            (&event.plan.name).into(),
            tinted(tint, what),
            event.plan.start.words().into(),
            (&event.plan.zone).into(),
            comes.to_owned().into(),
        ]);
    }
    let mut text = if found.events.is_empty() { String::new() } else { table.text() };
    for event in &found.events {
        let about = |words: &str| format!("line {}: {}: {words}\n", event.line, event.plan.name);
        let faults = event.faults.iter().map(|fault| about(&format!("{} {}", fault.path, fault.message)));
        let notes = event.notes.iter().map(|note| about(note));
        let called_off = event.cancelled.iter().map(|date| about(&format!("{} is called off", date.words())));
        let changed = event.changed.iter().map(|date| {
            let (from, to, zone) = (date.key.words(), date.plan.start.words(), &date.plan.zone);
            about(&format!("{from} is moved to {to} in {zone}"))
        });
        text.extend(faults.chain(notes).chain(called_off).chain(changed));
    }
    for fault in &found.faults {
        let event = fault.event.as_deref().unwrap_or("the calendar");
        text.push_str(&format!("line {}: {event}: {}\n", fault.line, fault.message));
    }
    let left_out = [(found.over, "over"), (found.cancelled, "cancelled in the calendar")];
    for (count, why) in left_out.into_iter().filter(|(count, _)| *count > 0) {
        text.push_str(&format!("{count} left out: {why}.\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_told_with_every_fault_before_it_is_done() {
        let found = r#"{"events": [
            {"uid": "a", "line": 3, "state": "ready", "rule": "every day at 02:00 in UTC", "cancelled": ["2026-12-06T02:00"],
             "changed": [], "notes": [], "faults": [], "blackout": null,
             "plan": {"name": "Backup", "start": "2026-12-05T02:00", "zone": "UTC", "duration": "1h"}},
            {"uid": "b", "line": 9, "state": "at_fault", "rule": null, "cancelled": [], "changed": [], "notes": [],
             "faults": [{"path": "end", "message": "is not after the start"}], "blackout": null,
             "plan": {"name": "Patch day", "start": "2026-12-05T02:00", "zone": "UTC", "duration": "1h"}}],
            "faults": [{"line": 20, "event": "Offsite", "message": "has dates beside its rule"}],
            "cancelled": 0, "over": 2}"#;
        let found: Imported = serde_json::from_str(found).unwrap();
        let look = Look { now: "2026-12-01T00:00:00Z".parse().unwrap(), colour: false, width: None };
        let told = tell(&found, &look);
        for line in [
            "line 3: Backup: 2026-12-06 02:00 is called off",
            "line 9: Patch day: end is not after the start",
            "line 20: Offsite: has dates beside its rule",
            "2 left out: over.",
        ] {
            assert!(told.lines().any(|one| one == line), "{line} is not in\n{told}");
        }
        assert!(!told.contains("cancelled in the calendar"));
        assert_eq!((found.count(ImportState::Ready), faults(&found)), (1, 2));
        assert!(agreed(" Yes ") && agreed("y") && !agreed("") && !agreed("n"));
    }
}
