//! Who may come in after an older copy took the database's place: whoever might when it was closed (rule 37).

use domain::maintenance::Phase;
use domain::user::NewToken;
use engine::offline::HostAct;
use serde_json::json;

use super::verbs::{keeps, passes, phase, plans};
use crate::alone_on_both;
use crate::harness::{DONE, Db, World};

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_revives_no_token_and_logs_nobody_out() {
    let _alone = crate::ALONE.lock().await;
    let world = World::on(Db::Sqlite).await;
    let admin = world.admin().caller;
    let called = |name: &str| NewToken { name: name.to_owned(), expires: None };
    let revoked = world.engine.make_token(&admin, called("revoked")).await.unwrap();
    let kept = world.engine.make_token(&admin, called("kept")).await.unwrap();
    let left = world.engine.log_in("admin", "correct horse", None).await.unwrap();
    let (file, older) = (world.config.data_dir.join("lull.db"), world.config.data_dir.join("older.db"));
    keeps(&world, "older.db").await;
    world.engine.revoke_token(&admin, revoked.token.id).await.unwrap();
    let caller = world.engine.authenticate(&left.secret).await.unwrap().expect("logged in");
    world.engine.log_out(&caller).await.unwrap();
    let since = world.engine.log_in("admin", "correct horse", None).await.unwrap();
    plans(&world, json!({})).await;
    passes(&world, "61m").await;
    std::fs::copy(&older, &file).unwrap();
    passes(&world, "59m").await;
    assert_eq!(phase(&world), Phase::Open);
    assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'blackout.restored'").await, 1);
    let comes_in = async |secret: &str| world.engine.authenticate(secret).await.unwrap().is_some();
    assert!(!comes_in(&revoked.secret).await, "a token that was revoked");
    assert!(!comes_in(&left.secret).await, "a session that was ended");
    assert!(comes_in(&kept.secret).await, "a token that was valid");
    assert!(comes_in(&since.secret).await, "a session that began after the copy was made");
}

alone_on_both! {
    async fn the_host_confirms_when_the_database_is_back(world: World) {
        world.process(DONE).await;
        plans(&world, json!({ "at_end": "confirm" })).await;
        passes(&world, "61m").await;
        passes(&world, "60m").await;
        assert!(!world.engine.is_away());
        assert_eq!(phase(&world), Phase::Reopening);
        world.engine.act_from_host(HostAct::Confirm).await.unwrap();
        assert_eq!(phase(&world), Phase::Open);
        world.admin().runs("done").await.unwrap();
        let words = world.engine.act_from_host(HostAct::Confirm).await.unwrap_err().to_string();
        assert!(words.contains("the database is not offline"), "{words}");
        let told = "SELECT COUNT(*) FROM audit WHERE action = 'blackout.confirm' AND actor = 'host'";
        assert_eq!(world.counts(told).await, 1);
    }
}
