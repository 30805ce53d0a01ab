//! What is imported, planned: all of it in one transaction under the gate's lock.

use domain::blackout::{LocalTime, Occurrence, Plan, Series, Stage, resolve};
use domain::id::{AuditId, BlackoutId, HoldId};
use domain::permission::Person;
use domain::problem::FieldError;
use domain::time::Timestamp;

use super::candidate::Candidate;
use super::{Known, named};
use crate::blackout::lead::{Changed, Lead};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::keys::hash_secret;
use crate::store::blackout::Kept;
use crate::store::{audit, imported};
use crate::zone::Iana;

/// An event without a fault.
pub(super) struct Ready {
    pub(super) plan: Plan,
    zone: Iana,
    /// Its dates that have a plan of their own.
    own: Vec<(LocalTime, Plan, Iana)>,
}

impl Engine {
    /// Checks an event and all its dates against their zones and the clock.
    ///
    /// # Errors
    /// Every fault that can be told; those of a date begin with it.
    pub(super) fn check_imported(
        &self,
        candidate: &Candidate,
    ) -> std::result::Result<Ready, Vec<FieldError>> {
        let mut faults = Vec::new();
        let checked = self.check_blackout(candidate.draft.clone());
        let plan = checked.map_err(|error| faults.extend(faults_of(error))).ok();
        let mut own = Vec::new();
        for (key, draft) in &candidate.changed {
            match self.check_blackout(draft.clone()) {
                Ok((plan, zone)) => own.push((*key, plan, zone)),
                Err(error) => faults.extend(faults_of(error).into_iter().map(|fault| {
                    let path = format!("{} of the date {}", fault.path, key.words());
                    FieldError { path, ..fault }
                })),
            }
        }
        match plan {
            Some((plan, zone)) if faults.is_empty() => Ok(Ready { plan, zone, own }),
            Some(_) | None => Err(faults),
        }
    }

    /// Plans them, each under the id that was chosen for it.
    pub(super) async fn plan_imported(&self, by: Person, taken: Vec<(BlackoutId, Candidate)>) -> Result<()> {
        self.changing_blackouts(move |engine, mut lead| async move {
            // Looked at under the lock: another import may have come first, and what had not passed may have by now.
            let known = Known::read(lead.tx()).await?;
            let mut faults = Vec::new();
            let mut ready = Vec::new();
            for (id, candidate) in taken {
                if known.blackout(lead.tx(), &candidate.uid).await?.is_some() {
                    let told = FieldError::at("uid", "was imported meanwhile: review the calendar anew");
                    faults.extend(named(&candidate.draft, candidate.line, &[told]));
                    continue;
                }
                match engine.check_imported(&candidate) {
                    Ok(one) => ready.push((id, candidate, one)),
                    Err(some) => faults.extend(named(&candidate.draft, candidate.line, &some)),
                }
            }
            if !faults.is_empty() {
                return Err(Error::Invalid(faults));
            }
            let mut changed = None;
            for (id, candidate, one) in ready {
                changed = Some(engine.save_imported(&mut lead, &by, id, candidate, one).await?);
            }
            let changed = changed.ok_or_else(|| Error::Internal("nothing was to be imported".to_owned()))?;
            Ok((lead, changed))
        })
        .await
        .map(drop)
    }

    /// Saves one of them, with a row for each of its dates that something is said of.
    async fn save_imported(
        &self,
        lead: &mut Lead,
        by: &Person,
        id: BlackoutId,
        candidate: Candidate,
        ready: Ready,
    ) -> Result<Changed> {
        let Ready { plan, zone, own } = ready;
        let saved = self.clock.now();
        let series = Series { id, owner: by.clone(), saved, plan, follows: None };
        lead.save(&series).await?;
        imported::mark(lead.tx(), id, &hash_secret(&candidate.uid)).await?;
        let first = series.first(&zone);
        let (key, window) = (first.key, first.window);
        let uid: String = candidate.uid.chars().take(200).collect();
        let detail = serde_json::json!({ "plan": series.plan, "window": window, "imported": uid });
        let entry = AuditId::new(self.ids.next());
        let entry = audit::entry(entry, saved, by, "blackout.create", id.to_string(), detail);
        audit::insert(lead.tx(), &entry)?;
        let mut rows = rows(&series, zone, by, saved, candidate.cancelled, own);
        if !rows.iter().any(|(row, _)| row.key.naive().date() == key.naive().date()) {
            rows.push((first, None));
        }
        for (occurrence, plan) in rows {
            let hold = HoldId::new(self.ids.next());
            lead.add(Kept { series: series.clone(), occurrence, hold, plan });
        }
        Ok((id, None))
    }
}

/// The rows of dates that are called off or not as the rest.
fn rows(
    series: &Series,
    zone: Iana,
    by: &Person,
    saved: Timestamp,
    cancelled: Vec<LocalTime>,
    own: Vec<(LocalTime, Plan, Iana)>,
) -> Vec<(Occurrence, Option<Plan>)> {
    let off = cancelled.into_iter().map(|key| {
        let window = series.resolve(&zone, key).window;
        let stage = Stage::Cancelled { at: saved, by: by.clone() };
        (Occurrence { key, window, stage }, None)
    });
    let own = own.into_iter().map(|(key, plan, zone)| {
        let window = resolve(&plan, &zone, saved, None).window;
        (Occurrence::planned(key, window), Some(plan))
    });
    off.chain(own).collect()
}

/// The faults of an input.
fn faults_of(error: Error) -> Vec<FieldError> {
    match error {
        Error::Invalid(faults) => faults,
        error => vec![FieldError::at("plan", error.to_string())],
    }
}
