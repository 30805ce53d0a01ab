//! `lull blackout export` and `apply`: blackouts as a file of YAML says them.

mod act;
mod file;
mod plan;
mod tell;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use domain::blackout::{BlackoutDraft, LocalTime, SeriesToCome, Zone};
use domain::page::Page;
use domain::problem::{FieldError, kind};
use domain::time::Timestamp;
use engine::zone::Iana;
use http::Method;

use self::file::File;
use self::plan::{Act, Planned};
use crate::cli::call::Client;
use crate::cli::end::{End, Told};
use crate::cli::failure::Failure;
use crate::cli::look::Look;
use crate::cli::moment::Moment;
use crate::cli::process::read_file;
use crate::cli::prompt;

/// Examples under `lull blackout export --help`.
pub const EXPORT: &str = "\
Dates that were changed or called off stand below their blackout as exceptions.

    lull blackout export -o blackouts.yaml
    lull blackout export --from 2027-01-01T00:00:00Z > next-year.yaml";

/// Examples under `lull blackout apply --help`.
pub const APPLY: &str = "\
A blackout of the file is the one of the server that has its name. The plan is shown first: what is made, what is
changed and in which fields, what stays as it is and, with --prune, what is called off. Applied again the same file
changes nothing.

    lull blackout apply -f blackouts.yaml --dry-run
    lull blackout apply -f blackouts.yaml --prune
    lull blackout export | lull blackout apply -f - --yes --url https://other.example.org";

/// Most bytes of a file that are read; one more than is taken, so that a longer one is told.
const MOST: u64 = 256 * 1024 + 1;

/// `lull blackout export`.
#[derive(Args)]
pub struct ExportArgs {
    /// Only those that end after this: an instant or from now; everything that is not over when absent
    #[arg(long, value_name = "WHEN")]
    from: Option<Moment>,
    /// The file to write; standard output when absent
    #[arg(short = 'o', long = "to-file", value_name = "FILE", conflicts_with = "output")]
    file: Option<PathBuf>,
}

/// `lull blackout apply`.
#[derive(Args)]
pub struct ApplyArgs {
    /// The file of YAML, as `lull blackout export` writes it; - is standard input
    #[arg(short, long, value_name = "FILE")]
    file: PathBuf,
    /// Apply the plan without asking
    #[arg(long)]
    yes: bool,
    /// Show the plan and apply nothing
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Call off what the file does not name
    #[arg(long)]
    prune: bool,
}

/// Writes every blackout to come.
pub async fn export(client: &Client, args: &ExportArgs) -> Told {
    let from = args.from.map(|moment| moment.from(client.now()));
    let answer = client.api.get(&["blackouts", "series"]).query("from", from).send().await?;
    if client.out.is_json() {
        client.out.json(&answer)?;
        return Ok(End::Done);
    }
    let page: Page<SeriesToCome> = answer.read()?;
    told_apart(&page.items)?;
    let text = write::write(&page.items).map_err(Failure::Failed)?;
    let Some(path) = &args.file else {
        client.out.bytes(text.as_bytes())?;
        return Ok(End::Done);
    };
    written(path, &text)?;
    let count = app::words::count(page.items.len() as u64, "blackout", "blackouts");
    client.out.note(&format!("{} written to {}", app::words::capital(&count), path.display()));
    Ok(End::Done)
}

fn written(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| Failure::Failed(format!("{}: {error}", path.display())))
}

/// Shows the plan of a file, and does it.
pub async fn apply(client: &Client, args: &ApplyArgs) -> Told {
    let (name, text) = read_file(&args.file, MOST)?;
    let file = file::read(&text).map_err(|faults| Failure::faults_of(&faults, &name))?;
    let there = series(client).await?;
    told_apart(&there)?;
    let now = client.now();
    let planned = plan::of(&file.entries, there.clone(), |zone| wall(zone, now), args.prune);
    let faults = checked(client, &file, &planned, now).await?;
    if !faults.is_empty() {
        return Err(Failure::faults_of(&faults, &name));
    }
    let has_changes = planned.iter().any(Planned::changes);
    let asks = has_changes && !args.yes && !args.dry_run;
    let words = tell::plan(&planned, &Look::of_output(now));
    if !client.out.is_json() {
        client.out.text(&words)?;
    } else if asks {
        client.out.note(&tell::plan(&planned, &Look { now, colour: false, width: None }));
    }
    if asks {
        let answer = prompt::word("Apply this plan (y/N)? ")?;
        if !matches!(answer.trim(), "y" | "Y" | "yes") {
            client.out.note("Nothing was applied.");
            return Ok(End::Failed);
        }
        // The person may have looked at it for a while.
        if series(client).await? != there {
            let words =
                "blackouts were changed since this plan was made: apply again to see what is left to do";
            return Err(Failure::Failed(words.to_owned()));
        }
    }
    let done =
        if args.dry_run { act::told(&planned) } else { act::all(client, &name, &file, &planned).await? };
    if client.out.is_json() {
        client.out.text(&serde_json::to_string(&done).unwrap_or_default())?;
    } else if has_changes {
        client.out.note(if args.dry_run { "Nothing was applied." } else { "The plan is applied." });
    }
    Ok(End::Done)
}

async fn series(client: &Client) -> Result<Vec<SeriesToCome>, Failure> {
    let answer = client.api.get(&["blackouts", "series"]).send().await?;
    Ok(answer.read::<Page<SeriesToCome>>()?.items)
}

/// The local date-time now; in UTC where the zone is not known, for the server to refuse.
fn wall(zone: &str, now: Timestamp) -> LocalTime {
    let zone = Iana::named(zone);
    zone.map_or_else(|| now.to_chrono().naive_utc(), |zone| zone.wall(now)).into()
}

/// Refuses two blackouts of one name on the server: which of them a file means cannot be told.
fn told_apart(all: &[SeriesToCome]) -> Result<(), Failure> {
    let mut known = BTreeMap::new();
    for series in all {
        if let Some(first) = known.insert(&series.plan.name, series.id) {
            let (name, second) = (&series.plan.name, series.id);
            return Err(Failure::Failed(format!(
                "{first} and {second} are both called \"{name}\": give one of them another name, as with\n  \
                 lull blackout update {second} --name …"
            )));
        }
    }
    Ok(())
}

/// What the server has against what is made or changed; nothing is saved.
async fn checked(
    client: &Client,
    file: &File,
    planned: &[Planned],
    now: Timestamp,
) -> Result<Vec<FieldError>, Failure> {
    let mut faults = Vec::new();
    for one in planned {
        let (Some(index), Some(draft)) = (one.index, previewed(one, file, now)) else { continue };
        let ask = client.api.ask(Method::POST, &["blackouts", "preview"]);
        match ask.body(&draft).send().await {
            Ok(_) => {}
            Err(Failure::Problem(problem)) if problem.kind == kind::VALIDATION => {
                faults.extend(problem.errors.into_iter().map(|error| act::placed(file, index, error)));
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(faults)
}

/// The draft that the server is to check: what is new, and what a change comes to if it has not begun.
fn previewed(one: &Planned, file: &File, now: Timestamp) -> Option<BlackoutDraft> {
    match &one.act {
        Act::Make(draft) => Some((**draft).clone()),
        Act::Change(_) => {
            let wanted = &file.entries.get(one.index?)?.draft;
            wanted.onward(wall(&wanted.zone, now))
        }
        Act::Keep | Act::CallOff => None,
    }
}
