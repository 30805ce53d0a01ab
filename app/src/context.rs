//! What the server hands to every render and every server function.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header, request};
use domain::permission::{Grant, Permit};
use domain::time::Timestamp;
use engine::{Caller, Engine};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::boot::Boot;
use crate::error::ApiError;
use crate::form::draft::Draft;
use crate::form::drafts::Drafts;
use crate::together::allow_spawning;
use crate::zone::{Zone, lookup};

/// The site's files, as paths that a browser asks for: `/pkg/lull.4f3a.js`.
#[derive(Clone, Debug, Default)]
pub struct SiteFiles {
    /// The script that loads the module.
    pub js: String,
    /// The WASM module.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
    /// The icon of the tab.
    pub icon: String,
    /// Scripts that the first one imports.
    pub modules: Vec<String>,
    /// The files of each part of the pages' code, by the part's name.
    pub parts: BTreeMap<String, Vec<String>>,
}

/// What all renders of one server share. Made once.
#[derive(Clone)]
pub struct Site {
    /// The site's files.
    pub files: Arc<SiteFiles>,
    /// What was typed into forms that failed.
    pub drafts: Drafts,
    /// Whether cookies are for https only (rule 48).
    pub secure_cookies: bool,
    /// The address that people type, as an origin, when it was set.
    pub external: Option<Arc<str>>,
}

impl Site {
    /// Makes it, with no drafts.
    #[must_use]
    pub fn new(files: SiteFiles, secure_cookies: bool) -> Self {
        allow_spawning();
        Self { files: Arc::new(files), drafts: Drafts::default(), secure_cookies, external: None }
    }

    /// The same, reached by an address that was set.
    #[must_use]
    pub fn at(self, external: Option<&str>) -> Self {
        Self { external: external.map(Arc::from), ..self }
    }
}

/// One visit: who asks, from where, when. Made for each HTTP request.
#[derive(Clone)]
pub struct Context {
    /// The use cases.
    pub engine: Engine,
    /// Who is logged in.
    pub caller: Option<Caller>,
    /// Where the call comes from, proxies resolved.
    pub from: Option<IpAddr>,
    /// Now, by the engine's clock.
    pub now: Timestamp,
    /// What all visits share.
    pub site: Site,
    /// Whether a plain HTML form asks, and wants to be sent somewhere.
    pub(crate) plain: bool,
    zone_cookie: Option<String>,
    host: Option<String>,
    draft: Option<String>,
}

impl Context {
    /// Makes one. [`crate::http::page`] and [`crate::http::function`] read the rest off the request.
    #[must_use]
    pub const fn new(
        engine: Engine,
        caller: Option<Caller>,
        from: Option<IpAddr>,
        now: Timestamp,
        site: Site,
    ) -> Self {
        Self { engine, caller, from, now, site, plain: false, zone_cookie: None, draft: None, host: None }
    }

