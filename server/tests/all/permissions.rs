//! Every route × everybody: the table, walked (fault 37).

use std::collections::BTreeSet;

use domain::permission::Role;
use http::Method;
use serde_json::Value;
use server::rest::table::{Access, ROUTES};

use crate::harness::{Caller, World};

/// What the table promises of somebody: the status of the refusal, or that they are let in.
fn promised(access: Access, role: Option<Role>) -> Option<u16> {
    match (access, role) {
        (Access::Public | Access::Anyone | Access::Page | Access::Metrics, _)
        | (Access::Account, Some(_)) => None,
        (Access::Account | Access::Needs(_), None) => Some(401),
        (Access::Needs(permission), Some(role)) => (!role.grants(permission)).then_some(403),
    }
}

async fn answered(caller: &Caller, method: &Method, path: &str) -> u16 {
    let path = path.replace("{id}", "none");
    let body = (*method != Method::GET).then(|| "{}".to_owned());
    let caller = caller.with("sec-fetch-site", "same-origin");
    caller.sends(method.clone(), &path, body).await.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_whom_the_table_names_and_nobody_else() {
    let world = World::start().await;
    let mut faults = Vec::new();
    let roles = [None, Some(Role::Administrator), Some(Role::Operator), Some(Role::Viewer)];
    for role in roles {
        for (method, path, access) in ROUTES {
            // Streams answer for ever and logging out ends the walk; both have tests of their own.
            if path.ends_with("/events") || *path == "/api/v1/sessions/current" && role.is_some() {
                continue;
            }
            let caller = match role {
                None => world.stranger(),
                Some(Role::Administrator) => world.admin().await,
                Some(role) => somebody(&world, role).await,
            };
            let status = answered(&caller, method, path).await;
            let kept = match promised(*access, role) {
                Some(refused) => status == refused,
                None => *path == "/api/v1/sessions" || !matches!(status, 401 | 403 | 405 | 500..),
            };
            if !kept {
                faults.push(format!("{method} {path} as {role:?}: {status}"));
            }
        }
    }
    assert!(faults.is_empty(), "the table does not hold:\n{}", faults.join("\n"));
}

/// A user of that role, made once; a session of their own each time.
async fn somebody(world: &World, role: Role) -> Caller {
    let user =
        serde_json::json!({"username": role.as_str(), "password": crate::harness::PASSWORD, "role": role});
    let made = world.admin().await.post("/api/v1/users", user).await.status.as_u16();
    assert!(made == 201 || made == 422, "{made}");
    world.stranger().logs_in(role.as_str(), crate::harness::PASSWORD).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_and_the_described_routes_are_the_same() {
    let world = World::start().await;
    let document = world.stranger().get("/api/v1/openapi.json").await.is(200).json();
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| methods(item).map(move |method| (method, path.clone())))
        .collect();
    let listed: BTreeSet<(String, String)> =
        ROUTES.iter().map(|(method, path, _)| (method.as_str().to_owned(), (*path).to_owned())).collect();
    assert_eq!(listed.len(), ROUTES.len(), "a route is listed twice");
    assert_eq!(listed, described);
}

fn methods(item: &Value) -> impl Iterator<Item = String> + '_ {
    let known = ["get", "post", "put", "patch", "delete"];
    item.as_object()
        .unwrap()
        .keys()
        .filter(move |key| known.contains(&key.as_str()))
        .map(|key| key.to_uppercase())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_function_lets_in_whom_its_table_names_and_nobody_else() {
    use app::api::{Needs, TABLE};
    let world = World::start().await;
    let mut faults = Vec::new();
    for role in [None, Some(Role::Administrator), Some(Role::Operator), Some(Role::Viewer)] {
        for entry in TABLE {
            let caller = match role {
                None => world.stranger().with("origin", world.stranger().base()),
                Some(role) => somebody(&world, role).await.as_page(),
            };
            let caller = caller.with("content-type", "application/x-www-form-urlencoded");
            let refused = match (&entry.needs, role) {
                (Needs::Nothing, _) | (Needs::Login, Some(_)) => None,
                (Needs::Login | Needs::Permission(_), None) => Some(401),
                (Needs::Permission(permission), Some(role)) => (!role.grants(*permission)).then_some(403),
            };
            let status =
                caller.sends(Method::POST, entry.path, Some(entry.example.to_owned())).await.status.as_u16();
            // Where the table asks for a login alone, the use case itself may still say no.
            let own_words = matches!(entry.needs, Needs::Login);
            let kept =
                refused.map_or(status < 500 && (status != 403 || own_words), |refused| status == refused);
            if !kept {
                faults.push(format!("{} as {role:?}: {status}, and not {refused:?}", entry.path));
            }
        }
    }
    assert!(faults.is_empty(), "the table does not hold:\n{}", faults.join("\n"));
}
