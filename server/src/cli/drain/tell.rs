//! The drain in words.

use app::words;
use domain::drain::{Answer, Blocker, Drain};
use domain::time::Timestamp;

use super::super::look::{Look, Tint, one_line};
use super::super::moment::{clock, exact, told};
use super::super::table::{Shown, Table, tinted};

/// All of it: the lead, the forecast, a table of blockers, both answers of rule 23.
pub(super) fn drain(drain: &Drain, look: &Look) -> String {
    let tint = match (drain.held, drain.quiet) {
        (false, _) => None,
        (true, false) => Some(Tint::Warn),
        (true, true) => Some(Tint::Good),
    };
    let mut text = format!("{}\n", look.tint(tint, &lead(drain, look.now)));
    if !drain.blockers.is_empty() {
        text.push_str(&format!("{}\n\n{}", forecast(drain, look.now), blockers(&drain.blockers, look)));
        if drain.blockers_more > 0 {
            let more = words::count(drain.blockers_more, "more request", "more requests");
            text.push_str(&format!("And {more}; see  lull request list --status running\n"));
        }
    }
    text.push('\n');
    text.push_str(&answers(&drain.restart.lull, &drain.restart.host, look));
    // A server of an earlier version tells its requests only.
    let times = drain.missed.iter().map(|row| row.count).sum::<u64>().max(drain.refused.len() as u64);
    if times > 0 {
        let more = if drain.missed_more > 0 || drain.refused.len() >= 50 { " or more" } else { "" };
        text.push_str(&format!("\nCould Not Start since: {times}{more}; see  lull missed list\n"));
    }
    text
}

fn lead(drain: &Drain, now: Timestamp) -> String {
    let since = drain.since.map(|since| format!(" since {}", exact(since, now))).unwrap_or_default();
    match (drain.held, drain.quiet) {
        (false, _) if drain.blockers.is_empty() => {
            "No hold is in force, and nothing runs at the moment.".to_owned()
        }
        (false, _) => format!("No hold is in force: {} under way, and more may start.", running(drain)),
        (true, true) => format!("Quiet: a hold is in force{since}; nothing runs, and nothing can start."),
        (true, false) => format!("Draining{since}: {} under way.", running(drain)),
    }
}

/// `2 requests with 3 steps`.
pub(super) fn running(drain: &Drain) -> String {
    let requests = words::count(drain.running(), "request", "requests");
    match drain.steps_running {
        0 => requests,
        n => format!("{requests} with {}", words::count(n, "step", "steps")),
    }
}

/// One line for those who wait: what still runs, by name.
pub(super) fn progress(drain: &Drain) -> String {
    let one = |blocker: &Blocker| {
        let title = one_line(&blocker.title);
        match &blocker.step {
            Some(step) => format!("{title} ({})", one_line(step)),
            None => title,
        }
    };
    let mut named: Vec<String> = drain.blockers.iter().take(3).map(one).collect();
    if drain.running() > 3 {
        named.push(format!("{} more", drain.running() - 3));
    }
    format!("waiting for {}", named.join(", "))
}

/// When the wait is expected to end, to go behind [`progress`].
pub(super) fn expected(drain: &Drain, now: Timestamp) -> String {
    drain
        .quiet_expected_at
        .map(|at| format!("; quiet expected about {}", exact(at.p50, now)))
        .unwrap_or_default()
}

fn forecast(drain: &Drain, now: Timestamp) -> String {
    let when = match drain.quiet_expected_at {
        Some(at) if at.p50 == at.p90 => format!("Quiet is expected about {}.", exact(at.p50, now)),
        Some(at) => {
            format!(
                "Quiet is expected about {}, and nine times of ten by {}.",
                exact(at.p50, now),
                clock(at.p90, now)
            )
        }
        None => "When it will be quiet is not known.".to_owned(),
    };
    match &drain.left_out {
        Some(left_out) => format!("{when} {}", one_line(left_out)),
        None => when,
    }
}

