//! Imports: a calendar of others', reviewed, then planned in one act or not at all.

mod candidate;
mod ready;

use std::collections::BTreeSet;
use std::time::Duration;

use domain::blackout::BlackoutDraft;
use domain::id::BlackoutId;
use domain::import::{ImportAsk, ImportEvent, ImportFault, ImportState, Imported};
use domain::permission::{ManageMaintenance, Permit};
use domain::problem::FieldError;

use crate::calendar::{Fault, Import, MAX_CALENDAR_BYTES, read};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::http_step::fetch;
use crate::keys::hash_secret;
use crate::store::{Tx, imported};
use crate::zone::Iana;
use candidate::Candidate;

/// How long a calendar may take to come.
const PATIENCE: Duration = Duration::from_secs(10);

impl Engine {
    /// Says what a calendar would bring; and, unless only the review is asked for, plans it in one act or not at all. An
    /// event that was imported before is known by its UID, and not planned again.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `ics` or `url` for a calendar that cannot be had or read, and for every fault of what is
    /// wanted; else as [`Engine::plan_blackout`].
    pub async fn import_blackouts(
        &self,
        permit: &Permit<ManageMaintenance>,
        ask: ImportAsk,
    ) -> Result<Imported> {
        let zone = ask.zone.as_deref().map(zone_of).transpose()?;
        let text = self.calendar_of(&ask).await?;
        let Import { found, faults, cancelled } = read(&text, zone).map_err(|fault| unreadable(&fault))?;
        let now = self.clock.now();
        let count = found.len();
        let of = |found| Candidate::of(found, ask.database_offline, now);
        let candidates: Vec<Candidate> = found.into_iter().filter_map(of).collect();
        let mut all = Imported {
            over: u64::try_from(count - candidates.len()).unwrap_or(u64::MAX),
            cancelled: u64::try_from(cancelled).unwrap_or(u64::MAX),
            faults: faults.into_iter().map(fault).collect(),
            events: Vec::with_capacity(candidates.len()),
        };
        let mut tx = self.store.read().await?;
        let known = Known::read(&mut tx).await?;
        let mut seen = BTreeSet::new();
        for candidate in &candidates {
            let mut event = self.reviewed(candidate);
            if !seen.insert(&candidate.uid) {
                event.faults.push(FieldError::at("uid", "is another event's too: give it one of its own"));
                event.state = ImportState::AtFault;
            } else if let Some(id) = known.blackout(&mut tx, &candidate.uid).await? {
                (event.state, event.blackout) = (ImportState::Known, Some(id));
                event.faults.clear();
            }
            all.events.push(event);
        }
        drop(tx);
        if ask.review {
            return Ok(all);
        }
        wanted(&mut all, ask.take.as_deref())?;
        let mut taken = Vec::new();
        for (event, candidate) in all.events.iter_mut().zip(candidates) {
            if event.state == ImportState::Ready {
                let id = BlackoutId::new(self.ids.next());
                (event.state, event.blackout) = (ImportState::Planned, Some(id));
                taken.push((id, candidate));
            }
        }
        if !taken.is_empty() {
            self.plan_imported(permit.person().clone(), taken).await?;
        }
        Ok(all)
    }

    /// The calendar itself.
    async fn calendar_of(&self, ask: &ImportAsk) -> Result<Vec<u8>> {
        match (&ask.ics, &ask.url) {
            (Some(text), None) => Ok(text.clone().into_bytes()),
            (None, Some(url)) => {
                let targets = &self.config.private_targets;
                let accept = "text/calendar, */*;q=0.1";
                let came = fetch(url, accept, targets, MAX_CALENDAR_BYTES, PATIENCE).await;
                came.map_err(|told| Error::field("url", told))
            }
            (Some(_), Some(_)) => Err(Error::field("url", "comes beside a calendar: give one of the two")),
            (None, None) => {
                Err(Error::field("ics", "is missing: give a calendar, or the URL where there is one"))
            }
        }
    }

