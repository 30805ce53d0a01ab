//! A process that cannot let go of its database is replaced by a new one in its place (rule 34): the address, the lock of
//! the data folder and the steps that run stay, and the file is the administrator's.

use crate::harness::{
    Db, Lull, PATIENT, Patient, does, goes_offline, kill, leads_there, phase, status, until, zombies,
};

/// Keeps a descriptor of the file at the first closing.
const KEEPS_IT: [(&str, &str); 1] = [("FAILPOINTS", "database-kept=return")];

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_holds_on_to_the_file_is_replaced_and_nothing_is_lost() {
    let mut lull = Lull::with(Db::Sqlite, &KEEPS_IT).await;
    let admin = lull.admin().await;
    admin.has_process(PATIENT).await;
    let one = Patient::runs(&lull, &admin, "one").await;
    let other = Patient::runs(&lull, &admin, "other").await;
    goes_offline(&lull, &admin).await;
    until("another has come in its place", async || leads_there(&lull, Db::Sqlite).await.is_empty()).await;
    until("it answers", async || phase(&admin).await == "offline").await;
    assert!(!lull.has_died(), "it is the same process");
    let told = status(&lull);
    assert!(told.contains("by force") && !told.contains("left after force"), "{told}");
    assert!(lull.log().contains("a new process takes the place of this one"), "{}", lull.log());
    let data = lull.data().display().to_string();
    let second = lull.command(&["serve", "--addr", "127.0.0.1:0", "--data-dir", &data], "").output().unwrap();
    assert!(String::from_utf8_lossy(&second.stderr).contains("belongs to a running lull"), "{second:?}");

    one.is_let_go();
    does(&lull, &["reopen"]);
    until("it is open", async || phase(&admin).await == "open").await;
    other.is_let_go();
    one.ends_well(&admin).await;
    other.ends_well(&admin).await;
    until("nothing is left to reap", async || zombies(lull.pid()).is_empty()).await;
    kill(lull.pid(), rustix::process::Signal::TERM);
    until("it leaves when it is told to", async || lull.has_died()).await;
}
