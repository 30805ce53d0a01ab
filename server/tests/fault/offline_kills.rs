//! Fault 19: the server is killed with -9 around every edge of a window, at instants by chance. Inside the window it is
//! never open, what runs goes on and is reported once, and what was refused is on record once.

use std::collections::BTreeSet;

use crate::harness::{Caller, Chance, DONE, Db, Lull, PATIENT, Patient, does, phase, rounds, until};

/// How often the server is killed in one window.
const EDGES: u64 = 4;
/// What is said of a window by its audit, each once.
const TOLD: [(&str, &str); 5] = [
    ("close", "SELECT COUNT(*) FROM audit WHERE action = 'blackout.close'"),
    ("offline", "SELECT COUNT(*) FROM audit WHERE action = 'blackout.offline'"),
    ("extend", "SELECT COUNT(*) FROM audit WHERE action = 'blackout.extend'"),
    ("reopen by hand", "SELECT COUNT(*) FROM audit WHERE action = 'blackout.reopen_by_hand'"),
    ("over", "SELECT COUNT(*) FROM audit WHERE action = 'blackout.over'"),
];
const RESTORED: &str = "SELECT COUNT(*) FROM audit WHERE action = 'blackout.restored'";

struct Story {
    lull: Lull,
    /// Logged in once: sessions outlive every restart.
    admin: Caller,
    chance: Chance,
    refused: BTreeSet<String>,
}

impl Story {
    async fn begins(db: Db) -> Self {
        let chance = Chance::seeded();
        let lull = Lull::on(db).await;
        let admin = lull.admin().await;
        for process in [PATIENT, DONE] {
            admin.has_process(process).await;
        }
        Self { lull, admin, chance, refused: BTreeSet::new() }
    }

    /// Kills the server after at most so many milliseconds, and starts it again.
    async fn strikes(&mut self, within: u64) {
        tokio::time::sleep(self.chance.millis(0, within)).await;
        self.lull.dies();
        self.lull.starts();
        self.admin = self.admin.at(self.lull.url());
    }

    /// Waits until it is offline: once nothing starts, it is not open again before that.
    async fn is_offline_in_the_end(&self) {
        let mut closed = false;
        let looks = async || {
            let now = phase(&self.admin).await;
            assert!(!closed || now != "open", "it opened in its window");
            closed |= ["draining", "quiet", "offline"].contains(&now.as_str());
            now == "offline"
        };
        until("it is offline", looks).await;
    }

    async fn is_offline_still(&self) {
        assert_eq!(phase(&self.admin).await, "offline", "a restart in the window comes up offline");
    }

    /// A start that is refused, and was told the id that it will have.
    async fn is_refused(&mut self) {
        let answer = self.admin.starts("done").await.is(503).json();
        let id = answer["request"].as_str().expect("it will be on record").to_owned();
        assert!(self.refused.insert(id), "{answer}");
    }

    async fn end(&self) -> String {
        let status = self.admin.get("/api/v1/status").await.is(200).json();
        status["maintenance"]["estimated_end"].as_str().expect("an end").to_owned()
    }

    async fn one_window(&mut self, number: usize) {
        let running = Patient::runs(&self.lull, &self.admin, &format!("folder-{number}")).await;
        let ends_before = self.chance.below(EDGES + 1);
        let ends = |edge: u64| {
            if edge == ends_before {
                running.is_let_go();
            }
        };

        does(&self.lull, &["offline", "--for", "1h"]);
        ends(0);
        // The window begins within two seconds: just asked for, closing, or just offline.
        self.strikes(3_000).await;
        self.is_offline_in_the_end().await;
        self.is_refused().await;
        ends(1);
        self.strikes(60).await;
        self.is_offline_still().await;
        does(&self.lull, &["extend", "2h"]);
        let extended = self.end().await;
        ends(2);
        self.strikes(60).await;
        self.is_offline_still().await;
        assert_eq!(self.end().await, extended, "what was acknowledged stands");
        self.is_refused().await;
        does(&self.lull, &["reopen"]);
        ends(3);
        // On its way back, or just open.
        self.strikes(600).await;
        until("it is open", async || phase(&self.admin).await == "open").await;
        ends(4);
        running.ends_well(&self.admin).await;
    }

    async fn everything_is_on_record_once(&self, windows: usize) {
        let requests = self.admin.requests().await;
        let refused = requests.iter().filter(|request| request["status"] == "could_not_start");
        let on_record: Vec<String> = refused.map(|one| one["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(on_record.len(), self.refused.len(), "each once");
        assert_eq!(on_record.into_iter().collect::<BTreeSet<_>>(), self.refused);
        assert_eq!(requests.len(), self.refused.len() + windows, "nothing else was started");
        for (what, sql) in TOLD {
            assert_eq!(self.lull.look().count(sql).await, i64::try_from(windows).unwrap(), "{what}");
        }
        assert_eq!(self.lull.look().count(RESTORED).await, 0, "it was the database that was closed");
        self.admin.page("/requests").await.is(200);
    }
}

async fn story(db: Db) {
    let mut story = Story::begins(db).await;
    let windows = rounds(2, 40);
    for number in 0..windows {
        story.one_window(number).await;
    }
    story.everything_is_on_record_once(windows).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_19_kills_at_every_edge_of_a_window_lose_nothing_on_sqlite() {
    story(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_19_kills_at_every_edge_of_a_window_lose_nothing_on_postgres() {
    story(Db::Postgres).await;
}
