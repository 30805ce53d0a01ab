//! Processes in the catalog: their names, versions and sources.

use serde::{Deserialize, Serialize};

use crate::id::ProcessId;
use crate::permission::Person;
use crate::process::Definition;
use crate::request::Request;
use crate::time::Timestamp;

/// A process in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProcessSummary {
    /// Its id.
    pub id: ProcessId,
    /// Its name.
    pub name: String,
    /// Its kind: `global`.
    pub kind: String,
    /// What it is for.
    pub description: Option<String>,
    /// The newest version, from 1.
    pub version: u32,
    /// How many steps the newest version has.
    pub steps: u32,
    /// When the newest version was saved.
    pub changed: Timestamp,
    /// Who saved it.
    pub author: Person,
    /// Its newest request.
    pub last: Option<Request>,
}

/// One version of a process, whole.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Process {
    /// Its id.
    pub id: ProcessId,
    /// Its name.
    pub name: String,
    /// This version, from 1.
    pub version: u32,
    /// The newest version.
    pub newest: u32,
    /// The definition as it was written: YAML, or JSON.
    pub source: String,
    /// The definition as it was understood.
    pub definition: Definition,
    /// When this version was saved.
    pub created: Timestamp,
    /// Who saved it.
    pub author: Person,
}

/// One version in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProcessVersion {
    /// The version, from 1.
    pub version: u32,
    /// When it was saved.
    pub created: Timestamp,
    /// Who saved it.
    pub author: Person,
}
