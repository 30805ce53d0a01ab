//! What a step does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Expect, Outcome};
use crate::duration::Span;
use crate::permission::Role;

/// What a step does. In YAML and JSON it is the one key of a step that names a kind: `shell: make`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Work {
    /// A script for `/bin/sh`; no template: values reach it through `env`.
    Shell(String),
    /// An HTTP call.
    Http(Http),
    /// A task for a person.
    Manual(Manual),
    /// Another process, as a sub-process of this request.
    RunProcess(RunProcess),
    /// Time that passes.
    Wait(Wait),
    /// The end of the request, with its outcome.
    Finish(Finish),
}

/// The kinds of work, as the records of steps name them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StepKind {
    /// A script.
    Shell,
    /// An HTTP call.
    Http,
    /// A task for a person.
    Manual,
    /// A sub-process.
    RunProcess,
    /// Time that passes.
    Wait,
    /// The end of the request.
    Finish,
}

impl Work {
    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> StepKind {
        match self {
            Self::Shell(_) => StepKind::Shell,
            Self::Http(_) => StepKind::Http,
            Self::Manual(_) => StepKind::Manual,
            Self::RunProcess(_) => StepKind::RunProcess,
            Self::Wait(_) => StepKind::Wait,
            Self::Finish(_) => StepKind::Finish,
        }
    }
}

impl StepKind {
    /// Every kind of this version.
    pub const ALL: [Self; 6] =
        [Self::Shell, Self::Http, Self::Manual, Self::RunProcess, Self::Wait, Self::Finish];
    /// Words of the contract whose entities do not exist yet.
    pub const LATER: [&str; 5] =
        ["set_property", "acquire_lock", "release_lock", "download_artifacts", "install_component"];

    /// The key that names it in a definition, and the word stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shell => "shell",
            Self::Http => "http",
            Self::Manual => "manual",
            Self::RunProcess => "run_process",
            Self::Wait => "wait",
            Self::Finish => "finish",
        }
    }

    /// Whether it acts outside of Lull, and so may be tried again: shell, http and run_process.
    #[must_use]
    pub const fn acts(self) -> bool {
        match self {
            Self::Shell | Self::Http | Self::RunProcess => true,
            Self::Manual | Self::Wait | Self::Finish => false,
        }
    }
}

impl std::str::FromStr for StepKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("\"{text}\" is not a kind of step"))
    }
}

/// An HTTP call.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Http {
    /// GET when not given.
    #[serde(default)]
    pub method: Method,
    /// A template; http or https.
    pub url: String,
    /// Each value is a template.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// A template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The statuses that are a success; 2xx when not given.
    #[serde(default)]
    pub expect: Expect,
    /// Longest time for the whole call; 30 s when not given. The step's own `timeout` bounds it too.
    #[serde(default = "Http::default_timeout")]
    pub timeout: Span,
}

impl Http {
    /// Thirty seconds.
    #[must_use]
    pub const fn default_timeout() -> Span {
        Span::from_secs(30)
    }
}

/// The method of an HTTP call.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the words of RFC 9110")]
pub enum Method {
    #[default]
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 7] =
        [Self::Get, Self::Head, Self::Post, Self::Put, Self::Patch, Self::Delete, Self::Options];

    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }
}

/// A task for a person.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Manual {
    /// What is asked; a template, shown to everybody who may read.
    pub prompt: String,
    /// Who may answer; those with Respond to Tasks when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responders: Option<Responders>,
    /// Whether the answer needs a comment.
    #[serde(default)]
    pub comment: Comment,
}

/// Who may answer a manual task.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Responders {
    /// Those of this role.
    pub role: Role,
}

/// Whether an answer needs a comment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Comment {
    /// It may be left out.
    #[default]
    Optional,
    /// Without one the answer is refused.
    Required,
}

/// Another process, run as part of this request.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunProcess {
    /// Its name or id; no template, so that it can be looked up when the definition is saved.
    pub process: String,
    /// What it is given; each value is a template.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<String, String>,
}

/// Time that passes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Wait {
    /// So long, from the instant the step begins.
    For(Span),
    /// Until an instant (RFC 3339) that the template gives; at once if it has passed.
    Until(String),
}

/// The end of the request.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finish {
    /// `succeeded` or `failed`; `succeeded` when not given.
    #[serde(default = "Finish::default_outcome")]
    pub outcome: Outcome,
    /// A template, shown with the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl Finish {
    /// Succeeded.
    #[must_use]
    pub const fn default_outcome() -> Outcome {
        Outcome::Succeeded
    }
}
