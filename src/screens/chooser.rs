//! The web view's file chooser, and the device's.
//!
//! An input drawn by dioxus gets no answer on Android, and the browser renderer drops its bytes. An input that dioxus
//! does not know goes straight to the web view and works everywhere. The file arrives in pieces, so that no message is
//! large.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dioxus::prelude::*;
use serde::Deserialize;

use crate::phone::{ChosenFile, DeviceError, PendingChoice, Phone};

/// Bytes in a piece; a multiple of three, so that the base64 of the pieces can be joined.
pub(super) const PIECE: usize = 384 * 1024;

/// What to choose, and what the page makes of it.
pub(super) struct Choice {
    /// Id of the input.
    pub(super) input: &'static str,
    /// Script for more settings of `input`.
    pub(super) set_up: &'static str,
    /// Most bytes of the file, and of the result.
    pub(super) most_bytes: usize,
    /// Script that turns `file` into `made`, which is sent.
    pub(super) make: String,
}

/// A message from the page. They come one after another.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum PageMessage {
    Chosen,
    Piece(String),
    End,
    TooLarge,
    Unreadable,
    Nothing,
}

/// Lets the person choose a file and reads it. Calls `began` when the person has chosen one.
pub(super) async fn choose(choice: Choice, mut began: impl FnMut()) -> ChosenFile {
    let most_bytes = choice.most_bytes;
    let mut page = document::eval(&script(&choice));
    let mut bytes = Vec::new();
    loop {
        match page.recv::<PageMessage>().await {
            Ok(PageMessage::Chosen) => began(),
            Ok(PageMessage::Piece(base64)) => match STANDARD.decode(base64) {
                Ok(piece) if bytes.len() + piece.len() <= most_bytes => bytes.extend(piece),
                Ok(_) => return ChosenFile::TooLarge,
                Err(_) => return ChosenFile::Unreadable,
            },
            Ok(PageMessage::End) => return ChosenFile::File(bytes),
            Ok(PageMessage::TooLarge) => return ChosenFile::TooLarge,
            Ok(PageMessage::Unreadable) => return ChosenFile::Unreadable,
            Ok(PageMessage::Nothing) | Err(_) => return ChosenFile::Nothing,
        }
    }
}

/// Waits for the person's choice in the device's chooser.
///
/// # Errors
/// The device's error when it opened no chooser.
pub(super) async fn from_device(
    phone: &Phone,
    choosing: Result<PendingChoice, DeviceError>,
) -> Result<ChosenFile, DeviceError> {
    Ok(phone.while_choosing(choosing?).await)
}

fn script(Choice { input, set_up, most_bytes, make }: &Choice) -> String {
    format!(
        "document.getElementById('{input}')?.remove();
        const input = document.createElement('input');
        input.type = 'file'; input.id = '{input}'; input.hidden = true; {set_up}
        document.body.append(input);
        const file = await new Promise(done => {{
          input.onchange = () => done(input.files[0] || null);
          input.oncancel = () => done(null);
          input.click();
        }});
        input.remove();
        if (!file) {{ dioxus.send('nothing'); return; }}
        if (file.size > {most_bytes}) {{ dioxus.send('too_large'); return; }}
        dioxus.send('chosen');
        try {{
          {make}
          for (let at = 0; at < made.size; at += {PIECE}) {{
            const address = await new Promise((done, failed) => {{
              const reader = new FileReader();
              reader.onload = () => done(reader.result);
              reader.onerror = failed;
              reader.readAsDataURL(made.slice(at, at + {PIECE}));
            }});
            dioxus.send({{piece: address.slice(address.indexOf(',') + 1)}});
          }}
          dioxus.send('end');
        }} catch (error) {{ dioxus.send('unreadable'); }}"
    )
}
