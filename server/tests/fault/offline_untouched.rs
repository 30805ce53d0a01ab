//! Fault 19, looked at from outside: a server that is killed and started in a window does not so much as open its
//! database, nor call at its address.

use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
use serde_json::json;

use crate::harness::{Caller, DONE, Db, Lull, Proxy, does, goes_offline, make, phase, status, until};

/// Sees each opening, reading and writing of a file, by whomever.
struct Watch(OwnedFd);

impl Watch {
    fn over(file: &Path) -> Self {
        let watch = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).unwrap();
        inotify::add_watch(&watch, file, WatchFlags::OPEN | WatchFlags::ACCESS | WatchFlags::MODIFY).unwrap();
        Self(watch)
    }

    fn seen(&self) -> usize {
        let mut buffer = [MaybeUninit::uninit(); 4_096];
        let mut events = inotify::Reader::new(&self.0, &mut buffer);
        std::iter::from_fn(|| events.next().ok().map(drop)).count()
    }
}

/// How often the worker has ticked since the server was started.
async fn ticks(admin: &Caller) -> u64 {
    let numbers = admin.get("/metrics").await.is(200).text;
    let line = numbers.lines().find_map(|line| line.strip_prefix("lull_ticks_total ")).expect("a counter");
    line.trim().parse().unwrap()
}

/// All that people and the host may do in a window.
async fn is_used(lull: &Lull, admin: &Caller) {
    assert_eq!(phase(admin).await, "offline");
    admin.page("/requests").await.is(503);
    admin.page("/calendar").await.is(200);
    admin.get("/readyz").await.is(503);
    admin.post("/api/v1/requests", json!({"process": "done"})).await.is(503);
    does(lull, &["extend", "2h"]);
    status(lull);
    let before = ticks(admin).await;
    until("it has ticked three times more", async || ticks(admin).await > before + 2).await;
}

async fn opens(lull: &Lull, admin: &Caller) {
    does(lull, &["reopen"]);
    until("it is open", async || phase(admin).await == "open").await;
    admin.starts("done").await.is(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_19_a_restart_in_a_window_does_not_open_the_file() {
    let mut lull = Lull::on(Db::Sqlite).await;
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    goes_offline(&lull, &admin).await;
    lull.dies();
    let watch = Watch::over(&lull.data().join("lull.db"));
    lull.starts();
    let admin = admin.at(lull.url());
    is_used(&lull, &admin).await;
    assert_eq!(watch.seen(), 0, "openings, readings and writings of the file");
    opens(&lull, &admin).await;
    assert!(watch.seen() > 0, "the watch sees nothing at all");
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_19_a_restart_in_a_window_does_not_call_at_the_servers_address() {
    let database = make(Db::Postgres).await.expect("it has a URL");
    let proxy = Proxy::before(&database).await;
    let mut lull = Lull::at(Some(proxy.url.clone()), &[]);
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    goes_offline(&lull, &admin).await;
    lull.dies();
    let before = proxy.calls();
    lull.starts();
    let admin = admin.at(lull.url());
    is_used(&lull, &admin).await;
    assert_eq!(proxy.calls(), before, "calls at the address");
    opens(&lull, &admin).await;
    assert!(proxy.calls() > before, "the proxy sees nothing at all");
}
