//! `lull blackout`: planned windows.

mod code;
mod date;
mod import;
mod plan;
mod recurrence;
mod slots;
mod tell;

use clap::{Args, Subcommand};
use domain::blackout::Blackout;
use domain::id::BlackoutId;
use http::Method;
use serde_json::json;

use super::call::{Call, Client};
use super::end::{End, Told};
use super::moment::Moment;
use code::{ApplyArgs, ExportArgs};
use date::{CancelArgs, ShowArgs};
use import::ImportArgs;
use plan::{CreateArgs, UpdateArgs};
use slots::SlotsArgs;

const CREATE: &str = "\
Examples:
  lull blackout create 'index rebuild' --start 2026-12-05T02:00 --zone Europe/Berlin --duration 1h --online
  lull blackout preview 'patch day' --start 2026-12-05T02:00 --zone Europe/Berlin --end 2026-12-05T04:00 --online
  lull blackout create 'rotate keys' --start 2026-12-06T02:30 --zone Europe/Berlin --duration 1h --every 1m --nth 'last sun'";

/// What `lull blackout` can do.
#[derive(Subcommand)]
pub enum BlackoutCommand {
    /// Plan a blackout
    #[command(after_help = CREATE)]
    Create(Call<CreateArgs>),
    /// Show what a blackout would bring and hit; saves nothing
    #[command(after_help = CREATE)]
    Preview(Call<CreateArgs>),
    /// Find quiet slots: where a blackout would hit the least, and why
    #[command(after_help = slots::EXAMPLES)]
    Slots(Call<SlotsArgs>),
    /// Plan the events of an iCalendar file or URL, after a look at them
    #[command(after_help = import::EXAMPLES)]
    Import(Call<ImportArgs>),
    /// List blackouts, earliest first: of a series the next date, with --from or --to every date in that span
    List(Call<ListArgs>),
    /// Show a blackout: its instants, and how far it has come
    Show(Call<ShowArgs>),
    /// Change a blackout that is not held yet, or of a series what is meant; what is not named is kept
    #[command(after_help = date::EXAMPLES)]
    Update(Call<UpdateArgs>),
    /// Call a blackout off before its start, or of a series what is meant
    #[command(after_help = date::EXAMPLES)]
    Cancel(Call<CancelArgs>),
    /// Move the end of a blackout under way to a later instant
    Extend(Call<ExtendArgs>),
    /// End a blackout now
    End(Call<IdArgs>),
    /// Confirm that it may open, where it waits for that
    Confirm(Call<IdArgs>),
    /// Write every blackout to come as YAML
    #[command(after_help = code::EXPORT)]
    Export(Call<ExportArgs>),
    /// Make blackouts be as a file of YAML says
    #[command(after_help = code::APPLY)]
    Apply(Call<ApplyArgs>),
}

/// `lull blackout list`.
#[derive(Args)]
pub struct ListArgs {
    /// Only those that end after this: an instant or from now; now when absent
    #[arg(long, value_name = "WHEN")]
    from: Option<Moment>,
    /// Only those that start before this: an instant or from now; a year after --from when absent
    #[arg(long, value_name = "WHEN")]
    to: Option<Moment>,
}

/// A blackout.
#[derive(Args)]
pub struct IdArgs {
    /// Its id, as blk_…
    blackout: BlackoutId,
}

/// `lull blackout extend`.
#[derive(Args)]
pub struct ExtendArgs {
    /// Its id, as blk_…
    blackout: BlackoutId,
    /// The new end: an instant (2026-12-05T04:00:00Z) or from now (45m)
    #[arg(long, value_name = "WHEN")]
    end: Moment,
}

impl BlackoutCommand {
    /// Runs it.
    pub fn run(&self) -> std::process::ExitCode {
        match self {
            Self::Create(call) => call.run(create),
            Self::Preview(call) => call.run(preview),
            Self::Slots(call) => call.run(slots::slots),
            Self::Import(call) => call.run(import::import),
            Self::List(call) => call.run(list),
            Self::Show(call) => call.run(date::show),
            Self::Update(call) => call.run(update),
            Self::Cancel(call) => call.run(date::cancel),
            Self::Extend(call) => call.run(async |client, args: &ExtendArgs| {
                let body = json!({ "end": args.end.from(client.now()) });
                act(client, args.blackout, "extend", Some(body)).await
            }),
            Self::End(call) => call.run(async |client, args| act(client, args.blackout, "end", None).await),
            Self::Confirm(call) => {
                call.run(async |client, args| act(client, args.blackout, "confirm", None).await)
            }
            Self::Export(call) => call.run(code::export),
            Self::Apply(call) => call.run(code::apply),
        }
    }
}

async fn create(client: &Client, args: &CreateArgs) -> Told {
    let answer = client.api.ask(Method::POST, &["blackouts"]).body(&args.draft()?).send().await?;
    client.out.answer(&answer, client.now(), tell::one)?;
    Ok(End::Done)
}

async fn preview(client: &Client, args: &CreateArgs) -> Told {
    let ask = client.api.ask(Method::POST, &["blackouts", "preview"]);
    let answer = ask.body(&args.draft()?).send().await?;
    client.out.answer(&answer, client.now(), tell::preview)?;
    Ok(End::Done)
}

async fn list(client: &Client, args: &ListArgs) -> Told {
    let at = |moment: Option<Moment>| moment.map(|moment| moment.from(client.now()));
    let ask = client.api.get(&["blackouts"]).query("from", at(args.from)).query("to", at(args.to));
    client.out.answer(&ask.send().await?, client.now(), tell::list)?;
    Ok(End::Done)
}

async fn update(client: &Client, args: &UpdateArgs) -> Told {
    let ask = args.which.ask(client, Method::PATCH, args.blackout, None);
    let answer = ask.body(&args.edit()?).send().await?;
    client.out.answer(&answer, client.now(), date::altered)?;
    Ok(End::Done)
}

async fn act(client: &Client, id: BlackoutId, verb: &str, body: Option<serde_json::Value>) -> Told {
    let ask = client.api.ask(Method::POST, &["blackouts", &id.to_string(), verb]);
    let ask = match &body {
        Some(body) => ask.body(body),
        None => ask,
    };
    let answer = ask.send().await?;
    client.out.answer(&answer, client.now(), |blackout: &Blackout, look| tell::one(blackout, look))?;
    Ok(End::Done)
}
