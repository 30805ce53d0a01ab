//! The form of the switch: text as it was typed, and what is meant by it.

use serde::{Deserialize, Serialize};

/// What the form carries. All of it text, so that a slip of the pen is told in words.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MaintenanceForm {
    /// `yes` when the box is ticked.
    pub enabled: Option<String>,
    /// For people who may log in.
    pub reason: String,
    /// For everybody.
    pub message: String,
    /// Local date-time, or empty.
    pub estimated_end: String,
    /// Local date-time, or empty.
    pub expires_at: String,
    /// The zone of both.
    pub zone: String,
    /// The epoch that the form was filled in under (rule 18).
    pub epoch: String,
}

/// What an edit does to the switch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Change {
    /// Off before, on after.
    On,
    /// On before, off after.
    Off,
    /// On before and after.
    Edit,
    /// Off before and after.
    Nothing,
}

impl Change {
    /// The change from before to after.
    #[must_use]
    pub const fn between(before: bool, after: bool) -> Self {
        match (before, after) {
            (false, true) => Self::On,
            (true, false) => Self::Off,
            (true, true) => Self::Edit,
            (false, false) => Self::Nothing,
        }
    }
}

impl MaintenanceForm {
    /// The fields by name, as the form sends them.
    #[must_use]
    pub fn fields(&self) -> Vec<(String, String)> {
        let named = [
            ("enabled", self.enabled.as_ref()),
            ("reason", Some(&self.reason)),
            ("message", Some(&self.message)),
            ("estimated_end", Some(&self.estimated_end)),
            ("expires_at", Some(&self.expires_at)),
            ("zone", Some(&self.zone)),
            ("epoch", Some(&self.epoch)),
        ];
        named
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.clone())))
            .collect()
    }
}

#[cfg(feature = "ssr")]
pub(super) use server::others;

#[cfg(feature = "ssr")]
mod server {
    use domain::maintenance::{Edit, HoldKind, MaintenanceEdit};
    use domain::problem::FieldError;
    use domain::status::SystemStatus;
    use domain::time::Timestamp;

    use super::MaintenanceForm;
    use crate::error::ApiError;
    use crate::form::draft::Draft;
    use crate::zone::lookup::instant;

    impl MaintenanceForm {
        /// The form of a draft.
        pub(crate) fn of(draft: &Draft) -> Self {
            let value = |name: &str| draft.value(name).unwrap_or_default().to_owned();
            Self {
                enabled: draft.value("enabled").map(str::to_owned),
                reason: value("reason"),
                message: value("message"),
                estimated_end: value("estimated_end"),
                expires_at: value("expires_at"),
                zone: value("zone"),
                epoch: value("epoch"),
            }
        }

        /// What is meant; every fault at once.
        pub(crate) fn edit(&self) -> Result<MaintenanceEdit, ApiError> {
            if self.enabled.is_none() {
                let keep = Edit::Keep;
                return Ok(MaintenanceEdit {
                    enabled: false,
                    reason: Edit::Keep,
                    message: Edit::Keep,
                    estimated_end: Edit::Keep,
                    expires_at: keep,
                });
            }
            let mut faults = Vec::new();
            let mut moment = |name: &str, typed: &str| match typed.trim() {
                "" => Edit::Clear,
                typed => instant(typed, &self.zone).map_or_else(
                    || {
                        faults.push(FieldError::at(
                            name,
                            "This is not a date and time: write it like 2026-12-05T03:30.",
                        ));
                        Edit::<Timestamp>::Keep
                    },
                    Edit::Set,
                ),
            };
            let (estimated_end, expires_at) = (
                moment("estimated_end", &self.estimated_end),
                moment("expires_at", &self.expires_at),
            );
            if !faults.is_empty() {
                return Err(ApiError::Invalid(faults));
            }
            Ok(MaintenanceEdit {
                enabled: true,
                reason: text(&self.reason),
                message: text(&self.message),
                estimated_end,
                expires_at,
            })
        }

        /// The epoch; none when it was not sent.
        pub(crate) fn epoch(&self) -> Option<u64> {
            self.epoch.trim().parse().ok()
        }
    }

    fn text(typed: &str) -> Edit<String> {
        match typed.trim() {
            "" => Edit::Clear,
            typed => Edit::Set(typed.to_owned()),
        }
    }

    /// What else keeps the gate closed, in words.
    pub(in super::super) fn others(status: &SystemStatus) -> Option<String> {
        let others: Vec<String> = status
            .maintenance
            .holds
            .iter()
            .filter(|hold| hold.kind != HoldKind::Manual)
            .map(|hold| {
                hold.reason.clone().map_or_else(
                    || hold.owner.clone(),
                    |reason| format!("{reason} ({})", hold.owner),
                )
            })
            .collect();
        (!others.is_empty()).then(|| others.join(", "))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn form() -> MaintenanceForm {
            MaintenanceForm {
                enabled: Some("yes".to_owned()),
                reason: " index rebuild ".to_owned(),
                estimated_end: "2026-12-05T03:30".to_owned(),
                zone: "Europe/Berlin".to_owned(),
                ..MaintenanceForm::default()
            }
        }

        #[test]
        fn times_are_read_in_the_zone_they_were_shown_in() {
            let edit = form().edit().unwrap();
            assert_eq!(
                edit.estimated_end,
                Edit::Set("2026-12-05T02:30:00Z".parse().unwrap())
            );
            assert_eq!(
                (edit.reason, edit.message),
                (Edit::Set("index rebuild".to_owned()), Edit::Clear)
            );
        }

        #[test]
        fn what_is_no_time_is_told_beside_its_field() {
            let bad = MaintenanceForm {
                estimated_end: "soon".to_owned(),
                expires_at: "later".to_owned(),
                ..form()
            };
            let ApiError::Invalid(faults) = bad.edit().unwrap_err() else {
                panic!("not a fault of fields")
            };
            assert_eq!(
                faults
                    .iter()
                    .map(|fault| fault.path.as_str())
                    .collect::<Vec<_>>(),
                ["estimated_end", "expires_at"]
            );
        }

        #[test]
        fn unticking_keeps_what_stands_in_the_other_fields() {
            let edit = MaintenanceForm {
                enabled: None,
                ..form()
            }
            .edit()
            .unwrap();
            assert!(!edit.enabled && edit.reason == Edit::Keep && edit.estimated_end == Edit::Keep);
        }
    }
}
