//! Run when it opens, and one-shots whose instant has come (rules 9 and 10).

use domain::admission::Operation;
use domain::duration::Span;
use domain::id::RequestId;
use domain::permission::{Authority, Permit, RunProcesses};
use domain::process::check_inputs;
use domain::request::{Origin, Request, Status};
use domain::time::Timestamp;

use super::ask::need;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::starts::{Draft, Row, Start, UnderHold};
use crate::store::request::{self, Record};
use crate::store::{missed, person};

/// How long a request waits for the gate to open (rule 9).
const PATIENCE: Span = Span::from_secs(7 * 86_400);

/// A one-shot that starts later than this after its instant is marked late; so is one whose instant passed while
/// the server was down (rule 10).
const ON_TIME: Span = Span::from_secs(60);

impl Engine {
    /// Makes a new request that starts when the last hold lifts, in place of a refused one.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the request was not refused; [`Error::Stale`] when it has one already.
    pub async fn run_when_open(&self, permit: &Permit<RunProcesses>, id: RequestId) -> Result<Request> {
        let (refused, inputs) = self.own_with_inputs(permit, id).await?;
        if refused.status != Status::CouldNotStart {
            let words = format!(
                "only a request that could not start can run when it opens; this one is {}",
                refused.status.label()
            );
            return Err(Error::field("request", words));
        }
        if let Some(already) = refused.made_good_by {
            let changed = format!("request {already} is to run in its place already");
            return Err(Error::Stale { epoch: 0, changed });
        }
        let fold = refused.hold.map(|hold| self.fold(&refused, &inputs, hold)).transpose()?;
        let process = refused.process.id.to_string();
        let mut making =
            self.make(&process, &inputs, permit.person(), Origin::Opened, Operation::Process).await?;
        making.record.status = Status::WaitingForOpen;
        making.record.source = Some(id);
        let record = making.record;
        self.writing(move |engine| async move {
            let mut tx = engine.store.write().await?;
            request::make_good(&mut tx, id, record.id).await?;
            request::insert_still(&mut tx, &record)?;
            if let Some(fold) = fold {
                missed::settle(&mut tx, &fold, record.id).await?;
            }
            let detail = serde_json::json!({ "process": record.process.name, "refused": id });
            engine
                .note(&mut tx, &record.actor, "request.run_when_open", record.id.to_string(), detail)
                .await?;
            tx.commit().await?;
            engine.tell(id);
            engine.kick.notify_one();
            Ok(record.tell(Vec::new()))
        })
        .await
    }

    /// Starts a one-shot whose instant has come. Under a hold it becomes Could Not Start.
    pub(crate) async fn start_planned(&self, record: Record) -> Result<()> {
        let late =
            record.planned.is_some_and(|at| at < self.opened_at || self.clock.now().since(at) > ON_TIME);
        self.start_waited(record, UnderHold::Refuse, late).await.map(drop)
    }

    /// Starts a request that waited for the gate to open; true when it began or is settled for good.
    pub(crate) async fn start_opened(&self, record: Record) -> Result<bool> {
        self.start_waited(record, UnderHold::Wait, false).await
    }

    /// Gives up the requests that have waited for the gate for longer than rule 9 lets them.
    pub(crate) async fn give_up_stale(&self, now: Timestamp) -> Result<()> {
        let mut tx = self.store.read().await?;
        let stale = request::waiting_since(&mut tx, now.minus(PATIENCE)).await?;
        drop(tx);
        for record in stale {
            let id = record.id;
            self.skipped(id, self.give_up(record, "the gate did not open within 7 days").await)?;
        }
        Ok(())
    }

    /// Rights, version and inputs are looked at afresh; then the gate is asked.
    async fn start_waited(&self, mut record: Record, under_hold: UnderHold, late: bool) -> Result<bool> {
        let id = record.id;
        record.late = late;
        let mut tx = self.store.read().await?;
        if let Err(words) = self.still_may(&mut tx, &record).await? {
            drop(tx);
            return self.give_up(record, &words).await.map(|()| true);
        }
        let known = crate::store::process::get(&mut tx, &record.process.id.to_string(), None).await?;
        let definition = self.definition(&mut tx, known.id, known.version).await?;
        drop(tx);
        record.process.version = known.version;
        let mut given = self.keys.open(record.id, &record.secrets)?;
        given.extend(record.inputs.clone());
        let inputs = match check_inputs(&definition, &given) {
            Ok(inputs) => inputs,
            Err(faults) => {
                let words: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
                let words =
                    format!("its inputs do not fit version {} any more: {}", known.version, words.join("; "));
                return self.give_up(record, &words).await.map(|()| true);
            }
        };
        let draft = Draft { record, definition, inputs, bypass: None, under_hold, row: Row::Waited };
        match self.submit(draft).await {
            Ok(Start::Waits) => Ok(false),
            // Gone: somebody else was faster, by a cancel say.
            Ok(Start::Began(_) | Start::Refused(_) | Start::Gone) => Ok(true),
            Ok(Start::Outdated) => Err(Error::Internal(format!("request {id} was looked up just now"))),
            Err(error) => Err(error),
        }
    }

    /// Whether the one who asked may still run processes.
    async fn still_may(
        &self,
        tx: &mut crate::store::Tx,
        record: &Record,
    ) -> Result<std::result::Result<(), String>> {
        let Some(id) = record.actor.id else { return Ok(Ok(())) };
        let (user, _) = match person::by_id(tx, id).await {
            Ok(known) => known,
            Err(Error::NotFound(_)) => return Ok(Err(format!("{} is no user any more", record.actor.name))),
            Err(error) => return Err(error),
        };
        if user.disabled {
            return Ok(Err(format!("{} may not log in any more", user.username)));
        }
        let authority = Authority::vouched(record.actor.clone(), user.role);
        let permit = authority.permit::<RunProcesses>();
        Ok(permit
            .map_err(Error::from)
            .and_then(|permit| need(&permit, domain::permission::Permission::RunProcesses))
            .map_err(|error| error.to_string()))
    }

    async fn give_up(&self, mut record: Record, words: &str) -> Result<()> {
        let was = record.status;
        record.status = Status::CouldNotStart;
        record.ended = Some(self.clock.now());
        record.message = Some(words.to_owned());
        self.writing(move |engine| async move {
            let mut tx = engine.store.write().await?;
            if let (Status::WaitingForOpen, Some(source)) = (was, record.source) {
                // It could not start for the same reason as the one that it was to make good (rule 9).
                let source = request::get(&mut tx, source).await?;
                (record.refusal, record.hold) = (source.refusal, source.hold);
            }
            request::end_unbegun(&mut tx, &record).await?;
            request::unmake_good(&mut tx, record.id).await?;
            let detail = serde_json::json!({ "process": record.process.name, "why": record.message });
            engine.note(&mut tx, &record.actor, "request.given_up", record.id.to_string(), detail).await?;
            tx.commit().await?;
            engine.tell(record.id);
            Ok(())
        })
        .await
    }

    /// When the next request that waits for the gate may start, by the pace that is set.
    pub(crate) fn pace(per_minute: u32) -> Span {
        Span::from_micros(60_000_000 / i64::from(per_minute.max(1)))
    }

    /// Whether an instant lies far enough back for the next paced start.
    pub(crate) fn paced(last: Option<Timestamp>, pace: Span, now: Timestamp) -> bool {
        last.is_none_or(|last| now >= last.plus(pace) || now < last)
    }
}
