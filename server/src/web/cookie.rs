//! The session cookie: the pages' own.

use app::context::{session_cookie, session_cookie_name};
use domain::time::Timestamp;
use http::{HeaderMap, HeaderValue, header};

/// The session's secret, if the caller sent one.
#[must_use]
pub fn read(headers: &HeaderMap, secure: bool) -> Option<&str> {
    let name = session_cookie_name(secure);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, value)| *found == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// The cookie that carries `secret` until `expires`. None when the secret cannot stand in a header.
#[must_use]
pub fn set(secret: &str, expires: Timestamp, secure: bool, now: Timestamp) -> Option<HeaderValue> {
    session_cookie(secure, Some((secret, expires)), now).ok()
}

/// The cookie that takes it back.
#[must_use]
pub fn clear(secure: bool, now: Timestamp) -> Option<HeaderValue> {
    session_cookie(secure, None, now).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_found_among_other_cookies_and_never_in_a_name_that_only_ends_alike() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("theme=dark; not_lull_session=no"));
        assert_eq!(read(&headers, false), None);
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; lull_session=s3cret; c=d"));
        assert_eq!(read(&headers, false), Some("s3cret"));
        assert_eq!(read(&headers, true), None, "over https only the cookie bound to this host counts");
    }

    #[test]
    fn the_cookie_is_secure_only_where_people_come_by_https() {
        let (now, end) = (Timestamp::from_micros(0), Timestamp::from_micros(60_000_000));
        let plain = set("x", end, false, now).unwrap();
        let secure = set("x", end, true, now).unwrap();
        let has =
            |cookie: &HeaderValue, word: &str| cookie.to_str().unwrap().split("; ").any(|part| part == word);
        for word in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=60"] {
            assert!(has(&plain, word) && has(&secure, word), "{word} is missing");
        }
        assert!(has(&secure, "Secure") && !has(&plain, "Secure"));
        assert!(set("x\r\ny", end, true, now).is_none());
    }
}
