//! Fault 13: the connection breaks in the middle of a write. What nobody can know is told as unknown, what certainly
//! did not happen as not done (rule 16), and nothing as done that is not.

use crate::harness::{Answer, Caller, Cut, DONE, Db, Look, Lull, Proxy, make, until};

const BEGIN: &[u8] = b"BEGIN ISOLATION LEVEL READ COMMITTED";
const COMMIT: &[u8] = b"COMMIT\0";

const HELD: &str = "SELECT COUNT(*) FROM hold WHERE lifted IS NULL";
const STARTED: &str = "SELECT COUNT(*) FROM request";

/// A write that fails at a cut, and works when its connections hold again.
async fn cut(proxy: &Proxy, cut: Cut, write: impl AsyncFn() -> Answer) -> (u16, String) {
    proxy.cuts(Some(cut));
    let answer = write().await;
    proxy.cuts(None);
    (answer.status, answer.kind())
}

async fn works_again(admin: &Caller) {
    until("the database answers", async || admin.get("/api/v1/maintenance").await.status == 200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_13_an_unanswered_commit_is_told_as_unknown_and_a_change_that_never_began_as_not_made() {
    let database = make(Db::Postgres).await.expect("it has a URL");
    let proxy = Proxy::before(&database).await;
    let lull = Lull::at(Some(proxy.url.clone()), &[]);
    let look = Look::at(Some(&database), &lull.data());
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    let problem = |kind: &str| (503, format!("/problems/{kind}"));

    // The commit is taken, and nobody says so.
    assert_eq!(
        cut(&proxy, Cut::After(COMMIT), async || admin.starts("done").await).await,
        problem("outcome-unknown")
    );
    until("the start is on record", async || look.count(STARTED).await == 1).await;
    works_again(&admin).await;
    let enables = async || admin.maintenance(true).await;
    assert_eq!(cut(&proxy, Cut::After(COMMIT), enables).await, problem("outcome-unknown"));
    until("the hold is in force", async || look.count(HELD).await == 1).await;
    works_again(&admin).await;
    admin.starts("done").await.is(409);

    // The commit is lost on its way, which looks the same from here.
    let lifts = async || admin.maintenance(false).await;
    assert_eq!(cut(&proxy, Cut::Before(COMMIT), lifts).await, problem("outcome-unknown"));
    works_again(&admin).await;
    assert_eq!(admin.get("/api/v1/maintenance").await.is(200).json()["enabled"], true);
    assert_eq!(look.count(HELD).await, 1);

    // Nothing has begun: nothing was changed, and that is certain.
    assert_eq!(cut(&proxy, Cut::Before(BEGIN), lifts).await, problem("not-enabled"));
    works_again(&admin).await;
    let starts = async || admin.starts("done").await;
    assert_eq!(cut(&proxy, Cut::Before(BEGIN), starts).await, problem("unavailable"));
    works_again(&admin).await;
    assert_eq!((look.count(HELD).await, look.count(STARTED).await), (1, 2));
    admin.maintenance(false).await.is(200);
    admin.starts("done").await.is(201);
}
