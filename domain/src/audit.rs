//! Audit entries: every change and every refusal.

use serde::{Deserialize, Serialize};

use crate::id::AuditId;
use crate::permission::Person;
use crate::time::Timestamp;

/// One entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Person,
    /// What, as `noun.verb`: `maintenance.enable`, `request.refused`.
    pub action: String,
    /// Of what: an id or a name.
    pub subject: String,
    /// The particulars, as JSON.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub detail: serde_json::Value,
}

/// Which entries a list shows.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AuditFilter {
    /// Only actions that begin with this.
    pub action: Option<String>,
    /// Only this actor's, by name.
    pub actor: Option<String>,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many items, at most [`crate::page::MOST`].
    pub limit: Option<u32>,
}
