//! The list for PostgreSQL; the new server is of the version that is here.

use super::{commands, does, follows_lulls, unknown, words};
use crate::harness::{Caller, Cluster, DONE, Look, Lull, phase};

/// The two servers of the guide.
struct Servers {
    cluster: Cluster,
    url: String,
}

impl Servers {
    /// Runs one of PostgreSQL's programs as their owner.
    fn run(&self, command: &str) {
        let folder = |name| self.cluster.folder(name).display().to_string();
        let (old, new) = (folder("data"), folder("new"));
        let places =
            [("URL", self.url.as_str()), ("ADMIN", self.cluster.url.as_str()), ("OLD", &old), ("NEW", &new)];
        let words = words(command, &places);
        does(command, self.cluster.program(&words[0]).args(&words[1..]));
    }
}

async fn follows(command: &str, servers: &mut Servers, lull: &Lull, admin: &Caller) {
    if follows_lulls(command, lull, admin).await {
        return;
    }
    match command {
        "pg_dump --format=custom --file=lull.dump URL"
        | "initdb --username=postgres --pgdata=NEW"
        | "createdb --maintenance-db=ADMIN lull"
        | "pg_restore --exit-on-error --dbname=URL lull.dump" => servers.run(command),
        "pg_ctl stop --pgdata=OLD --mode=smart" => {
            servers.run(command);
            servers.cluster.has_stopped().await;
        }
        "pg_ctl start --pgdata=NEW --log=NEW/log --wait" => {
            servers.cluster.settings_for("new");
            servers.run(command);
            servers.cluster.goes_on_in("new");
        }
        // A place that the text speaks of.
        "OLD" => {}
        other => unknown(other),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_to_a_new_version_of_postgres_does_what_it_says() {
    let cluster = Cluster::starts().await;
    let mut own = Look::at(Some(cluster.url.as_str()), std::path::Path::new("")).connect().await;
    own.run("CREATE DATABASE lull").await;
    own.close().await;
    let url = cluster.database("lull");
    let lull = Lull::at(Some(url.clone()), &[]);
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    let before = admin.starts("done").await.is(201).id();
    let mut servers = Servers { cluster, url };
    let commands = commands("data folders.\n1.", "\nA new address");
    assert!(commands.iter().any(|command| command.starts_with("pg_restore ")), "{commands:?}");
    for command in &commands {
        follows(command, &mut servers, &lull, &admin).await;
    }
    assert_eq!(phase(&admin).await, "open", "the guide ends with an open Lull");
    admin.get(&format!("/api/v1/requests/{before}")).await.is(200);
    admin.starts("done").await.is(201);
    let audit = admin.get("/api/v1/audit?action=blackout.restored").await.is(200).json();
    assert_eq!(audit["items"].as_array().map(Vec::len), Some(0), "it is the one that was closed: {audit}");
    drop(lull);
}
