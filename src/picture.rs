//! Turns a picture from a camera or gallery into what the phone keeps: small, upright, only its pixels.
//!
//! A phone's photo holds its place, its time and the make of the phone. We do not remove fields. We decode the pixels,
//! turn and shrink them, and write a new JPEG of the pixels alone. So we cannot forget a field that no list names.
//!
//! Any bytes give a picture or a [`PictureError`]. A limit on memory applies before decoding.

use std::fmt;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage};
use kentongan_exchange::attachment::MAX_ATTACHMENT_BYTES;

/// Most bytes of a picture that the phone reads. A phone's camera writes a third of it.
pub const MAX_PICTURE_BYTES: usize = 30 * 1024 * 1024;
/// Most pixels of a picture that the phone reads.
pub const MAX_PICTURE_PIXELS: u64 = 64_000_000;
/// Most memory for its decoded pixels: four bytes each.
const MAX_DECODED_BYTES: u64 = MAX_PICTURE_PIXELS * 4;
/// Longer side of the kept picture, in pixels.
pub const LONGEST_SIDE: u32 = 1600;
/// Longer side of the thumbnail, in pixels.
pub const THUMBNAIL_SIDE: u32 = 240;
/// Aim for a kept picture's size: a minute of a village's link.
pub const AIMED_BYTES: usize = 350 * 1024;
/// Qualities to try, best first, until the picture is small enough.
const QUALITIES: [u8; 5] = [80, 70, 60, 50, 40];
/// Still lower qualities. They only make a picture fit at all, not reach the aim.
const LOW_QUALITIES: [u8; 3] = [30, 20, 10];
const THUMBNAIL_QUALITY: u8 = 70;
/// What sealing adds: header, one stanza for each recipient, a tag for every 64 KiB.
const SEALING_OVERHEAD: usize = 16 * 1024;

/// Why a picture cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Not a JPEG, PNG or WebP, or a damaged one.
    #[error("not a picture that can be read")]
    Unreadable,
    /// Too many bytes or pixels.
    #[error("picture too large")]
    TooLarge,
}

/// What the phone keeps of a picture.
#[derive(Clone, PartialEq, Eq)]
pub struct PreparedPicture {
    /// The picture, JPEG.
    pub picture: Vec<u8>,
    /// Its thumbnail, JPEG.
    pub thumbnail: Vec<u8>,
}

impl fmt::Debug for PreparedPicture {
    /// Shows its size, never its content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreparedPicture({} bytes, thumbnail {} bytes)", self.picture.len(), self.thumbnail.len())
    }
}

/// Reads the picture and encodes it again. May take some seconds: never call it on the thread that draws.
///
/// # Errors
/// [`PictureError`].
pub fn prepare(bytes: &[u8]) -> Result<PreparedPicture, PictureError> {
    let picture = upright(decode(bytes)?);
    let thumbnail = jpeg(&fit(&picture, THUMBNAIL_SIDE), THUMBNAIL_QUALITY)?;
    Ok(PreparedPicture { picture: small_enough(&picture)?, thumbnail })
}

/// A decoded picture and its orientation.
struct DecodedPicture {
    pixels: DynamicImage,
    orientation: image::metadata::Orientation,
}

fn decode(bytes: &[u8]) -> Result<DecodedPicture, PictureError> {
    if bytes.len() > MAX_PICTURE_BYTES {
        return Err(PictureError::TooLarge);
    }
    if is_cut_off(bytes) {
        return Err(PictureError::Unreadable);
    }
    let unreadable = |_| PictureError::Unreadable;
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| PictureError::Unreadable)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(too_large_or_unreadable)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PICTURE_PIXELS || decoder.total_bytes() > MAX_DECODED_BYTES {
        return Err(PictureError::TooLarge);
    }
    // Without a valid orientation, the camera was held upright.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let pixels = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    Ok(DecodedPicture { pixels, orientation })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the decoder's kinds, most of which are damage")]
fn too_large_or_unreadable(error: image::ImageError) -> PictureError {
    match error {
        image::ImageError::Limits(_) => PictureError::TooLarge,
        _ => PictureError::Unreadable,
    }
}

/// Whether a JPEG ends before its last scan does. The decoder paints the missing part grey without an error. It is
/// better if the person chooses the photo again.
fn is_cut_off(bytes: &[u8]) -> bool {
    let last = |marker: u8| bytes.windows(2).rposition(|pair| pair == [0xff, marker]);
    // Scan data never contain one of these two markers: a scan writes 0xff with a zero behind it.
    bytes.starts_with(&[0xff, 0xd8]) && last(0xda) >= last(0xd9)
}

/// Shrinks before turning, which costs less, and puts transparent parts on white.
fn upright(decoded: DecodedPicture) -> RgbImage {
    let mut pixels = shrunk(decoded.pixels);
    pixels.apply_orientation(decoded.orientation);
    if !pixels.color().has_alpha() {
        return pixels.into_rgb8();
    }
    let on_white = |pixel: &image::Rgba<u8>| {
        let [red, green, blue, opacity] = pixel.0.map(u16::from);
        let blended = [red, green, blue].map(|channel| (channel * opacity + 255 * (255 - opacity)) / 255);
        Rgb(blended.map(|channel| u8::try_from(channel).unwrap_or(u8::MAX)))
    };
    let pixels = pixels.into_rgba8();
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| on_white(pixels.get_pixel(x, y)))
}

/// Averaging first shrinks a picture that is several times too large. It needs little time and memory.
fn shrunk(pixels: DynamicImage) -> DynamicImage {
    let roughly = LONGEST_SIDE * 2;
    let rough = if pixels.width().max(pixels.height()) > roughly { pixels.thumbnail(roughly, roughly) } else { pixels };
    if rough.width().max(rough.height()) > LONGEST_SIDE {
        rough.resize(LONGEST_SIDE, LONGEST_SIDE, FilterType::CatmullRom)
    } else {
        rough
    }
}

/// The picture with its longer side at most so long; never enlarged.
fn fit(picture: &RgbImage, side: u32) -> RgbImage {
    if picture.width().max(picture.height()) <= side {
        return picture.clone();
    }
    DynamicImage::ImageRgb8(picture.clone()).thumbnail(side, side).into_rgb8()
}

/// The picture as JPEG, in the best quality that is small enough, or else that fits at all.
fn small_enough(picture: &RgbImage) -> Result<Vec<u8>, PictureError> {
    let most = MAX_ATTACHMENT_BYTES.saturating_sub(SEALING_OVERHEAD);
    let mut last = Vec::new();
    for quality in QUALITIES {
        last = jpeg(picture, quality)?;
        if last.len() <= AIMED_BYTES {
            return Ok(last);
        }
    }
    for quality in LOW_QUALITIES {
        if last.len() <= most {
            return Ok(last);
        }
        last = jpeg(picture, quality)?;
    }
    if last.len() <= most { Ok(last) } else { Err(PictureError::TooLarge) }
}

/// A JPEG of these pixels and nothing else.
fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, PictureError> {
    let mut written = Vec::new();
    JpegEncoder::new_with_quality(&mut written, quality).encode_image(picture).map_err(|_| PictureError::Unreadable)?;
    Ok(written)
}

#[cfg(test)]
mod tests;
