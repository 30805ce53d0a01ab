//! What a change will do, sentence by sentence.

use domain::maintenance::Impact;

use crate::api::maintenance::{Change, Pending};
use crate::words::{capital, count};

/// The sentences, the weightiest first.
pub(super) fn will_happen(pending: &Pending) -> Vec<String> {
    let impact = &pending.impact;
    match pending.change {
        Change::On => on(pending, impact),
        Change::Off => off(pending, impact),
        Change::Edit => vec![
            "Maintenance goes on; since when and by whom stay as they are.".to_owned(),
            "The banner changes in every open browser at once.".to_owned(),
            running(impact),
        ],
        Change::Nothing => {
            vec![
                "Nothing happens: tick Enable Maintenance Mode first if you want to stop new starts."
                    .to_owned(),
            ]
        }
    }
}

fn on(pending: &Pending, impact: &Impact) -> Vec<String> {
    let mut words = vec![
        "Nothing new starts, from the moment you enable it, whoever or whatever asks.".to_owned(),
        running(impact),
    ];
    if impact.tasks > 0 {
        words.push(format!(
            "{} can still be answered.",
            capital(&count(impact.tasks, "work item", "work items"))
        ));
    }
    let until = if pending.form.estimated_end.trim().is_empty() { "" } else { " before the estimated end" };
    if impact.scheduled > 0 {
        let requests = count(impact.scheduled, "scheduled request", "scheduled requests");
        words.push(format!("{}{until} will not start.", capital(&requests)));
    } else {
        words.push(format!("No scheduled request is due{until}."));
    }
    words.extend(waiting(impact).map(|waiting| format!("{waiting} until it opens.")));
    words.push(
        "Each refused start is kept on record as Could Not Start, and can be run when it opens.".to_owned(),
    );
    words
}

fn off(pending: &Pending, impact: &Impact) -> Vec<String> {
    let opens = match &pending.still_closed {
        Some(others) => format!("Lull stays closed all the same: {others}."),
        None => "Everything may start again, from the moment you end it.".to_owned(),
    };
    let mut words = vec![opens];
    let pace = pending.opening_pace;
    words.extend(match impact.waiting {
        0 => None,
        1 => Some("1 waiting request will start by itself.".to_owned()),
        n => Some(format!("{n} waiting requests will start by themselves, at most {pace} a minute.")),
    });
    words.extend(match impact.refused {
        0 => None,
        1 => Some("1 refused start stays as it is: whoever asked runs it again.".to_owned()),
        n => Some(format!("{n} refused starts stay as they are: whoever asked runs them again.")),
    });
    words.push(running(impact));
    words
}

fn running(impact: &Impact) -> String {
    match impact.running {
        0 => "Nothing runs at the moment.".to_owned(),
        1 => "1 running request goes on to its end.".to_owned(),
        n => format!("{n} running requests go on to their end."),
    }
}

fn waiting(impact: &Impact) -> Option<String> {
    match impact.waiting {
        0 => None,
        1 => Some("1 waiting request goes on waiting".to_owned()),
        n => Some(format!("{n} waiting requests go on waiting")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::maintenance::{MaintenanceForm, TellsPeople};

    fn pending(change: Change, impact: Impact) -> Pending {
        Pending {
            form: MaintenanceForm::default(),
            change,
            impact,
            opening_pace: 5,
            told: TellsPeople::default(),
            still_closed: None,
        }
    }

    #[test]
    fn enabling_says_in_numbers_what_goes_on_and_what_does_not_start() {
        let said = will_happen(&pending(
            Change::On,
            Impact { running: 2, tasks: 1, scheduled: 3, ..Impact::default() },
        ));
        for sentence in [
            "2 running requests go on to their end.",
            "1 work item can still be answered.",
            "3 scheduled requests will not start.",
        ] {
            assert!(said.iter().any(|words| words == sentence), "{sentence} is not in {said:?}");
        }
    }

    #[test]
    fn ending_says_what_starts_by_itself_and_what_does_not() {
        let said = will_happen(&pending(Change::Off, Impact { waiting: 2, refused: 1, ..Impact::default() }));
        for sentence in [
            "2 waiting requests will start by themselves, at most 5 a minute.",
            "1 refused start stays as it is: whoever asked runs it again.",
        ] {
            assert!(said.iter().any(|words| words == sentence), "{sentence} is not in {said:?}");
        }
    }

    #[test]
    fn ending_one_hold_of_two_does_not_promise_to_open() {
        let mut both = pending(Change::Off, Impact::default());
        both.still_closed = Some("patching (Dana)".to_owned());
        assert_eq!(
            will_happen(&both).first().map(String::as_str),
            Some("Lull stays closed all the same: patching (Dana).")
        );
    }
}