    /// An event as it would be planned, with its faults.
    fn reviewed(&self, candidate: &Candidate) -> ImportEvent {
        let checked = self.check_imported(candidate);
        let rule = checked.as_ref().ok().and_then(|ready| {
            let plan = &ready.plan;
            plan.recurrence.map(|rule| format!("{} in {}", rule.words(plan.start), plan.zone))
        });
        let faults = checked.err().unwrap_or_default();
        let state = if faults.is_empty() { ImportState::Ready } else { ImportState::AtFault };
        candidate.event(state, rule, faults)
    }
}

/// What was imported before.
struct Known(std::collections::BTreeMap<String, BlackoutId>);

impl Known {
    async fn read(tx: &mut Tx) -> Result<Self> {
        imported::known(tx).await.map(Self)
    }

    /// The blackout that a UID stands for: one that was imported, or of this server's own feed.
    async fn blackout(&self, tx: &mut Tx, uid: &str) -> Result<Option<BlackoutId>> {
        if let Some(id) = self.0.get(&hash_secret(uid)) {
            return Ok(Some(*id));
        }
        let own = uid.strip_suffix("@lull").and_then(|id| id.parse::<BlackoutId>().ok());
        match own {
            Some(id) if imported::exists(tx, id).await? => Ok(Some(id)),
            Some(_) | None => Ok(None),
        }
    }
}

fn zone_of(name: &str) -> Result<Iana> {
    let told = "is not a time zone: choose an IANA name like Europe/Berlin";
    Iana::named(name).ok_or_else(|| Error::field("zone", told))
}

/// A calendar that cannot be read at all.
fn unreadable(fault: &Fault) -> Error {
    let message = format!("the calendar {}", fault.told);
    Error::Invalid(vec![FieldError { path: "ics".to_owned(), line: Some(fault.line), column: None, message }])
}

fn fault(fault: Fault) -> ImportFault {
    ImportFault { line: fault.line, event: fault.event, message: fault.told }
}

/// Leaves out what is not wanted.
///
/// # Errors
/// [`Error::Invalid`] with every fault of what is wanted: nothing is planned then.
fn wanted(all: &mut Imported, take: Option<&[String]>) -> Result<()> {
    let mut faults = Vec::new();
    match take {
        None => faults.extend(all.faults.iter().map(told)),
        Some(take) => {
            let known: BTreeSet<&str> = all.events.iter().map(|event| event.uid.as_str()).collect();
            let strange = take.iter().filter(|uid| !known.contains(uid.as_str()));
            faults.extend(strange.map(|uid| {
                let uid: String = uid.chars().take(64).collect();
                FieldError::at("take", format!("\"{uid}\" is no event of this calendar: review it anew"))
            }));
            for event in &mut all.events {
                if event.state != ImportState::Known && !take.contains(&event.uid) {
                    event.state = ImportState::LeftOut;
                }
            }
        }
    }
    for event in all.events.iter().filter(|event| event.state == ImportState::AtFault) {
        faults.extend(named(&event.plan, event.line, &event.faults));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

fn told(fault: &ImportFault) -> FieldError {
    let event =
        fault.event.as_deref().map_or_else(|| "the calendar".to_owned(), |name| format!("\"{name}\""));
    let message = format!("{event} {}", fault.message);
    FieldError { path: "ics".to_owned(), line: Some(fault.line), column: None, message }
}

/// Faults of an event, with its name and its line.
fn named(plan: &BlackoutDraft, line: u32, faults: &[FieldError]) -> Vec<FieldError> {
    let name: String = plan.name.chars().take(64).collect();
    let one = |fault: &FieldError| FieldError {
        path: "ics".to_owned(),
        line: Some(line),
        column: None,
        message: format!("\"{name}\": {} {}", fault.path, fault.message),
    };
    faults.iter().map(one).collect()
}
