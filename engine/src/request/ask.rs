//! Asks for a request: now, at an instant, or as a repeat.

use domain::admission::Operation;
use domain::id::RequestId;
use domain::permission::{Permission, Permit, RunProcesses};
use domain::request::{Bypass, Origin, Request, StartRequest, Status};
use domain::time::Timestamp;

use super::Making;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::starts::{Draft, Row, Start, UnderHold, told};
use crate::store::request;

/// A request that was taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Started {
    /// The request: running, ended already, or scheduled.
    pub request: Request,
    /// Something to know about it: a hold or a blackout may stand in its way.
    pub warning: Option<String>,
}

impl Engine {
    /// Starts a process, or plans its start.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::Invalid`], or [`Error::CouldNotStart`] with the record that was made (rule 1).
    pub async fn start(
        &self,
        permit: &Permit<RunProcesses>,
        ask: StartRequest,
        origin: Origin,
    ) -> Result<Started> {
        match self.start_here(permit, ask.clone(), origin).await {
            // It was closed, or is being closed: nothing was done.
            Err(Error::Unavailable(_) | Error::Offline(_)) if self.is_away() => {
                match self.refuse_away(&ask, permit.person(), origin).await {
                    Some(refused) => Err(refused),
                    None => self.start_here(permit, ask, origin).await,
                }
            }
            done => done,
        }
    }

    async fn start_here(
        &self,
        permit: &Permit<RunProcesses>,
        ask: StartRequest,
        origin: Origin,
    ) -> Result<Started> {
        if self.is_away() {
            return Err(Error::Offline(Box::default()));
        }
        let bypass = ask.bypass.map(|bypass| check_bypass(permit, bypass)).transpose()?;
        let operation = if ask.at.is_some() { Operation::Calendar } else { Operation::Process };
        loop {
            let making = self.make(&ask.process, &ask.inputs, permit.person(), origin, operation).await?;
            if let Some(at) = ask.at {
                return self.plan(making, at, bypass).await;
            }
            let id = making.record.id;
            match self.submit(draft(making, bypass.clone())).await? {
                // The process was saved meanwhile: whoever saved it wants the new version to run.
                Start::Outdated => {}
                start => return Ok(Started { request: told(start, id)?, warning: None }),
            }
        }
    }

    /// A one-shot: changes the calendar, which a hold does not forbid (rule 10).
    async fn plan(&self, making: Making, at: Timestamp, bypass: Option<Bypass>) -> Result<Started> {
        self.check_instant("at", at)?;
        if bypass.is_some() {
            let words = "a bypass is for a start now: leave out at, or leave out bypass";
            return Err(Error::field("bypass", words));
        }
        let mut record = making.record;
        record.status = Status::Scheduled;
        record.planned = Some(at);
        let kept = record.clone();
        let warning = match self.hold_at(at) {
            Some(words) => Some(words),
            None => self.blackout_at(at).await?,
        };
        self.writing(move |engine| async move {
            let mut tx = engine.store.write().await?;
            request::insert_still(&mut tx, &kept)?;
            let detail = serde_json::json!({ "process": kept.process.name, "at": at });
            engine.note(&mut tx, &kept.actor, "request.schedule", kept.id.to_string(), detail).await?;
            tx.commit().await?;
            engine.kick.notify_one();
            Ok(())
        })
        .await?;
        Ok(Started { request: record.tell(Vec::new()), warning })
    }

    /// What a hold in force means for a start to come.
    fn hold_at(&self, at: Timestamp) -> Option<String> {
        self.status_now().full.maintenance.holds.iter().find_map(|hold| match hold.estimated_end {
            Some(end) if end <= at => None,
            Some(end) => Some(format!(
                "maintenance by {} is expected to last until {end}: it may not start then",
                hold.owner
            )),
            None => Some(format!(
                "maintenance by {} is on without an estimated end: it may not start then",
                hold.owner
            )),
        })
    }

    /// Repeats a request: the same process in its newest version, with the same inputs.
    ///
    /// # Errors
    /// As [`Engine::start`]; [`Error::Forbidden`] for somebody else's request without Edit Processes.
    pub async fn repeat(&self, permit: &Permit<RunProcesses>, id: RequestId) -> Result<Request> {
        let (earlier, inputs) = self.own_with_inputs(permit, id).await?;
        let process = earlier.process.id.to_string();
        loop {
            let mut making =
                self.make(&process, &inputs, permit.person(), Origin::Repeat, Operation::Repeat).await?;
            making.record.source = Some(id);
            let new = making.record.id;
            match self.submit(draft(making, None)).await? {
                Start::Outdated => {}
                start => return told(start, new),
            }
        }
    }

    /// A request of the permit's holder, or of anybody for those who may edit processes; with its inputs open.
    pub(crate) async fn own_with_inputs(
        &self,
        permit: &Permit<RunProcesses>,
        id: RequestId,
    ) -> Result<(request::Record, std::collections::BTreeMap<String, String>)> {
        let mut tx = self.store.read().await?;
        let earlier = request::get(&mut tx, id).await?;
        drop(tx);
        if earlier.actor.id != permit.person().id {
            need(permit, Permission::EditProcesses)?;
            // Whoever gave them gave them for this request, not for what somebody else makes of the process.
            if !earlier.secrets.is_empty() {
                let words = format!(
                    "this request carries secret inputs of {}, which nobody else may use again: start the process with your own",
                    earlier.actor.name
                );
                return Err(Error::field("request", words));
            }
        }
        let mut inputs = self.keys.open(earlier.id, &earlier.secrets)?;
        inputs.extend(earlier.inputs.clone());
        Ok((earlier, inputs))
    }
}

/// A start as the gate is asked for it.
pub(super) fn draft(making: Making, bypass: Option<Bypass>) -> Draft {
    Draft {
        record: making.record,
        definition: making.definition,
        inputs: making.inputs,
        bypass,
        under_hold: UnderHold::Refuse,
        row: Row::New { saves: making.saves },
    }
}

fn check_bypass(permit: &Permit<RunProcesses>, bypass: Bypass) -> Result<Bypass> {
    need(permit, Permission::RunDuringMaintenance)?;
    let reason = bypass.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(Error::field(
            "bypass.reason",
            "say why it must run during maintenance, in 1 to 500 characters",
        ));
    }
    Ok(Bypass { reason })
}

/// A second permission that depends on what is asked for.
pub(super) fn need<P>(permit: &Permit<P>, needs: Permission) -> Result<()> {
    if permit.role().grants(needs) {
        return Ok(());
    }
    let who = permit.person().name.clone();
    Err(Error::Forbidden(domain::permission::Forbidden { who, role: permit.role(), needs }))
}
