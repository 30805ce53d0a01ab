//! The site inside the executable. `cargo xtask dist` builds it with `LULL_SITE` naming the folder.

use bytes::Bytes;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$LULL_SITE"]
struct Files;

/// A file by its path in the site.
pub(super) fn get(path: &str) -> Option<Bytes> {
    let file = Files::get(path)?;
    Some(match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
    })
}
