//! Fault 13: the network to the database is slow, from not at all to half a minute each way. Every call ends in
//! bounded time; what is told as done is done, and what is told as not done is not done later either.

use std::time::{Duration, Instant};

use crate::harness::{Answer, DONE, Db, Look, Lull, Proxy, make, rounds, until};

/// The longest that a call may take: the server's own limit, and what a busy host adds.
const BOUND: Duration = Duration::from_secs(35);

/// How late everything is, in milliseconds each way.
const QUICK: &[u64] = &[0, 300, 1_200];
const LONG: &[u64] = &[0, 50, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

async fn bounded(what: &str, call: impl Future<Output = Answer>) -> Answer {
    let began = Instant::now();
    let answer = call.await;
    assert!(began.elapsed() < BOUND, "{what} took {:?}", began.elapsed());
    answer
}

/// What an answer says of the change that was asked for; none when it says that nobody knows.
fn is_done(answer: &Answer) -> Option<bool> {
    match answer.status {
        200 | 201 | 409 => Some(true),
        503 if answer.kind() == "/problems/outcome-unknown" => None,
        503 => Some(false),
        other => panic!("{other}: {}", answer.text),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_13_a_slow_way_to_the_database_is_told_in_bounded_time_and_never_as_a_false_success() {
    let database = make(Db::Postgres).await.expect("it has a URL");
    let proxy = Proxy::before(&database).await;
    let lull = Lull::at(Some(proxy.url.clone()), &[]);
    let look = Look::at(Some(&database), &lull.data());
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    let mut held = false;
    for delay in if rounds(0, 1) == 0 { QUICK } else { LONG } {
        let requests = look.count("SELECT COUNT(*) FROM request").await;
        proxy.delays(Duration::from_millis(*delay));
        let enable = bounded("PUT maintenance", admin.maintenance(!held));
        let start = bounded("a start", admin.starts("done"));
        let health = bounded("healthz", admin.get("/healthz"));
        let (enable, start, health) = tokio::join!(enable, start, health);
        assert_eq!(health.status, 200);
        proxy.delays(Duration::ZERO);
        proxy.has_delivered().await;
        let holds = look.count("SELECT COUNT(*) FROM hold WHERE lifted IS NULL").await == 1;
        if let Some(done) = is_done(&enable) {
            assert_eq!(holds, held != done, "{delay} ms: {}", enable.text);
        }
        let more = look.count("SELECT COUNT(*) FROM request").await - requests;
        if let Some(done) = is_done(&start) {
            assert_eq!(more, i64::from(done), "{delay} ms: {}", start.text);
        }
        println!("{delay} ms: {} and {}", enable.status, start.status);
        until("it goes on", async || admin.maintenance(!holds).await.status == 200).await;
        held = !holds;
        assert_eq!(look.count("SELECT COUNT(*) FROM hold WHERE lifted IS NULL").await, i64::from(held));
    }
    admin.maintenance(false).await.is(200);
    admin.starts("done").await.is(201);
}
