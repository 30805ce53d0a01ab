//! People, passwords and sessions.

use std::net::IpAddr;

use domain::audit::AuditFilter;
use domain::duration::Span;
use domain::id::UserId;
use domain::permission::{EditProcesses, ManageUsers, Permission, Permit, Role, ViewAudit};
use domain::user::{NewUser, UserEdit};
use engine::{Caller, Clock, Config, Engine, Error, Login};

use super::harness::START;
use crate::on_both;

const WORD: &str = "battery staple";

fn address(number: u32) -> Option<IpAddr> {
    Some(IpAddr::V4((0x0a00_0000 + number).into()))
}

fn role(role: Role) -> UserEdit {
    UserEdit { role: Some(role), ..UserEdit::default() }
}

fn disabled(disabled: bool) -> UserEdit {
    UserEdit { disabled: Some(disabled), ..UserEdit::default() }
}

fn manager(caller: &Caller) -> Permit<ManageUsers> {
    caller.permit().unwrap()
}

async fn known(engine: &Engine, login: &Login) -> Option<Caller> {
    engine.authenticate(&login.secret).await.unwrap()
}

/// The fields that an answer finds at fault.
fn faults<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<String> {
    match result {
        Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.path).collect(),
        other => panic!("it was not found at fault: {other:?}"),
    }
}

async fn actions(engine: &Engine, admin: &Caller, action: &str) -> Vec<domain::audit::Entry> {
    let filter = AuditFilter { action: Some(action.to_owned()), ..AuditFilter::default() };
    engine.audit(&admin.permit::<ViewAudit>().unwrap(), filter).await.unwrap().items
}

