//! Users, as a list.

use domain::id::UserId;
use domain::page::Page;
use domain::permission::Role;
use domain::user::User;
use engine::Error;

use crate::on_both;

on_both! {
    async fn users_come_page_by_page_by_name(world: World) {
        for name in ["grace", "ada", "Zoe"] {
            world.somebody(name, Role::Viewer).await;
        }
        let permit = world.admin().caller.permit().unwrap();
        let names = |page: &Page<User>| page.items.iter().map(|user| user.username.clone()).collect::<Vec<_>>();
        let first = world.engine.users(&permit, None, Some(3)).await.unwrap();
        assert_eq!(names(&first), ["Zoe", "ada", "admin"]);
        let rest = world.engine.users(&permit, first.next.as_deref(), Some(3)).await.unwrap();
        assert_eq!((names(&rest), &rest.next), (vec!["grace".to_owned()], &None));
        let grace = &rest.items[0];
        assert_eq!(world.engine.user(&permit, grace.id).await.unwrap(), *grace);
        let nobody = world.engine.user(&permit, UserId::new(uuid::Uuid::from_u128(7))).await;
        assert!(matches!(nobody, Err(Error::NotFound(_))));
    }
}
