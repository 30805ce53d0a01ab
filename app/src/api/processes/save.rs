//! Checks and saves a definition.

use domain::id::ProcessId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// The id of the editor's form.
pub const FORM: &str = "process";

/// What became of a definition that was sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Saved {
    /// It was looked at and has no fault; nothing was saved.
    Checked {
        /// Its name.
        name: String,
        /// How many steps it has.
        steps: usize,
    },
    /// It is saved.
    Saved {
        /// The process.
        id: ProcessId,
        /// Its newest version.
        version: u32,
    },
}

/// The editor's form: text as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EditForm {
    /// The process; empty for a new one.
    pub id: String,
    /// The version that was edited; empty for a new process.
    pub based_on: String,
    /// A newer version that may be written over, knowingly.
    pub over: Option<String>,
    /// The definition, YAML or JSON.
    pub definition: String,
    /// `check` when it is only to be looked at.
    pub intent: String,
}

/// Checks a definition, or saves it as the next version.
///
/// Stale when somebody else saved a version in between (unless `over` names it).
#[server(prefix = "/app", endpoint = "processes/save")]
pub async fn save_process(#[server(flatten)] form: EditForm) -> Result<Saved, ApiError> {
    use domain::permission::{EditProcesses, Read};
    let (context, caller) = crate::context::caller()?;
    let edit = caller.permit::<EditProcesses>()?;
    let source = form.source();
    if form.intent == "check" {
        let read = caller.permit::<Read>()?;
        let definition = context.engine.check_process(&read, &source)?;
        form.back_to_check(&context);
        return Ok(Saved::Checked { name: definition.name, steps: definition.steps.len() });
    }
    let saved = if form.id.is_empty() {
        context.engine.create_process(&edit, &source).await?
    } else {
        let id: ProcessId =
            form.id.parse().map_err(|_| ApiError::NotFound("There is no such process.".to_owned()))?;
        let seen = form.over.as_ref().unwrap_or(&form.based_on).parse().ok();
        context.engine.update_process(&edit, id, &source, seen).await?
    };
    context.go(&format!("/processes/{}", saved.id));
    Ok(Saved::Saved { id: saved.id, version: saved.version })
}

/// Looks at a definition while it is typed; the faults come as `Invalid`.
#[server(prefix = "/app", endpoint = "processes/check")]
pub async fn check_definition(definition: String) -> Result<usize, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    Ok(engine.check_process(&permit, &definition)?.steps.len())
}

#[cfg(feature = "ssr")]
impl EditForm {
    /// The definition with line ends as they are saved: a plain form sends CR LF.
    fn source(&self) -> String {
        self.definition.replace("\r\n", "\n")
    }

    /// Leads a plain form back to the editor with what was typed.
    fn back_to_check(&self, context: &crate::context::Context) {
        use crate::form::draft::Draft;
        if !context.plain {
            return;
        }
        let mut fields =
            vec![("definition".to_owned(), self.source()), ("based_on".to_owned(), self.based_on.clone())];
        fields.extend(self.over.clone().map(|over| ("over".to_owned(), over)));
        let draft = Draft { form: FORM.to_owned(), fields, error: None };
        let Some(draft) = context.keep(draft) else {
            return;
        };
        let page = if self.id.parse::<ProcessId>().is_ok() {
            format!("/processes/{}/edit", self.id)
        } else {
            "/processes/new".to_owned()
        };
        context.go(&format!("{page}?draft={draft}#checked"));
    }
}
