//! `lull request log`.

use clap::Args;

use super::super::call::Client;
use super::super::end::{End, Told};
use super::super::failure::Failure;
use super::{IdArgs, follow};

/// `lull request log`.
#[derive(Args)]
pub struct LogArgs {
    #[command(flatten)]
    request: IdArgs,
    /// Only this step; all of them when it is left out
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// This attempt of it, from 1; the newest when it is left out
    #[arg(long, requires = "step", value_name = "N")]
    attempt: Option<u32>,
    /// Go on as it comes, until the request has ended
    #[arg(long, short)]
    follow: bool,
}

pub(super) async fn log(client: &Client, args: &LogArgs) -> Told {
    let id = args.request.request;
    if args.follow {
        follow::to_the_end(client, id, args.step.as_deref(), args.attempt).await?;
        return Ok(End::Done);
    }
    if client.out.is_json() {
        let words = "a log is text; with --follow, --output json gives a line of JSON for each piece of it";
        return Err(Failure::Usage(words.to_owned()));
    }
    let ask = client.api.get(&["requests", &id.to_string(), "log"]);
    let mut stream = ask.query("step", args.step.as_deref()).query("attempt", args.attempt).stream().await?;
    while let Some(bytes) = stream.next().await? {
        client.out.bytes(&bytes)?;
        if client.out.is_closed() {
            break;
        }
    }
    Ok(End::Done)
}
