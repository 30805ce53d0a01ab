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
        named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.clone()))).collect()
    }
}

#[cfg(feature = "ssr")]
pub(super) use server::{others, told};

#[cfg(feature = "ssr")]
mod server {
    use domain::maintenance::{Edit, Hold, HoldKind, MaintenanceEdit};
    use domain::problem::FieldError;
    use domain::status::SystemStatus;
    use domain::time::Timestamp;

    use super::super::TellsPeople;
    use super::MaintenanceForm;
    use crate::error::ApiError;
    use crate::form::draft::Draft;
    use crate::zone::lookup::{instant, zone};

    /// Most characters of a reason and of a message.
    const LONGEST: usize = 500;

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

        /// What is meant, given the manual hold in force; every fault at once.
        ///
        /// A time that is still as the form showed it is kept, not set anew: it may have passed meanwhile.
        pub(crate) fn edit(
            &self,
            standing: Option<&Hold>,
            now: Timestamp,
        ) -> Result<MaintenanceEdit, ApiError> {
            if self.enabled.is_none() {
                let (reason, message, estimated_end, expires_at) =
                    (Edit::Keep, Edit::Keep, Edit::Keep, Edit::Keep);
                return Ok(MaintenanceEdit { enabled: false, reason, message, estimated_end, expires_at });
            }
            let mut faults = Vec::new();
            let mut fault = |name: &str, words: &str| faults.push(FieldError::at(name, words));
            for (name, typed) in [("reason", &self.reason), ("message", &self.message)] {
                let length = typed.trim().chars().count();
                if length > LONGEST {
                    fault(name, &format!("This is {length} characters long; at most {LONGEST} fit."));
                }
            }
            let mut moment = |name: &str, typed: &str, before: Option<Timestamp>| match typed.trim() {
                "" => Edit::Clear,
                typed if before.is_some_and(|at| self.shown(at, now).as_deref() == Some(typed)) => Edit::Keep,
                typed => match instant(typed, &self.zone) {
                    Some(at) if at <= now => {
                        fault(name, "This is in the past.");
                        Edit::Keep
                    }
                    Some(at) => Edit::Set(at),
                    None => {
                        fault(name, "This is not a date and time: write it like 2026-12-05T03:30.");
                        Edit::Keep
                    }
                },
            };
            let estimated_end =
                moment("estimated_end", &self.estimated_end, standing.and_then(|hold| hold.estimated_end));
            let expires_at =
                moment("expires_at", &self.expires_at, standing.and_then(|hold| hold.expires_at));
            if !faults.is_empty() {
                return Err(ApiError::Invalid(faults));
            }
            let (reason, message) = (text(&self.reason), text(&self.message));
            Ok(MaintenanceEdit { enabled: true, reason, message, estimated_end, expires_at })
        }

        /// An instant as the form shows it.
        fn shown(&self, at: Timestamp, now: Timestamp) -> Option<String> {
            Some(zone(&self.zone, now)?.input(at))
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

    /// What people are told once the edit is made.
    pub(in super::super) fn told(standing: Option<&Hold>, edit: &MaintenanceEdit) -> TellsPeople {
        let standing = standing.cloned();
        let (reason, message, estimated_end, expires_at) = standing
            .map(|hold| (hold.reason, hold.message, hold.estimated_end, hold.expires_at))
            .unwrap_or_default();
        TellsPeople {
            reason: edit.reason.clone().apply(reason),
            message: edit.message.clone().apply(message),
            estimated_end: edit.estimated_end.clone().apply(estimated_end),
            expires_at: edit.expires_at.clone().apply(expires_at),
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
                hold.reason
                    .clone()
                    .map_or_else(|| hold.owner.clone(), |reason| format!("{reason} ({})", hold.owner))
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

        fn now() -> Timestamp {
            "2026-12-05T00:30:00Z".parse().unwrap()
        }

        #[test]
        fn times_are_read_in_the_zone_they_were_shown_in() {
            let edit = form().edit(None, now()).unwrap();
            assert_eq!(edit.estimated_end, Edit::Set("2026-12-05T02:30:00Z".parse().unwrap()));
            assert_eq!((edit.reason, edit.message), (Edit::Set("index rebuild".to_owned()), Edit::Clear));
        }

        #[test]
        fn every_fault_is_told_beside_its_field() {
            let bad = MaintenanceForm {
                message: "x".repeat(501),
                estimated_end: "soon".to_owned(),
                expires_at: "2026-12-05T01:30".to_owned(),
                ..form()
            };
            let ApiError::Invalid(faults) = bad.edit(None, now()).unwrap_err() else {
                panic!("not a fault of fields")
            };
            let told: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
            assert_eq!(told, ["message", "estimated_end", "expires_at"]);
        }

        #[test]
        fn an_end_that_has_passed_may_stay_as_it_is() {
            let end: Timestamp = "2026-12-05T02:30:20Z".parse().unwrap();
            let hold = Hold {
                id: "hold_00000000000000000000000000000007".parse().unwrap(),
                kind: HoldKind::Manual,
                owner: "Dana".to_owned(),
                since: now(),
                reason: None,
                message: None,
                estimated_end: Some(end),
                expires_at: None,
            };
            let later = end.plus(domain::duration::Span::from_secs(600));
            assert_eq!(form().edit(Some(&hold), later).unwrap().estimated_end, Edit::Keep);
            assert!(form().edit(None, later).is_err());
        }

        #[test]
        fn unticking_keeps_what_stands_in_the_other_fields() {
            let edit = MaintenanceForm { enabled: None, ..form() }.edit(None, now()).unwrap();
            assert!(!edit.enabled && edit.reason == Edit::Keep && edit.estimated_end == Edit::Keep);
        }
    }
}
