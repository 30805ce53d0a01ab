//! API tokens.

use domain::duration::Span;
use domain::permission::{ManageUsers, Permission, Role};
use domain::user::{NewToken, Token, UserEdit};
use engine::{Caller, Error, Via};

use super::harness::World;
use crate::on_both;

fn called(name: &str) -> NewToken {
    NewToken { name: name.to_owned(), expires: None }
}

async fn listed(world: &World, caller: &Caller) -> Vec<Token> {
    let page = world.engine.tokens(caller, None, None).await.unwrap();
    assert_eq!(page.next, None);
    page.items
}

on_both! {
    async fn tokens_come_page_by_page_newest_first(world: World) {
        let ada = world.somebody("ada", Role::Operator).await.caller;
        let mut made = Vec::new();
        for name in ["one", "two", "three"] {
            made.push(world.engine.make_token(&ada, called(name)).await.unwrap().token.id);
        }
        let first = world.engine.tokens(&ada, None, Some(2)).await.unwrap();
        let ids = |page: &[Token]| page.iter().map(|token| token.id).collect::<Vec<_>>();
        assert_eq!(ids(&first.items), [made[2], made[1]]);
        let rest = world.engine.tokens(&ada, first.next.as_deref(), Some(2)).await.unwrap();
        assert_eq!((ids(&rest.items), rest.next), (vec![made[0]], None));
        let nonsense = world.engine.tokens(&ada, Some("ada"), None).await;
        assert!(matches!(nonsense, Err(Error::Invalid(faults)) if faults[0].path == "cursor"));
    }

    async fn a_token_has_its_owners_rights_at_the_moment_of_use(world: World) {
        let ada = world.somebody("ada", Role::Operator).await.caller;
        let made = world.engine.make_token(&ada, called("ci")).await.unwrap();
        assert!(made.secret.starts_with("lull_") && made.token.owner == "ada");
        let script = world.engine.authenticate(&made.secret).await.unwrap().unwrap();
        assert!(script.via() == Via::Token(made.token.id) && script.session().is_none());
        assert!(script.may(Permission::RunProcesses));
        let admin = world.admin().caller.permit::<ManageUsers>().unwrap();
        let viewer = UserEdit { role: Some(Role::Viewer), ..UserEdit::default() };
        world.engine.edit_user(&admin, ada.user(), viewer).await.unwrap();
        let script = world.engine.authenticate(&made.secret).await.unwrap().unwrap();
        assert!(!script.may(Permission::RunProcesses));
        let gone = UserEdit { disabled: Some(true), ..UserEdit::default() };
        world.engine.edit_user(&admin, ada.user(), gone).await.unwrap();
        assert!(world.engine.authenticate(&made.secret).await.unwrap().is_none());
    }

    async fn a_revoked_token_is_gone_at_the_next_call_and_in_open_streams(world: World) {
        let ada = world.somebody("ada", Role::Operator).await.caller;
        let made = world.engine.make_token(&ada, called("ci")).await.unwrap();
        let script = world.engine.authenticate(&made.secret).await.unwrap().unwrap();
        let script = world.engine.still_valid(&script).await.unwrap().unwrap();
        world.engine.revoke_token(&ada, made.token.id).await.unwrap();
        assert!(world.engine.authenticate(&made.secret).await.unwrap().is_none());
        assert!(world.engine.still_valid(&script).await.unwrap().is_none());
        assert!(matches!(world.engine.revoke_token(&ada, made.token.id).await, Err(Error::NotFound(_))));
    }

    async fn people_see_and_revoke_their_own_and_administrators_everybodys(world: World) {
        let ada = world.somebody("ada", Role::Operator).await.caller;
        let grace = world.somebody("grace", Role::Operator).await.caller;
        let admin = world.admin().caller;
        let made = world.engine.make_token(&ada, called("ci")).await.unwrap();
        assert!(listed(&world, &grace).await.is_empty());
        assert!(matches!(world.engine.revoke_token(&grace, made.token.id).await, Err(Error::NotFound(_))));
        assert_eq!(listed(&world, &ada).await.len(), 1);
        assert_eq!(listed(&world, &admin).await[0].owner, "ada");
        world.engine.revoke_token(&admin, made.token.id).await.unwrap();
        assert!(listed(&world, &ada).await[0].revoked.is_some());
    }

    async fn a_token_ends_at_its_instant(world: World) {
        let ada = world.somebody("ada", Role::Operator).await.caller;
        let end = world.clock.now().plus(Span::from_secs(60));
        let new = NewToken { expires: Some(end), ..called("for a minute") };
        let made = world.engine.make_token(&ada, new.clone()).await.unwrap();
        assert!(world.engine.authenticate(&made.secret).await.unwrap().is_some());
        world.clock.advance(Span::from_secs(60));
        assert!(world.engine.authenticate(&made.secret).await.unwrap().is_none());
        assert!(matches!(world.engine.make_token(&ada, new).await, Err(Error::Invalid(_))), "it would have ended");
        assert!(matches!(world.engine.make_token(&ada, called(" ")).await, Err(Error::Invalid(_))));
    }

    async fn a_tokens_last_use_is_told_to_the_minute(world: World) {
        let ada = world.somebody("ada", Role::Operator).await.caller;
        let made = world.engine.make_token(&ada, called("ci")).await.unwrap();
        let first = world.clock.now();
        for expected in [first, first, first.plus(Span::from_secs(60))] {
            world.engine.authenticate(&made.secret).await.unwrap().unwrap();
            // Written in the background: the story waits for it.
            while listed(&world, &ada).await[0].last_used != Some(expected) {
                tokio::task::yield_now().await;
            }
            world.clock.advance(Span::from_secs(30));
        }
    }

    async fn no_secret_is_stored_and_nonsense_opens_nothing(world: World) {
        let ada = world.somebody("ada", Role::Operator).await.caller;
        let made = world.engine.make_token(&ada, called("ci")).await.unwrap();
        assert_eq!(world.counts("SELECT COUNT(*) FROM token WHERE hash LIKE '%lull%'").await, 0);
        for secret in ["", "lull_", &made.secret[5..], &format!("{}x", made.secret), &"x".repeat(100_000)] {
            assert!(world.engine.authenticate(secret).await.unwrap().is_none());
        }
    }
}
