//! What the state file knows, should the database hang at the next moment.

use domain::user::NewToken;
use serde_json::json;

use super::verbs::plans;
use crate::alone_on_both;
use crate::harness::World;

fn remembered(world: &World) -> String {
    std::fs::read_to_string(world.config.data_dir.join("state.a")).unwrap()
}

alone_on_both! {
    async fn a_hold_is_remembered_when_its_placing_is_told(world: World) {
        plans(&world, json!({})).await;
        assert!(!remembered(&world).contains("index rebuild"));
        world.admin().enables_maintenance("index rebuild").await;
        assert!(remembered(&world).contains("index rebuild"));
        world.admin().disables_maintenance().await;
        assert!(!remembered(&world).contains("index rebuild"));
    }

    async fn a_token_is_forgotten_when_its_end_is_told(world: World) {
        let new = NewToken { name: "ci".to_owned(), expires: None };
        let made = world.engine.make_token(&world.admin().caller, new).await.unwrap();
        plans(&world, json!({})).await;
        let id = made.token.id.to_string();
        assert!(remembered(&world).contains(&id));
        world.engine.revoke_token(&world.admin().caller, made.token.id).await.unwrap();
        assert!(!remembered(&world).contains(&id));
    }
}
