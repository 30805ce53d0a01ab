//! Pages compressed on the way out; files of the site bring their own copies.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, header};

use crate::site::accepts;

/// Shorter pages fit into one packet anyway.
const LEAST: usize = 1_024;
/// Of 0 to 11: most of the gain for a little of the time.
const QUALITY: u32 = 4;
/// The window: 256 KiB, as long as pages are.
const WINDOW: u32 = 18;

/// The page in the best encoding that is accepted; `headers` are the answer's.
pub(super) fn pack(page: Bytes, accepted: &HeaderMap, headers: &mut HeaderMap) -> Bytes {
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if page.len() < LEAST {
        return page;
    }
    let (encoding, packed) = if accepts(accepted, "br") {
        ("br", brotli(&page))
    } else if accepts(accepted, "gzip") {
        ("gzip", gzip(&page))
    } else {
        return page;
    };
    // Into memory nothing fails; if it did, the plain page is as good.
    let Ok(packed) = packed else { return page };
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    headers.remove(header::CONTENT_LENGTH);
    Bytes::from(packed)
}

fn brotli(page: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = Vec::with_capacity(page.len() / 4);
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4_096, QUALITY, WINDOW);
    writer.write_all(page)?;
    drop(writer);
    Ok(packed)
}

fn gzip(page: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::with_capacity(page.len() / 3), Compression::fast());
    writer.write_all(page)?;
    writer.finish()
}
