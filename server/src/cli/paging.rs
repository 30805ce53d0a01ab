//! Lists that come page by page.

use clap::Args;
use domain::page::{MOST, Page};
use serde::de::DeserializeOwned;

use super::api::Ask;
use super::call::Client;
use super::failure::Failure;

/// Which page of a list.
#[derive(Args)]
pub struct Paging {
    /// How many at most; the server gives up to 200 at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=200))]
    limit: Option<u32>,
    /// Where the page begins, as the page before said
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
}

impl Paging {
    /// The same call, for this page.
    #[must_use]
    pub fn of<'a>(&self, ask: Ask<'a>) -> Ask<'a> {
        ask.query("limit", self.limit).query("cursor", self.cursor.as_deref())
    }
}

/// Every item of a list, page after page, for what is looked for by name.
///
/// # Errors
/// When the server refuses a page, or does not answer.
pub async fn every<T: DeserializeOwned>(client: &Client, path: &[&str]) -> Result<Vec<T>, Failure> {
    let (mut items, mut cursor) = (Vec::new(), None);
    loop {
        let ask = client.api.get(path).query("limit", Some(MOST)).query("cursor", cursor.as_deref());
        let page: Page<T> = ask.send().await?.read()?;
        items.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            return Ok(items);
        }
    }
}

/// Says how to see the next page, if there is one.
pub fn more<T>(client: &Client, page: &Page<T>) {
    if let (Some(next), false) = (&page.next, client.out.is_closed()) {
        client.out.note(&format!("More follow: add --cursor {next}"));
    }
}
