//! Starts that were asked for while the database is not Lull's: journalled, and on record once it is back (rule 38).

use std::collections::BTreeMap;

use domain::admission::{Claim, Decision, Operation, Refusal, decide};
use domain::id::{AuditId, RequestId};
use domain::permission::Person;
use domain::request::{Origin, StartRequest, Status};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::journal::{Appended, Contents};
use super::memory::Memory;
use crate::engine::Engine;
use crate::error::{Error, Offline, Result};
use crate::request::Making;
use crate::store::{audit, retention};

/// One such start.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The future record's id, told already.
    id: RequestId,
    /// For its audit entry, should it fit no process any more.
    audit: AuditId,
    process: String,
    /// Sealed, all of them: which are secret is known to the database.
    inputs: BTreeMap<String, String>,
    actor: Person,
    origin: Origin,
    at: Timestamp,
    refusal: Refusal,
}

impl Engine {
    /// Refuses a start while the database is not Lull's; it is on disk before the answer. None when the database has come
    /// back meanwhile: then the start is one like any other.
    pub(crate) async fn refuse_away(
        &self,
        ask: &StartRequest,
        actor: &Person,
        origin: Origin,
    ) -> Option<Error> {
        let _journalling = self.keeper.journalling.read().await;
        let memory = self.away()?;
        Some(match self.journal_start(&memory, ask, actor, origin).await {
            Ok(told) => Error::Offline(Box::new(told)),
            Err(error) => error,
        })
    }

    async fn journal_start(
        &self,
        memory: &Memory,
        ask: &StartRequest,
        actor: &Person,
        origin: Origin,
    ) -> Result<Offline> {
        let now = self.clock.now();
        let opens = memory.gate.opens(now);
        let told = |request, counted| Offline { request, counted, opens_at: opens.at };
        let decision = decide(&memory.gate, Operation::Process, Claim::None, now);
        let Decision::Refuse(refusal) = decision else { return Ok(told(None, false)) };
        if ask.at.is_some() {
            // A start to come is a change of the calendar, which is not there: it is for its caller to plan it again.
            return Ok(told(None, false));
        }
        let id = RequestId::new(self.ids.next());
        let seal = |(name, value): (&String, &String)| Ok((name.clone(), self.keys.seal(id, name, value)?));
        let asked = Asked {
            id,
            audit: AuditId::new(self.ids.next()),
            process: ask.process.clone(),
            inputs: ask.inputs.iter().map(seal).collect::<Result<_>>()?,
            actor: actor.clone(),
            origin,
            at: now,
            refusal,
        };
        self.counters.refusals.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(match self.journal.append(&asked).await? {
            Appended::Kept => told(Some(id), false),
            Appended::Full => told(None, true),
        })
    }

    /// Writes what was journalled into the database, each once, but for the first so many, which are there. Answers how
    /// many there are now, and what was read.
    pub(super) async fn replay(&self, done: usize) -> Result<(usize, Contents<Asked>)> {
        let mut read = self.journal.read_all().await?;
        let records = std::mem::take(&mut read.records);
        let all = records.len();
        for asked in records.into_iter().skip(done) {
            self.replay_one(asked).await?;
        }
        Ok((all, read))
    }

    /// Ends the journal, all of which is on record.
    pub(super) async fn retire_journal(&self, read: Contents<Asked>) -> Result<()> {
        for words in &read.damages {
            tracing::error!("{words}");
        }
        if read.counted > 0 {
            tracing::warn!(counted = read.counted, "refused starts were counted only: the journal was full");
            self.note_counted(read.counted).await?;
        }
        Ok(self.journal.retire(read.mark).await?)
    }

    async fn note_counted(&self, counted: u64) -> Result<()> {
        let mut tx = self.store.write().await?;
        let by = Person::system("blackout");
        self.note(&mut tx, &by, "request.counted", "journal", serde_json::json!({ "refused": counted }))
            .await?;
        tx.commit().await
    }

    async fn replay_one(&self, asked: Asked) -> Result<()> {
        let mut tx = self.store.read().await?;
        let known =
            retention::is_known(&mut tx, asked.id).await? || audit::is_known(&mut tx, asked.audit).await?;
        drop(tx);
        if known {
            return Ok(());
        }
        let made = match self.keys.open(asked.id, &asked.inputs) {
            Ok(given) => {
                self.make(&asked.process, &given, &asked.actor, asked.origin, Operation::Process).await
            }
            Err(error) => Err(error),
        };
        let mut tx = self.store.write().await?;
        match made {
            Ok(Making { mut record, definition, inputs, .. }) => {
                record.id = asked.id;
                record.root = asked.id;
                (record.inputs, record.secrets) = self.split_inputs(asked.id, &definition, &inputs)?;
                record.created = asked.at;
                record.status = Status::CouldNotStart;
                self.write_refusal(&mut tx, asked.at, record, &inputs, &asked.refusal).await?;
            }
            Err(error) if error.is_passing() => return Err(error),
            // It fits the model no more, or the key: whoever asked finds it in the audit trail, and the others go on.
            Err(error) => {
                let detail = serde_json::json!({
                    "process": asked.process, "refusal": asked.refusal, "why": why(error),
                });
                let entry = audit::entry(
                    asked.audit,
                    asked.at,
                    &asked.actor,
                    "request.refused",
                    asked.id.to_string(),
                    detail,
                );
                audit::insert(&mut tx, &entry)?;
            }
        }
        tx.commit().await
    }
}

/// Why it is not on record as a request, with every fault.
fn why(error: Error) -> String {
    match error {
        Error::Invalid(faults) => {
            let words: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
            words.join("; ")
        }
        other => other.to_string(),
    }
}