fn blockers(blockers: &[Blocker], look: &Look) -> String {
    let mut table =
        Table::new(look, ["REQUEST", "PROCESS", "ASKED BY", "SINCE", "AT STEP", "AGENT", "EXPECTED END"]);
    for blocker in blockers {
        table.row([
            blocker.id.to_string().into(),
            (&blocker.title).into(),
            (&blocker.owner.name).into(),
            told(blocker.since, look.now).into(),
            at_step(blocker),
            blocker.agent.as_deref().unwrap_or_default().into(),
            end(blocker, look.now),
        ]);
    }
    table.text()
}

fn at_step(blocker: &Blocker) -> Shown {
    let step = blocker.step.as_deref().unwrap_or_default();
    match (blocker.cancelling, blocker.bypass) {
        (true, _) => tinted(Tint::Warn, format!("{step} (being cancelled)")),
        (false, true) => format!("{step} (bypass)").into(),
        (false, false) => step.into(),
    }
}

fn end(blocker: &Blocker, now: Timestamp) -> Shown {
    let to_come = match blocker.answers_to_come.as_slice() {
        [] => String::new(),
        steps => format!(", plus an answer to come ({})", steps.join(", ")),
    };
    match (&blocker.task, blocker.expected_end) {
        (Some(task), _) if blocker.waits_for_person => {
            tinted(Tint::Warn, format!("when a person answers {task}"))
        }
        (_, Some(at)) => format!("{}{to_come}", told(at.p50, now)).into(),
        (_, None) => tinted(Tint::Soft, format!("not known{to_come}")),
    }
}

fn answers(lull: &Answer, host: &Answer, look: &Look) -> String {
    let line = |question: &str, answer: &Answer| {
        let tint = if answer.safe { Tint::Good } else { Tint::Bad };
        format!("{question}  {}\n", look.tint(tint, &one_line(&answer.why)))
    };
    line("Restart Lull?                         ", lull)
        + &line("Restart the host or stop the database?", host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look() -> Look {
        Look { now: "2026-12-05T02:12:00Z".parse().unwrap(), colour: false, width: None }
    }

    fn sample(json: &str) -> Drain {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_drain_names_every_blocker_the_forecast_and_both_answers() {
        let text = drain(
            &sample(
                r#"{"quiet": false, "held": true, "since": "2026-12-05T02:00:00Z", "steps_running": 1,
                "blockers": [
                  {"id": "req_00000000000000000000000000000001", "kind": "global", "title": "nightly-report", "owner": {"id": null, "name": "ada"},
                   "since": "2026-12-05T01:30:00Z", "step": "build", "agent": "local", "waits_for_person": false, "task": null, "answers_to_come": ["sign-off"],
                   "expected_end": {"p50": "2026-12-05T02:20:00Z", "p90": "2026-12-05T02:31:00Z"}, "bypass": false, "cancelling": false},
                  {"id": "req_00000000000000000000000000000002", "kind": "global", "title": "release", "owner": {"id": null, "name": "grace"},
                   "since": "2026-12-04T23:00:00Z", "step": "sign-off", "agent": null, "waits_for_person": true,
                   "task": "task_00000000000000000000000000000003", "expected_end": null, "bypass": false, "cancelling": false}],
                "blockers_more": 5,
                "quiet_expected_at": {"p50": "2026-12-05T02:20:00Z", "p90": "2026-12-05T02:31:00Z"},
                "left_out": "1 manual task is left out.",
                "restart": {"lull": {"safe": true, "why": "Yes: 1 step goes on."}, "host": {"safe": false, "why": "No: nightly-report and 1 more still run."}},
                "refused": [], "at": "2026-12-05T02:12:00Z"}"#,
            ),
            &look(),
        );
        insta::assert_snapshot!(text);
    }

    #[test]
    fn quiet_is_said_only_under_a_hold() {
        let idle = |held: bool| {
            sample(&format!(
                r#"{{"quiet": {held}, "held": {held}, "since": null, "steps_running": 0, "blockers": [], "quiet_expected_at": null, "left_out": null,
                "restart": {{"lull": {{"safe": true, "why": "Yes."}}, "host": {{"safe": {held}, "why": "{held}"}}}}, "refused": [], "at": "2026-12-05T02:12:00Z"}}"#
            ))
        };
        assert!(drain(&idle(true), &look()).starts_with("Quiet: a hold is in force"));
        assert!(drain(&idle(false), &look()).starts_with("No hold is in force, and nothing runs"));
    }
}
