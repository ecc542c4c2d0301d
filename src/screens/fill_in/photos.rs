//! Taking a photo through the web view's own file chooser, and keeping it in the draft.
//!
//! An input that dioxus draws is answered by nothing on Android, and the browser renderer drops its bytes. One that
//! dioxus does not know goes straight to the web view and works everywhere; and the page makes the picture smaller
//! before it crosses over. The phone writes it anew all the same: what a page sends is not to be trusted.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dioxus::prelude::*;
use kentongan_exchange::RecordId;
use serde::Deserialize;

use crate::components::form::{PhotoBoard, PhotoSource, PhotoWish};
use crate::phone::{Phone, PhoneError, PhotoError, PictureError};
use crate::picture::{LONGEST_SIDE, MAX_PICTURE_BYTES};
use crate::screens::photos::image_address;
use crate::translations::{Words, troubles};

/// What the page tells, one after the other.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    /// A file was chosen and is made smaller.
    Chosen,
    /// Its base64.
    Picture(String),
    /// None was chosen, or the camera did not open.
    Nothing,
    /// The browser cannot read it.
    Unreadable,
    /// It is larger than is read.
    TooLarge,
}

fn script(source: PhotoSource) -> String {
    let capture = match source {
        PhotoSource::Camera => "input.setAttribute('capture', 'environment');",
        PhotoSource::Gallery => "",
    };
    format!(
        "document.getElementById('photo-input')?.remove();
        const input = document.createElement('input');
        input.type = 'file'; input.accept = 'image/*'; input.id = 'photo-input'; input.hidden = true; {capture}
        document.body.append(input);
        const file = await new Promise(done => {{
          input.onchange = () => done(input.files[0] || null);
          input.oncancel = () => done(null);
          input.click();
        }});
        input.remove();
        if (!file) {{ dioxus.send('nothing'); return; }}
        if (file.size > {MAX_PICTURE_BYTES}) {{ dioxus.send('too_large'); return; }}
        dioxus.send('chosen');
        try {{
          const image = await createImageBitmap(file);
          const scale = Math.min(1, {LONGEST_SIDE} / Math.max(image.width, image.height));
          const canvas = document.createElement('canvas');
          canvas.width = Math.max(1, Math.round(image.width * scale));
          canvas.height = Math.max(1, Math.round(image.height * scale));
          const context = canvas.getContext('2d');
          context.fillStyle = 'white'; context.fillRect(0, 0, canvas.width, canvas.height);
          context.drawImage(image, 0, 0, canvas.width, canvas.height);
          image.close();
          dioxus.send({{picture: canvas.toDataURL('image/jpeg', 0.9).split(',')[1]}});
        }} catch (error) {{ dioxus.send('unreadable'); }}"
    )
}

/// Does what a person wishes with a photo, and shows how it went on the board. Calls `changed` when the draft has
/// other photos than before.
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
        PhotoWish::Add(source) => match pick(source, &question, board).await {
            Some(Ok(bytes)) => phone.take_photo(record, question.clone(), bytes).await.map(drop),
            Some(Err(error)) => Err(error.into()),
            None => {
                let text = (source == PhotoSource::Camera).then(|| words.say("photo-no-camera"));
                board.write().trouble = text.map(|text| (question.clone(), text));
                Ok(())
            }
        },
    };
    board.write().busy = None;
    match outcome {
        Ok(()) => {}
        Err(PhotoError::Phone(error @ (PhoneError::Locked | PhoneError::NotEnrolled))) => return Err(error),
        Err(error) => board.write().trouble = Some((question, troubles::photo(words, &error))),
    }
    board.write().thumbnails = thumbnails(&phone, record)?;
    changed.call(());
    Ok(())
}

/// The picture chosen; `None` when none was.
async fn pick(
    source: PhotoSource,
    question: &str,
    mut board: Signal<PhotoBoard>,
) -> Option<Result<Vec<u8>, PictureError>> {
    let mut page = document::eval(&script(source));
    loop {
        match page.recv::<Told>().await {
            Ok(Told::Chosen) => board.write().busy = Some(question.to_owned()),
            Ok(Told::Picture(base64)) => {
                return Some(STANDARD.decode(base64).map_err(|_| PictureError::Unreadable));
            }
            Ok(Told::Unreadable) => return Some(Err(PictureError::Unreadable)),
            Ok(Told::TooLarge) => return Some(Err(PictureError::TooLarge)),
            Ok(Told::Nothing) | Err(_) => return None,
        }
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
