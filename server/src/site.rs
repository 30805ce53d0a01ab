//! The built web site: from a folder, or from inside the executable (feature `embed`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use app::context::SiteFiles;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::Deserialize;

#[cfg(feature = "embed")]
mod embedded;

/// Where the files are, and what they are called this time.
pub struct Site {
    place: Place,
    manifest: Option<Manifest>,
}

enum Place {
    Folder(PathBuf),
    #[cfg(feature = "embed")]
    Inside,
}

/// `manifest.json`: names that change with their content.
#[derive(Deserialize)]
struct Manifest {
    js: String,
    wasm: String,
    css: String,
    /// Scripts that the first one imports.
    #[serde(default)]
    modules: Vec<String>,
    /// The files of each part of the pages' code.
    #[serde(default)]
    parts: BTreeMap<String, Vec<String>>,
    /// Files that browsers ask for by a fixed name.
    #[serde(default)]
    files: BTreeMap<String, String>,
}

/// One file, ready to send.
pub struct Asset {
    /// Its bytes, perhaps compressed.
    pub bytes: Bytes,
    /// Content type, encoding and caching.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Site {
    /// Looks for the site: in the folder that was set, else inside the executable, else in `target/site`.
    #[must_use]
    pub fn load(folder: Option<&Path>) -> Self {
        #[cfg(feature = "embed")]
        if folder.is_none() {
            return Self {
                place: Place::Inside,
                manifest: embedded::get("manifest.json").and_then(|text| read(&text)),
            };
        }
        let folder = folder.unwrap_or(Path::new("target/site")).to_path_buf();
        let manifest = std::fs::read(folder.join("manifest.json")).ok().and_then(|text| read(&text));
        if manifest.is_none() {
            tracing::warn!(folder = %folder.display(), "there is no web site here, so only REST is served: `cargo xtask build` makes it, LULL_SITE names it");
        }
        Self { place: Place::Folder(folder), manifest }
    }

    /// The files that the pages name; none when there is no site.
    #[must_use]
    pub fn files(&self) -> Option<SiteFiles> {
        let manifest = self.manifest.as_ref()?;
        let at_root = |path: &str| format!("/{path}");
        let all_at_root = |paths: &[String]| paths.iter().map(|path| at_root(path)).collect();
        let icon = manifest.files.get("favicon.svg").map(|path| at_root(path)).unwrap_or_default();
        Some(SiteFiles {
            js: at_root(&manifest.js),
            wasm: at_root(&manifest.wasm),
            css: at_root(&manifest.css),
            icon,
            modules: all_at_root(&manifest.modules),
            parts: manifest.parts.iter().map(|(part, paths)| (part.clone(), all_at_root(paths))).collect(),
        })
    }

    /// The file at a path of the site (`pkg/lull.0a1b….js`, `favicon.svg`), in the best encoding that is accepted.
    pub async fn get(&self, path: &str, accepted: &HeaderMap) -> Option<Asset> {
        let path = self.manifest.as_ref()?.files.get(path).map_or(path, String::as_str);
        if !path.starts_with("pkg/") || !is_plain(path) {
            return None;
        }
        for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
            if accepts(accepted, encoding)
                && let Some(bytes) = self.read(&format!("{path}{ending}")).await
            {
                return Some(Asset { bytes, headers: headers(path, Some(encoding)) });
            }
        }
        let bytes = self.read(path).await?;
        Some(Asset { bytes, headers: headers(path, None) })
    }

    async fn read(&self, path: &str) -> Option<Bytes> {
        match &self.place {
            Place::Folder(folder) => tokio::fs::read(folder.join(path)).await.ok().map(Bytes::from),
            #[cfg(feature = "embed")]
            Place::Inside => embedded::get(path),
        }
    }
}

fn read(text: &[u8]) -> Option<Manifest> {
    serde_json::from_slice(text)
        .inspect_err(|error| tracing::warn!(%error, "the web site's manifest.json cannot be read"))
        .ok()
}

/// Nothing but names: no `..`, no hidden files, no escapes.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|name| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        !name.is_empty() && !name.starts_with('.') && name.bytes().all(plain)
    })
}

/// Whether the caller takes an encoding.
pub(crate) fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|part| {
        let mut words = part.split(';').map(str::trim);
        let named = words.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        named
            && !words
                .any(|word| matches!(word.replace(' ', "").as_str(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn headers(path: &str, encoding: Option<&'static str>) -> Vec<(HeaderName, HeaderValue)> {
    let caching = if is_hashed(path) {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=0, must-revalidate"
    };
    let mut headers = vec![
        (header::CONTENT_TYPE, HeaderValue::from_static(kind(path))),
        (header::CACHE_CONTROL, HeaderValue::from_static(caching)),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    headers.extend(encoding.map(|encoding| (header::CONTENT_ENCODING, HeaderValue::from_static(encoding))));
    headers
}

/// Whether the name changes with the content: `main.0a1b2c3d4e5f6071.css`.
fn is_hashed(path: &str) -> bool {
    path.rsplit('/')
        .next()
        .unwrap_or(path)
        .split('.')
        .any(|part| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "map" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leaves_the_site_is_not_plain() {
        for path in
            ["pkg/../lull.db", "pkg//etc/passwd", "pkg/.inputs", "pkg/a%2e%2e", "pkg/a\\b", "pkg/", ""]
        {
            assert!(!is_plain(path), "{path}");
        }
        assert!(is_plain("pkg/snippets/leptos-0a1b/inline0.js"));
    }

    #[test]
    fn only_names_that_change_with_their_content_are_cached_for_ever() {
        assert!(is_hashed("pkg/lull_bg.0a1b2c3d4e5f6071.wasm"));
        assert!(!is_hashed("pkg/snippets/inline0.js"));
    }

    #[test]
    fn an_encoding_that_is_refused_is_not_sent() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip;q=0.5, br; q=0, brotli"));
        assert!(accepts(&headers, "gzip") && !accepts(&headers, "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }
}
