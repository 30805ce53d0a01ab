//! Requests in words.

use domain::page::Page;
use domain::process::Outcome;
use domain::request::{Request, Status, Step, StepStatus};
use domain::time::Timestamp;

use super::super::facts::Facts;
use super::super::look::{Look, Tint, one_line, opens};
use super::super::moment::{exact, told, took};
use super::super::table::{Shown, Table, tinted};

pub(super) fn list(page: &Page<Request>, look: &Look) -> String {
    if page.items.is_empty() {
        return "No such requests. Run a process with:  lull request run PROCESS\n".to_owned();
    }
    let mut table = Table::new(look, ["REQUEST", "PROCESS", "STATUS", "ASKED BY", "ASKED", "TOOK"]);
    for request in &page.items {
        table.row([
            request.id.to_string().into(),
            format!("{} v{}", request.process.name, request.process.version).into(),
            tinted(Tint::of_status(request.status), request.status.label()),
            (&request.actor.name).into(),
            told(request.created, look.now).into(),
            took(request.began, request.ended, look.now).into(),
        ]);
    }
    table.text()
}

/// How it stands: what scripts' logs need to say.
pub(super) fn in_a_line(request: &Request, look: &Look) -> String {
    let status = look.tint(Tint::of_status(request.status), &request.status.label().to_lowercase());
    let when = match (request.status, request.began, request.ended, request.at) {
        (Status::Scheduled, _, _, Some(at)) => format!(" for {}", exact(at, look.now)),
        (_, Some(began), Some(ended), _) => format!(" after {}", app::words::span(ended.since(began))),
        (_, Some(_), None, _) if request.cancelling => ", being cancelled".to_owned(),
        _ => String::new(),
    };
    let message =
        request.message.as_deref().map(|message| format!(": {}", one_line(message))).unwrap_or_default();
    format!("{} {}: {status}{when}{message}\n", one_line(&request.process.name), request.id)
}

/// What is said to those who stay, before it runs.
pub(super) fn begun(request: &Request, now: Timestamp) -> String {
    in_a_line(request, &Look { now, colour: false, width: None })
}

/// Why it could not start, and what to do about it. It begins in the midst of a line.
pub(super) fn could_not_start(request: &Request, look: &Look) -> String {
    let mut text = format!("Could Not Start: {}\n", one_line(&request.process.name));
    let mut facts = Facts::new(look);
    facts.add("request", request.id.to_string());
    if let Some(refusal) = &request.refusal {
        facts
            .add("refused", format!("{}, by the hold {}", refusal.rule.words(), refusal.hold))
            .add(
                "in force",
                format!("since {}, placed by {}", exact(refusal.since, look.now), one_line(&refusal.owner)),
            )
            .maybe("reason", refusal.reason.as_ref())
            .add("opens", opens(refusal, look.now));
    }
    facts.maybe("why", request.message.as_ref().filter(|_| request.refusal.is_none()));
    text.push_str(&facts.text());
    match request.made_good_by {
        Some(other) => text.push_str(&format!("It is made good by  {other}\n")),
        None => text.push_str(&format!("Have it run then:  lull request run-when-open {}\n", request.id)),
    }
    text
}

/// All of it.
pub(super) fn request(request: &Request, look: &Look) -> String {
    let lead = format!("{}: {}", one_line(&request.process.name), request.status.label());
    let mut text = format!("{}\n", look.tint(Tint::of_status(request.status), &lead));
    let mut facts = Facts::new(look);
    let by = format!(
        "{} by {} ({})",
        exact(request.created, look.now),
        request.actor.name,
        request.origin.label()
    );
    facts
        .add("request", request.id.to_string())
        .add(
            "process",
            format!("{}, version {} ({})", request.process.name, request.process.version, request.process.id),
        )
        .add("asked for", by)
        .maybe("to start", request.at.map(|at| exact(at, look.now)))
        .maybe(
            "began",
            request
                .began
                .map(|at| format!("{}{}", exact(at, look.now), if request.late { ", late" } else { "" })),
        )
        .maybe("ended", request.ended.map(|at| exact(at, look.now)))
        .maybe("took", request.began.map(|began| took(Some(began), request.ended, look.now)))
        .maybe("bypass", request.bypass.as_ref().map(|bypass| &bypass.reason))
        .maybe("message", request.message.as_ref())
        .maybe("cancel", request.cancelling.then_some("asked for and under way"))
        .maybe("part of", request.parent.map(|id| id.to_string()))
        .maybe("repeats", request.source.map(|id| id.to_string()));
    text.push_str(&facts.text());
    if !request.inputs.is_empty() {
        let mut table = Table::new(look, ["INPUT", "VALUE"]);
        for (name, value) in &request.inputs {
            table.row([name.into(), value.into()]);
        }
        text.push_str(&format!("\n{}", table.text()));
    }
    if !request.steps.is_empty() && request.status != Status::CouldNotStart {
        text.push_str(&format!("\n{}", steps(&request.steps, look)));
    }
    if request.status == Status::CouldNotStart {
        text.push_str(&format!("\n{}", could_not_start(request, look)));
    }
    for task in
        request.steps.iter().filter(|step| step.status == StepStatus::Running).filter_map(|step| step.task)
    {
        text.push_str(&format!(
            "\nA person is waited for; answer with:  lull task respond {task} succeeded\n"
        ));
    }
    text
}

