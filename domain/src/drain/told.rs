//! The drain in words: what its forecast leaves out, and the two answers of rule 23.

use super::{Answer, Blocker, RestartAnswers};

/// What the forecast leaves out; none when nothing. `more` requests run beside the blockers.
#[must_use]
pub fn left_out(blockers: &[Blocker], more: u64) -> Option<String> {
    let waits = blockers.iter().filter(|blocker| blocker.waits_for_person).count();
    let will_wait = |blocker: &&Blocker| !blocker.waits_for_person && !blocker.answers_to_come.is_empty();
    let waits = match waits {
        0 => None,
        1 => Some("One manual task waits for a person; how long is not foretold.".to_owned()),
        n => Some(format!("{n} manual tasks wait for a person; how long is not foretold.")),
    };
    let to_come = match blockers.iter().filter(will_wait).count() {
        0 => None,
        1 => {
            Some("One request has yet to ask a person; how long the answer takes is not foretold.".to_owned())
        }
        n => {
            Some(format!("{n} requests have yet to ask a person; how long the answers take is not foretold."))
        }
    };
    let beside = match more {
        0 => None,
        1 => Some("One more request runs and is not looked at, so no end is foretold.".to_owned()),
        n => Some(format!("{n} more requests run and are not looked at, so no end is foretold.")),
    };
    let said: Vec<String> = [waits, to_come, beside].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// The two answers of rule 23, in words. `more` requests run beside the blockers.
#[must_use]
pub fn restart_answers(held: bool, blockers: &[Blocker], more: u64, steps_running: u64) -> RestartAnswers {
    let steps = match steps_running {
        0 => "no step is under way".to_owned(),
        1 => "1 step goes on under its supervisor and is adopted".to_owned(),
        n => format!("{n} steps go on under their supervisors and are adopted"),
    };
    let host = match (held, blockers) {
        (true, []) => {
            Answer { safe: true, why: "Yes: quiet, nothing runs and nothing can start.".to_owned() }
        }
        (false, []) => Answer {
            safe: false,
            why:
                "No: nothing runs now, but something may start at any moment. Enable maintenance mode first."
                    .to_owned(),
        },
        (_, [one]) if more == 0 => Answer { safe: false, why: format!("No: {} still runs.", one.title) },
        (_, [one, rest @ ..]) => Answer {
            safe: false,
            why: format!("No: {} and {} more still run.", one.title, rest.len() as u64 + more),
        },
    };
    RestartAnswers { lull: Answer { safe: true, why: format!("Yes: {steps}.") }, host }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::Person;
    use crate::time::Timestamp;

    fn blocker(waits_for_person: bool, answers_to_come: &[&str]) -> Blocker {
        Blocker {
            id: "req_00000000000000000000000000000007".parse().unwrap(),
            kind: "global".to_owned(),
            title: "release".to_owned(),
            owner: Person::system("ada"),
            since: Timestamp::from_micros(0),
            step: None,
            agent: None,
            waits_for_person,
            task: None,
            answers_to_come: answers_to_come.iter().map(|step| (*step).to_owned()).collect(),
            expected_end: None,
            bypass: false,
            cancelling: false,
        }
    }

    #[test]
    fn without_a_hold_an_idle_host_is_not_called_safe() {
        assert!(!restart_answers(false, &[], 0, 0).host.safe);
        assert!(restart_answers(true, &[], 0, 0).host.safe);
    }

    #[test]
    fn those_that_are_not_told_one_by_one_are_counted_in_the_answer() {
        let why = |more| restart_answers(true, &[blocker(false, &[])], more, 0).host.why;
        assert_eq!(why(0), "No: release still runs.");
        assert_eq!(why(7), "No: release and 7 more still run.");
    }

    #[test]
    fn whatever_the_forecast_leaves_out_is_said() {
        assert_eq!(left_out(&[blocker(false, &[])], 0), None);
        let now = left_out(&[blocker(true, &["sign-off"])], 0).unwrap();
        assert!(now.starts_with("One manual task waits for a person;") && !now.contains("yet"), "{now}");
        let later = left_out(&[blocker(false, &["sign-off"])], 0).unwrap();
        assert!(later.starts_with("One request has yet to ask a person;"), "{later}");
        let more = left_out(&[blocker(true, &[]), blocker(false, &["sign-off"])], 3).unwrap();
        assert!(more.contains("waits for a person") && more.contains("has yet to ask"), "{more}");
        assert!(
            more.ends_with("3 more requests run and are not looked at, so no end is foretold."),
            "{more}"
        );
    }
}
