//! A blackout explained in sentences, for the review before it is saved.

use super::{AtEnd, LocalTime, Plan, Reach, Resolved, Stragglers, Zone};
use crate::time::Timestamp;

/// Explains what will happen, one sentence each; the first names the zone of every time in them.
#[must_use]
pub fn told<Z: Zone + ?Sized>(plan: &Plan, resolved: &Resolved, zone: &Z) -> Vec<String> {
    let window = &resolved.window;
    let at = |instant: Timestamp| LocalTime::from(zone.wall(instant)).words();
    let (start, end, length) = (at(window.start), at(window.end), window.length());
    let mut told = vec![
        format!("{} lasts from {start} to {end} in {}, {length} in all.", plan.name, plan.zone),
        format!("It is announced from {} on.", at(window.announce_at)),
        format!("From {} on nothing new starts; what runs goes on.", at(window.drain_at)),
        match window.reach {
            Reach::MaintenanceOnly => format!("At {start} nothing is closed: the database stays online."),
            Reach::FullSystem(policy) => stragglers(policy, &start),
        },
    ];
    if let Some(rule) = plan.recurrence {
        told.insert(1, format!("It comes {}; this is the first time.", rule.words(plan.start)));
    }
    let reconnects = match window.reach {
        Reach::MaintenanceOnly => "the hold",
        Reach::FullSystem(_) => "Lull connects and checks the database; the hold",
    };
    told.push(match window.at_end {
        AtEnd::Reopen => format!("At {end} {reconnects} lifts by itself."),
        AtEnd::Confirm => {
            let hard = at(window.hard_end());
            format!(
                "At {end} {reconnects} stays until a person confirms; from {hard} on it lifts by itself, \
                 if every check is green."
            )
        }
    });
    told.extend(resolved.clipped.iter().map(|clip| clip.words().to_owned()));
    told.extend(resolved.notes.iter().map(super::Note::words));
    told
}

fn stragglers(policy: Stragglers, start: &str) -> String {
    match policy {
        Stragglers::Wait(limit) => format!(
            "At {start} Lull waits up to {limit} for what still runs, suspends what is left, and closes the \
             database. The end does not move."
        ),
        Stragglers::Suspend => format!(
            "At {start} the database closes; what still runs is suspended at its next step and goes on \
             when the hold lifts."
        ),
        Stragglers::Cancel => {
            format!(
                "At {start} what still runs is cancelled, manual tasks included, and the database closes."
            )
        }
    }
}
