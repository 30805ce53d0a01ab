//! The engine: everything a use case needs, opened once.

use std::collections::HashMap;
use std::os::fd::BorrowedFd;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::id::{HoldId, ProcessId, RequestId};
use domain::permission::Person;
use domain::process::Definition;
use domain::time::Timestamp;
use futures::FutureExt as _;
use tokio::sync::{Notify, Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::blackout::Plans;
use crate::clock::Clock;
use crate::config::Config;
use crate::data_dir::DataDir;
use crate::definition::Expressions;
use crate::error::{Error, Result};
use crate::ids::Ids;
use crate::keys::Keys;
use crate::metrics::Counters;
use crate::newest::Newest;
use crate::offline::{Asked, Journal, Keeper, journal};
use crate::opened::{OpenError, Opened};
use crate::runner::Runner;
use crate::session::Attempts;
use crate::starts::Starts;
use crate::status::Published;
use crate::store::{Place, Store, Tx, audit};
use crate::to_the_end::ToTheEnd;

/// The engine. Cheap to clone; every use case is a method of it.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

pub struct Inner {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    /// When this process opened it.
    pub(crate) opened_at: Timestamp,
    pub(crate) ids: Ids,
    pub(crate) store: Store,
    /// What is remembered while the database is not Lull's.
    pub(crate) keeper: Keeper,
    /// Starts refused meanwhile.
    pub(crate) journal: Journal<Asked>,
    /// The state file is to be brought up to date.
    pub(crate) stale_memory: Notify,
    /// The database was opened and every check was green (rule 40).
    green: AtomicBool,
    /// Not all of it was checked: that took too long.
    pub(crate) checked_in_part: AtomicBool,
    /// Nobody has seen to the first administrator yet: this process began offline.
    new_here: AtomicBool,
    pub(crate) keys: Keys,
    pub(crate) data: DataDir,
    pub(crate) expressions: Expressions,
    pub(crate) definitions: Mutex<HashMap<(ProcessId, u32), Arc<Definition>>>,
    pub(crate) newest: Newest,
    pub(crate) plans: Plans,
    pub(crate) starts: Starts,
    pub(crate) runner: Arc<dyn Runner>,
    pub(crate) slots: Arc<Semaphore>,
    /// Work whose end must be awaited before the process leaves.
    pub(crate) tasks: TaskTracker,
    pub(crate) watchers: Mutex<HashMap<RequestId, watch::Sender<u64>>>,
    pub(crate) status: watch::Sender<Arc<Published>>,
    /// This process cannot let go of the database: only another one in its place can (rule 34).
    pub(crate) stuck: CancellationToken,
    /// The process leaves: whatever attends steps lets go of them.
    pub(crate) leaving: CancellationToken,
    /// Something happened that the worker should look at.
    pub(crate) kick: Notify,
    /// The next tick should look for what was missed.
    pub(crate) recover: AtomicBool,
    /// Until when every tick does, in UTC microseconds.
    pub(crate) doubt_until: AtomicI64,
    /// The status should be looked at anew.
    pub(crate) stale_status: Notify,
    /// The holds that were said to be overdue, with the last reminder.
    pub(crate) overdue_told: Mutex<HashMap<HoldId, Timestamp>>,
    pub(crate) attempts: Attempts,
    pub(crate) counters: Counters,
    pub(crate) attended: Mutex<std::collections::HashSet<(RequestId, String, u32)>>,
}

impl std::ops::Deref for Engine {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Engine").field(&self.config.data_dir).finish()
    }
}

impl Engine {
    /// Takes the data folder, opens the database, brings its schema up to date and sees to the first administrator
    /// and the hold of rule 20. Nothing runs until [`Engine::run`].
    ///
    /// # Errors
    /// [`OpenError`] in one line.
    pub async fn open(config: Config, clock: Clock) -> std::result::Result<(Self, Opened), OpenError> {
        let runner = crate::runner::Supervised::new(config.supervisor.clone(), config.log_cap, clock.clone());
        let runner = Arc::new(runner);
        Self::open_with(config, clock, runner).await
    }

