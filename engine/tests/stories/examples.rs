//! The examples, run with real processes under real supervisors.

use domain::id::RequestId;
use domain::permission::{EditProcesses, Read, RunProcesses};
use domain::process::Outcome;
use domain::request::{Origin, Request, StartRequest, Status};
use domain::task::{Response, Verdict};
use engine::worker::Rounds;
use engine::{Caller, Clock, Config, Engine};

use super::harness::START;

struct Host {
    engine: Engine,
    admin: Caller,
    clock: Clock,
    _dir: tempfile::TempDir,
}

impl Host {
    async fn with_examples() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut config = Config::new(dir.path());
        config.admin_password = Some("correct horse".to_owned());
        let clock = Clock::manual(START);
        let (engine, _) = Engine::open(config, clock.clone()).await.unwrap();
        let login = engine.log_in("admin", "correct horse", None).await.unwrap();
        let admin = engine.authenticate(&login.secret).await.unwrap().unwrap();
        let permit = admin.permit::<EditProcesses>().unwrap();
        assert_eq!(engine.load_examples(&permit).await.unwrap().len(), 5);
        assert_eq!(engine.load_examples(&permit).await.unwrap().len(), 0, "those there are left alone");
        Self { engine, admin, clock, _dir: dir }
    }

    async fn runs(&self, process: &str, inputs: &[(&str, &str)]) -> RequestId {
        let inputs = inputs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let ask = StartRequest { process: process.to_owned(), inputs, ..StartRequest::default() };
        let permit = self.admin.permit::<RunProcesses>().unwrap();
        self.engine.start(&permit, ask, Origin::Page).await.unwrap().request.id
    }

    async fn until(&self, id: RequestId, wanted: impl Fn(&Request) -> bool) -> Request {
        let mut news = self.engine.watch_request(id);
        loop {
            news.mark_unchanged();
            let request = self.engine.request(&self.admin.permit::<Read>().unwrap(), id).await.unwrap();
            if wanted(&request) {
                return request;
            }
            let told = tokio::time::timeout(std::time::Duration::from_secs(60), news.changed()).await;
            assert!(told.is_ok(), "nothing more happens to {request:#?}");
        }
    }

    async fn ends(&self, id: RequestId) -> Request {
        self.until(id, |request| request.status.is_final()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn host_report_looks_around_and_writes_a_report() {
    let host = Host::with_examples().await;
    let done = host.ends(host.runs("host-report", &[]).await).await;
    assert_eq!(done.status, Status::Succeeded, "{done:#?}");
    let output = &done.steps[4].output;
    let report = std::fs::read_to_string(&output["file"]).unwrap();
    for part in ["== System", "== Disk", "== Memory", "== Biggest folders"] {
        assert!(report.contains(part), "{report}");
    }
    assert!(done.message.unwrap().contains(&output["sha256"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn backup_rehearsal_packs_waits_asks_and_publishes() {
    let host = Host::with_examples().await;
    let id = host.runs("backup-rehearsal", &[("files", "50")]).await;
    let waits = host.until(id, |request| request.steps[2].wakes.is_some()).await;
    assert_eq!(waits.steps[1].outcome, Some(Outcome::Succeeded));
    host.clock.set(waits.steps[2].wakes.unwrap());
    host.engine.tick(&mut Rounds::default()).await.unwrap();
    let asks = host.until(id, |request| request.steps[4].task.is_some()).await;
    assert_eq!(asks.steps[3].output["checked"], "50", "{asks:#?}");
    let answer = Response { outcome: Verdict::Succeeded, comment: None, properties: Default::default() };
    host.engine.respond(&host.admin, asks.steps[4].task.unwrap(), answer).await.unwrap();
    let done = host.ends(id).await;
    assert_eq!(done.status, Status::Succeeded, "{done:#?}");
    let child = host.ends(done.steps[5].child.unwrap()).await;
    assert_eq!(child.process.name, "publish-archive");
}

#[tokio::test(flavor = "multi_thread")]
async fn steady_work_works_as_long_as_it_is_told_and_refuses_nonsense() {
    let host = Host::with_examples().await;
    let (short, nonsense) = (host.runs("steady-work", &[("seconds", "1")]).await, "1; echo owned");
    let nonsense = host.runs("steady-work", &[("seconds", nonsense)]).await;
    let done = host.ends(short).await;
    assert_eq!((done.status, done.steps[0].output["worked"].as_str()), (Status::Succeeded, "1"));
    assert_eq!(host.ends(nonsense).await.status, Status::Failed);
}
