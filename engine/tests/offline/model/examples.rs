//! Courses that the rules tell, so that what engines are compared with can be believed.

use domain::maintenance::Phase::{self, Announced, Offline, Open, Quiet, Reopening};

use super::command::{Command, Plan};
use super::rules::{Answer, Model};

/// From one hour to two hours after the beginning, held half an hour before.
const WINDOW: Plan = Plan {
    marks: 12,
    length: 3_600,
    drain_lead: 1_800,
    announce_lead: 2_700,
    offline: true,
    confirm: false,
    hard_maximum: None,
    days: 1,
};

/// What is answered to each command, and the phase after it.
fn course(history: &[Command]) -> Vec<(Answer, Phase)> {
    let mut model = Model::default();
    let mut course = Vec::new();
    for command in history {
        let (answer, next) = model.after(command, model.clock_at(command)).remove(0);
        course.push((answer, next.shows().phase));
        model = next;
    }
    course
}

fn phases(history: &[Command]) -> Vec<Phase> {
    course(history).into_iter().map(|(_, phase)| phase).collect()
}

#[test]
fn a_window_is_announced_held_offline_and_over() {
    let mut history = vec![Command::Plans(WINDOW)];
    history.extend(vec![Command::PassesToInstant(0); 4]);
    assert_eq!(phases(&history), [Open, Announced, Quiet, Offline, Open]);
}

#[test]
fn a_gap_shorter_than_the_drain_lead_stays_offline() {
    // The second window begins twenty minutes after the end of the first one.
    let with_lead = |drain_lead| {
        let second = Plan { marks: 28, length: 600, drain_lead, ..WINDOW };
        let plans = [Command::Plans(WINDOW), Command::Plans(second)];
        let spans = [3_600, 3_600, 1_200, 600].map(Command::Passes);
        phases(&[&plans[..], &spans[..]].concat())
    };
    assert_eq!(with_lead(1_201), [Open, Open, Offline, Offline, Offline, Open]);
    assert_eq!(with_lead(1_200), [Open, Open, Offline, Quiet, Offline, Open]);
}

#[test]
fn a_confirmation_is_waited_for_up_to_the_hard_maximum() {
    let history = [
        Command::Plans(Plan { confirm: true, ..WINDOW }),
        Command::Passes(3_600),
        Command::Passes(3_600),
        Command::Passes(7_199),
        Command::Passes(1),
    ];
    assert_eq!(phases(&history), [Open, Offline, Reopening, Reopening, Open]);
}

#[test]
fn a_clock_that_steps_back_undoes_nothing_and_a_late_tick_admits_nothing() {
    let history = [
        Command::Plans(WINDOW),
        Command::AsksLate(1_799),
        Command::AsksLate(1),
        Command::Passes(1_800),
        Command::StepsBack(3_000),
        Command::Asks,
        Command::PassesToRest,
        Command::Asks,
    ];
    let told = [
        (Answer::Done, Open),
        (Answer::Started, Announced),
        (Answer::CouldNotStart, Quiet),
        (Answer::Done, Offline),
        (Answer::Done, Offline),
        (Answer::Journalled, Offline),
        (Answer::Done, Open),
        (Answer::Started, Open),
    ];
    assert_eq!(course(&history), told);
}

#[test]
fn a_daily_window_comes_on_each_of_its_days_and_those_that_pass_unseen_are_missed() {
    let mut history = vec![Command::Plans(Plan { days: 4, ..WINDOW })];
    history.extend(vec![Command::PassesToInstant(0); 8]);
    let day = [Announced, Quiet, Offline, Open];
    assert_eq!(phases(&history), [&[Open], &day[..], &day[..]].concat());
    // From the end of the second over the third into the fourth.
    history.extend([Command::Passes(86_400 + 82_800), Command::PassesToRest]);
    assert_eq!(phases(&history)[9..], [Offline, Open]);
}

#[test]
fn a_window_that_is_extended_over_the_next_day_stays_offline_to_the_later_end() {
    let history = [
        Command::Plans(Plan { days: 2, ..WINDOW }),
        Command::Passes(3_600),
        Command::HostExtends(86_400 + 1_800),
        Command::Passes(86_400 + 1_800),
        Command::Passes(1_800),
    ];
    assert_eq!(phases(&history), [Open, Offline, Offline, Offline, Open]);
}