    /// As [`Engine::open`], with a runner of the caller's.
    ///
    /// # Errors
    /// [`OpenError`] in one line.
    pub async fn open_with(
        config: Config,
        clock: Clock,
        runner: Arc<dyn Runner>,
    ) -> std::result::Result<(Self, Opened), OpenError> {
        let data = match config.inherited_lock {
            None => DataDir::take(&config.data_dir)?,
            Some(lock) => DataDir::inherit(&config.data_dir, lock)?,
        };
        let place = Place::parse(config.database_url.as_deref(), data.path())
            .map_err(|words| OpenError::Setting(format!("LULL_DATABASE_URL {words}")))?;
        let key_path = config.key_file.clone().unwrap_or_else(|| data.path().join("key"));
        let keys = match &config.key_file {
            None => Keys::of(&data),
            // In a folder that is not this process's alone.
            Some(path) => Keys::load(path),
        };
        let keys = keys.map_err(|error| OpenError::Key { path: key_path, error })?;
        let keeper = Keeper::open(data.path());
        let journal = Journal::open(data.path(), journal::DEFAULT_CAP)?;
        let store = Store::closed(&place, &config.node);
        let engine = Self(Arc::new(Inner {
            ids: Ids::new(clock.clone()),
            opened_at: clock.now(),
            status: watch::channel(Arc::new(Published::unknown(clock.now()))).0,
            slots: Arc::new(Semaphore::new(config.parallel_steps.max(1))),
            overdue_told: Mutex::default(),
            attempts: Attempts::default(),
            counters: Counters::default(),
            expressions: Expressions,
            definitions: Mutex::default(),
            newest: Newest::default(),
            plans: Plans::default(),
            starts: Starts::default(),
            tasks: TaskTracker::new(),
            stuck: CancellationToken::new(),
            leaving: CancellationToken::new(),
            watchers: Mutex::default(),
            kick: Notify::new(),
            recover: AtomicBool::new(false),
            doubt_until: AtomicI64::new(i64::MIN),
            stale_status: Notify::new(),
            attended: Mutex::default(),
            config,
            clock,
            store,
            keeper,
            journal,
            stale_memory: Notify::new(),
            green: AtomicBool::new(false),
            checked_in_part: AtomicBool::new(false),
            new_here: AtomicBool::new(true),
            keys,
            data,
            runner,
        }));
        engine.begin_inside().await?;
        let made_password = if engine.is_away() {
            // The database is somebody else's, and is not even looked at.
            engine.clock.trust(engine.keeper.current().ahead);
            if engine.config.inherited_lock.is_some() {
                engine.has_let_go().await?;
            }
            None
        } else {
            if engine.keeper.current().is_needed() {
                // A file that was there, and is away now, is not to be made anew: a window may have begun meanwhile.
                engine.store.may_be_opened(false)?;
            }
            engine.store.reopen().await?;
            let made_password = engine.arrive().await?;
            engine.look_at_what_runs().await?;
            engine.stale_memory.notify_one();
            made_password
        };
        engine.refresh_status().await?;
        Ok((engine, Opened { made_password }))
    }

    /// What a process sees to once it has a database; answers a password that was made.
    pub(crate) async fn arrive(&self) -> std::result::Result<Option<String>, OpenError> {
        self.measure_clock().await?;
        let made_password = self.first_administrator().await?;
        if self.config.start_in_maintenance {
            self.start_in_maintenance().await?;
        }
        self.new_here.store(false, Ordering::Relaxed);
        Ok(made_password)
    }

    /// Whether this process has had no database yet.
    pub(crate) fn is_new_here(&self) -> bool {
        self.new_here.load(Ordering::Relaxed)
    }

    /// Whether the database was checked since this process began.
    pub(crate) fn is_green(&self) -> bool {
        self.green.load(Ordering::Relaxed)
    }

    /// Every check is green.
    pub(crate) fn checks_are_green(&self) {
        self.green.store(true, Ordering::Relaxed);
    }

    /// Runs a write to its end, so that a leaving browser does not drop its transaction midway.
    pub(crate) async fn writing<T, F>(&self, work: impl FnOnce(Self) -> F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let work = AssertUnwindSafe(self.tasks.track_future(work(self.clone()))).catch_unwind();
        ToTheEnd::new(work).await.unwrap_or_else(|_| {
            Err(Error::Internal("the work was given up by a fault of Lull's own".to_owned()))
        })
    }

    /// Writes an audit entry into a transaction.
    pub(crate) async fn note(
        &self,
        tx: &mut Tx,
        actor: &Person,
        action: &str,
        subject: impl Into<String>,
        detail: serde_json::Value,
    ) -> Result<()> {
        let id = domain::id::AuditId::new(self.ids.next());
        audit::insert(tx, &audit::entry(id, self.clock.now(), actor, action, subject, detail))
    }

    /// Waits until this process is to be replaced by another one that inherits the data folder's lock: it cannot let go
    /// of the database.
    pub async fn until_stuck(&self) {
        self.stuck.cancelled().await;
    }

    /// The data folder's lock, for the process that comes in this one's place.
    #[must_use]
    pub fn data_lock(&self) -> BorrowedFd<'_> {
        self.data.lock()
    }

    /// The data folder.
    #[must_use]
    pub fn data_dir(&self) -> &std::path::Path {
        self.data.path()
    }

    /// The clock that the engine goes by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ready(&self) -> Result<()> {
        let mut tx = self.store.read().await?;
        tx.count("SELECT epoch FROM gate WHERE id = 1", crate::params![]).await.map(drop)
    }

    /// Lets go of steps, waits for writes under way, then closes the database; at most `limit` for each.
    pub async fn close(&self, limit: Duration) {
        self.leaving.cancel();
        self.tasks.close();
        if tokio::time::timeout(limit, self.tasks.wait()).await.is_err() {
            tracing::warn!("some work did not end in time");
        }
        let closed = self.store.close(limit).await;
        if !closed.left.is_empty() {
            tracing::warn!(left = %closed.left.join("; "), "the database was not seen to be closed in time");
        }
    }
}

/// Locks what is never left half-changed, even when another thread panicked.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