on_both! {
    async fn a_session_lasts_its_hours_by_the_engines_clock(world: World) {
        world.somebody("ada", Role::Operator).await;
        let login = world.engine.log_in("ada", WORD, None).await.unwrap();
        assert_eq!(login.expires, world.clock.now().plus(Span::from_secs(12 * 3_600)));
        let caller = known(&world.engine, &login).await.unwrap();
        assert!(caller.may(Permission::RunProcesses) && !caller.may(Permission::ManageUsers));
        world.clock.advance(Span::from_secs(12 * 3_600 - 1));
        assert!(known(&world.engine, &login).await.is_some());
        assert!(world.engine.still_valid(&caller).await.unwrap().is_some());
        world.clock.advance(Span::from_secs(1));
        assert!(known(&world.engine, &login).await.is_none());
        assert!(world.engine.still_valid(&caller).await.unwrap().is_none());
    }

    async fn logging_out_ends_the_session_in_open_streams_too(world: World) {
        world.somebody("ada", Role::Operator).await;
        let login = world.engine.log_in("ada", WORD, None).await.unwrap();
        let other = world.engine.log_in("ada", WORD, None).await.unwrap();
        let caller = known(&world.engine, &login).await.unwrap();
        let watching = world.engine.still_valid(&caller).await.unwrap().unwrap();
        world.engine.log_out(&caller).await.unwrap();
        assert!(known(&world.engine, &login).await.is_none());
        assert!(world.engine.still_valid(&watching).await.unwrap().is_none());
        assert!(known(&world.engine, &other).await.is_some(), "another browser of the same person stays");
        assert_eq!(actions(&world.engine, &world.admin().caller, "session.log_out").await.len(), 1);
    }

    async fn a_wrong_password_an_unknown_name_and_a_disabled_user_are_answered_alike(world: World) {
        let ada = world.somebody("ada", Role::Operator).await.caller.user();
        let admin = world.admin().caller;
        world.engine.edit_user(&manager(&admin), ada, disabled(true)).await.unwrap();
        for (name, word) in [("admin", "wrong word"), ("nobody", WORD), ("ada", WORD), ("", ""), ("Ada", WORD)] {
            let answer = world.engine.log_in(name, word, address(1)).await;
            assert!(matches!(answer, Err(Error::Unauthenticated)), "{name}: {answer:?}");
        }
        let told = actions(&world.engine, &admin, "session.failed").await;
        let mut subjects: Vec<&str> = told.iter().map(|entry| entry.subject.as_str()).collect();
        subjects.sort_unstable();
        assert_eq!(subjects, ["ada", "admin", "an unknown name"], "names that do not exist are folded into one");
    }

    async fn a_changed_role_counts_from_the_next_call_on(world: World) {
        let ada = world.somebody("ada", Role::Operator).await.caller;
        let watching = world.engine.still_valid(&ada).await.unwrap().unwrap();
        assert!(watching.permit::<EditProcesses>().is_ok());
        world.engine.edit_user(&manager(&world.admin().caller), ada.user(), role(Role::Viewer)).await.unwrap();
        let watching = world.engine.still_valid(&watching).await.unwrap().unwrap();
        assert_eq!(watching.me.role, Role::Viewer);
        assert!(matches!(watching.permit::<EditProcesses>(), Err(Error::Forbidden(_))));
    }

    async fn disabling_ends_sessions_and_enabling_does_not_revive_them(world: World) {
        let ada = world.somebody("ada", Role::Operator).await.caller;
        let login = world.engine.log_in("ada", WORD, None).await.unwrap();
        let admin = manager(&world.admin().caller);
        world.engine.edit_user(&admin, ada.user(), disabled(true)).await.unwrap();
        assert!(known(&world.engine, &login).await.is_none());
        assert!(world.engine.still_valid(&ada).await.unwrap().is_none());
        world.engine.edit_user(&admin, ada.user(), disabled(false)).await.unwrap();
        assert!(known(&world.engine, &login).await.is_none());
        world.engine.log_in("ada", WORD, None).await.unwrap();
    }

    async fn a_new_password_ends_the_other_sessions(world: World) {
        let (here, there) = (world.somebody("ada", Role::Viewer).await.caller, "horse battery");
        let elsewhere = world.engine.log_in("ada", WORD, None).await.unwrap();
        assert_eq!(faults(world.engine.change_password(&here, "wrong word", there).await), ["old"]);
        assert_eq!(faults(world.engine.change_password(&here, WORD, "short").await), ["new"]);
        assert_eq!(faults(world.engine.change_password(&here, WORD, WORD).await), ["new"]);
        world.engine.change_password(&here, WORD, there).await.unwrap();
        assert!(known(&world.engine, &elsewhere).await.is_none());
        assert!(world.engine.still_valid(&here).await.unwrap().is_some(), "who changed it stays");
        world.engine.log_in("ada", WORD, None).await.unwrap_err();
        world.engine.log_in("ada", there, None).await.unwrap();
        let set = UserEdit { password: Some("set by an admin".to_owned()), ..UserEdit::default() };
        world.engine.edit_user(&manager(&world.admin().caller), here.user(), set).await.unwrap();
        assert!(world.engine.still_valid(&here).await.unwrap().is_none());
        world.engine.log_in("ada", "set by an admin", None).await.unwrap();
    }

    async fn a_session_begun_while_the_password_changes_does_not_outlive_it(world: World) {
        let ada = world.somebody("ada", Role::Viewer).await.caller.user();
        let admin = manager(&world.admin().caller);
        let mut old = WORD.to_owned();
        for round in 0..10 {
            let new = format!("battery staple {round}");
            let set = UserEdit { password: Some(new.clone()), ..UserEdit::default() };
            let (begun, changed) =
                tokio::join!(world.engine.log_in("ada", &old, None), world.engine.edit_user(&admin, ada, set));
            changed.unwrap();
            match begun {
                Ok(login) => assert!(known(&world.engine, &login).await.is_none(), "round {round}"),
                Err(error) => assert!(matches!(error, Error::Unauthenticated), "{error}"),
            }
            old = new;
            world.clock.advance(Span::from_secs(60));
        }
    }

    async fn a_stolen_session_cannot_guess_the_password(world: World) {
        let ada = world.somebody("ada", Role::Viewer).await.caller;
        for _ in 0..10 {
            assert_eq!(faults(world.engine.change_password(&ada, "a guess or two", "horse battery").await), ["old"]);
        }
        let answer = world.engine.change_password(&ada, WORD, "horse battery").await;
        assert!(matches!(answer, Err(Error::TooMany { .. })), "{answer:?}");
    }

    async fn the_last_administrator_cannot_go(world: World) {
        let admin = world.admin().caller;
        let permit = manager(&admin);
        assert_eq!(faults(world.engine.edit_user(&permit, admin.user(), role(Role::Operator)).await), ["role"]);
        assert_eq!(faults(world.engine.edit_user(&permit, admin.user(), disabled(true)).await), ["disabled"]);
        let ada = world.somebody("ada", Role::Administrator).await.caller;
        world.engine.edit_user(&permit, ada.user(), disabled(true)).await.unwrap();
        assert_eq!(faults(world.engine.edit_user(&permit, admin.user(), role(Role::Viewer)).await), ["role"]);
    }

    async fn two_administrators_who_demote_each_other_at_once_leave_one(world: World) {
        let (admin, ada) = (world.admin().caller, world.somebody("ada", Role::Administrator).await.caller);
        let (first, second) = (manager(&admin), manager(&ada));
        for _ in 0..10 {
            let both = tokio::join!(
                world.engine.edit_user(&first, ada.user(), role(Role::Operator)),
                world.engine.edit_user(&second, admin.user(), role(Role::Operator)),
            );
            let demoted = [&both.0, &both.1].iter().filter(|result| result.is_ok()).count();
            assert_eq!(demoted, 1, "{both:?}");
            for user in [admin.user(), ada.user()] {
                world.engine.edit_user(&first, user, role(Role::Administrator)).await.unwrap();
            }
        }
    }

    async fn a_name_is_taken_once_whatever_its_case_and_however_many_ask_at_once(world: World) {
        let permit = manager(&world.admin().caller);
        let new = |name: &str| NewUser { username: name.to_owned(), password: WORD.to_owned(), role: Role::Viewer };
        let (one, two) =
            tokio::join!(world.engine.add_user(&permit, new("Ada")), world.engine.add_user(&permit, new("ada")));
        let refused = if one.is_ok() { two } else { one };
        assert_eq!(faults(refused), ["username"]);
        assert_eq!(faults(world.engine.add_user(&permit, new("system")).await), ["username"]);
        let short = NewUser { password: "short".to_owned(), ..new("grace") };
        assert_eq!(faults(world.engine.add_user(&permit, short).await), ["password"]);
        let page = world.engine.users(&permit, None, None).await.unwrap();
        let names: Vec<String> = page.items.into_iter().map(|user| user.username.to_lowercase()).collect();
        assert_eq!((names, page.next), (vec!["ada".to_owned(), "admin".to_owned()], None));
        let nobody = UserId::new(uuid::Uuid::from_u128(7));
        assert!(matches!(world.engine.edit_user(&permit, nobody, disabled(true)).await, Err(Error::NotFound(_))));
    }

    async fn guessing_is_limited_and_the_person_is_not_locked_out(world: World) {
        world.somebody("ada", Role::Operator).await;
        let friend = world.engine.log_in("ada", WORD, address(1)).await.unwrap();
        let mut answers = Vec::new();
        for attacker in 100..110_u32 {
            for _ in 0..50 {
                let Err(error) = world.engine.log_in("ada", "wrong word", address(attacker)).await else { panic!() };
                answers.push(matches!(error, Error::TooMany { .. }));
            }
        }
        assert_eq!(answers.iter().filter(|limited| !**limited).count(), 50, "so many passwords were looked at");
        let stranger = world.engine.log_in("ada", WORD, address(2)).await;
        assert!(matches!(stranger, Err(Error::TooMany { .. })), "{stranger:?}");
        world.engine.log_in("ada", WORD, address(1)).await.unwrap();
        let browser = engine::Knock { address: address(2), device: Some(friend.device) };
        world.engine.log_in("ada", WORD, browser).await.unwrap();
        let told = actions(&world.engine, &world.admin().caller, "session.failed").await;
        assert_eq!(told.len(), 1, "not one row for each guess");
        world.clock.advance(Span::from_secs(60));
        world.engine.log_in("ada", "wrong word", address(2)).await.unwrap_err();
        let told = actions(&world.engine, &world.admin().caller, "session.failed").await;
        assert_eq!(told[0].detail["tries"], 50, "{told:?}");
    }

    async fn a_zone_is_an_iana_name_or_none(world: World) {
        let ada = world.somebody("ada", Role::Viewer).await.caller;
        for zone in ["../../etc/passwd", "Europe/Atlantis", "CEST+1"] {
            assert_eq!(faults(world.engine.set_zone(&ada, Some(zone.to_owned())).await), ["zone"]);
        }
        world.engine.set_zone(&ada, Some("Europe/Berlin".to_owned())).await.unwrap();
        let ada = world.engine.still_valid(&ada).await.unwrap().unwrap();
        assert_eq!(ada.me.zone.as_deref(), Some("Europe/Berlin"));
        world.engine.set_zone(&ada, None).await.unwrap();
        assert_eq!(world.engine.still_valid(&ada).await.unwrap().unwrap().me.zone, None);
    }

    async fn the_host_sets_a_forgotten_password(world: World) {
        let ada = world.somebody("ada", Role::Viewer).await.caller;
        for _ in 0..5 {
            world.engine.log_in("ada", "wrong word", address(1)).await.unwrap_err();
        }
        let made = world.engine.reset_password("ada", None).await.unwrap();
        assert!(world.engine.still_valid(&ada).await.unwrap().is_none());
        world.engine.log_in("ada", &made, address(1)).await.unwrap();
        assert_eq!(faults(world.engine.reset_password("ada", Some("short".to_owned())).await), ["password"]);
        assert!(matches!(world.engine.reset_password("nobody", None).await, Err(Error::NotFound(_))));
        let told = actions(&world.engine, &world.admin().caller, "user.password_reset").await;
        assert_eq!((told.len(), told[0].actor.name.as_str()), (1, "host"));
    }

    async fn every_change_of_an_account_is_in_the_audit_trail_page_by_page(world: World) {
        let ada = world.somebody("ada", Role::Viewer).await.caller;
        let admin = world.admin().caller;
        world.engine.edit_user(&manager(&admin), ada.user(), role(Role::Operator)).await.unwrap();
        world.engine.change_password(&ada, WORD, "horse battery").await.unwrap();
        let permit = admin.permit::<ViewAudit>().unwrap();
        let (mut told, mut cursor) = (Vec::new(), None);
        loop {
            let filter = AuditFilter { cursor, limit: Some(2), ..AuditFilter::default() };
            let page = world.engine.audit(&permit, filter).await.unwrap();
            told.extend(page.items.into_iter().map(|entry| format!("{} {} by {}", entry.action, entry.subject, entry.actor.name)));
            cursor = page.next;
            if cursor.is_none() { break }
        }
        assert_eq!(told, [
            "user.password ada by ada",
            "user.edit ada by admin",
            "session.log_in ada by ada",
            "user.add ada by admin",
            "session.log_in admin by admin",
            "user.add admin by start-up",
        ]);
    }
}

fn at(dir: &tempfile::TempDir, password: Option<&str>) -> Config {
    Config { admin_password: password.map(str::to_owned), ..Config::new(dir.path()) }
}

#[tokio::test]
async fn the_first_administrators_password_is_made_and_told_once() {
    let dir = tempfile::tempdir().unwrap();
    let (engine, opened) = Engine::open(at(&dir, None), Clock::manual(START)).await.unwrap();
    let made = opened.made_password.unwrap();
    engine.log_in("admin", &made, None).await.unwrap();
    engine.close(std::time::Duration::from_secs(5)).await;
    drop(engine);
    let (engine, opened) = Engine::open(at(&dir, Some("another word")), Clock::manual(START)).await.unwrap();
    assert_eq!(opened.made_password, None);
    engine.log_in("admin", "another word", None).await.unwrap_err();
    engine.log_in("admin", &made, None).await.unwrap();
}

#[tokio::test]
async fn a_first_password_that_is_too_short_names_its_setting() {
    let dir = tempfile::tempdir().unwrap();
    let error = Engine::open(at(&dir, Some("short")), Clock::manual(START)).await.unwrap_err();
    insta::assert_snapshot!(error, @"LULL_ADMIN_PASSWORD: The password should have at least 10 characters.");
}
