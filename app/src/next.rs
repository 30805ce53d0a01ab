//! Where to go next: paths of this site that came from outside, checked before anything is sent there.

/// Longest accepted path, in bytes.
const LONGEST: usize = 2_048;

/// The path, if it is one of this site and safe in a header: `/requests?status=failed`.
///
/// None for anything that a browser could read as another site (`//host`, `/\host`), for control characters
/// and non-ASCII, for log-in itself and for what is not a page (`/app/`, `/api/`).
#[must_use]
pub fn local(path: &str) -> Option<&str> {
    let safe = path.len() <= LONGEST
        && path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| {
            byte.is_ascii_graphic() && byte != b'\\' && byte != b'"' && byte != b'<' && byte != b'>'
        });
    let not_a_page = ["/login", "/app/", "/api/", "/pkg/"].iter().any(|prefix| path.starts_with(prefix));
    (safe && !not_a_page).then_some(path)
}

/// The path with one query parameter set, any earlier value of it dropped, and a fragment.
#[must_use]
pub fn with_parameter(path: &str, name: &str, value: &str, fragment: Option<&str>) -> String {
    let mut out = without_parameter(path, name);
    out.push(if out.contains('?') { '&' } else { '?' });
    out.push_str(name);
    out.push('=');
    out.push_str(value);
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(fragment);
    }
    out
}

/// A page's address of its path and its search, which browsers give with a `?` and servers without.
#[must_use]
pub fn address(path: &str, search: &str) -> String {
    match search.trim_start_matches('?') {
        "" => path.to_owned(),
        search => format!("{path}?{search}"),
    }
}

/// The path without that query parameter, and without a fragment.
#[must_use]
pub fn without_parameter(path: &str, name: &str) -> String {
    let path = path.split('#').next().unwrap_or_default();
    let Some((base, query)) = path.split_once('?') else {
        return path.to_owned();
    };
    let kept: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(name)).collect();
    if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) }
}

/// Escapes a text for use as one query parameter's value.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_this_site_is_let_through_with_its_query() {
        for path in ["/", "/requests", "/requests?status=failed&search=a%20b", "/requests/req_1#step-build"] {
            assert_eq!(local(path), Some(path));
        }
    }

    #[test]
    fn nothing_that_leads_elsewhere_or_breaks_a_header_is_let_through() {
        for path in [
            "",
            "requests",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: x=1",
            "/a b",
            "/ä",
            "/\u{0}",
            "/login",
            "/login?next=/login",
            "/app/session/out",
            "/api/v1/status",
        ] {
            assert_eq!(local(path), None, "{path:?}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(LONGEST))), None);
    }

    #[test]
    fn a_parameter_is_set_once() {
        assert_eq!(
            with_parameter("/a?draft=1&b=2#x", "draft", "7", Some("problems")),
            "/a?b=2&draft=7#problems"
        );
        assert_eq!(with_parameter("/a", "draft", "7", None), "/a?draft=7");
        assert_eq!(without_parameter("/a?draft=1", "draft"), "/a");
    }

    #[test]
    fn an_address_has_one_question_mark_wherever_its_search_comes_from() {
        for search in ["a=1", "?a=1"] {
            assert_eq!(address("/x", search), "/x?a=1");
        }
        assert_eq!(address("/x", ""), "/x");
    }

    #[test]
    fn an_escaped_text_has_no_meaning_of_its_own() {
        assert_eq!(escape("/a?b=ä&c"), "/a%3Fb%3D%C3%A4%26c");
    }
}
