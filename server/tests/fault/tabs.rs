//! Fault 33: very many tabs lose their server in a window, and come back at once. Each is told the whole state at once,
//! without a login, and when to come back next, spread; somebody else is served meanwhile.

use std::collections::BTreeSet;

use tokio::task::JoinSet;

use crate::harness::{DONE, Db, Lull, Stream, does, goes_offline, phase, rounds, until};

/// When it is told to come back, in milliseconds.
fn retry(said: &str) -> u32 {
    let line = said.lines().find_map(|line| line.strip_prefix("retry: ")).expect("a time to come back");
    line.trim().parse().unwrap()
}

async fn all_come(url: &str, token: &str, count: usize) -> Vec<Stream> {
    let mut tabs = JoinSet::new();
    for _ in 0..count {
        let (url, token) = (url.to_owned(), token.to_owned());
        tabs.spawn(async move { Stream::opens(&url, Some(&token)).await });
    }
    tabs.join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_33_tabs_that_come_back_at_once_are_told_everything_without_a_login() {
    // Half of the files that this process may open are the other ends of pipes and sockets.
    let count = rounds(1_000, 8_000);
    let mut lull = Lull::on(Db::Sqlite).await;
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    let before = all_come(lull.url(), admin.token(), count).await;
    goes_offline(&lull, &admin).await;
    lull.dies();
    drop(before);
    lull.starts();
    let admin = admin.at(lull.url());
    let served = async {
        for _ in 0..20 {
            assert_eq!(phase(&admin).await, "offline", "somebody else is served meanwhile");
        }
    };
    let (tabs, ()) = tokio::join!(all_come(lull.url(), admin.token(), count), served);
    assert_eq!(tabs.len(), count);
    let mut times = BTreeSet::new();
    for tab in &tabs {
        let said = tab.said();
        // The epoch is told to people who are logged in only.
        assert!(said.contains("\"phase\":\"offline\"") && said.contains("\"epoch\":"), "{said}");
        times.insert(retry(&said));
    }
    assert!(times.len() > count / 4, "{} different times", times.len());
    assert!(times.iter().all(|time| (1_000..=4_000).contains(time)), "{times:?}");

    does(&lull, &["reopen"]);
    let mut told = JoinSet::new();
    for mut tab in tabs {
        told.spawn(async move { tab.says("\"phase\":\"open\"").await });
    }
    assert_eq!(told.join_all().await.len(), count, "each is told that it is open");
    let again = lull.admin().await;
    until("it is open", async || phase(&again).await == "open").await;
    again.starts("done").await.is(201);
}
