//! The site inside the executable, which `cargo xtask dist` made in `target/site` just before.

use bytes::Bytes;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../target/site"]
struct Files;

/// A file by its path in the site.
pub(super) fn get(path: &str) -> Option<Bytes> {
    let file = Files::get(path)?;
    Some(match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
    })
}
