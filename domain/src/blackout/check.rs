//! Finds every fault of a draft at once, each with its cure.

use super::{
    BlackoutDraft, FURTHEST, LONGEST, LONGEST_HARD_MAXIMUM, LONGEST_LEAD, LONGEST_NAME, LONGEST_TEXT, Length,
    Plan, Reach, Stragglers, Zone, close, resolve,
};
use crate::duration::Span;
use crate::problem::FieldError;
use crate::recurrence::Recurrence;
use crate::time::Timestamp;

type Faults = Vec<FieldError>;

impl BlackoutDraft {
    /// Makes a plan of it. `zone` is the draft's own, none when there is no such zone.
    ///
    /// # Errors
    /// Every fault that can be told, all at once. `now` says what has passed.
    pub fn check<Z: Zone + ?Sized>(self, zone: Option<&Z>, now: Timestamp) -> Result<Plan, Faults> {
        self.checked(zone, now, false)
    }

    /// As [`BlackoutDraft::check`] for a draft that changes a plan: a start that it leaves alone may have passed.
    ///
    /// # Errors
    /// As there.
    pub fn check_change<Z: Zone + ?Sized>(
        self,
        before: &Plan,
        zone: Option<&Z>,
        now: Timestamp,
    ) -> Result<Plan, Faults> {
        let stays = self.start == before.start && self.zone == before.zone;
        self.checked(zone, now, stays)
    }

    fn checked<Z: Zone + ?Sized>(
        self,
        zone: Option<&Z>,
        now: Timestamp,
        may_have_passed: bool,
    ) -> Result<Plan, Faults> {
        let mut faults = Faults::new();
        let name = text("name", Some(self.name.clone()), LONGEST_NAME, &mut faults);
        if name.is_none() {
            faults.push(FieldError::at("name", "is missing: give it a name that people will know it by"));
        }
        let message = text("message", self.message.clone(), LONGEST_TEXT, &mut faults);
        let reason = text("reason", self.reason.clone(), LONGEST_TEXT, &mut faults);
        let (recurrence, faults_of_rule) = rule(&self, zone, now);
        match zone {
            None => faults.push(no_zone(&self.zone)),
            Some(zone) => faults.extend(start(&self, recurrence, zone, now, may_have_passed)),
        }
        let length = length(&self, &mut faults);
        bounded("announce_lead", self.announce_lead, LONGEST_LEAD, &mut faults);
        bounded("drain_lead", self.drain_lead, LONGEST_LEAD, &mut faults);
        let reach = reach(&self, &mut faults);
        faults.extend(faults_of_rule);
        // Without a length there is nothing to compare with, and its own fault is told already.
        let Some(length) = length else { return Err(faults) };
        let plan = Plan {
            name: name.unwrap_or_default(),
            message,
            reason,
            start: self.start,
            zone: self.zone,
            length,
            announce_lead: self.announce_lead,
            drain_lead: self.drain_lead,
            reach,
            at_end: self.at_end,
            hard_maximum: self.hard_maximum,
            recurrence,
        };
        let first = plan.at(plan.first());
        let duration = zone.map_or(plan.nominal(), |zone| resolve(&first, zone, now, None).window.length());
        against_duration(&plan, duration, &mut faults);
        faults.extend(zone.and_then(|zone| close::together(&plan, zone, now)));
        if faults.is_empty() { Ok(plan) } else { Err(faults) }
    }
}

/// Trims a text; an empty one is none.
fn text(path: &str, given: Option<String>, longest: usize, faults: &mut Faults) -> Option<String> {
    let given = given?;
    let trimmed = given.trim();
    if trimmed.chars().count() > longest {
        faults.push(FieldError::at(path, format!("is longer than {longest} characters: shorten it")));
    }
    if trimmed.chars().any(|one| one.is_control() && !(path != "name" && matches!(one, '\n' | '\r' | '\t'))) {
        faults.push(FieldError::at(path, "has characters that cannot be shown: take them out"));
    }
    Some(trimmed.to_owned()).filter(|text| !text.is_empty())
}

/// That there is no such zone.
pub(crate) fn no_zone(name: &str) -> FieldError {
    let name: String = name.chars().take(64).collect();
    FieldError::at("zone", format!("\"{name}\" is not a time zone: choose an IANA name like Europe/Berlin"))
}

