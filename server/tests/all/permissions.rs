//! Every route × everybody: the table, walked (fault 37).

use std::collections::{BTreeMap, BTreeSet};

use app::api::{Needs, TABLE};
use domain::permission::Role;
use http::Method;
use serde_json::Value;
use server::rest::table::{Access, ROUTES};

use crate::harness::{Caller, World};

/// What the table promises of somebody: the status of the refusal, or that they are let in.
fn promised(access: Access, role: Option<Role>) -> Option<u16> {
    match (access, role) {
        (Access::Public | Access::Anyone | Access::Page | Access::Metrics | Access::Key, _)
        | (Access::Account, Some(_)) => None,
        (Access::Account | Access::Needs(_), None) => Some(401),
        (Access::Needs(permission), Some(role)) => (!role.grants(permission)).then_some(403),
    }
}

async fn answered(caller: &Caller, method: &Method, path: &str) -> u16 {
    let path = path.replace("{id}", "none").replace("{start}", "none");
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

/// A way in which somebody sends what a server function's form would: how its body is declared, and who shows the answer.
struct Sending {
    content_type: &'static str,
    accept: &'static str,
    body: fn(&str) -> String,
    /// Whether server functions read such a body; what is refused is refused either way.
    is_read: bool,
}

const FORM: &str = "application/x-www-form-urlencoded";
const SCRIPT: &str = "application/json";
const BROWSER: &str = "text/html,application/xhtml+xml";

const SENDINGS: [Sending; 7] = [
    Sending { content_type: FORM, accept: SCRIPT, body: str::to_owned, is_read: true },
    Sending {
        content_type: "application/x-www-form-urlencoded; charset=utf-8",
        accept: "*/*",
        body: str::to_owned,
        is_read: true,
    },
    Sending { content_type: FORM, accept: BROWSER, body: str::to_owned, is_read: true },
    Sending { content_type: "application/json", accept: SCRIPT, body: as_json, is_read: false },
    Sending { content_type: "application/cbor", accept: SCRIPT, body: str::to_owned, is_read: false },
    Sending { content_type: "text/plain", accept: SCRIPT, body: str::to_owned, is_read: false },
    Sending {
        content_type: "multipart/form-data; boundary=x",
        accept: SCRIPT,
        body: as_parts,
        is_read: false,
    },
];

fn fields(form: &str) -> impl Iterator<Item = (&str, &str)> {
    form.split('&').filter_map(|field| field.split_once('='))
}

fn as_json(form: &str) -> String {
    serde_json::to_string(&fields(form).collect::<BTreeMap<_, _>>()).unwrap()
}

fn as_parts(form: &str) -> String {
    let part = |(name, value): (&str, &str)| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    fields(form).map(part).collect::<String>() + "--x--\r\n"
}

/// What the table promises: the status of the refusal, or that they are let in.
fn function_refuses(needs: Needs, role: Option<Role>) -> Option<u16> {
    match (needs, role) {
        (Needs::Nothing, _) | (Needs::Login, Some(_)) => None,
        (Needs::Login | Needs::Permission(_), None) => Some(401),
        (Needs::Permission(permission), Some(role)) => (!role.grants(permission)).then_some(403),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_37_every_server_function_lets_in_whom_its_table_names_and_nobody_else_however_it_is_sent() {
    let mut faults = Vec::new();
    for sending in &SENDINGS {
        let world = World::start().await;
        for role in [None, Some(Role::Viewer), Some(Role::Operator), Some(Role::Administrator)] {
            let comes = async || match role {
                None => world.stranger().with("origin", world.stranger().base()),
                Some(role) => somebody(&world, role).await.as_page(),
            };
            let mut caller = comes().await;
            for entry in TABLE {
                let caller_now =
                    caller.with("content-type", sending.content_type).with("accept", sending.accept);
                let body = (sending.body)(entry.example);
                let answer = caller_now.sends(Method::POST, entry.path, Some(body)).await;
                let (status, to) = (answer.status.as_u16(), answer.header("location").to_owned());
                let refused = function_refuses(entry.needs, role);
                let kept = if sending.accept == BROWSER {
                    // A browser is sent on: to log in, or back to the form with what was typed and why not.
                    match refused {
                        Some(401) => status == 303 && to.starts_with("/login?next="),
                        Some(_) => status == 303 && to.contains("draft="),
                        None => status == 303 && (role.is_none() || !to.starts_with("/login?next=")),
                    }
                } else {
                    match refused {
                        Some(refused) => status == refused,
                        None if sending.is_read => {
                            // In their own words: a wrong password is 401, and a viewer has no requests to cancel.
                            let own_words = entry.path == "/app/session/in" && status == 401
                                || entry.path == "/app/requests/cancel" && role == Some(Role::Viewer);
                            status < 500 && (!matches!(status, 401 | 403) || own_words)
                        }
                        None => status == 422,
                    }
                };
                if !kept {
                    faults.push(format!(
                        "{} as {role:?}, sent as {} for {}: {status} {to}, and not {refused:?}",
                        entry.path, sending.content_type, sending.accept
                    ));
                }
                if role.is_some() && matches!(entry.path, "/app/session/out" | "/app/profile/password") {
                    caller = comes().await;
                }
            }
        }
        // What was refused did nothing: an operator and a viewer changed nothing that their role does not let them.
        let audit = world.admin().await.get("/api/v1/audit?limit=200").await.is(200).json();
        for entry in audit["items"].as_array().unwrap() {
            let (actor, action) =
                (entry["actor"]["name"].as_str().unwrap(), entry["action"].as_str().unwrap());
            let own = ["session.", "token.", "feed.", "user.zone", "user.password"]
                .iter()
                .any(|own| action.starts_with(own));
            if actor == "viewer" && !own || actor == "operator" && action.starts_with("maintenance.") {
                faults.push(format!("{actor} did {action}, sent as {}", sending.content_type));
            }
        }
    }
    assert!(faults.is_empty(), "the table does not hold:\n{}", faults.join("\n"));
}
