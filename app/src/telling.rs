//! Requests and their steps in words: where they stand, what a cancel does.

pub mod blackouts;
pub mod history;

use domain::process::{Outcome, StepKind};
use domain::request::{Origin, Request, Status, Step, StepStatus};

use crate::words;

/// Whether it has steps under way.
#[must_use]
pub const fn runs(status: Status) -> bool {
    matches!(status, Status::Running | Status::Suspended)
}

/// Whether a page should look again soon: it runs, or starts by itself.
#[must_use]
pub const fn moves(status: Status) -> bool {
    !status.is_final()
}

/// Whether it was refused, so that no step of it ever ran.
#[must_use]
pub const fn was_refused(status: Status) -> bool {
    matches!(status, Status::CouldNotStart)
}

/// Whether a step writes a log.
#[must_use]
pub fn has_log(step: &Step) -> bool {
    matches!(step.kind.parse(), Ok(StepKind::Shell | StepKind::Http))
}

/// The step whose log matters now: the one that runs, else the one that failed, else the last that ran.
#[must_use]
pub fn telling_step(steps: &[Step]) -> Option<&Step> {
    let logged = || steps.iter().filter(|step| step.attempt > 0 && has_log(step));
    let under_way = |step: &&Step| matches!(step.status, StepStatus::Running | StepStatus::Retrying);
    let failed = |step: &&Step| step.outcome.is_some_and(Outcome::needs_handling);
    logged()
        .find(under_way)
        .or_else(|| logged().find(failed))
        .or_else(|| logged().max_by_key(|step| step.began))
}

/// Where a running request stands: `build · 3 of 5`, `sign-off waits for an answer by operator`.
#[must_use]
pub fn standing(steps: &[Step]) -> String {
    let under_way: Vec<&Step> = steps
        .iter()
        .filter(|step| match step.status {
            StepStatus::Running | StepStatus::Queued | StepStatus::Retrying => true,
            StepStatus::Waiting | StepStatus::Ended => false,
        })
        .collect();
    let ended = steps.iter().filter(|step| step.status == StepStatus::Ended).count();
    let place = format!("{} of {}", (ended + 1).min(steps.len()), steps.len());
    match under_way.as_slice() {
        [] if steps.is_empty() => String::new(),
        [] => format!("{ended} of {} steps ended", steps.len()),
        [one] => match (one.task, &one.detail) {
            (Some(_), Some(detail)) => format!("{} {detail}", one.id),
            _ if one.status == StepStatus::Retrying => format!("{} is tried again · {place}", one.id),
            _ => format!("{} · {place}", one.id),
        },
        [one, two] => format!("{}, {} · {place}", one.id, two.id),
        [one, rest @ ..] => format!("{} and {} more · {place}", one.id, rest.len()),
    }
}

/// What asked for it, when it was not a page: `by a repeat`.
#[must_use]
pub const fn origin(origin: Origin) -> Option<&'static str> {
    match origin {
        Origin::Page => None,
        Origin::Api => Some("by the API"),
        Origin::Calendar => Some("by the calendar"),
        Origin::Repeat => Some("a repeat"),
        Origin::Step => Some("a sub-process"),
        Origin::Opened => Some("run when it opens"),
    }
}

/// The inputs that were given, in one line: `day=2026-12-05, target=stage`.
#[must_use]
pub fn inputs(request: &Request) -> Option<String> {
    let given: Vec<String> = request
        .inputs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .take(4)
        .map(|(name, value)| {
            let line = value.lines().next().unwrap_or_default();
            let short: String = line.chars().take(40).collect();
            let cut = if short.len() < value.len() { "…" } else { "" };
            format!("{name}={short}{cut}")
        })
        .collect();
    (!given.is_empty()).then(|| given.join(", "))
}

