//! Files as spreadsheets and editors write them, given to the real program.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::{Browser, Server};

const AREAS: &str = "code,name,parent\n33.16,Kabupaten Blora,\n33.16.05,Cépu,33.16\n33.16.05.2002,Ngloram,33.16.05\n";
const HEADINGS: &str =
    "code;area;kind;name_id;name_en;telephone;whatsapp;link;note_id;note_en;refers;emergency;verified";

/// Runs a command of central on a folder.
fn central(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kentongan-central"));
    command.env("KENTONGAN_PLAIN_DATABASE", "true");
    command.args(arguments).arg("--data").arg(folder).env("RUST_LOG", "error").output().unwrap()
}

/// Runs it with a last argument: a file with these bytes.
fn with_file(folder: &Path, arguments: &[&str], bytes: &[u8]) -> Output {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    central(folder, &[arguments, &[file.path().to_str().unwrap()]].concat())
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[tokio::test]
async fn areas_are_imported_from_every_kind_of_file_that_excel_saves() {
    let server = Server::start().await;
    let rows = |separator: &str| AREAS.replace(',', separator).replace('\n', "\r\n");
    let latin = |text: &str| text.chars().map(|character| character as u32 as u8).collect::<Vec<u8>>();
    for (kind, bytes) in [
        ("CSV UTF-8 in Indonesia", format!("\u{feff}{};;\r\n;;\r\n", rows(";")).into_bytes()),
        ("Unicode Text", utf16(&rows("\t"))),
        ("CSV, Windows-1252", latin(&rows(";"))),
        ("CSV with Excel's hint", format!("sep=;\r\n{}", rows(";")).into_bytes()),
        ("plain", AREAS.as_bytes().to_vec()),
    ] {
        server.database().execute("UPDATE areas SET name = 'x' WHERE code LIKE '33.16.05%'", []).unwrap();
        let output = with_file(server.folder.path(), &["areas", "import"], &bytes);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "3 areas\n", "{kind}: {output:?}");
        let sql = "SELECT group_concat(name, '|') FROM (SELECT name FROM areas WHERE code IN ('33.16.05', '33.16.05.2002') ORDER BY code)";
        let names: String = server.database().query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(names, "Cépu|Ngloram", "{kind}");
    }
    let output = with_file(server.folder.path(), &["areas", "import"], b"PK\x03\x04\x14\0\x06\0");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && error.contains("workbook") && error.contains("CSV UTF-8"), "{error}");
}

#[tokio::test]
async fn a_directory_with_numbers_that_excel_broke_is_refused_whole_and_names_every_cell() {
    let server = Server::start().await;
    let before = server.count("directories");
    let bad = format!(
        "{HEADINGS}\r\nbaik;;police;Baik;Good;110;;;;;yes;yes;\r\nsatu;;police;Satu;One;6,28123E+12;;;;;yes;no;\r\n\
         dua;;police;Dua;Two;8123456789;####;;;;yes;no;\r\n"
    );
    let output = with_file(server.folder.path(), &["directory", "import"], bad.as_bytes());
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{output:?}");
    for part in ["row 3, column telephone", "row 4, column telephone", "row 4, column whatsapp", "as text in Excel"] {
        assert!(error.contains(part), "{part} in {error}");
    }
    assert!(!error.contains("8123456789"), "a number may be a person's: {error}");
    let output = with_file(server.folder.path(), &["directory", "import"], HEADINGS.as_bytes());
    assert!(!output.status.success(), "headings alone would delete every number: {output:?}");
    assert_eq!(server.count("directories"), before, "nothing was imported");

    let good = format!(
        "\u{feff}{HEADINGS}\r\nsatu;;police;Satu;One;(0296) 531234;6281234567890;lapor.go.id;;;ya;tidak;31/12/2025\r\n;;;;\r\n"
    );
    let output = with_file(server.folder.path(), &["directory", "import"], &utf16(&good));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "1 entries\n", "{output:?}");
    let directory = server.phone().await.enrolment.directory;
    let entry = &directory.entries[0];
    assert_eq!((entry.telephone.as_str(), entry.whatsapp.as_str()), ("0296-531234", "+6281234567890"));
    assert_eq!((entry.link.as_str(), entry.refers), ("https://lapor.go.id", true));
    assert_eq!(entry.verified, Some(jiff::civil::date(2025, 12, 31)));
}

#[tokio::test]
async fn who_got_a_password_from_a_file_signs_in_with_it_and_with_the_login_in_any_case() {
    let server = Server::start().await;
    let mut browser = Browser::open(&server);
    for (login, bytes) in [
        ("Dinas.PPPA", "\u{feff}kata sandi kafé\r\n".as_bytes().to_vec()),
        (" uptd-ppa ", utf16("kata sandi kafé\r\n")),
        ("POLRES", b"kata sandi kaf\xe9\r\nbaris lain".to_vec()),
    ] {
        let arguments = ["account", "add", "--role", "viewer", "--name", login, "--password-file"];
        let output = with_file(server.folder.path(), &arguments, &bytes);
        let told = String::from_utf8_lossy(&output.stdout);
        assert_eq!(told, format!("account {} (viewer)\n", login.trim().to_lowercase()), "{output:?}");
        // A keyboard may send the accent as a character of its own.
        for (typed, password) in
            [(login.to_uppercase(), "kata sandi kafé"), (login.to_lowercase(), "kata sandi kafe\u{301}")]
        {
            assert_eq!(browser.sign_in(&typed, password).await.leads_to(), "/summary", "{typed:?}");
            browser.cookies.clear();
        }
    }
    let output = central(server.folder.path(), &["account", "add", "--role", "viewer", "--name", "dua kata"]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && error.contains("no blanks"), "{error}");
    assert_eq!(server.count("accounts"), 4);
}

#[tokio::test]
async fn an_account_has_one_login_whatever_its_case() {
    let server = Server::start().await;
    server.central.add_account("Koordinator", kentongan_central::Role::Viewer, "kata-sandi-lain-2026").await.unwrap();
    assert_eq!(server.count("accounts"), 1, "the account of the same login gets the new password");
    let mut browser = Browser::open(&server);
    assert_eq!(browser.sign_in("koordinator", "kata-sandi-lain-2026").await.leads_to(), "/summary");
}
