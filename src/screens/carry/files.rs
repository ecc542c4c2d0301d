//! Files in and out through the page: its chooser, and its download. In pieces, so that no message is large.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dioxus::prelude::*;
use serde::Deserialize;

use crate::phone::{FileToGive, MOST_FILE_BYTES};

/// Bytes of a piece; a multiple of three, so that pieces of base64 follow one another.
const PIECE: usize = 384 * 1024;

/// What came of choosing a file.
#[derive(Debug)]
pub(super) enum Chosen {
    /// Its bytes.
    File(Vec<u8>),
    /// It is larger than may be.
    TooLarge,
    /// None was chosen, or it could not be read.
    Nothing,
}

/// What the page tells, one after the other.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    Piece(String),
    End,
    TooLarge,
    Nothing,
}

/// Lets the person choose a file and reads it. `began` is called once one was chosen.
pub(super) async fn choose(mut began: impl FnMut()) -> Chosen {
    let mut page = document::eval(&format!(
        "document.getElementById('carry-input')?.remove();
        const input = document.createElement('input');
        input.type = 'file'; input.id = 'carry-input'; input.hidden = true;
        document.body.append(input);
        const file = await new Promise(done => {{
          input.onchange = () => done(input.files[0] || null);
          input.oncancel = () => done(null);
          input.click();
        }});
        input.remove();
        if (!file) {{ dioxus.send('nothing'); return; }}
        if (file.size > {MOST_FILE_BYTES}) {{ dioxus.send('too_large'); return; }}
        try {{
          for (let at = 0; at < file.size; at += {PIECE}) {{
            const address = await new Promise((done, failed) => {{
              const reader = new FileReader();
              reader.onload = () => done(reader.result);
              reader.onerror = failed;
              reader.readAsDataURL(file.slice(at, at + {PIECE}));
            }});
            dioxus.send({{piece: address.slice(address.indexOf(',') + 1)}});
          }}
          dioxus.send('end');
        }} catch (error) {{ dioxus.send('nothing'); }}"
    ));
    let mut bytes = Vec::new();
    loop {
        match page.recv::<Told>().await {
            Ok(Told::Piece(base64)) => {
                if bytes.is_empty() {
                    began();
                }
                match STANDARD.decode(base64) {
                    Ok(piece) if bytes.len() + piece.len() <= MOST_FILE_BYTES => bytes.extend(piece),
                    Ok(_) => return Chosen::TooLarge,
                    Err(_) => return Chosen::Nothing,
                }
            }
            Ok(Told::End) => return Chosen::File(bytes),
            Ok(Told::TooLarge) => return Chosen::TooLarge,
            Ok(Told::Nothing) | Err(_) => return Chosen::Nothing,
        }
    }
}

/// Hands a file to the person; whether the page took it.
pub(super) async fn give(file: &FileToGive) -> bool {
    if !done("window.kentonganFile = [];").await {
        return false;
    }
    for piece in file.bytes.chunks(PIECE) {
        let piece = STANDARD.encode(piece);
        let script = format!("window.kentonganFile.push(Uint8Array.from(atob('{piece}'), c => c.charCodeAt(0)));");
        if !done(&script).await {
            return false;
        }
    }
    let name = serde_json::Value::from(file.name.as_str());
    done(&format!(
        "const link = document.createElement('a');
        const blob = new Blob(window.kentonganFile, {{type: 'application/octet-stream'}});
        delete window.kentonganFile;
        link.href = URL.createObjectURL(blob); link.download = {name};
        document.body.append(link); link.click(); link.remove();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);"
    ))
    .await
}

/// Has the page do something, and waits until it has.
async fn done(script: &str) -> bool {
    let mut page = document::eval(&format!("{script} dioxus.send(true);"));
    page.recv::<bool>().await.unwrap_or(false)
}
