//! The offline page and the calendar snapshot: whole in themselves, as nothing else may be there.

use app::words;
use app::zone::Zone;
use axum::response::{IntoResponse, Response};
use domain::status::SystemStatus;
use domain::time::Timestamp;
use engine::offline::Window;
use http::{HeaderValue, header};

/// A page with its own policy.
pub(super) struct Page {
    pub(super) html: String,
    policy: String,
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut answer = axum::response::Html(self.html).into_response();
        if let Ok(policy) = HeaderValue::from_str(&self.policy) {
            answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        answer
    }
}

/// What the offline page tells.
pub(super) struct View<'a> {
    pub(super) status: SystemStatus,
    pub(super) window: Option<Window>,
    /// Whether the viewer is logged in.
    pub(super) known: bool,
    pub(super) zone: Zone,
    pub(super) now: Timestamp,
    /// What became of a form that was sent.
    pub(super) note: Option<&'a str>,
    /// Where the page comes back to.
    pub(super) back: &'a str,
}

const STYLE: &str = include_str!("offline.css");
const SCRIPT: &str = include_str!("offline.js");

/// The offline page, in the look of the others.
pub(super) fn offline(view: &View<'_>) -> Page {
    let window = view.window.as_ref();
    let (start, end) = (window.map(|window| window.start), window.map(|window| window.end));
    let message = view.status.maintenance.message.as_deref().unwrap_or("The database is being looked after.");
    let by = match window {
        Some(window) if view.known => format!(" by {}", escaped(&window.owner)),
        Some(_) | None => String::new(),
    };
    let planned = match (start, end) {
        (Some(start), Some(end)) => format!(
            " Planned from {} to about {}{by}.",
            escaped(&view.zone.short(start, view.now)),
            escaped(&view.zone.short(end, view.now))
        ),
        _ => String::new(),
    };
    let stay = if view.known { " You stay logged in; this" } else { " This" };
    let reopening = window.is_some_and(|window| window.is_reopening);
    let (left, part) = match (start, end) {
        _ if reopening => ("Coming back".to_owned(), 100),
        (Some(start), Some(end)) if end > view.now => {
            let (done, all) = (view.now.since(start).secs(), end.since(start).secs().max(1));
            (format!("{} left", words::span(end.since(view.now))), (done * 100 / all).clamp(0, 100))
        }
        _ => ("Longer than planned".to_owned(), 100),
    };
    let began = start.map(|start| format!("Began {}", view.zone.short(start, view.now)));
    let ends = end.map(|end| format!("estimated end {}", view.zone.short(end, view.now)));
    let facts: Vec<String> = began.into_iter().chain(ends).map(|fact| escaped(&fact)).collect();
    let note = view.note.map(|note| format!("<p class=\"note\" role=\"status\">{}</p>", escaped(note)));
    let data = |at: Option<Timestamp>| at.map(|at| (at.micros() / 1_000).to_string()).unwrap_or_default();
    let body = format!(
        "<main data-end=\"{}\" data-start=\"{}\" data-back=\"{}\"><h1>Lull is offline for maintenance</h1>\
         <p class=\"why\">{}{planned}{stay} page comes back by itself.</p>{}\
         <p class=\"left\" id=\"left\" role=\"timer\">{left}</p>\
         <progress id=\"part\" max=\"100\" value=\"{part}\" aria-label=\"How much of the window has passed\"></progress>\
         <p class=\"facts\">{}</p></main>",
        if reopening { String::new() } else { data(end) },
        data(start),
        escaped(view.back),
        sentence(message),
        note.unwrap_or_default(),
        facts.join(" · ")
    );
    whole("Offline for maintenance", &body, Some(view.back))
}

/// The blackouts to come, as they were known when the database was closed.
pub(super) fn calendar(windows: &[Window], zone: &Zone, now: Timestamp) -> Page {
    let rows: String = windows
        .iter()
        .map(|window| {
            format!(
                "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
                escaped(&window.name),
                escaped(&zone.short(window.start, now)),
                escaped(&zone.short(window.end, now))
            )
        })
        .collect();
    let body = format!(
        "<main data-back=\"/calendar\"><h1>Blackouts</h1><p class=\"why\">Lull is offline for maintenance: this is \
         what was planned when its database was closed.</p><table><thead><tr><th>Blackout</th><th>Start</th><th>End</th></tr></thead>\
         <tbody>{rows}</tbody></table></main>"
    );
    whole("Blackouts", &body, None)
}

/// `back` is where it comes back to by itself; without script by asking again and again.
fn whole(title: &str, body: &str, back: Option<&str>) -> Page {
    let mut chance = [0_u8; 16];
    // Without chance the policy forbids style and script, and the words stay.
    let nonce = match getrandom::fill(&mut chance) {
        Ok(()) => chance.iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
        Err(_) => String::new(),
    };
    let script = back.map_or_else(String::new, |back| {
        format!(
            "<script nonce=\"{nonce}\">{SCRIPT}</script>\
             <noscript><meta http-equiv=\"refresh\" content=\"30; url={}\"></noscript>",
            escaped(back)
        )
    });
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{} · Lull</title>\
         <style nonce=\"{nonce}\">{STYLE}</style>{script}</head><body>{body}</body></html>",
        escaped(title)
    );
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'; \
         img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    Page { html, policy }
}

/// A message as a sentence.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let end = if text.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("{}{end}", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(known: bool) -> View<'static> {
        let at = |minutes: i64| Timestamp::from_micros(1_796_436_000_000_000 + minutes * 60_000_000);
        let gate = domain::maintenance::GateState::default();
        let mut status = SystemStatus::of(&gate, domain::status::Load::default(), "1", at(0)).public();
        status.maintenance.message = Some("<b>Back</b> at four".to_owned());
        let window = Window {
            name: "upgrade".to_owned(),
            owner: "dana".to_owned(),
            start: at(0),
            end: at(90),
            is_reopening: false,
            forced: false,
            trouble: None,
        };
        View {
            status,
            window: Some(window),
            known,
            zone: Zone::utc(),
            now: at(34),
            note: None,
            back: "/requests",
        }
    }

    #[test]
    fn it_counts_down_and_names_the_owner_to_known_people_only() {
        let known = offline(&view(true)).html;
        assert!(
            known.contains("56 min left")
                && known.contains("by dana")
                && known.contains("You stay logged in")
        );
        let stranger = offline(&view(false)).html;
        assert!(
            stranger.contains("56 min left") && !stranger.contains("dana") && !stranger.contains("logged in")
        );
        assert!(known.contains("content=\"30; url=/requests\""), "{known}");
        assert!(stranger.contains("&lt;b&gt;Back&lt;/b&gt; at four."), "{stranger}");
    }
}