fn steps(steps: &[Step], look: &Look) -> String {
    let mut table = Table::new(look, ["STEP", "KIND", "STATUS", "BEGAN", "TOOK", "DETAIL"]);
    for step in steps {
        table.row([
            (&step.id).into(),
            (&step.kind).into(),
            standing(step),
            step.began.map(|at| told(at, look.now)).unwrap_or_default().into(),
            took(step.began, step.ended, look.now).into(),
            detail(step).into(),
        ]);
    }
    table.text()
}

fn standing(step: &Step) -> Shown {
    let attempt = if step.attempt > 1 { format!(" (attempt {})", step.attempt) } else { String::new() };
    match (step.status, step.outcome) {
        (StepStatus::Ended, Some(outcome)) => {
            let tint = match outcome {
                Outcome::Succeeded => Tint::Good,
                Outcome::Failed | Outcome::TimedOut | Outcome::Interrupted => Tint::Bad,
                Outcome::Cancelled | Outcome::Skipped => Tint::Soft,
            };
            tinted(tint, format!("{}{attempt}", app::words::capital(&outcome.as_str().replace('_', " "))))
        }
        (StepStatus::Waiting, _) => tinted(Tint::Soft, step.status.label()),
        (status, _) => tinted(Tint::Busy, format!("{}{attempt}", status.label())),
    }
}

fn detail(step: &Step) -> String {
    let mut parts: Vec<String> = step.detail.clone().into_iter().collect();
    parts.extend(
        step.exit_code
            .filter(|code| *code != 0 && step.kind == "shell")
            .map(|code| format!("exit code {code}")),
    );
    parts.extend(step.child.map(|child| format!("see {child}")));
    parts.extend(step.output.iter().map(|(name, value)| format!("{name}={value}")));
    parts.join("; ")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn look() -> Look {
        Look { now: "2026-12-05T02:12:00Z".parse().unwrap(), colour: false, width: None }
    }

    /// A request at a manual task.
    pub(in super::super) fn sample() -> Request {
        serde_json::from_str(
            r#"{"id": "req_00000000000000000000000000000001", "process": {"id": "proc_00000000000000000000000000000002", "name": "nightly-report", "version": 3},
            "status": "running", "actor": {"id": null, "name": "ada"}, "origin": "api", "created": "2026-12-05T02:00:00Z", "at": null,
            "began": "2026-12-05T02:00:00Z", "ended": null, "late": false, "bypass": null, "inputs": {"day": "2026-12-04"}, "steps": [
              {"id": "build", "kind": "shell", "status": "ended", "outcome": "succeeded", "began": "2026-12-05T02:00:00Z", "ended": "2026-12-05T02:04:12Z",
               "attempt": 2, "agent": "local", "exit_code": 0, "detail": null, "output": {"file": "report.pdf"}, "child": null, "task": null, "wakes": null},
              {"id": "sign-off", "kind": "manual", "status": "running", "outcome": null, "began": "2026-12-05T02:04:12Z", "ended": null,
               "attempt": 1, "agent": null, "exit_code": null, "detail": null, "output": {}, "child": null, "task": "task_00000000000000000000000000000003", "wakes": null},
              {"id": "publish", "kind": "run_process", "status": "waiting", "outcome": null, "began": null, "ended": null,
               "attempt": 0, "agent": null, "exit_code": null, "detail": null, "output": {}, "child": null, "task": null, "wakes": null}],
            "refusal": null, "message": null, "parent": null, "source": null, "made_good_by": null, "cancelling": false}"#,
        )
        .unwrap()
    }

    #[test]
    fn a_request_is_told_with_its_steps_and_who_is_waited_for() {
        insta::assert_snapshot!(request(&sample(), &look()));
    }

    #[test]
    fn a_refused_request_says_who_closed_the_gate_and_what_to_do() {
        let mut refused = sample();
        refused.status = Status::CouldNotStart;
        (refused.began, refused.steps) = (None, Vec::new());
        refused.refusal = serde_json::from_str(
            r#"{"rule": "process", "hold": "hold_00000000000000000000000000000007", "reason": "index rebuild", "owner": "admin",
                "since": "2026-12-05T02:00:00Z", "opens_at": "2026-12-05T04:00:00Z", "estimated": true, "overdue": false}"#,
        )
        .unwrap();
        insta::assert_snapshot!(could_not_start(&refused, &look()));
    }

    #[test]
    fn a_line_says_how_it_ended_and_how_long_it_took() {
        let mut ended = sample();
        assert_eq!(
            in_a_line(&ended, &look()),
            "nightly-report req_00000000000000000000000000000001: running\n"
        );
        ended.status = Status::Failed;
        ended.ended = Some("2026-12-05T02:05:00Z".parse().unwrap());
        ended.message = Some("build failed".to_owned());
        assert_eq!(
            in_a_line(&ended, &look()),
            "nightly-report req_00000000000000000000000000000001: failed after 5 min: build failed\n"
        );
    }
}
