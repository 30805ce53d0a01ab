//! One event of a calendar, by itself.

use domain::recurrence::Dates;

use super::fault::Fault;
use super::parts::Raw;
use super::times::{self, Times};
use super::when::When;
use super::zones::Zones;
use super::{Found, recurs};

/// The properties that say when and what; all others are of no interest.
pub(super) const KEPT: [&str; 12] = [
    "UID",
    "SUMMARY",
    "DESCRIPTION",
    "STATUS",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXRULE",
    "EXDATE",
    "RECURRENCE-ID",
];

/// What an event is to be.
pub(super) enum Entry {
    /// Nothing, or its series is to be without the date that it stands for: the calendar says that it is cancelled.
    Cancelled(Option<When>),
    /// A blackout, or a date of one.
    Planned(Box<Planned>),
}

/// An event that takes place. What other events say of its dates is not in it yet.
pub(super) struct Planned {
    pub(super) found: Found,
    pub(super) dates: Option<Dates>,
    pub(super) exceptions: Vec<When>,
    pub(super) stands_for: Option<When>,
}

/// Reads an event.
///
/// # Errors
/// All its faults.
pub(super) fn read(raw: &Raw, zones: &Zones) -> Result<Entry, Vec<Fault>> {
    if let Some((line, told)) = raw.broken {
        return Err(vec![raw.fault(line, format!("has a line that {told}"))]);
    }
    let mut faults = Vec::new();
    let stands_for = kept(stands_for(raw, zones), &mut faults).flatten();
    if is_cancelled(raw) {
        return if faults.is_empty() { Ok(Entry::Cancelled(stands_for)) } else { Err(faults) };
    }
    let name = kept(name(raw), &mut faults).unwrap_or_default();
    let exceptions = kept(exceptions(raw, zones), &mut faults).unwrap_or_default();
    faults.extend(beyond(raw));
    let Some(Times { zone, start, length }) = kept(times::read(raw, zones), &mut faults) else {
        return Err(faults);
    };
    let rule = raw.property("RRULE").map(|line| {
        let told = |told: String| raw.fault(line.number, told);
        recurs::read(&line.value, zone, start).map_err(|all| all.into_iter().map(told).collect::<Vec<_>>())
    });
    match rule.transpose() {
        Ok(rule) if faults.is_empty() => {
            let (recurrence, dates) = rule.map(|rule| (rule.draft, rule.dates)).unzip();
            let message = raw.property("DESCRIPTION").map(|line| line.text()).filter(|text| !text.is_empty());
            let (uid, line, cancelled, changed) = (raw.uid(), raw.line, Vec::new(), Vec::new());
            let found =
                Found { uid, line, name, message, zone, start, length, recurrence, cancelled, changed };
            Ok(Entry::Planned(Box::new(Planned { found, dates, exceptions, stands_for })))
        }
        Ok(_) => Err(faults),
        Err(more) => Err([faults, more].concat()),
    }
}

/// The value, or none and its fault among the others.
fn kept<T>(read: Result<T, Fault>, faults: &mut Vec<Fault>) -> Option<T> {
    read.map_err(|fault| faults.push(fault)).ok()
}

fn is_cancelled(raw: &Raw) -> bool {
    raw.property("STATUS").is_some_and(|line| line.value.trim().eq_ignore_ascii_case("CANCELLED"))
}

fn name(raw: &Raw) -> Result<String, Fault> {
    let name = raw.property("SUMMARY").map(|line| line.text().replace('\n', " "));
    name.filter(|name| !name.is_empty())
        .ok_or_else(|| raw.fault(raw.line, "has no SUMMARY: give it a name that people will know it by"))
}

fn stands_for(raw: &Raw, zones: &Zones) -> Result<Option<When>, Fault> {
    let Some(line) = raw.property("RECURRENCE-ID") else { return Ok(None) };
    if line.param("RANGE").is_some() {
        let told =
            "changes all dates from one on (RANGE): end its series before that date, and plan another one";
        return Err(raw.fault(line.number, told));
    }
    When::one(line, zones).map(Some).map_err(|told| raw.fault(line.number, told))
}

fn exceptions(raw: &Raw, zones: &Zones) -> Result<Vec<When>, Fault> {
    let mut all = Vec::new();
    for line in raw.properties().iter().filter(|line| line.name == "EXDATE") {
        all.extend(When::all(line, zones).map_err(|told| raw.fault(line.number, told))?);
    }
    Ok(all)
}

/// What no series of Lull's has.
fn beyond(raw: &Raw) -> Vec<Fault> {
    let rules = raw.properties().iter().filter(|line| line.name == "RRULE").skip(1);
    let others = ["RDATE", "EXRULE"].into_iter().filter_map(|name| raw.property(name));
    let told = others.chain(rules.take(1)).map(|line| {
        let told = match line.name.as_str() {
            "RDATE" => "has dates beside its rule (RDATE): plan an event of its own for each",
            "EXRULE" => "has a rule for dates that it leaves out (EXRULE): leave out each by an EXDATE",
            _ => "has a second RRULE: plan an event of its own for it",
        };
        raw.fault(line.number, told)
    });
    told.collect()
}
