//! `lull request run`.

use clap::Args;
use domain::request::{Bypass, Request, StartRequest};
use http::Method;
use serde::Deserialize;

use super::super::call::Client;
use super::super::end::{End, Told};
use super::super::failure::Failure;
use super::super::look::Look;
use super::super::moment::Moment;
use super::inputs::{InputArgs, collect};
use super::{WatchArgs, started, tell};

pub(super) const EXAMPLES: &str = "\
Examples:
  lull request run nightly-report -i day=2026-12-05 --wait
  lull request run publish --input-file notes=@notes.md --secret api_token=API_TOKEN --follow
  lull request run nightly-report --at 2026-12-06T02:00:00Z
  lull request run hotfix --bypass 'the shop is down'      # needs Run During Maintenance";

/// `lull request run`.
#[derive(Args)]
pub struct RunArgs {
    /// The process, by name or id
    process: String,
    #[command(flatten)]
    inputs: InputArgs,
    /// Start it later: at an instant (2026-12-06T02:00:00Z) or from now (2h)
    #[arg(long, value_name = "WHEN")]
    at: Option<Moment>,
    /// Start it under a hold, for this reason, which is audited
    #[arg(long, value_name = "REASON")]
    bypass: Option<String>,
    #[command(flatten)]
    watch: WatchArgs,
}

#[derive(Deserialize)]
struct Warned {
    #[serde(default)]
    warning: Option<String>,
}

pub(super) async fn run(client: &Client, args: &RunArgs) -> Told {
    let ask = StartRequest {
        process: args.process.clone(),
        inputs: collect(&args.inputs)?,
        at: args.at.map(|moment| moment.from(client.now())),
        bypass: args.bypass.clone().map(|reason| Bypass { reason }),
    };
    let answer = client.api.ask(Method::POST, &["requests"]).body(&ask).send().await;
    if let Ok(answer) = &answer
        && let Some(warning) = answer.read::<Warned>()?.warning
    {
        client.out.note(&format!("lull: {}", super::super::look::plain(&warning)));
    }
    started(client, answer, &args.watch).await
}

/// A start that the server refused: one that could not start is told with all that its record knows.
pub(super) fn refused(client: &Client, failure: Failure) -> Told {
    let Failure::Problem(problem) = &failure else { return Err(failure) };
    let Some(request) = &problem.request else { return Err(failure) };
    if client.out.is_json() {
        client.out.text(&problem.text)?;
    }
    could_not_start(client, request);
    Ok(problem.end())
}

/// Says why a request could not start, and what to do about it.
pub(super) fn could_not_start(client: &Client, request: &Request) {
    let look = Look { now: client.now(), colour: false, width: None };
    client.out.note(&format!("lull: {}", tell::could_not_start(request, &look)));
}

/// How a command ends by a request that could not start.
pub(super) const COULD_NOT_START: End = End::Refused;
