//! Fault 20: the server is killed in a window, and its state file is damaged (rule 35). With one copy bad the other
//! counts; with both bad it stays offline until the operator says that the database may be used.

use std::path::PathBuf;

use serde_json::json;

use crate::harness::{
    Caller, DONE, Db, Lull, ctl, does, goes_offline, leads_there, phase, said, status, until,
};

const COPIES: [&str; 2] = ["state.a", "state.b"];

async fn in_a_window(db: Db) -> (Lull, Caller) {
    let lull = Lull::on(db).await;
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    goes_offline(&lull, &admin).await;
    (lull, admin)
}

fn copy(lull: &Lull, name: &str) -> PathBuf {
    lull.data().join(name)
}

/// When the window is expected to end, as everybody is told.
async fn end(caller: &Caller) -> String {
    let status = caller.get("/api/v1/status").await.is(200).json();
    status["maintenance"]["estimated_end"].as_str().expect("an end").to_owned()
}

/// Started again it is offline, and knows its window.
async fn knows_its_window(lull: &mut Lull, admin: &Caller) -> Caller {
    lull.starts();
    let admin = admin.at(lull.url());
    assert_eq!(phase(&admin).await, "offline");
    let told = status(lull);
    assert!(told.contains("Offline from the host by host") && told.contains("it is yours"), "{told}");
    let [a, b] = COPIES.map(|name| std::fs::read(copy(lull, name)).unwrap());
    assert_eq!(a, b, "the bad copy was written anew");
    admin
}

async fn opens(lull: &Lull, admin: &Caller) {
    does(lull, &["reopen"]);
    until("it is open", async || phase(admin).await == "open").await;
    admin.starts("done").await.is(201);
}

async fn one_copy_is_bad(db: Db) {
    let (mut lull, mut admin) = in_a_window(db).await;
    for name in COPIES {
        lull.dies();
        let whole = std::fs::read(copy(&lull, name)).unwrap();
        std::fs::write(copy(&lull, name), &whole[..whole.len() / 2]).unwrap();
        admin = knows_its_window(&mut lull, &admin).await;
    }
    for name in COPIES {
        let older = std::fs::read(copy(&lull, name)).unwrap();
        does(&lull, &["extend", if name == "state.a" { "2h" } else { "3h" }]);
        let extended = end(&admin).await;
        lull.dies();
        std::fs::write(copy(&lull, name), older).unwrap();
        admin = knows_its_window(&mut lull, &admin).await;
        assert_eq!(end(&admin).await, extended, "the newer copy counts");
    }
    opens(&lull, &admin).await;
}

async fn both_copies_are_bad(db: Db) {
    let (mut lull, admin) = in_a_window(db).await;
    lull.dies();
    for name in COPIES {
        std::fs::write(copy(&lull, name), b"torn").unwrap();
    }
    for _ in 0..2 {
        lull.starts();
        let told = status(&lull);
        assert!(told.contains("phase offline") && told.contains("state.a is damaged"), "{told}");
        assert!(told.contains("`lull ctl reopen`") && told.contains("copy all three files"), "{told}");
        assert_eq!(leads_there(&lull, db).await, Vec::<String>::new(), "{db:?}");
        let refused = ctl(&lull, &["extend", "2h"]);
        assert!(!refused.status.success(), "there is no window to extend: {}", said(&refused));
        assert!(status(&lull).contains("phase offline"));
        lull.dies();
    }
    lull.starts();
    let admin = admin.at(lull.url());
    opens(&lull, &admin).await;
    let audit = admin.get("/api/v1/audit?action=blackout.reopen_by_hand").await.is(200).json();
    assert_eq!(audit["items"].as_array().map(Vec::len), Some(1), "{audit}");
    let windows = lull.look().count("SELECT COUNT(*) FROM occurrence WHERE NOT is_over").await;
    assert_eq!((windows, phase(&admin).await.as_str()), (0, "open"), "it is not closed again");
    let status = admin.get("/api/v1/status").await.is(200).json();
    assert_eq!(status["maintenance"]["enabled"], json!(false), "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_20_one_copy_torn_or_older_leaves_the_window_known_on_sqlite() {
    one_copy_is_bad(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_20_one_copy_torn_or_older_leaves_the_window_known_on_postgres() {
    one_copy_is_bad(Db::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_20_both_copies_torn_stay_offline_until_one_reopen_on_sqlite() {
    both_copies_are_bad(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_20_both_copies_torn_stay_offline_until_one_reopen_on_postgres() {
    both_copies_are_bad(Db::Postgres).await;
}
