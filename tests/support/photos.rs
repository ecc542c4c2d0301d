//! Photos of an activity, and the records that have them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use kentongan::device::Clock as _;
use kentongan::outbox::{NewAttachment, Outbox};
use kentongan::phone::PhotosAllowed;
use kentongan::vault::{KeyFile, NewPhoto, Vault};
use kentongan_exchange::{AttachmentName, RecordId};

use super::{Facilitator, PIN, morning, pin};

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

    /// A finished activity with two photos. The sealed bytes of the first are damaged in the vault. The outbox has the
    /// damaged bytes too if `outbox_too`, else none.
    pub fn finished_with_damaged_photo(&self, outbox_too: bool) -> RecordId {
        let record = self.filled("activity");
        let mut ciphertext = noisy_photo(60, 40, 9);
        let name = AttachmentName::of(&ciphertext);
        ciphertext[100] ^= 1;
        self.phone.lock();
        let folder = self.folder.path();
        let mut key_file = KeyFile::read(&folder.join("vault.key"), self.device.uptime()).unwrap();
        let key = key_file.unwrap(&pin(PIN), self.device.uptime(), &*self.device).unwrap();
        let mut vault = Vault::open(&folder.join("vault.db"), &key).unwrap();
        let photo_1 = NewPhoto { name, ciphertext: &ciphertext, thumbnail: &photo(40, 30, 1) };
        vault.add_photo(record, "photo_1", photo_1, morning()).unwrap();
        drop(vault);
        self.unlock();
        self.phone.add_photo(record, "photo_2", &photo(400, 300, 2)).unwrap();
        self.finish(record).unwrap();
        if outbox_too {
            let allowed = PhotosAllowed::AnyNetwork;
            let new = NewAttachment { name, record, revision: 1, allowed, ciphertext: &ciphertext };
            outbox(self).put_attachment(new).unwrap();
        }
        record
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