/// The rule by which it comes again, and what is wrong with it.
fn rule<Z: Zone + ?Sized>(
    draft: &BlackoutDraft,
    zone: Option<&Z>,
    now: Timestamp,
) -> (Option<Recurrence>, Faults) {
    let today = zone.map_or_else(|| now.to_chrono().naive_utc(), |zone| zone.wall(now)).date();
    match draft.recurrence.clone().map(|rule| rule.check(draft.start, today)) {
        Some(Ok(rule)) => (Some(rule), Faults::new()),
        Some(Err(faults)) => (None, faults),
        None => (None, Faults::new()),
    }
}

/// A start, or the first date of a rule, lies neither in the past (rule 27) nor more than 20 years ahead (rule 28).
fn start<Z: Zone + ?Sized>(
    draft: &BlackoutDraft,
    rule: Option<Recurrence>,
    zone: &Z,
    now: Timestamp,
    may_have_passed: bool,
) -> Option<FieldError> {
    let first = rule.and_then(|rule| rule.dates(draft.start).first()).unwrap_or(draft.start);
    let at = zone.local(first.naive()).instant();
    let told = if at < now && !may_have_passed {
        format!("{} has passed in {}: choose a later one", first.words(), draft.zone)
    } else if at > now.plus(FURTHEST) {
        "lies more than 20 years ahead: choose an earlier one".to_owned()
    } else {
        return None;
    };
    Some(FieldError::at("start", told))
}

/// Exactly one of end and duration, and it makes some length.
fn length(draft: &BlackoutDraft, faults: &mut Faults) -> Option<Length> {
    let fault = match (draft.end, draft.duration) {
        (Some(end), None) if end > draft.start => return Some(Length::Until(end)),
        (None, Some(span)) if span > Span::ZERO => return Some(Length::Elapsed(span)),
        (Some(_), None) => {
            let start = draft.start.words();
            FieldError::at("end", format!("is not after the start: choose one later than {start}"))
        }
        (None, Some(_)) => FieldError::at("duration", "is no time at all: write one like 2h"),
        (Some(_), Some(_)) => FieldError::at("duration", "comes beside an end: give one of the two"),
        (None, None) => FieldError::at("end", "is missing: give an end, or a duration like 2h"),
    };
    faults.push(fault);
    None
}

fn bounded(path: &str, span: Span, longest: Span, faults: &mut Faults) {
    if span > longest {
        faults.push(FieldError::at(path, format!("is longer than {longest}: shorten it")));
    }
}

/// A blackout that leaves the database online has no stragglers (rule 31).
fn reach(draft: &BlackoutDraft, faults: &mut Faults) -> Reach {
    if draft.database_offline {
        return Reach::FullSystem(draft.stragglers.unwrap_or_default());
    }
    if draft.stragglers.is_some() {
        let told = "has no meaning while the database stays online: leave it out, or set database_offline";
        faults.push(FieldError::at("stragglers", told));
    }
    Reach::MaintenanceOnly
}

/// What is measured by the duration: itself, the wait limit (rule 32), the hard maximum.
fn against_duration(plan: &Plan, duration: Span, faults: &mut Faults) {
    let path = match plan.length {
        Length::Until(_) => "end",
        Length::Elapsed(_) => "duration",
    };
    if duration > LONGEST {
        let told = format!("makes it longer than {LONGEST}: shorten it, or plan several blackouts");
        faults.push(FieldError::at(path, told));
    }
    if let Reach::FullSystem(Stragglers::Wait(limit)) = plan.reach {
        if limit == Span::ZERO {
            faults.push(FieldError::at("stragglers", "waits for no time at all: choose \"suspend\" instead"));
        } else if limit >= duration {
            let told = format!("waits for {limit}, which is not shorter than the blackout ({duration})");
            faults.push(FieldError::at("stragglers", format!("{told}: shorten the wait")));
        }
    }
    if let Some(most) = plan.hard_maximum {
        bounded("hard_maximum", most, LONGEST_HARD_MAXIMUM, faults);
        if most < duration {
            let told = format!("is shorter than the blackout ({duration}): give at least that");
            faults.push(FieldError::at("hard_maximum", told));
        }
    }
}
