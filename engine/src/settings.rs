//! System settings.

use domain::maintenance::MaintenanceEdit;
use domain::permission::{ManageMaintenance, ManageSettings, Permit, Read};
use domain::settings::{SettingsEdit, SystemSettings};

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::forgotten::{REMIND, USUAL_HOURS};
use crate::session::Caller;
use crate::store::{Tx, gate, setting};

const PACE: &str = "opening_pace";
const KEEP: &str = "keep_days";
/// A year.
const LONGEST_REMIND: u32 = 8_760;

impl Engine {
    /// The settings.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn settings(&self, _permit: &Permit<Read>) -> Result<SystemSettings> {
        self.settings_now().await
    }

    pub(crate) async fn settings_now(&self) -> Result<SystemSettings> {
        let mut tx = self.store.read().await?;
        self.settings_in(&mut tx).await
    }

    async fn settings_in(&self, tx: &mut Tx) -> Result<SystemSettings> {
        let number =
            |text: Option<String>, usual: u32| text.and_then(|text| text.parse().ok()).unwrap_or(usual);
        let keep = number(setting::get(tx, KEEP).await?, 90);
        Ok(SystemSettings {
            enable_maintenance_mode: gate::state(tx).await?.manual().is_some(),
            opening_pace: number(setting::get(tx, PACE).await?, 5),
            keep_days: self.config.keep_days.unwrap_or(keep),
            remind_after_hours: number(setting::get(tx, REMIND).await?, USUAL_HOURS),
        })
    }

    /// Changes settings. The box needs Manage Maintenance Mode beside Manage Settings; it is first, so that nothing is
    /// changed when it is refused. `if_match` is the gate's epoch that the caller saw (rule 18).
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::Invalid`]; else as [`Engine::set_maintenance`].
    pub async fn edit_settings(
        &self,
        caller: &Caller,
        edit: SettingsEdit,
        if_match: Option<u64>,
    ) -> Result<SystemSettings> {
        let permit: Permit<ManageSettings> = caller.permit()?;
        let within = |path: &str, value: Option<u32>, most: u32| match value {
            Some(value) if value == 0 || value > most => {
                Err(Error::field(path, format!("should be a number from 1 to {most}")))
            }
            _ => Ok(()),
        };
        within(PACE, edit.opening_pace, 1_000)?;
        within(KEEP, edit.keep_days, 3_650)?;
        if edit.remind_after_hours.is_some_and(|hours| hours > LONGEST_REMIND) {
            return Err(Error::field(
                REMIND,
                format!("should be a number from 0 to {LONGEST_REMIND}; 0 is never"),
            ));
        }
        if edit.keep_days.is_some_and(|days| self.config.keep_days.is_some_and(|fixed| fixed != days)) {
            return Err(Error::field(KEEP, "is fixed by the setting LULL_KEEP_DAYS"));
        }
        let maintenance: Option<Permit<ManageMaintenance>> =
            edit.enable_maintenance_mode.map(|_| caller.permit()).transpose()?;
        if let (Some(permit), Some(enabled)) = (maintenance, edit.enable_maintenance_mode) {
            let box_edit = MaintenanceEdit {
                enabled,
                reason: Default::default(),
                message: Default::default(),
                estimated_end: Default::default(),
                expires_at: Default::default(),
            };
            self.set_maintenance(&permit, box_edit, if_match).await?;
        }
        let by = permit.person().clone();
        let numbers = edit.clone();
        if edit.opening_pace.is_some() || edit.keep_days.is_some() || edit.remind_after_hours.is_some() {
            self.writing(move |engine| async move {
                let mut tx = engine.store.write().await?;
                let before = engine.settings_in(&mut tx).await?;
                let values = [
                    (PACE, numbers.opening_pace),
                    (KEEP, numbers.keep_days),
                    (REMIND, numbers.remind_after_hours),
                ];
                for (name, value) in values {
                    if let Some(value) = value {
                        setting::set(&mut tx, name, &value.to_string()).await?;
                    }
                }
                let after = engine.settings_in(&mut tx).await?;
                let detail = serde_json::json!({ "before": before, "after": after });
                engine.note(&mut tx, &by, "settings.edit", "system", detail).await?;
                tx.commit().await
            })
            .await?;
        }
        self.settings_now().await
    }
}
