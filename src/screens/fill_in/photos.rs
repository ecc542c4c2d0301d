//! Taking a photo, through the device or through the web view's file chooser, and adding it to the draft. The page
//! shrinks the picture before it sends it. The phone encodes it again all the same, because it does not trust the page.

use dioxus::prelude::*;
use kentongan_exchange::RecordId;

use crate::components::form::{PhotoBoard, PhotoStep, PhotoWish};
use crate::phone::{ChosenFile, FileHandler, Phone, PhoneError, PhotoError, PhotoSource, PictureError};
use crate::picture::{LONGEST_SIDE, MAX_PICTURE_BYTES};
use crate::screens::chooser::{self, Choice};
use crate::screens::photos::image_address;
use crate::translations::{Words, troubles};

/// The page shrinks the picture before it sends it.
fn choice(source: PhotoSource) -> Choice {
    let set_up = match source {
        PhotoSource::Camera => "input.accept = 'image/*'; input.setAttribute('capture', 'environment');",
        PhotoSource::Gallery => "input.accept = 'image/*';",
    };
    let make = format!(
        "const image = await createImageBitmap(file);
        const scale = Math.min(1, {LONGEST_SIDE} / Math.max(image.width, image.height));
        const canvas = document.createElement('canvas');
        canvas.width = Math.max(1, Math.round(image.width * scale));
        canvas.height = Math.max(1, Math.round(image.height * scale));
        const context = canvas.getContext('2d');
        context.fillStyle = 'white'; context.fillRect(0, 0, canvas.width, canvas.height);
        context.drawImage(image, 0, 0, canvas.width, canvas.height);
        image.close();
        const made = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.9));"
    );
    Choice { input: "photo-input", set_up, most_bytes: MAX_PICTURE_BYTES, make }
}

/// Does what the person wants with a photo, and shows the progress on the board. Calls `changed` when the draft's
/// photos have changed.
pub(super) async fn fulfil(
    phone: Phone,
    record: RecordId,
    (question, wish): (String, PhotoWish),
    words: Words,
    mut board: Signal<PhotoBoard>,
    changed: Callback<()>,
) -> Result<(), PhoneError> {
    board.write().trouble = None;
    let outcome = match wish {
        PhotoWish::Remove => phone.remove_photo(record, &question).map(drop).map_err(PhotoError::Phone),
        PhotoWish::Add(source) => match pick(&phone, source, &question, board).await {
            Ok(bytes) => phone.take_photo(record, question.clone(), bytes).await.map(drop),
            Err(PictureFailure::Refused(error)) => Err(error.into()),
            Err(no_picture) => {
                let text = no_picture.in_words(words);
                let mut board = board.write();
                board.busy = None;
                board.trouble = text.map(|text| (question, text));
                return Ok(());
            }
        },
    };
    board.write().busy = None;
    match outcome {
        Ok(()) => {
            board.write().thumbnails = thumbnails(&phone, record)?;
            changed.call(());
        }
        Err(PhotoError::Phone(error @ (PhoneError::Locked | PhoneError::NotEnrolled))) => return Err(error),
        Err(error) => board.write().trouble = Some((question, troubles::photo(words, &error))),
    }
    Ok(())
}

/// Why there is no picture.
enum PictureFailure {
    /// The person cancelled.
    Cancelled,
    /// The page does not say whether the person cancelled or the camera did not open.
    CancelledOrNoCamera,
    /// Neither camera nor gallery opened.
    NotOpened,
    /// The phone cannot keep it.
    Refused(PictureError),
}

impl PictureFailure {
    fn in_words(&self, words: Words) -> Option<String> {
        match self {
            Self::Cancelled => None,
            Self::CancelledOrNoCamera => Some(words.say("photo-no-camera")),
            Self::NotOpened => Some(words.say("photo-not-opened")),
            Self::Refused(error) => Some(troubles::photo(words, &(*error).into())),
        }
    }
}

/// The picture that the person chose.
async fn pick(
    phone: &Phone,
    source: PhotoSource,
    question: &str,
    mut board: Signal<PhotoBoard>,
) -> Result<Vec<u8>, PictureFailure> {
    let by = phone.device().file_handler();
    let mut at = |step| board.write().busy = Some((question.to_owned(), step));
    let chosen = match by {
        // Not every page reports a cancel. So the person may choose another photo until one arrives.
        FileHandler::Page => chooser::choose(choice(source), || at(PhotoStep::Shrinking)).await,
        FileHandler::Device => {
            at(PhotoStep::Choosing);
            let asked = phone.device().take_photo(source);
            let chosen = chooser::from_device(phone, asked).await.map_err(|_not_opened| PictureFailure::NotOpened)?;
            at(PhotoStep::Shrinking);
            chosen
        }
    };
    match chosen {
        ChosenFile::File(bytes) => Ok(bytes),
        ChosenFile::TooLarge => Err(PictureFailure::Refused(PictureError::TooLarge)),
        ChosenFile::Unreadable => Err(PictureFailure::Refused(PictureError::Unreadable)),
        ChosenFile::Nothing if by == FileHandler::Page && source == PhotoSource::Camera => {
            Err(PictureFailure::CancelledOrNoCamera)
        }
        ChosenFile::Nothing => Err(PictureFailure::Cancelled),
    }
}

/// The thumbnails of a draft, by question.
pub(in crate::screens) fn thumbnails(
    phone: &Phone,
    record: RecordId,
) -> Result<std::collections::BTreeMap<String, String>, PhoneError> {
    let found = phone.thumbnails(record)?.into_iter();
    Ok(found.map(|(question, jpeg)| (question, image_address(&jpeg))).collect())
}
