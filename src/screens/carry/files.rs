//! Reading and giving carry files: through the page's chooser and its download, or through the device.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dioxus::prelude::*;

use crate::phone::{ChosenFile, FileHandler, FileToGive, MOST_FILE_BYTES, Phone};
use crate::screens::chooser::{self, Choice, PIECE};

/// Lets the person choose a file and reads it. Calls `began` when the person has chosen one.
pub(super) async fn choose(phone: &Phone, mut began: impl FnMut()) -> ChosenFile {
    if phone.device().file_handler() == FileHandler::Device {
        // Busy already, so that the person does not choose a second file meanwhile.
        began();
        return chooser::from_device(phone, phone.device().choose_file()).await.unwrap_or(ChosenFile::Unreadable);
    }
    let make = "const made = file;".to_owned();
    chooser::choose(Choice { input: "carry-input", set_up: "", most_bytes: MOST_FILE_BYTES, make }, began).await
}

/// Gives a file to the person. Returns whether page or device took it.
pub(super) async fn give(phone: &Phone, file: &FileToGive) -> bool {
    if phone.device().file_handler() == FileHandler::Device {
        return phone.device().share_file(&file.name, &file.bytes).is_ok();
    }
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

/// Runs a script in the page and waits until it is done.
async fn done(script: &str) -> bool {
    let mut page = document::eval(&format!("{script} dioxus.send(true);"));
    page.recv::<bool>().await.unwrap_or(false)
}
