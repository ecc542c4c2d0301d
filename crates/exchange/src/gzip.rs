//! Bodies travel packed (`Content-Encoding: gzip`, RFC 1952). That recovers the cost of base64 and of JSON's repeated
//! names: a third of every batch.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;

/// Its name in `Content-Encoding` and `Accept-Encoding`.
pub const GZIP: &str = "gzip";
/// Packing a smaller body is no gain.
pub const WORTH_PACKING: usize = 400;

/// Why a body cannot be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unpackable {
    /// Not gzip, or damaged.
    #[error("not gzip")]
    Broken,
    /// Larger than allowed when unpacked.
    #[error("unpacks to more than is allowed")]
    TooLarge,
}

/// Packs a body.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::default());
    // Into memory, which never fails.
    packer.write_all(bytes).and_then(|()| packer.finish()).unwrap_or_default()
}

/// Unpacks a body to at most `limit` bytes: a small body must not unpack into a huge one.
///
/// # Errors
/// [`Unpackable`].
pub fn gunzip(packed: &[u8], limit: usize) -> Result<Vec<u8>, Unpackable> {
    let mut bytes = Vec::with_capacity(limit.min(2 * packed.len()));
    GzDecoder::new(packed).take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|_| Unpackable::Broken)?;
    if bytes.len() > limit { Err(Unpackable::TooLarge) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_comes_out_as_it_was_and_never_larger_than_allowed() {
        let body = b"{\"ciphertext\":\"AAAA\"}".repeat(100);
        let packed = gzip(&body);
        assert!(packed.len() * 10 < body.len());
        assert_eq!(gunzip(&packed, body.len()).as_deref(), Ok(body.as_slice()));
        assert_eq!(gunzip(&packed, body.len() - 1), Err(Unpackable::TooLarge));
        assert_eq!(gunzip(&packed[..packed.len() - 9], body.len()), Err(Unpackable::Broken));
        assert_eq!(gunzip(&body, body.len()), Err(Unpackable::Broken));
    }
}
