//! `lull request`: runs of processes.

mod follow;
mod inputs;
mod log;
mod run;
mod tell;
mod watch;

use clap::builder::TypedValueParser;
use clap::{Args, Subcommand};
use domain::duration::Span;
use domain::id::RequestId;
use domain::page::Page;
use domain::request::{Request, Status};
use http::Method;

use super::api::Answer;
use super::call::{Call, Client};
use super::end::{End, Told};
use super::moment::Moment;
use super::paging::{Paging, more};

/// What `lull request` can do.
#[derive(Subcommand)]
pub enum RequestCommand {
    /// Run a process
    ///
    /// Under a hold it could not start: exit 3, and a record that `lull request run-when-open` makes good.
    #[command(after_help = run::EXAMPLES)]
    Run(Call<run::RunArgs>),
    /// List requests, newest first
    List(Call<ListArgs>),
    /// Show a request: its steps, and why it could not start
    Show(Call<ShowArgs>),
    /// Show what its steps wrote
    Log(Call<log::LogArgs>),
    /// Cancel a request: its steps get TERM, 30 s later KILL
    Cancel(Call<CancelArgs>),
    /// Start it once more, with the same inputs and the process's newest version
    Repeat(Call<AgainArgs>),
    /// Have a request that could not start run when the last hold lifts
    RunWhenOpen(Call<AgainArgs>),
}

/// `lull request list`.
#[derive(Args)]
pub struct ListArgs {
    /// Only this status
    #[arg(long, value_name = "STATUS", value_parser = a_status())]
    status: Option<Status>,
    /// Only this process, by name or id
    #[arg(long, value_name = "PROCESS")]
    process: Option<String>,
    /// Only those whose process or actor contains this
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only those asked for since: an instant, or so long ago (2h)
    #[arg(long, value_name = "WHEN")]
    since: Option<Moment>,
    #[command(flatten)]
    paging: Paging,
}

/// One request.
#[derive(Args)]
pub struct IdArgs {
    /// Its id, as req_…
    request: RequestId,
}

/// `lull request show`.
#[derive(Args)]
pub struct ShowArgs {
    #[command(flatten)]
    request: IdArgs,
    /// Wait until it has ended: exit 0 when it succeeded, 1 when not, 3 when it could not start
    #[arg(long)]
    wait: bool,
    /// Longest time to wait, such as 30m; then exit 4
    #[arg(long, requires = "wait", value_name = "DURATION")]
    timeout: Option<Span>,
}

/// `lull request cancel`.
#[derive(Args)]
pub struct CancelArgs {
    #[command(flatten)]
    request: IdArgs,
    /// Wait until it has ended
    #[arg(long)]
    wait: bool,
    /// Longest time to wait, such as 2m; then exit 4
    #[arg(long, requires = "wait", value_name = "DURATION")]
    timeout: Option<Span>,
}

/// `lull request repeat` and `run-when-open`.
#[derive(Args)]
pub struct AgainArgs {
    #[command(flatten)]
    request: IdArgs,
    #[command(flatten)]
    watch: WatchArgs,
}

/// Whether to stay until a request has ended.
#[derive(Args)]
pub struct WatchArgs {
    /// Show its log as it comes, until it has ended
    #[arg(long)]
    follow: bool,
    /// Wait until it has ended: exit 0 when it succeeded, 1 when not, 3 when it could not start
    #[arg(long)]
    wait: bool,
    /// Longest time to wait, such as 30m; then exit 4, and the request goes on
    #[arg(long, value_name = "DURATION")]
    timeout: Option<Span>,
}

fn a_status() -> impl TypedValueParser<Value = Status> {
    clap::builder::PossibleValuesParser::new(Status::ALL.iter().map(|status| status.as_str()))
        .try_map(|word| word.parse::<Status>())
}

impl RequestCommand {
    /// Runs it.
    pub fn run(&self) -> std::process::ExitCode {
        match self {
            Self::Run(call) => call.run(run::run),
            Self::List(call) => call.run(list),
            Self::Show(call) => call.run(show),
            Self::Log(call) => call.run(log::log),
            Self::Cancel(call) => call.run(cancel),
            Self::Repeat(call) => call.run(repeat),
            Self::RunWhenOpen(call) => call.run(run_when_open),
        }
    }
}

async fn list(client: &Client, args: &ListArgs) -> Told {
    let since = args.since.map(|moment| match moment {
        Moment::At(at) => at,
        Moment::In(span) => client.now().minus(span),
    });
    let ask = client
        .api
        .get(&["requests"])
        .query("status", args.status.map(Status::as_str))
        .query("process", args.process.as_deref())
        .query("search", args.search.as_deref())
        .query("since", since);
    let answer = args.paging.of(ask).send().await?;
    client.out.answer(&answer, client.now(), tell::list)?;
    if !client.out.is_json() {
        more(client, &answer.read::<Page<Request>>()?);
    }
    Ok(End::Done)
}

async fn show(client: &Client, args: &ShowArgs) -> Told {
    let id = args.request.request;
    if args.wait {
        let watched = watch::to_the_end(client, id, args.timeout, false).await?;
        return watch::told(client, id, watched, watch::end_of);
    }
    let answer = client.api.get(&["requests", &id.to_string()]).send().await?;
    client.out.answer(&answer, client.now(), tell::request)?;
    Ok(End::Done)
}

async fn cancel(client: &Client, args: &CancelArgs) -> Told {
    let id = args.request.request;
    let answer = client.api.ask(Method::POST, &["requests", &id.to_string(), "cancel"]).send().await?;
    if !args.wait {
        client.out.answer(&answer, client.now(), tell::in_a_line)?;
        return Ok(End::Done);
    }
    let watched = watch::to_the_end(client, id, args.timeout, false).await?;
    watch::told(client, id, watched, |status| if status.is_final() { End::Done } else { End::Failed })
}

async fn repeat(client: &Client, args: &AgainArgs) -> Told {
    again(client, args, "repeat").await
}

async fn run_when_open(client: &Client, args: &AgainArgs) -> Told {
    again(client, args, "run-when-open").await
}

async fn again(client: &Client, args: &AgainArgs, verb: &str) -> Told {
    let answer =
        client.api.ask(Method::POST, &["requests", &args.request.request.to_string(), verb]).send().await;
    started(client, answer, &args.watch).await
}

/// Goes on from a start: refused, told at once, or watched to its end.
async fn started(client: &Client, answer: Result<Answer, super::failure::Failure>, args: &WatchArgs) -> Told {
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => return run::refused(client, failure),
    };
    let request: Request = answer.read()?;
    if !(args.wait || args.follow || args.timeout.is_some()) {
        client.out.answer(&answer, client.now(), tell::in_a_line)?;
        return Ok(End::Done);
    }
    if !client.out.is_json() {
        client.out.note(&tell::begun(&request, client.now()));
    }
    let watched = watch::to_the_end(client, request.id, args.timeout, args.follow).await?;
    watch::told(client, request.id, watched, watch::end_of)
}
