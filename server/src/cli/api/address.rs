//! The server's address, as it was set.

use reqwest::Url;

use super::super::failure::Failure;

/// Reads the server's address.
pub(super) fn base(text: &str) -> Result<Url, Failure> {
    let wrong = |why: &str| {
        Failure::Usage(format!("LULL_URL: \"{text}\" {why}: write it like http://127.0.0.1:3000"))
    };
    let url = Url::parse(text.trim()).map_err(|_| wrong("is not the address of a server"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(wrong("is not the address of a server"));
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("has a path, and Lull is served at the root of its host name"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failure::Usage("LULL_URL holds a user or password: use LULL_TOKEN".to_owned()));
    }
    Ok(url)
}

/// Whether no proxy can be meant.
pub(super) fn is_this_host(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> String {
        base(url).err().map(|failure| failure.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_bad_address_is_told_naming_its_setting() {
        for bad in ["", "lull", "ftp://host", "http://", "http://host/lull", "http://host/?a=b"] {
            assert!(refused(bad).starts_with("LULL_URL: "), "{bad} was accepted");
        }
        assert!(refused("http://ada:secret@host").contains("use LULL_TOKEN"));
        assert!(!refused("http://ada:secret@host").contains("secret"));
    }

    #[test]
    fn loopback_is_never_asked_through_a_proxy() {
        let here = |text: &str| is_this_host(&base(text).unwrap_or_else(|failure| panic!("{failure}")));
        assert!(here("http://127.0.0.1:3000") && here("http://localhost") && here("http://[::1]:3000"));
        assert!(!here("https://lull.example.org"));
    }
}