/// What a cancel does to this request now, in sentences with numbers (rule 25).
#[must_use]
pub fn cancel(request: &Request) -> Vec<String> {
    if !runs(request.status) {
        return vec![
            "It has not begun: it is taken off the list of what is to start, and nothing runs.".to_owned(),
        ];
    }
    let under_way = |step: &&Step| matches!(step.status, StepStatus::Running);
    let count = |wanted: &dyn Fn(&Step) -> bool| {
        request.steps.iter().filter(under_way).filter(|step| wanted(step)).count() as u64
    };
    let (outside, children, tasks) =
        (count(&has_log), count(&|step| step.child.is_some()), count(&|step| step.task.is_some()));
    let not_begun = request
        .steps
        .iter()
        .filter(|step| match step.status {
            StepStatus::Waiting | StepStatus::Queued | StepStatus::Retrying => true,
            StepStatus::Running | StepStatus::Ended => false,
        })
        .count() as u64;
    let mut said = Vec::new();
    if outside > 0 {
        let what = words::capital(&words::count(outside, "running step is", "running steps are"));
        said.push(format!("{what} told to end, with everything started there, and killed after 30 seconds."));
    }
    if children > 0 {
        let what = words::capital(&words::count(children, "sub-process is", "sub-processes are"));
        said.push(format!("{what} cancelled too."));
    }
    if tasks > 0 {
        let what = words::capital(&words::count(tasks, "manual task is", "manual tasks are"));
        said.push(format!("{what} closed without an answer."));
    }
    if not_begun > 0 {
        let what = words::capital(&words::count(not_begun, "step", "steps"));
        said.push(format!("{what} will not begin."));
    }
    said.push("What has been done already stays done.".to_owned());
    said
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::permission::Person;
    use domain::request::ProcessRef;
    use domain::time::Timestamp;

    use super::*;

    fn step(id: &str, kind: &str, status: StepStatus) -> Step {
        Step {
            id: id.to_owned(),
            kind: kind.to_owned(),
            status,
            outcome: (status == StepStatus::Ended).then_some(Outcome::Succeeded),
            began: (status != StepStatus::Waiting).then_some(Timestamp::from_micros(1)),
            ended: None,
            attempt: u32::from(status != StepStatus::Waiting),
            agent: None,
            exit_code: None,
            detail: None,
            output: BTreeMap::new(),
            child: None,
            task: None,
            wakes: None,
        }
    }

    fn request(status: Status, steps: Vec<Step>) -> Request {
        Request {
            id: id("req", 1),
            process: ProcessRef { id: id("proc", 2), name: "nightly-report".to_owned(), version: 1 },
            status,
            actor: Person::system("ada"),
            origin: Origin::Page,
            created: Timestamp::from_micros(0),
            at: None,
            began: None,
            ended: None,
            late: false,
            bypass: None,
            inputs: BTreeMap::new(),
            steps,
            refusal: None,
            message: None,
            parent: None,
            source: None,
            made_good_by: None,
            cancelling: false,
        }
    }

    fn id<T: std::str::FromStr<Err = domain::id::BadId>>(prefix: &str, number: u128) -> T {
        format!("{prefix}_{number:032x}").parse().unwrap()
    }

    #[test]
    fn a_running_request_says_which_step_it_is_at() {
        use StepStatus as S;
        let steps =
            [step("a", "shell", S::Ended), step("b", "shell", S::Running), step("c", "shell", S::Waiting)];
        assert_eq!(standing(&steps), "b · 2 of 3");
        let mut asks = step("sign-off", "manual", S::Running);
        asks.task = Some(id("task", 3));
        asks.detail = Some("waits for an answer by operator".to_owned());
        assert_eq!(standing(&[asks]), "sign-off waits for an answer by operator");
        let many: Vec<Step> = ["a", "b", "c"].map(|id| step(id, "shell", S::Running)).to_vec();
        assert_eq!(standing(&many), "a and 2 more · 1 of 3");
        assert_eq!(standing(&[]), "");
    }

    #[test]
    fn the_log_that_matters_is_the_running_steps_then_the_failed_ones() {
        use StepStatus as S;
        let mut failed = step("check", "shell", S::Ended);
        failed.outcome = Some(Outcome::Failed);
        let mut steps = vec![
            step("build", "shell", S::Ended),
            failed,
            step("sign-off", "manual", S::Running),
            step("publish", "shell", S::Waiting),
        ];
        assert_eq!(telling_step(&steps).map(|step| step.id.as_str()), Some("check"));
        steps.push(step("clean", "shell", S::Running));
        assert_eq!(telling_step(&steps).map(|step| step.id.as_str()), Some("clean"));
        assert_eq!(telling_step(&[step("a", "wait", S::Running)]), None);
    }

    #[test]
    fn a_cancel_says_what_it_ends_in_numbers() {
        use StepStatus as S;
        let steps = vec![
            step("a", "shell", S::Running),
            step("b", "shell", S::Running),
            step("c", "finish", S::Waiting),
        ];
        let said = cancel(&request(Status::Running, steps)).join(" ");
        assert!(said.contains("2 running steps are told to end"), "{said}");
        assert!(said.contains("1 step will not begin"), "{said}");
        let said = cancel(&request(Status::Scheduled, Vec::new())).join(" ");
        assert!(said.contains("has not begun"), "{said}");
    }

    #[test]
    fn inputs_are_told_in_one_line_and_cut_short() {
        let mut request = request(Status::Succeeded, Vec::new());
        assert_eq!(inputs(&request), None);
        request.inputs = [("day", "monday\ntuesday"), ("empty", "")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        assert_eq!(inputs(&request).as_deref(), Some("day=monday…"));
    }
}
