//! System settings: what an administrator changes while Lull runs.

use serde::{Deserialize, Serialize};

/// General Settings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SystemSettings {
    /// The manual hold (rule 14).
    pub enable_maintenance_mode: bool,
    /// How many waiting requests start in a minute once the gate opens (rule 9).
    pub opening_pace: u32,
    /// For how many days requests and their logs are kept after they ended.
    pub keep_days: u32,
    /// After how many hours people are asked whether a manual hold without an end is still wanted (rule 43); 0 is never.
    pub remind_after_hours: u32,
}

/// A change of the settings; absent fields are kept.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingsEdit {
    /// Tick or untick the box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_maintenance_mode: Option<bool>,
    /// 1 to 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_pace: Option<u32>,
    /// 1 to 3,650.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_days: Option<u32>,
    /// 0 to 8,760; 0 is never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_after_hours: Option<u32>,
}
