//! `lull drain`: what still runs, when it is expected to be quiet, and what may be restarted.

mod tell;
mod wait;

use clap::Args;
use domain::drain::Drain;
use domain::duration::Span;

use super::api::Answer;
use super::call::Client;
use super::end::{End, Told};
use super::failure::Failure;
use super::wait::within;

pub const EXAMPLES: &str = "\
Examples:
  lull drain
  lull drain --wait --timeout 30m && systemctl reboot";

/// Whether to wait for quiet.
#[derive(Args)]
pub struct WaitArgs {
    /// Wait until nothing runs any more: exit 0 when quiet, 4 when the time is up, 2 without a hold
    #[arg(long)]
    pub(super) wait: bool,
    /// Longest time to wait, such as 30m; without it there is no limit
    #[arg(long, requires = "wait", value_name = "DURATION")]
    pub(super) timeout: Option<Span>,
}

/// Tells the drain, at once or when it is quiet.
pub async fn drain(client: &Client, args: &WaitArgs) -> Told {
    if args.wait {
        return until_quiet(client, args.timeout).await;
    }
    let (answer, _) = now(client).await?;
    client.out.answer(&answer, client.now(), tell::drain)?;
    Ok(End::Done)
}

/// Waits for quiet and tells how it ended.
pub(super) async fn until_quiet(client: &Client, limit: Option<Span>) -> Told {
    let waited = within(limit, wait::until_settled(client)).await.transpose()?;
    let timed_out = waited.is_none();
    let (answer, drain) = match waited {
        Some(settled) => settled,
        // What runs now, and not what ran when it was asked for the last time.
        None => now(client).await?,
    };
    client.out.answer(&answer, client.now(), tell::drain)?;
    if drain.quiet {
        return Ok(End::Done);
    }
    if !drain.held {
        client.out.note(
            "lull: no hold is in force, so it never becomes quiet: something may start at any moment.\n\
             Place one first with:  lull maintenance on --wait",
        );
        return Ok(End::Usage);
    }
    if timed_out {
        let after = limit.map(|limit| format!(" after {limit}")).unwrap_or_default();
        client.out.note(&format!("lull: timed out{after}: {} still under way", tell::running(&drain)));
    }
    Ok(End::TimedOut)
}

async fn now(client: &Client) -> Result<(Answer, Drain), Failure> {
    let answer = client.api.get(&["maintenance", "drain"]).send().await?;
    let drain = answer.read()?;
    Ok((answer, drain))
}
