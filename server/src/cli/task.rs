//! `lull task`: steps that wait for a person.

use clap::{Args, Subcommand, ValueEnum};
use domain::id::TaskId;
use domain::page::Page;
use domain::process::Comment;
use domain::task::{Response, Task, Verdict};
use http::Method;

use super::call::{Call, Client};
use super::end::{End, Told};
use super::facts::Facts;
use super::failure::Failure;
use super::look::{Look, Tint};
use super::moment::{exact, told};
use super::paging::{Paging, more};
use super::table::{Table, tinted};

/// What `lull task` can do.
#[derive(Subcommand)]
pub enum TaskCommand {
    /// List manual tasks that wait for a person
    List(Call<ListArgs>),
    /// Show a manual task
    Show(Call<IdArgs>),
    /// Answer a manual task; works under a hold too, since its request is running
    #[command(
        after_help = "Example:\n  lull task respond task_… succeeded --comment 'checked the totals' -p ticket=OPS-17"
    )]
    Respond(Call<RespondArgs>),
}

/// `lull task list`.
#[derive(Args)]
pub struct ListArgs {
    /// Answered ones too
    #[arg(long)]
    answered: bool,
    #[command(flatten)]
    paging: Paging,
}

/// A task.
#[derive(Args)]
pub struct IdArgs {
    /// Its id, as task_…
    task: TaskId,
}

/// `lull task respond`.
#[derive(Args)]
pub struct RespondArgs {
    /// Its id, as task_…
    task: TaskId,
    /// How it ended
    outcome: Ended,
    /// Why; some tasks ask for it
    #[arg(long, short, value_name = "TEXT")]
    comment: Option<String>,
    /// Handed on as the step's output; may be given several times
    #[arg(long, short, value_name = "NAME=VALUE")]
    property: Vec<String>,
}

/// The two answers.
#[derive(Clone, Copy, ValueEnum)]
enum Ended {
    /// The step succeeded
    Succeeded,
    /// The step failed
    Failed,
}

impl TaskCommand {
    /// Runs it.
    pub fn run(&self) -> std::process::ExitCode {
        match self {
            Self::List(call) => call.run(list),
            Self::Show(call) => call.run(show),
            Self::Respond(call) => call.run(respond),
        }
    }
}

async fn list(client: &Client, args: &ListArgs) -> Told {
    let ask = client.api.get(&["tasks"]).query("answered", args.answered.then_some(true));
    let answer = args.paging.of(ask).send().await?;
    client.out.answer(&answer, client.now(), tell_list)?;
    if !client.out.is_json() {
        more(client, &answer.read::<Page<Task>>()?);
    }
    Ok(End::Done)
}

async fn show(client: &Client, args: &IdArgs) -> Told {
    let answer = client.api.get(&["tasks", &args.task.to_string()]).send().await?;
    client.out.answer(&answer, client.now(), tell)?;
    Ok(End::Done)
}

async fn respond(client: &Client, args: &RespondArgs) -> Told {
    let mut response = Response {
        outcome: match args.outcome {
            Ended::Succeeded => Verdict::Succeeded,
            Ended::Failed => Verdict::Failed,
        },
        comment: args.comment.clone(),
        properties: std::collections::BTreeMap::new(),
    };
    for property in &args.property {
        let Some((name, value)) = property.split_once('=') else {
            return Err(Failure::Usage(format!("--property {property}: write it like name=value")));
        };
        response.properties.insert(name.to_owned(), value.to_owned());
    }
    let answer = client
        .api
        .ask(Method::POST, &["tasks", &args.task.to_string(), "respond"])
        .body(&response)
        .send()
        .await?;
    client.out.answer(&answer, client.now(), |task: &Task, _| {
        format!("{} of {} is answered: {}\n", task.step, task.process, response.outcome.as_str())
    })?;
    Ok(End::Done)
}

fn tell_list(page: &Page<Task>, look: &Look) -> String {
    if page.items.is_empty() {
        return "Nobody is waited for.\n".to_owned();
    }
    let mut table = Table::new(look, ["TASK", "PROCESS", "STEP", "OPENED", "WHO MAY", "PROMPT"]);
    for task in &page.items {
        let waits = match &task.answer {
            Some(answer) => tinted(
                Tint::Soft,
                format!("{} by {} {}", answer.outcome, answer.by.name, told(answer.at, look.now)),
            ),
            None => told(task.opened, look.now).into(),
        };
        table.row([
            task.id.to_string().into(),
            (&task.process).into(),
            (&task.step).into(),
            waits,
            task.role.map_or("anybody", domain::permission::Role::as_str).into(),
            (&task.prompt).into(),
        ]);
    }
    table.text()
}

fn tell(task: &Task, look: &Look) -> String {
    let mut facts = Facts::new(look);
    facts
        .add("task", task.id.to_string())
        .add("request", format!("{} ({})", task.request, task.process))
        .add("waits since", exact(task.opened, look.now))
        .maybe("until", task.deadline.map(|at| exact(at, look.now)))
        .add(
            "who may answer",
            task.role.map_or("those with Respond to Tasks".to_owned(), |role| {
                format!("the role {}", role.as_str())
            }),
        )
        .maybe("comment", (task.comment == Comment::Required).then_some("required"));
    if let Some(answer) = &task.answer {
        facts
            .add(
                "answer",
                format!("{} by {}, {}", answer.outcome, answer.by.name, exact(answer.at, look.now)),
            )
            .maybe("its comment", answer.comment.as_ref());
    }
    let lead = look.heading(&super::look::plain(&task.prompt));
    let hint = if task.answer.is_none() {
        format!("\nAnswer with:  lull task respond {} succeeded\n", task.id)
    } else {
        String::new()
    };
    format!("{lead}\n{}{hint}", facts.text())
}
