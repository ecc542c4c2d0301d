//! Photos of an activity, and the records that have them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use kentongan::outbox::Outbox;
use kentongan_exchange::{AttachmentName, RecordId};

use super::Facilitator;

/// A photo of this size, different for every shade.
pub fn photo(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let pixels = RgbImage::from_fn(width, height, |x, y| Rgb([shade, (x % 251) as u8, (y % 241) as u8]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// A photo that no encoder makes small: about as many bytes as a third of its pixels.
pub fn noisy_photo(width: u32, height: u32, shade: u32) -> Vec<u8> {
    let mut noise = shade.wrapping_mul(2_654_435_761) | 1;
    let pixels = RgbImage::from_fn(width, height, |_, _| {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        let [red, green, blue, _] = noise.to_le_bytes();
        Rgb([red, green, blue])
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// The outbox as another process sees it.
pub fn outbox(f: &Facilitator) -> Outbox {
    Outbox::open(&f.folder.path().join("outbox.db")).unwrap()
}

impl Facilitator {
    /// The photos of a record, in the order of its questions.
    pub fn photo_names(&self, record: RecordId) -> Vec<AttachmentName> {
        let answers = self.phone.photo_answers(record).unwrap();
        answers.into_iter().filter_map(|(_, value)| value?.to_text().parse().ok()).collect()
    }

    /// A finished activity with these photos.
    pub fn finished_with_photos(&self, photos: &[Vec<u8>]) -> RecordId {
        let record = self.filled("activity");
        for (number, photo) in (1..).zip(photos) {
            self.phone.add_photo(record, &format!("photo_{number}"), photo).unwrap();
        }
        self.finish(record).unwrap();
        record
    }
}
