//! One date of a series: shown, changed, called off; with those after it, or all.

use clap::Args;
use domain::blackout::{Altered, LocalTime, Scope};
use domain::id::BlackoutId;
use http::Method;

use super::tell;
use crate::cli::api::Ask;
use crate::cli::call::Client;
use crate::cli::end::{End, Told};
use crate::cli::look::Look;

/// What `--help` says at the end of what can mean one date.
pub const EXAMPLES: &str = "\
Examples:
  lull blackout update blk_… --date 2027-03-28T02:30 --start 2027-03-29T04:00
  lull blackout update blk_… --date 2027-03-28T02:30 --scope later --duration 2h
  lull blackout cancel blk_… --date 2027-03-28T02:30 --scope one";

/// `lull blackout show`.
#[derive(Args)]
pub struct ShowArgs {
    /// Its id, as blk_…
    blackout: BlackoutId,
    /// One date of a series, by its original start, or any time of its day: 2027-03-28T02:30
    #[arg(long, value_name = "LOCAL")]
    date: Option<LocalTime>,
}

/// `lull blackout cancel`.
#[derive(Args)]
pub struct CancelArgs {
    /// Its id, as blk_…
    blackout: BlackoutId,
    #[command(flatten)]
    which: WhichArgs,
}

/// Which dates of a series are meant.
#[derive(Args)]
pub struct WhichArgs {
    /// A date of a series, by its original start: 2027-03-28T02:30; the whole series when absent
    #[arg(long, value_name = "LOCAL")]
    date: Option<LocalTime>,
    /// With --date: one, later (this one and those after it) or all; one unless said
    #[arg(long, value_name = "SCOPE", requires = "date")]
    scope: Option<Scope>,
}

impl WhichArgs {
    /// Begins to ask about them.
    pub fn ask<'a>(
        &self,
        client: &'a Client,
        method: Method,
        blackout: BlackoutId,
        verb: Option<&str>,
    ) -> Ask<'a> {
        let (id, date) = (blackout.to_string(), self.date.map(|date| date.to_string()));
        let mut path = vec!["blackouts", id.as_str()];
        path.extend(date.as_deref().into_iter().flat_map(|date| ["occurrences", date]));
        path.extend(verb);
        client.api.ask(method, &path).query("scope", self.scope)
    }
}

/// Shows a blackout, or one of its dates.
pub async fn show(client: &Client, args: &ShowArgs) -> Told {
    let which = WhichArgs { date: args.date, scope: None };
    let answer = which.ask(client, Method::GET, args.blackout, None).send().await?;
    client.out.answer(&answer, client.now(), tell::one)?;
    Ok(End::Done)
}

/// Calls off a blackout, or of a series what is meant.
pub async fn cancel(client: &Client, args: &CancelArgs) -> Told {
    let answer = args.which.ask(client, Method::POST, args.blackout, Some("cancel")).send().await?;
    client.out.answer(&answer, client.now(), altered)?;
    Ok(End::Done)
}

/// A blackout after a change, and what the change left as it is.
pub fn altered(altered: &Altered, look: &Look) -> String {
    let stays = altered.stays.iter().map(|stays| format!("{}\n", stays.words()));
    tell::one(&altered.blackout, look) + &stays.collect::<String>()
}
