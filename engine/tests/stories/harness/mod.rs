//! World: a whole engine on either database, a clock that stands still, and verbs that read as sentences.

mod database;
mod scripted;

use std::sync::Arc;

use domain::duration::Span;
use domain::id::RequestId;
use domain::maintenance::{Edit, MaintenanceEdit};
use domain::permission::{EditProcesses, ManageMaintenance, Read, Role, RunProcesses};
use domain::request::{Origin, Request, StartRequest, Status};
use domain::time::Timestamp;
use domain::user::NewUser;
use engine::worker::Rounds;
use engine::{Caller, Clock, Config, Engine, Error};
use tempfile::TempDir;

pub use database::Db;
pub use scripted::Scripted;

/// Makes one test of a story for each database.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($world:ident: World) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "stories differ in what they use")]
            use super::*;
            use $crate::harness::{Db, World};

            async fn story($world: World) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                story(World::on(Db::Sqlite).await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                story(World::on(Db::Postgres).await).await;
            }
        }
    )*};
}

/// 2026-12-05 01:00 in UTC.
pub const START: Timestamp = Timestamp::from_micros(1_796_432_400_000_000);

pub struct World {
    pub engine: Engine,
    pub clock: Clock,
    pub runner: Arc<Scripted>,
    pub config: Config,
    admin: Caller,
    dir: TempDir,
    rounds: tokio::sync::Mutex<Rounds>,
}

impl World {
    pub async fn on(db: Db) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut config = Config::new(dir.path());
        config.database_url = database::make(db).await;
        config.admin_password = Some("correct horse".to_owned());
        config.parallel_steps = 4;
        Self::with(config, dir, Clock::manual(START), None).await
    }

    async fn with(config: Config, dir: TempDir, clock: Clock, admin: Option<Caller>) -> Self {
        let runner = Arc::new(Scripted::default());
        let (engine, _) = Engine::open_with(config.clone(), clock.clone(), runner.clone()).await.unwrap();
        let admin = match admin {
            // Nobody logs in while the database is not Lull's.
            Some(admin) if engine.is_away() => admin,
            _ => log_in(&engine, "admin", "correct horse").await,
        };
        Self { engine, clock, runner, config, admin, dir, rounds: Default::default() }
    }

    /// A second engine on the same PostgreSQL, with a data folder of its own.
    pub async fn beside(&self) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config = Config { data_dir: dir.path().to_owned(), ..self.config.clone() };
        assert!(config.database_url.is_some(), "several nodes share a PostgreSQL");
        Self::with(config, dir, self.clock.clone(), None).await
    }

    /// As if the process had died and another one started.
    pub async fn restarts(self) -> Self {
        let Self { engine, clock, config, dir, runner, admin, .. } = self;
        engine.close(std::time::Duration::from_secs(5)).await;
        // Whatever attended steps goes with the process.
        runner.forget();
        let gone = Arc::downgrade(&runner);
        drop((engine, runner));
        while gone.upgrade().is_some() {
            tokio::task::yield_now().await;
        }
        Self::with(config, dir, clock, Some(admin)).await
    }

    pub fn admin(&self) -> Person<'_> {
        Person { world: self, caller: self.admin.clone() }
    }

    /// Somebody new with a role; the name is the role's when there is one already.
    pub async fn somebody(&self, name: &str, role: Role) -> Person<'_> {
        let new = NewUser { username: name.to_owned(), password: "battery staple".to_owned(), role };
        self.engine.add_user(&self.admin.permit().unwrap(), new).await.unwrap();
        Person { world: self, caller: log_in(&self.engine, name, "battery staple").await }
    }

    /// Saves a process.
    pub async fn process(&self, source: &str) {
        self.engine.create_process(&self.admin.permit::<EditProcesses>().unwrap(), source).await.unwrap();
    }

    /// One tick of the worker.
    pub async fn ticks(&self) -> Option<Timestamp> {
        self.engine.tick(&mut *self.rounds.lock().await).await.unwrap()
    }

    /// Moves the clock, and ticks.
    pub async fn passes(&self, span: &str) {
        self.clock.advance(span.parse::<Span>().unwrap());
        self.ticks().await;
    }

    pub async fn request(&self, id: RequestId) -> Request {
        self.engine.request(&self.admin.permit::<Read>().unwrap(), id).await.unwrap()
    }

    /// Waits until a request stands so; a story that never gets there is ended by the test runner's time-out.
    pub async fn reaches(&self, id: RequestId, status: Status) -> Request {
        self.until(id, |request| request.status == status).await
    }

    pub async fn until(&self, id: RequestId, wanted: impl Fn(&Request) -> bool) -> Request {
        let mut news = self.engine.watch_request(id);
        loop {
            news.mark_unchanged();
            let request = self.request(id).await;
            if wanted(&request) {
                return request;
            }
            let told = tokio::time::timeout(std::time::Duration::from_secs(20), news.changed()).await;
            assert!(told.is_ok(), "nothing more happens to {request:#?}");
        }
    }

    /// Rows of the database, asked past the engine.
    pub async fn counts(&self, sql: &'static str) -> i64 {
        database::count(&self.config, sql).await
    }

    /// Leaves rows as a process that died at a certain point would have.
    pub async fn left(&self, sql: &'static str) {
        database::change(&self.config, sql).await;
    }
}

