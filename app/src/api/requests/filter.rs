//! Which requests the list shows, as its form says it.

use serde::{Deserialize, Serialize};

/// The list's form: text as it stands in the address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ListFilter {
    /// Part of a process's or a person's name.
    pub search: String,
    /// A status's word, or empty.
    pub status: String,
    /// One of [`TIMES`], or empty.
    pub time: String,
    /// A process by name or id, or empty.
    pub process: String,
    /// Where the page begins.
    pub cursor: String,
}

/// How far back the list may go: the word in the address, the words on the page, and seconds.
pub const TIMES: [(&str, &str, i64); 4] = [
    ("1h", "Last hour", 3_600),
    ("24h", "Last 24 hours", 86_400),
    ("7d", "Last 7 days", 7 * 86_400),
    ("30d", "Last 30 days", 30 * 86_400),
];

impl ListFilter {
    /// Whether anything is filtered out.
    #[must_use]
    pub fn is_set(&self) -> bool {
        [&self.search, &self.status, &self.time, &self.process].iter().any(|text| !text.trim().is_empty())
    }

    /// The address of the list with this filter, from its first page.
    #[must_use]
    pub fn to_path(&self) -> String {
        let fields = [
            ("search", &self.search),
            ("status", &self.status),
            ("time", &self.time),
            ("process", &self.process),
        ];
        let pairs: Vec<String> = fields
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", crate::next::escape(value)))
            .collect();
        if pairs.is_empty() { "/requests".to_owned() } else { format!("/requests?{}", pairs.join("&")) }
    }
}

#[cfg(feature = "ssr")]
impl ListFilter {
    /// What is meant. What is no status or no time filters nothing: an address may be old.
    pub(crate) fn read(
        self,
        now: domain::time::Timestamp,
    ) -> Result<domain::request::RequestFilter, crate::error::ApiError> {
        use domain::duration::Span;
        let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let back = TIMES.iter().find(|(word, ..)| *word == self.time);
        Ok(domain::request::RequestFilter {
            status: self.status.parse().ok(),
            process: given(self.process),
            search: given(self.search),
            since: back.map(|(_, _, seconds)| now.minus(Span::from_secs(*seconds))),
            cursor: given(self.cursor),
            limit: None,
        })
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::duration::Span;
    use domain::request::Status;
    use domain::time::Timestamp;

    #[test]
    fn what_stands_in_the_address_is_what_is_asked_for() {
        let now = Timestamp::from_micros(1_764_900_000_000_000);
        let filter = ListFilter {
            search: " report ".to_owned(),
            status: "could_not_start".to_owned(),
            time: "1h".to_owned(),
            ..ListFilter::default()
        };
        assert_eq!(filter.to_path(), "/requests?search=%20report%20&status=could_not_start&time=1h");
        let read = filter.read(now).unwrap();
        assert_eq!(read.search.as_deref(), Some("report"));
        assert_eq!(read.status, Some(Status::CouldNotStart));
        assert_eq!(read.since, Some(now.minus(Span::from_secs(3_600))));
    }

    #[test]
    fn nonsense_in_the_address_filters_nothing() {
        let now = Timestamp::from_micros(1_764_900_000_000_000);
        let filter = ListFilter {
            status: "no such".to_owned(),
            time: "yesterday".to_owned(),
            ..ListFilter::default()
        };
        assert_eq!(filter.read(now).unwrap(), domain::request::RequestFilter::default());
        assert!(!ListFilter::default().is_set());
    }
}
