//! What is served while the database is not Lull's (rule 36): from memory, and nothing else.

mod page;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use engine::Caller;
use http::{HeaderMap, Method, StatusCode, header};

use crate::web::{Problem, Web, cookie, plain};

/// When to ask again, in seconds: pages come back by themselves before.
const LATER: u64 = 60;
/// Most bytes of words that a form is answered with.
const WORDS: usize = 16 << 10;

/// What a call gets while the database is not Lull's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Serve {
    /// What it always gets: it needs no database.
    AsEver,
    /// What it always gets, which is a refusal that is journalled (rule 38).
    Start,
    /// The calendar snapshot.
    Calendar,
    /// 503 as a problem.
    Problem,
    /// 503 as the offline page.
    Page,
}

fn what(method: &Method, path: &str) -> Serve {
    match path {
        "/healthz" | "/metrics" | "/api/v1/status" | "/api/v1/status/events" | "/api/v1/openapi.json" => {
            Serve::AsEver
        }
        "/api/v1/requests" | "/app/requests/start" if method == Method::POST => Serve::Start,
        "/calendar" => Serve::Calendar,
        _ if path.starts_with("/pkg/") || path.starts_with("/api/docs") => Serve::AsEver,
        _ if path == "/readyz" || path == "/calendar.ics" || path.starts_with("/api/") => Serve::Problem,
        _ => Serve::Page,
    }
}

/// Stands before every route.
pub async fn gate(State(web): State<Web>, call: Request, next: Next) -> Response {
    if !web.engine.is_away() {
        return next.run(call).await;
    }
    let html = plain::wants_html(call.headers());
    match what(call.method(), call.uri().path()) {
        Serve::AsEver => next.run(call).await,
        Serve::Start if html => {
            let seen = Seen::of(&call);
            let answer = next.run(call).await;
            if !web.engine.is_away() {
                // It came back meanwhile, and the start was one like any other.
                return answer;
            }
            let words = to_bytes(answer.into_body(), WORDS).await.unwrap_or_default();
            page(&web, &seen, Some(&String::from_utf8_lossy(&words))).await
        }
        Serve::Start => next.run(call).await,
        Serve::Calendar => {
            let seen = Seen::of(&call);
            let caller = seen.caller(&web).await;
            let (zone, now) = (seen.zone(&web, caller.as_ref()), web.engine.clock().now());
            page::calendar(&web.engine.calendar_snapshot(caller.is_some()), &zone, now).into_response()
        }
        Serve::Page
            if web.site.get(call.uri().path().trim_start_matches('/'), call.headers()).await.is_some() =>
        {
            next.run(call).await
        }
        Serve::Page if html || !call.uri().path().starts_with("/app/") => {
            page(&web, &Seen::of(&call), None).await
        }
        Serve::Page | Serve::Problem => problem(&web).into_response(),
    }
}

/// 503 for scripts.
fn problem(web: &Web) -> Problem {
    engine::Error::Offline(Box::new(engine::Offline {
        opens_at: web.engine.status_now().full.maintenance.estimated_end,
        ..engine::Offline::default()
    }))
    .into()
}

/// What the offline page reads off a call.
struct Seen {
    headers: HeaderMap,
    /// Where the page comes back to.
    back: String,
}

impl Seen {
    fn of(call: &Request) -> Self {
        let own = call.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let back = if call.method().is_safe() && is_ours(own) { own } else { "/" };
        Self { headers: call.headers().clone(), back: back.to_owned() }
    }

    /// Whose session it comes with.
    async fn caller(&self, web: &Web) -> Option<Caller> {
        let secret = cookie::read(&self.headers, web.https)?;
        web.engine.authenticate(secret).await.ok().flatten()
    }

    /// The viewer's zone (rule 45).
    fn zone(&self, web: &Web, caller: Option<&Caller>) -> app::zone::Zone {
        let name = caller
            .and_then(|caller| caller.me.zone.clone())
            .or_else(|| app::context::cookie(&self.headers, "lull_zone"));
        name.and_then(|name| app::zone::lookup::zone(&name, web.engine.clock().now()))
            .unwrap_or_else(app::zone::Zone::utc)
    }
}

/// Whether a browser reads an address as one of this site: `//host` and `/\host` are others.
fn is_ours(path: &str) -> bool {
    !path.starts_with("//") && !path.contains('\\')
}

/// The offline page; it names the owner to known sessions only.
async fn page(web: &Web, seen: &Seen, note: Option<&str>) -> Response {
    let caller = seen.caller(web).await;
    let view = page::View {
        status: web.engine.status_now().public.clone(),
        window: web.engine.offline_window(),
        known: caller.is_some(),
        zone: seen.zone(web, caller.as_ref()),
        now: web.engine.clock().now(),
        note: note.filter(|words| !words.is_empty()),
        back: &seen.back,
    };
    let mut answer = (StatusCode::SERVICE_UNAVAILABLE, page::offline(&view)).into_response();
    answer.headers_mut().insert(header::RETRY_AFTER, LATER.into());
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_no_database_is_served_as_ever() {
        let get = |path| what(&Method::GET, path);
        assert_eq!(get("/healthz"), Serve::AsEver);
        assert_eq!(get("/api/v1/status/events"), Serve::AsEver);
        assert_eq!(get("/readyz"), Serve::Problem);
        assert_eq!(get("/api/v1/requests"), Serve::Problem);
        assert_eq!(get("/calendar.ics"), Serve::Problem);
        assert_eq!(get("/requests"), Serve::Page);
        assert_eq!(get("/calendar"), Serve::Calendar);
        assert_eq!(what(&Method::POST, "/api/v1/requests"), Serve::Start);
        assert_eq!(what(&Method::POST, "/api/v1/sessions"), Serve::Problem);
        assert_eq!(what(&Method::POST, "/app/log-in"), Serve::Page);
    }

    #[test]
    fn nobody_is_led_to_another_site() {
        assert!(is_ours("/requests?search=a//b") && !is_ours("//example.org/") && !is_ours("/\\example.org"));
    }
}
