//! Nobody reads what is not theirs: not on the server's disk, not in its answers.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use kentongan_exchange::RecordVersion;

use crate::support::{Dice, Server};

const SEALED: &[u8] = b"KODE-RAHASIA-7F3A";

fn files_with(folder: &Path, text: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        if holds(&bytes, text) {
            found.push(path.display().to_string());
        }
    }
    found
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[tokio::test]
async fn sealed_text_is_in_no_byte_of_the_data_folder_nor_in_any_answer() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut dice = Dice::new();
    let (incident, activity) = (phone.incident(&mut dice), phone.activity(&mut dice));
    let answer = phone.try_send(vec![incident.envelope.clone(), activity.envelope.clone()]).await.unwrap();
    let mut answers = vec![answer.bytes().await.unwrap().to_vec()];
    for path in ["/", "/healthz", "/openapi.json", "/summary", "/records"] {
        answers.push(server.get(path).await.bytes().await.unwrap().to_vec());
    }
    let feed = phone.client.get(format!("{}/v1/feed", phone.address)).bearer_auth(&phone.enrolment.token);
    answers.push(feed.send().await.unwrap().bytes().await.unwrap().to_vec());
    assert!(answers.iter().all(|answer| !holds(answer, SEALED)));

    // What may be read is found by this very search, in the log or in the database.
    assert!(!files_with(server.folder.path(), b"internet aman kelas 5").is_empty());
    assert_eq!(files_with(server.folder.path(), SEALED), Vec::<String>::new());
    let server = server.restart().await;
    assert_eq!(files_with(server.folder.path(), SEALED), Vec::<String>::new());

    // And it is there for whoever holds the case key.
    let body: Vec<u8> = server
        .database()
        .query_row("SELECT body FROM records WHERE form_id = 'incident'", [], |row| row.get(0))
        .unwrap();
    let sealed = RecordVersion::from_bytes(&body).unwrap().sealed.unwrap();
    assert_eq!(sealed.open(&server.case_key).unwrap()["safe_contact"], "KODE-RAHASIA-7F3A");
}

#[tokio::test]
async fn tokens_and_codes_are_in_no_file_and_no_file_is_for_others() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let code = server.code().await;
    phone.send(&[&phone.incident(&mut Dice::new())]).await;
    for secret in [phone.enrolment.token.as_bytes(), code.as_bytes(), code.replace('-', "").as_bytes()] {
        assert_eq!(files_with(server.folder.path(), secret), Vec::<String>::new());
    }
    for file in std::fs::read_dir(server.folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{}", file.path().display());
    }
}
