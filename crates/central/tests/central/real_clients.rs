//! Clients that others wrote upload, pause and resume. They come from npm and PyPI, so only the nightly run asks for
//! them; it fails when they cannot be had.

use std::path::Path;
use std::process::Command;

use kentongan_exchange::AttachmentName;

use crate::support::{Server, photo};

fn is_nightly() -> bool {
    std::env::var_os("KENTONGAN_NIGHTLY").is_some()
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {said}");
}

async fn uploads(program: &Path, script: &str, modules: &Path) {
    let server = Server::start().await;
    let phone = server.phone().await;
    let photo = photo(333_333);
    let name = AttachmentName::of(&photo);
    server.expect(&phone, name);
    let file = modules.join("photo");
    std::fs::write(&file, &photo).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/central/real_clients").join(script);
    tokio::task::block_in_place(|| {
        let mut command = Command::new(program);
        command.arg(script).args([&phone.uploads(), &phone.enrolment.token, &name.to_string()]).arg(&file);
        run(command.env("NODE_PATH", modules.join("node_modules")).current_dir(modules));
    });
    assert_eq!(server.attachment(name), photo);
}

#[tokio::test(flavor = "multi_thread")]
async fn tus_js_client_uploads_pauses_and_resumes() {
    if !is_nightly() {
        return;
    }
    let modules = tempfile::tempdir().unwrap();
    run(Command::new("npm").args(["install", "--no-save", "tus-js-client@4.3.1"]).current_dir(modules.path()));
    uploads(Path::new("node"), "upload.cjs", modules.path()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tuspy_uploads_pauses_and_resumes() {
    if !is_nightly() {
        return;
    }
    let modules = tempfile::tempdir().unwrap();
    run(Command::new("python3").args(["-m", "venv", "venv"]).current_dir(modules.path()));
    let python = modules.path().join("venv/bin/python3");
    run(Command::new(&python).args(["-m", "pip", "install", "-q", "tuspy==1.1.0"]));
    uploads(&python, "upload.py", modules.path()).await;
}
