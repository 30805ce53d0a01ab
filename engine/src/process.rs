//! Processes: saved in numbered versions; a request keeps the one it began with.

use domain::catalog::{Process, ProcessSummary};
use domain::id::ProcessId;
use domain::page::Page;
use domain::permission::{EditProcesses, Permit, Person, Read};
use domain::process::{Definition, Work};
use domain::request::RequestFilter;

use crate::definition::{self, Parsed};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::{Tx, process, request};

impl Engine {
    /// One page of processes, by name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn processes(
        &self,
        _permit: &Permit<Read>,
        search: Option<String>,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<ProcessSummary>> {
        let mut tx = self.store.read().await?;
        let mut page = process::list(&mut tx, search.as_deref(), cursor.as_deref(), limit).await?;
        for item in &mut page.items {
            let filter = RequestFilter {
                process: Some(item.id.to_string()),
                limit: Some(1),
                ..RequestFilter::default()
            };
            item.last =
                request::list(&mut tx, &filter).await?.items.pop().map(|record| record.tell(Vec::new()));
        }
        Ok(page)
    }

    /// A process by name or id, in its newest version or a named one.
    ///
    /// # Errors
    /// [`Error::NotFound`]; else when the database does not answer.
    pub async fn process(
        &self,
        _permit: &Permit<Read>,
        name_or_id: &str,
        version: Option<u32>,
    ) -> Result<Process> {
        let mut tx = self.store.read().await?;
        process::get(&mut tx, name_or_id, version).await
    }

    /// Reads a definition without saving it.
    ///
    /// # Errors
    /// [`Error::Invalid`] with line and column of each fault.
    pub fn check_process(&self, _permit: &Permit<Read>, source: &str) -> Result<Definition> {
        read(source).map(|parsed| parsed.definition)
    }

    /// Saves a new process.
    ///
    /// # Errors
    /// [`Error::Invalid`] with line and column of each fault, or when the name is taken.
    pub async fn create_process(&self, permit: &Permit<EditProcesses>, source: &str) -> Result<Process> {
        let parsed = read(source)?;
        let id = ProcessId::new(self.ids.next());
        self.save_version(permit.person().clone(), id, None, source.to_owned(), parsed).await
    }

    /// Saves a process's next version. `based_on` is the version that was edited; a newer one refuses it.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Stale`], [`Error::NotFound`].
    pub async fn update_process(
        &self,
        permit: &Permit<EditProcesses>,
        id: ProcessId,
        source: &str,
        based_on: Option<u32>,
    ) -> Result<Process> {
        let parsed = read(source)?;
        let mut tx = self.store.read().await?;
        let known = process::get(&mut tx, &id.to_string(), None).await?;
        drop(tx);
        if based_on.is_some_and(|seen| seen != known.version) {
            let changed = format!(
                "version {} was saved by {} meanwhile: look at it, then save again",
                known.version, known.author.name
            );
            return Err(Error::Stale { epoch: u64::from(known.version), changed });
        }
        if known.source == source {
            return Ok(known);
        }
        self.save_version(permit.person().clone(), id, Some(known.version), source.to_owned(), parsed).await
    }

    async fn save_version(
        &self,
        author: Person,
        id: ProcessId,
        before: Option<u32>,
        source: String,
        parsed: Parsed,
    ) -> Result<Process> {
        self.writing(move |engine| async move {
            let mut tx = engine.store.write().await?;
            check_references(&mut tx, &parsed).await?;
            let definition = parsed.definition;
            let version = before.map_or(1, |before| before + 1);
            let new = process::NewVersion {
                process: id,
                version,
                source: &source,
                definition: &definition,
                at: engine.clock.now(),
                author: &author,
            };
            process::save(&mut tx, &new).await?;
            let action = if version == 1 { "process.create" } else { "process.update" };
            let detail = serde_json::json!({ "name": definition.name, "version": version });
            engine.note(&mut tx, &author, action, id.to_string(), detail).await?;
            let saved = process::get(&mut tx, &id.to_string(), None).await?;
            tx.commit().await?;
            engine.newest.forget();
            Ok(saved)
        })
        .await
    }
}

/// Reads YAML, or JSON, which is YAML too.
fn read(source: &str) -> Result<Parsed> {
    definition::parse_yaml(source).map_err(Error::Invalid)
}

/// Every process that a step runs must be there; its own name counts, as nesting is bounded.
async fn check_references(tx: &mut Tx, parsed: &Parsed) -> Result<()> {
    let mut faults = Vec::new();
    for (place, step) in parsed.definition.steps.iter().enumerate() {
        let Work::RunProcess(work) = &step.work else { continue };
        if work.process == parsed.definition.name {
            continue;
        }
        match process::get(tx, &work.process, None).await {
            Ok(_) => {}
            Err(Error::NotFound(what)) => {
                let path = format!("steps[{place}].run_process.process");
                faults.push(parsed.places.fault(&path, format!("there is no {what}: save that one first")));
            }
            Err(error) => return Err(error),
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}