async fn log_in(engine: &Engine, name: &str, password: &str) -> Caller {
    let login = engine.log_in(name, password, None).await.unwrap();
    engine.authenticate(&login.secret).await.unwrap().unwrap()
}

/// Somebody who does something.
#[derive(Clone)]
pub struct Person<'w> {
    pub world: &'w World,
    pub caller: Caller,
}

impl Person<'_> {
    pub async fn asks(&self, ask: StartRequest) -> Result<Request, Error> {
        let permit = self.caller.permit::<RunProcesses>()?;
        self.world.engine.start(&permit, ask, Origin::Api).await.map(|started| started.request)
    }

    pub async fn runs(&self, process: &str) -> Result<Request, Error> {
        self.asks(StartRequest { process: process.to_owned(), ..StartRequest::default() }).await
    }

    /// Ticks the box.
    pub async fn enables_maintenance(&self, reason: &str) -> domain::maintenance::Maintenance {
        self.edits(MaintenanceEdit { reason: Edit::Set(reason.to_owned()), ..ticked(true) }).await.unwrap()
    }

    /// Unticks it.
    pub async fn disables_maintenance(&self) -> domain::maintenance::Maintenance {
        self.edits(ticked(false)).await.unwrap()
    }

    pub async fn edits(&self, edit: MaintenanceEdit) -> Result<domain::maintenance::Maintenance, Error> {
        self.edits_as_seen(edit, None).await
    }

    pub async fn edits_as_seen(
        &self,
        edit: MaintenanceEdit,
        epoch: Option<u64>,
    ) -> Result<domain::maintenance::Maintenance, Error> {
        let permit = self.caller.permit::<ManageMaintenance>()?;
        self.world.engine.set_maintenance(&permit, edit, epoch).await
    }

    pub async fn runs_when_open(&self, refused: RequestId) -> Result<Request, Error> {
        self.world.engine.run_when_open(&self.caller.permit::<RunProcesses>()?, refused).await
    }
}

/// The box and nothing else.
pub fn ticked(enabled: bool) -> MaintenanceEdit {
    MaintenanceEdit {
        enabled,
        reason: Edit::Keep,
        message: Edit::Keep,
        estimated_end: Edit::Keep,
        expires_at: Edit::Keep,
    }
}

/// The record of a start that was refused.
pub fn refused(result: Result<Request, Error>) -> Request {
    match result {
        Err(Error::CouldNotStart(request)) => *request,
        other => panic!("it was not refused: {other:?}"),
    }
}

/// A process of one `finish` step.
pub const DONE: &str = "name: done\nkind: global\nsteps:\n  - id: end\n    finish: { outcome: succeeded }\n";

/// A process of one shell step, which the story ends.
pub const WORK: &str = "name: work\nkind: global\nsteps:\n  - id: build\n    shell: make\n";

/// A process that runs `work` as its sub-process; the step's other fields may follow.
pub const OUTER: &str =
    "name: outer\nkind: global\nsteps:\n  - id: inner\n    run_process: { process: work }\n";
