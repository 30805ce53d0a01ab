//! The check box: the manual hold is placed, edited and lifted (rules 14 to 18, 20).

mod changed;

use domain::id::HoldId;
use domain::maintenance::{Edit, GateState, Hold, HoldKind, Impact, Maintenance, MaintenanceEdit};
use domain::permission::{ManageMaintenance, Permit, Person, Read};
use domain::time::Timestamp;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::gate::{self, GateTx};
use crate::store::{missed, request, task};

/// The longest text of a reason or a message.
const LONGEST: usize = 500;

impl Engine {
    /// The manual hold, and what else keeps the gate closed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn maintenance(&self, _permit: &Permit<Read>) -> Result<Maintenance> {
        let mut tx = self.store.read().await?;
        Ok(tell(&gate::state(&mut tx).await?))
    }

    /// Ticks, edits or unticks the box. In force when it returns: every start, on every node, takes the same lock.
    ///
    /// `if_match` is the epoch that the caller saw; a stale edit or lift is refused, enabling never is (rule 18).
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::Invalid`], [`Error::NotEnabled`] when starts in flight did not let go in time,
    /// [`Error::OutcomeUnknown`] when the commit was not answered.
    pub async fn set_maintenance(
        &self,
        permit: &Permit<ManageMaintenance>,
        edit: MaintenanceEdit,
        if_match: Option<u64>,
    ) -> Result<Maintenance> {
        let edit = self.check_edit(edit)?;
        let by = permit.person().clone();
        self.change_gate(move |engine, state| engine.plan_manual(state, edit, if_match, &by)).await
    }

    /// Places the manual hold with owner "start-up"; one already there stays as it is (rule 20).
    pub(crate) async fn start_in_maintenance(&self) -> Result<()> {
        let by = Person::system("start-up");
        self.change_gate(move |engine, state| {
            if state.manual().is_some() {
                return Ok(None);
            }
            let edit = MaintenanceEdit {
                enabled: true,
                reason: Edit::Set("started in maintenance mode".to_owned()),
                message: Edit::Keep,
                estimated_end: Edit::Keep,
                expires_at: Edit::Keep,
            };
            engine.plan_manual(state, edit, None, &by)
        })
        .await
        .map(drop)
    }

    /// Lifts a manual hold whose expiry has come (rule 17); audited with planned and actual time.
    pub(crate) async fn expire_hold(&self) -> Result<()> {
        let by = Person::system("expiry");
        self.change_gate(move |engine, state| {
            let now = engine.clock.now();
            Ok(state.manual().filter(|hold| hold.expires_at.is_some_and(|at| at <= now)).map(|hold| {
                let detail = serde_json::json!({ "hold": hold, "planned": hold.expires_at, "actual": now });
                Change { what: What::Lift(hold.id), by: by.clone(), action: "maintenance.expire", detail }
            }))
        })
        .await
        .map(drop)
    }

    /// Says that the manual hold is still wanted: people are asked again after the time that is set, counted from now.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is off; else as [`Engine::set_maintenance`].
    pub async fn keep_maintenance(&self, permit: &Permit<ManageMaintenance>) -> Result<Maintenance> {
        let by = permit.person().clone();
        self.change_gate(move |_, state| {
            let Some(hold) = state.manual() else {
                return Err(Error::field("maintenance", "is off: there is nothing to keep on"));
            };
            let detail = serde_json::json!({ "hold": hold });
            Ok(Some(Change { what: What::Keep(hold.id), by, action: "maintenance.keep", detail }))
        })
        .await
    }

    /// What ticking the box will do, in numbers. `until` is the estimated end, when there is one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn impact(&self, _permit: &Permit<Read>, until: Option<Timestamp>) -> Result<Impact> {
        let mut tx = self.store.read().await?;
        let state = gate::state(&mut tx).await?;
        let counts = request::counts(&mut tx, until).await?;
        let refused = match state.holds.first() {
            None => 0,
            Some(hold) => {
                missed::list(&mut tx, Some(hold.id), 10_000).await?.iter().map(|row| row.count).sum()
            }
        };
        Ok(Impact {
            running: counts.running,
            tasks: task::open_count(&mut tx).await?,
            scheduled: counts.scheduled,
            waiting: counts.waiting,
            refused,
            epoch: state.epoch,
        })
    }

    fn check_edit(&self, edit: MaintenanceEdit) -> Result<MaintenanceEdit> {
        let text = |path: &str, edit: Edit<String>| match edit {
            Edit::Set(text) if text.trim().is_empty() => Ok(Edit::Clear),
            Edit::Set(text) if text.chars().count() > LONGEST => {
                Err(Error::field(path, format!("is longer than {LONGEST} characters: shorten it")))
            }
            Edit::Set(text) => Ok(Edit::Set(text.trim().to_owned())),
            kept => Ok(kept),
        };
        for (path, at) in [("estimated_end", &edit.estimated_end), ("expires_at", &edit.expires_at)] {
            if let (Edit::Set(at), true) = (at, edit.enabled) {
                self.check_instant(path, *at)?;
            }
        }
        Ok(MaintenanceEdit {
            reason: text("reason", edit.reason)?,
            message: text("message", edit.message)?,
            ..edit
        })
    }

    /// What an edit does to the gate; none when it changes nothing.
    fn plan_manual(
        &self,
        state: &GateState,
        edit: MaintenanceEdit,
        if_match: Option<u64>,
        by: &Person,
    ) -> Result<Option<Change>> {
        let now = self.clock.now();
        let stale = if_match.is_some_and(|seen| seen != state.epoch);
        match (state.manual(), edit.enabled) {
            (None, false) if stale => Err(stale_words(state)),
            (None, false) => Ok(None),
            (Some(_), _) if stale => Err(stale_words(state)),
            (Some(hold), false) => {
                let detail = serde_json::json!({ "hold": hold, "lasted": now.since(hold.since) });
                Ok(Some(Change {
                    what: What::Lift(hold.id),
                    by: by.clone(),
                    action: "maintenance.disable",
                    detail,
                }))
            }
            (Some(hold), true) => {
                let changed = Hold {
                    reason: edit.reason.apply(hold.reason.clone()),
                    message: edit.message.apply(hold.message.clone()),
                    estimated_end: edit.estimated_end.apply(hold.estimated_end),
                    expires_at: edit.expires_at.apply(hold.expires_at),
                    ..hold.clone()
                };
                if changed == *hold {
                    return Ok(None);
                }
                let detail = serde_json::json!({ "before": hold, "after": changed });
                Ok(Some(Change {
                    what: What::Edit(changed),
                    by: by.clone(),
                    action: "maintenance.edit",
                    detail,
                }))
            }
            (None, true) => {
                let hold = Hold {
                    id: HoldId::new(self.ids.next()),
                    kind: HoldKind::Manual,
                    owner: by.name.clone(),
                    since: now,
                    reason: edit.reason.apply(None),
                    message: edit.message.apply(None),
                    estimated_end: edit.estimated_end.apply(None),
                    expires_at: edit.expires_at.apply(None),
                };
                let detail = serde_json::json!({ "hold": hold });
                Ok(Some(Change {
                    what: What::Place(hold),
                    by: by.clone(),
                    action: "maintenance.enable",
                    detail,
                }))
            }
        }
    }

    /// Changes the gate under its lock, audits it, and publishes the new status before it returns.
    async fn change_gate(
        &self,
        plan: impl FnOnce(&Self, &GateState) -> Result<Option<Change>> + Send + 'static,
    ) -> Result<Maintenance> {
        self.writing(move |engine| async move {
            let mut tx = engine.changing_gate().await.map_err(not_enabled)?;
            let state = gate::state(tx.tx()).await.map_err(not_enabled)?;
            let change = match plan(&engine, &state) {
                Err(Error::Stale { epoch, changed }) => {
                    let last = changed::last(tx.tx()).await?;
                    return Err(Error::Stale { epoch, changed: last.unwrap_or(changed) });
                }
                planned => planned?,
            };
            let Some(change) = change else { return Ok(tell(&state)) };
            engine.write_change(&mut tx, change).await.map_err(not_enabled)?;
            let state = gate::state(tx.tx()).await.map_err(not_enabled)?;
            tx.commit().await.map_err(not_enabled)?;
            engine.remember_holds_first().await;
            if let Err(error) = engine.refresh_status().await {
                tracing::warn!(%error, "the change is in force; browsers are told by the next look");
                engine.stale_status.notify_one();
            }
            engine.kick.notify_one();
            Ok(tell(&state))
        })
        .await
    }

    async fn write_change(&self, tx: &mut GateTx, change: Change) -> Result<()> {
        let hold = match &change.what {
            What::Place(hold) => {
                tx.place(hold, &change.by).await?;
                hold.id
            }
            What::Edit(hold) => {
                tx.edit(hold).await?;
                // Whoever changes it has not forgotten it.
                tx.keep(hold.id, self.clock.now()).await?;
                hold.id
            }
            What::Keep(hold) => {
                tx.keep(*hold, self.clock.now()).await?;
                *hold
            }
            What::Lift(hold) => {
                tx.lift(*hold, &change.by, self.clock.now()).await?;
                *hold
            }
        };
        // Keeping it on changes nothing that another person may be deciding about.
        if !matches!(change.what, What::Keep(_)) {
            tx.raise_epoch().await?;
        }
        self.note(tx.tx(), &change.by, change.action, hold.to_string(), change.detail).await
    }
}

/// A change of the holds, ready to be written.
struct Change {
    what: What,
    by: Person,
    action: &'static str,
    detail: serde_json::Value,
}

enum What {
    Place(Hold),
    Edit(Hold),
    Keep(HoldId),
    Lift(HoldId),
}

/// Busy is told as what it means here: nothing was changed (rule 16).
pub(crate) fn not_enabled(error: Error) -> Error {
    match error {
        Error::Unavailable(words) => Error::NotEnabled(words),
        other => other,
    }
}

fn stale_words(state: &GateState) -> Error {
    let changed = match state.manual() {
        None => "maintenance mode has been switched off meanwhile".to_owned(),
        Some(hold) => {
            let reason = hold.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
            format!(
                "maintenance mode has been changed meanwhile; it is on since {} by {}{reason}",
                hold.since, hold.owner
            )
        }
    };
    Error::Stale { epoch: state.epoch, changed }
}

fn tell(state: &GateState) -> Maintenance {
    let hold = state.manual().cloned();
    let other = state.holds.iter().find(|hold| hold.kind != HoldKind::Manual);
    let still_closed = other.filter(|_| hold.is_none()).map(|other| match other.estimated_end {
        Some(end) => format!("still closed by {} until about {end}", other.owner),
        None => format!("still closed by {}", other.owner),
    });
    Maintenance { enabled: hold.is_some(), epoch: state.epoch, hold, still_closed }
}