    pub(crate) fn read(mut self, request: &request::Parts) -> Self {
        self.zone_cookie = cookie(&request.headers, "lull_zone");
        let host = request.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = host.or_else(|| request.uri.authority().map(axum::http::uri::Authority::as_str));
        self.host = host.map(str::to_owned);
        self.draft = request
            .uri
            .query()
            .and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("draft=")))
            .map(str::to_owned);
        self
    }

    /// What the first HTML knows.
    pub(crate) fn boot(&self) -> Boot {
        let published = self.engine.watch_status().borrow().clone();
        let status = if self.caller.is_some() { published.full.clone() } else { published.public.clone() };
        let known = self.zone();
        Boot {
            me: self.caller.as_ref().map(|caller| caller.me.clone()),
            status: Some(status),
            zone_known: known.is_some(),
            zone: known.unwrap_or_else(Zone::utc),
            now: self.now,
            draft: self.draft.as_ref().and_then(|id| self.find(id)),
        }
    }

    /// The viewer's zone: profile, else cookie (rule 45).
    fn zone(&self) -> Option<Zone> {
        let chosen = self.caller.as_ref().and_then(|caller| caller.me.zone.as_deref());
        chosen.or(self.zone_cookie.as_deref()).and_then(|name| lookup::zone(name, self.now))
    }

    /// The name of the viewer's zone; UTC while it is not known.
    pub(crate) fn zone_name(&self) -> String {
        self.zone().map_or_else(|| "UTC".to_owned(), |zone| zone.name)
    }

    fn session(&self) -> Option<domain::id::SessionId> {
        self.caller.as_ref().and_then(|caller| caller.me.session)
    }

    /// Keeps what was typed and gives the id to find it by.
    pub(crate) fn keep(&self, draft: Draft) -> Option<String> {
        self.site.drafts.keep(self.session(), draft, self.now)
    }

    /// The draft of that id, if it is this session's.
    pub(crate) fn find(&self, id: &str) -> Option<Draft> {
        self.site.drafts.find(self.session(), id, self.now)
    }

    /// Shows a secret just made on the next page of a plain form, and never again.
    pub(crate) fn show_once(&self, secret: &str) {
        if self.plain
            && let Some(id) = self.site.drafts.keep_once(self.session(), secret, self.now)
        {
            self.go(&format!("/profile?draft={id}#made"));
        }
    }

    /// Shows the feed's address with a key just made, on the next page of a plain form and never again.
    pub(crate) fn show_feed_once(&self, address: &str) {
        use crate::form::draft::MADE_FEED;
        if self.plain
            && let Some(id) = self.site.drafts.keep_once_as(MADE_FEED, self.session(), address, self.now)
        {
            self.go(&format!("/profile?draft={id}#feed"));
        }
    }

    /// Where this site is for whoever visits it: scheme and authority, without a slash at the end.
    pub(crate) fn origin(&self) -> String {
        if let Some(external) = &self.site.external {
            return external.to_string();
        }
        let scheme = if self.site.secure_cookies { "https" } else { "http" };
        format!("{scheme}://{}", self.host.as_deref().unwrap_or("localhost"))
    }

    /// Sends the browser to a page of this site once the server function has succeeded.
    pub fn go(&self, path: &str) {
        if HeaderValue::from_str(path).is_ok() {
            leptos_axum::redirect(path);
        }
    }

    /// The same, for a plain form only; with script the page itself decides what to do.
    pub fn go_plain(&self, path: &str) {
        if self.plain {
            self.go(path);
        }
    }

    /// Sets or clears the session's cookie with the answer.
    pub fn set_session_cookie(&self, secret: Option<(&str, Timestamp)>) {
        let Some(response) = use_context::<ResponseOptions>() else {
            return;
        };
        if let Ok(value) = session_cookie(self.site.secure_cookies, secret, self.now) {
            response.append_header(header::SET_COOKIE, value);
        }
    }
}

/// This visit.
///
/// # Errors
/// `Internal` when the server forgot to provide it.
pub fn context() -> Result<Context, ApiError> {
    use_context::<Context>().ok_or(ApiError::Internal)
}

/// Who is logged in.
///
/// # Errors
/// `Unauthenticated` when nobody is.
pub fn caller() -> Result<(Context, Caller), ApiError> {
    let context = context()?;
    let caller = context.caller.clone().ok_or(ApiError::Unauthenticated)?;
    Ok((context, caller))
}

/// The engine, and the proof that whoever is logged in may do `P`.
///
/// # Errors
/// `Unauthenticated`, or `Forbidden` naming the permission.
pub fn permit<P: Grant>() -> Result<(Engine, Permit<P>), ApiError> {
    let (context, caller) = caller()?;
    let permit = caller.permit::<P>()?;
    Ok((context.engine, permit))
}

/// The name of the session's cookie. `__Host-` binds it to this host where cookies are for https only.
#[must_use]
pub const fn session_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-lull_session" } else { "lull_session" }
}

/// The `Set-Cookie` value that sets the session's cookie, or clears it.
///
/// # Errors
/// When the secret has characters that no header may have.
pub fn session_cookie(
    secure: bool,
    secret: Option<(&str, Timestamp)>,
    now: Timestamp,
) -> Result<HeaderValue, header::InvalidHeaderValue> {
    let name = session_cookie_name(secure);
    let (value, age) = secret.map_or(("", 0), |(secret, expires)| (secret, expires.since(now).secs()));
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"))
}

/// A cookie of a request; `%2F` and its like are read back.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
        .map(|value| value.replace("%2F", "/").replace("%2f", "/").replace("%2B", "+"))
}
