//! Clients of other projects upload, pause and resume. They come from npm and PyPI, so only the nightly run uses them.
//! It fails when it cannot get them.

use std::path::{Path, PathBuf};
use std::process::Command;

use kentongan_central::{Rate, Settings};
use kentongan_exchange::AttachmentName;

use crate::support::{Server, nightly, photo};

/// The checks that a description allows. "Accepts every valid request" is not among them: a schema cannot say which
/// signature is valid, or that tus answers 412 to another version of itself.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
                      response_schema_conformance,unsupported_method,ignored_auth";

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
    if !nightly() {
        return;
    }
    let modules = tempfile::tempdir().unwrap();
    run(Command::new("npm").args(["install", "--no-save", "tus-js-client@4.3.1"]).current_dir(modules.path()));
    uploads(Path::new("node"), "upload.cjs", modules.path()).await;
}

/// A Python of its own with this package.
fn python_with(package: &str, folder: &Path) -> PathBuf {
    run(Command::new("python3").args(["-m", "venv", "venv"]).current_dir(folder));
    let python = folder.join("venv/bin/python3");
    run(Command::new(&python).args(["-m", "pip", "install", "-q", package]));
    python
}

#[tokio::test(flavor = "multi_thread")]
async fn tuspy_uploads_pauses_and_resumes() {
    if !nightly() {
        return;
    }
    let modules = tempfile::tempdir().unwrap();
    let python = python_with("tuspy==1.1.0", modules.path());
    uploads(&python, "upload.py", modules.path()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn schemathesis_gets_no_server_error_and_no_answer_that_the_description_does_not_name() {
    if !nightly() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let python = python_with("schemathesis==4.32.5", folder.path());
    let rate = Rate { per_second: 10_000, at_once: 10_000, under_way: 64 };
    let server = Server::start_with(Settings { phone_rate: Some(rate), ..Settings::default() }).await;
    let phone = server.phone().await;
    // An upload that has started, so that requests get further than "unknown".
    let photo = photo(1000);
    let name = AttachmentName::of(&photo);
    server.expect(&phone, name);
    phone.begin(name, photo.len()).await;
    let settings = folder.path().join("schemathesis.toml");
    std::fs::write(&settings, format!("[parameters]\n\"path.name\" = \"{name}\"\n")).unwrap();
    let hooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/central/real_clients/hooks.py");
    let output = tokio::task::block_in_place(|| {
        let mut command = Command::new(python.with_file_name("st"));
        command.env("SCHEMATHESIS_HOOKS", hooks).current_dir(folder.path()).arg("--config-file").arg(settings);
        command.args(["--no-color", "run", &format!("{}/openapi.json", server.address)]);
        command.args(["--header", &format!("Authorization: Bearer {}", phone.enrolment.token)]);
        command.args(["--max-examples", "200", "--continue-on-failure", "--checks", CHECKS]);
        command.output().unwrap()
    });
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    let tested = |line: &&str| line.trim_start().starts_with("Operations:") || line.trim_start().starts_with("Tested:");
    println!("{}", said.lines().filter(tested).collect::<Vec<_>>().join(";"));
}
