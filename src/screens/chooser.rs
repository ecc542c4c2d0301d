//! The web view's own file chooser, and the device's.
//!
//! An input that dioxus draws is answered by nothing on Android, and the browser renderer drops its bytes. One that
//! dioxus does not know goes straight to the web view and works everywhere. What was chosen crosses over in pieces, so
//! that no message is large.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dioxus::prelude::*;
use serde::Deserialize;

use crate::phone::{ChosenFile, DeviceError, PendingChoice, Phone};

/// Bytes of a piece; a multiple of three, so that pieces of base64 follow one another.
pub(super) const PIECE: usize = 384 * 1024;

/// What is chosen, and what is made of it.
pub(super) struct Choice {
    /// Id of the input.
    pub(super) input: &'static str,
    /// Script that sets `input` up further.
    pub(super) set_up: &'static str,
    /// Most bytes of the file, and of what is made of it.
    pub(super) most_bytes: usize,
    /// Script that makes `made`, which crosses over, of `file`.
    pub(super) make: String,
}

/// What the page tells, one after the other.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    Chosen,
    Piece(String),
    End,
    TooLarge,
    Unreadable,
    Nothing,
}

/// Lets the person choose a file and reads it. `began` is called once one was chosen.
pub(super) async fn choose(choice: Choice, mut began: impl FnMut()) -> ChosenFile {
    let most_bytes = choice.most_bytes;
    let mut page = document::eval(&script(&choice));
    let mut bytes = Vec::new();
    loop {
        match page.recv::<Told>().await {
            Ok(Told::Chosen) => began(),
            Ok(Told::Piece(base64)) => match STANDARD.decode(base64) {
                Ok(piece) if bytes.len() + piece.len() <= most_bytes => bytes.extend(piece),
                Ok(_) => return ChosenFile::TooLarge,
                Err(_) => return ChosenFile::Unreadable,
            },
            Ok(Told::End) => return ChosenFile::File(bytes),
            Ok(Told::TooLarge) => return ChosenFile::TooLarge,
            Ok(Told::Unreadable) => return ChosenFile::Unreadable,
            Ok(Told::Nothing) | Err(_) => return ChosenFile::Nothing,
        }
    }
}

/// Waits for what the device lets the person choose.
///
/// # Errors
/// That of the device which let nobody choose.
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
