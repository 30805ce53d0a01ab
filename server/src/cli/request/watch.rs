//! Watches a request to its end.

use std::collections::BTreeMap;

use domain::duration::Span;
use domain::id::RequestId;
use domain::request::{Request, Status, Step, StepStatus};

use super::super::api::Answer;
use super::super::call::Client;
use super::super::end::{End, Told};
use super::super::failure::Failure;
use super::super::wait::{Patience, within};
use super::{follow, run, tell};

/// The first pause between two looks; short runs end at once for people.
const FIRST: Span = Span::from_micros(100_000);
/// The longest.
const LONGEST: Span = Span::from_secs(2);
/// How long the end of a log may come after the request's.
const LAST_WORDS: Span = Span::from_secs(10);

/// What came of the watch: the request at its end, or as it is when the time was up.
pub(super) struct Watched {
    answer: Answer,
    request: Request,
    limit: Option<Span>,
}

/// Waits until the request has ended, its log on standard output if that is wanted.
pub(super) async fn to_the_end(
    client: &Client,
    id: RequestId,
    limit: Option<Span>,
    log: bool,
) -> Result<Watched, Failure> {
    let watching = async {
        if !log {
            return ended(client, id).await;
        }
        let followed = follow::to_the_end(client, id, None, None);
        let (end, log) = (std::pin::pin!(ended(client, id)), std::pin::pin!(followed));
        match futures::future::select(end, log).await {
            futures::future::Either::Left((end, log)) => {
                let end = end?;
                // A log that does not end is no reason not to tell how the request did.
                within(Some(LAST_WORDS), log).await.transpose()?;
                Ok(end)
            }
            futures::future::Either::Right((log, end)) => {
                log?;
                end.await
            }
        }
    };
    let (answer, request) = match within(limit, watching).await {
        Some(watched) => watched?,
        None => look(client, id).await?,
    };
    Ok(Watched { answer, request, limit })
}

/// Tells what came of it; `end` says how the command ends by the status.
pub(super) fn told(
    client: &Client,
    id: RequestId,
    watched: Watched,
    end: impl FnOnce(Status) -> End,
) -> Told {
    let Watched { answer, request, limit } = watched;
    client.out.answer(&answer, client.now(), tell::in_a_line)?;
    if !request.status.is_final() {
        let after = limit.map(|limit| format!(" after {limit}")).unwrap_or_default();
        client.out.note(&format!("lull: timed out{after}; the request goes on:  lull request show {id}"));
        return Ok(End::TimedOut);
    }
    if request.status == Status::CouldNotStart {
        run::could_not_start(client, &request);
    }
    Ok(end(request.status))
}

/// How a command that waits for success ends by a status.
pub(super) const fn end_of(status: Status) -> End {
    match status {
        Status::Succeeded => End::Done,
        Status::CouldNotStart => run::COULD_NOT_START,
        Status::Failed | Status::Cancelled | Status::Rejected => End::Failed,
        Status::Scheduled
        | Status::AwaitingApproval
        | Status::WaitingForOpen
        | Status::Running
        | Status::Suspended => End::TimedOut,
    }
}

async fn look(client: &Client, id: RequestId) -> Result<(Answer, Request), Failure> {
    let answer = client.api.get(&["requests", &id.to_string()]).send().await?;
    let request = answer.read()?;
    Ok((answer, request))
}

/// Looks again and again, soon after a change and seldom in long quiet.
async fn ended(client: &Client, id: RequestId) -> Result<(Answer, Request), Failure> {
    let mut patience = Patience::default();
    let mut progress = Progress::default();
    let mut pause = FIRST;
    loop {
        let Some((answer, request)) = patience.take(client, look(client, id).await).await? else { continue };
        let lines = progress.take(&request);
        if !lines.is_empty() {
            pause = FIRST;
        }
        if !client.out.is_json() {
            lines.iter().for_each(|line| client.out.note(line));
        }
        if request.status.is_final() {
            return Ok((answer, request));
        }
        client.clock.sleep(pause).await;
        pause = pause.times(1.5).min(LONGEST);
    }
}

/// What was said of a request so far.
#[derive(Default)]
struct Progress {
    steps: BTreeMap<String, (StepStatus, u32)>,
    status: Option<Status>,
}

impl Progress {
    /// What is new about it, a line each.
    fn take(&mut self, request: &Request) -> Vec<String> {
        let mut lines = Vec::new();
        if self.status.is_some_and(|before| before != request.status) && !request.status.is_final() {
            lines.push(request.status.label().to_owned());
        }
        self.status = Some(request.status);
        for step in &request.steps {
            let before = self.steps.insert(step.id.clone(), (step.status, step.attempt));
            if before != Some((step.status, step.attempt))
                && let Some(line) = said(step)
            {
                lines.push(line);
            }
        }
        lines
    }
}

/// A step's news; nothing of one that has not begun.
fn said(step: &Step) -> Option<String> {
    let id = &step.id;
    let detail = step
        .detail
        .as_deref()
        .map(|detail| format!(": {}", super::super::look::one_line(detail)))
        .unwrap_or_default();
    match (step.status, &step.task, step.outcome) {
        (StepStatus::Waiting, ..) => None,
        (StepStatus::Running, Some(task), _) => {
            Some(format!("{id} waits for a person; answer with:  lull task respond {task} succeeded"))
        }
        (StepStatus::Running, None, _) if step.attempt > 1 => {
            Some(format!("{id} is running, attempt {}", step.attempt))
        }
        (StepStatus::Running, None, _) => Some(format!("{id} is running")),
        (StepStatus::Queued, ..) => Some(format!("{id} waits for a slot")),
        (StepStatus::Retrying, ..) => Some(format!("{id} failed and is tried again{detail}")),
        (StepStatus::Ended, _, Some(outcome)) => {
            Some(format!("{id} {}{detail}", outcome.as_str().replace('_', " ")))
        }
        (StepStatus::Ended, _, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tell::tests::sample;
    use super::*;

    #[test]
    fn each_change_of_a_step_is_said_once() {
        let mut progress = Progress::default();
        let mut request = sample();
        assert_eq!(
            progress.take(&request),
            [
                "build succeeded",
                "sign-off waits for a person; answer with:  lull task respond task_00000000000000000000000000000003 succeeded"
            ]
        );
        assert_eq!(progress.take(&request), Vec::<String>::new());
        request.steps[1].status = StepStatus::Ended;
        request.steps[1].outcome = Some(domain::process::Outcome::TimedOut);
        request.steps[1].detail = Some("nobody answered".to_owned());
        assert_eq!(progress.take(&request), ["sign-off timed out: nobody answered"]);
    }

    #[test]
    fn a_waiting_command_ends_as_its_request_did() {
        let codes = |status: Status| end_of(status).code();
        assert_eq!(
            [Status::Succeeded, Status::Failed, Status::Cancelled, Status::Rejected, Status::CouldNotStart]
                .map(codes),
            [0, 1, 1, 1, 3]
        );
    }
}
