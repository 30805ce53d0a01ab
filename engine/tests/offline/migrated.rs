//! Fault 22: the schema that comes back is not the one that was closed (rule 40).

use domain::maintenance::Phase;
use engine::blackout::Act;
use serde_json::json;

use super::verbs::{passes, phase, plans};
use crate::alone_on_both;
use crate::harness::{DONE, refused};

/// As the schema was before migration 6.
const OLDER: [&str; 2] =
    ["ALTER TABLE gate DROP COLUMN close_token", "DELETE FROM _sqlx_migrations WHERE version = 6"];
const TOMORROW: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                        SELECT 9999, 'from tomorrow', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";

alone_on_both! {
    async fn fault_22_an_older_schema_is_brought_up_to_date_before_the_hold_lifts(world: World) {
        world.process(DONE).await;
        let blackout = plans(&world, json!({ "at_end": "confirm" })).await;
        passes(&world, "61m").await;
        assert_eq!(phase(&world), Phase::Offline);
        for sql in OLDER {
            world.left(sql).await;
        }
        passes(&world, "59m").await;
        assert_eq!((phase(&world), world.engine.is_away()), (Phase::Reopening, false));
        assert_eq!(world.counts("SELECT COUNT(*) FROM _sqlx_migrations WHERE version = 6").await, 1);
        assert_eq!(world.counts("SELECT COUNT(close_token) FROM gate").await, 1);
        refused(world.admin().runs("done").await);
        // Its token is gone with the column: it counts as restored.
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'blackout.restored'").await, 1);
        let permit = world.admin().caller.permit().unwrap();
        world.engine.act_on_blackout(&permit, blackout.id, Act::Confirm).await.unwrap();
        assert_eq!(phase(&world), Phase::Open);
        world.admin().runs("done").await.unwrap();
    }

    async fn fault_22_a_schema_of_tomorrow_is_refused_with_words_and_stays_offline(world: World) {
        world.process(DONE).await;
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        world.left(TOMORROW).await;
        passes(&world, "59m").await;
        for _ in 0..5 {
            assert_eq!((phase(&world), world.engine.is_away()), (Phase::Reopening, true));
            let facts = world.engine.offline_facts();
            assert!(facts.iter().any(|fact| fact.contains("migration 9999")), "{facts:?}");
            passes(&world, "1s").await;
        }
        world.left("DELETE FROM _sqlx_migrations WHERE version = 9999").await;
        passes(&world, "1s").await;
        assert_eq!(phase(&world), Phase::Open);
        world.admin().runs("done").await.unwrap();
    }
}
