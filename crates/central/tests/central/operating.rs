//! What an operator does at the command line: case keys, and checking the audit.

use std::path::Path;
use std::process::{Command, Output};

use kentongan_central::Central;
use kentongan_exchange::sealing::Identity;

use crate::support::{Dice, Server, database, set_up};

fn run(verb: &[&str], folder: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kentongan-central"));
    command.env("KENTONGAN_PLAIN_DATABASE", "true");
    command.args(verb).arg("--data").arg(folder).args(more).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The secret key in a file that this passphrase opens.
fn open(file: &Path, passphrase: &str) -> Option<String> {
    let identity = age::scrypt::Identity::new(passphrase.to_owned().into());
    let opened = age::decrypt(&identity, &std::fs::read(file).unwrap()).ok()?;
    text(&opened).lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).map(str::to_owned)
}

#[test]
fn case_keys_come_in_two_files_each_with_its_own_passphrase_and_are_never_replaced_in_silence() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let [case, recovery] = ["case.key", "recovery.key"].map(|name| elsewhere.path().join(name));
    let files = |case: &Path, recovery: &Path| {
        ["--case", case.to_str().unwrap(), "--recovery", recovery.to_str().unwrap()].map(str::to_owned)
    };
    let new = |case: &Path, recovery: &Path, more: &[&str]| {
        let files = files(case, recovery);
        let arguments: Vec<&str> = files.iter().map(String::as_str).chain(more.iter().copied()).collect();
        run(&["keys", "new"], folder.path(), &arguments)
    };
    let made = new(&case, &recovery, &[]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let said = text(&made.stdout);
    let value = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
    let passphrase = |file: &Path| value(&format!("passphrase of {}: ", file.display()));
    for (file, other, public) in [(&case, &recovery, "case key "), (&recovery, &case, "recovery key ")] {
        let secret = open(file, &passphrase(file)).unwrap();
        assert_eq!(Identity::from_secret(&secret).unwrap().recipient().as_str(), value(public));
        assert_eq!(open(file, &passphrase(other)), None, "each has its own passphrase");
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let shown = || text(&run(&["keys", "show"], folder.path(), &[]).stdout);
    let before = shown();
    assert!(before.contains(&value("case key ")) && before.contains(&value("words that phones show: ")));

    let [again, recovery_again] = ["case-2.key", "recovery-2.key"].map(|name| elsewhere.path().join(name));
    let refused = new(&again, &recovery_again, &[]);
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("there are case keys already"), "{}", text(&refused.stderr));
    assert_eq!((shown(), again.exists(), recovery_again.exists()), (before.clone(), false, false));
    assert!(new(&again, &recovery_again, &["--replace"]).status.success());
    assert_ne!(shown(), before);
    let inside = folder.path().join("case.key");
    assert!(!new(&inside, &recovery_again, &["--replace"]).status.success(), "not beside the database");
}

#[tokio::test]
async fn the_audit_notes_who_did_what_and_a_change_of_it_is_found() {
    let server = Server::start().await;
    let phone = server.phone().await;
    phone.send_one(&phone.incident(&mut Dice::new())).await;
    server.central.revoke_device("KML-01").await.unwrap();
    let (folder, _) = server.stop().await;
    let verify = || run(&["audit", "verify"], folder.path(), &[]);
    let right = verify();
    assert!(right.status.success(), "{}", text(&right.stderr));
    let lines: i64 = database(folder.path()).query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).unwrap();
    assert!(lines >= 8, "{lines}");
    assert!(text(&right.stdout).starts_with(&format!("{lines} lines, all right")), "{}", text(&right.stdout));
    for (what, there, back, line) in [
        (
            "another word",
            "UPDATE audit SET actor = actor || 'x' WHERE sequence = 4",
            "UPDATE audit SET actor = rtrim(actor, 'x') WHERE sequence = 4",
            4,
        ),
        (
            "moved letters",
            "UPDATE audit SET actor = actor || 'a', action = substr(action, 2) WHERE sequence = 3",
            "UPDATE audit SET action = 'a' || action, actor = substr(actor, 1, length(actor) - 1) WHERE sequence = 3",
            3,
        ),
        (
            "another time",
            "UPDATE audit SET at = at + 1 WHERE sequence = 1",
            "UPDATE audit SET at = at - 1 WHERE sequence = 1",
            1,
        ),
        (
            "one out of the middle",
            "UPDATE audit SET sequence = -5 WHERE sequence = 5",
            "UPDATE audit SET sequence = 5 WHERE sequence = -5",
            1,
        ),
        (
            "the last one",
            "UPDATE audit SET organisation = 2 WHERE sequence = (SELECT max(sequence) FROM audit)",
            "UPDATE audit SET organisation = 1",
            lines,
        ),
    ] {
        let change = |sql: &str| {
            let database = database(folder.path());
            database.pragma_update(None, "foreign_keys", false).unwrap();
            assert!(database.execute(sql, []).unwrap() > 0, "{what}");
        };
        change(there);
        let wrong = verify();
        assert!(!wrong.status.success(), "{what}");
        assert!(text(&wrong.stderr).contains(&format!("line {line} of the audit")), "{what}: {}", text(&wrong.stderr));
        change(back);
        assert!(verify().status.success(), "{what}");
    }
}

#[tokio::test]
async fn two_processes_write_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (Central::open(folder.path()).unwrap(), Central::open(folder.path()).unwrap());
    set_up(&one, &Identity::generate()).await;
    for _ in 0..20 {
        let (first, second) =
            tokio::join!(one.make_enrolment_code("33.16.09.2002"), other.make_enrolment_code("33.16.09.2002"));
        first.unwrap();
        second.unwrap();
    }
    let check = one.check_audit().await.unwrap();
    assert_eq!((check.broken_at, check.lines >= 46), (None, true), "{check:?}");
}

#[tokio::test]
async fn the_database_is_encrypted_unless_somebody_says_otherwise() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let key = elsewhere.path().join("database.key");
    let run = |arguments: &[&str], credentials: Option<&Path>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kentongan-central"));
        command.args(arguments).env_remove("KENTONGAN_PLAIN_DATABASE");
        if let Some(folder) = credentials {
            command.env("CREDENTIALS_DIRECTORY", folder);
        }
        command.output().unwrap()
    };
    let data = folder.path().to_str().unwrap();
    let name = ["organisation", "set", "--name", "Organisasi Rahasia", "--data", data];
    let refused = run(&name, None);
    assert!(!refused.status.success() && text(&refused.stderr).contains("keys database"), "{}", text(&refused.stderr));
    assert!(!folder.path().join("central.db").exists(), "nothing was made without a key");
    let made = run(&["keys", "database", "--out", key.to_str().unwrap()], None);
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert!(!run(&["keys", "database", "--out", key.to_str().unwrap()], None).status.success(), "never replaced");
    let with_key = [&name[..], &["--key-file", key.to_str().unwrap()]].concat();
    assert!(run(&with_key, None).status.success());
    assert!(crate::search::files_with(folder.path(), "Organisasi Rahasia").is_empty());
    assert!(
        database(folder.path()).query_row("SELECT 1 FROM organisations", [], |_| Ok(())).is_err(),
        "not without it"
    );

    // As systemd hands a credential over, and never beside the data.
    std::fs::copy(&key, elsewhere.path().join("kentongan-database-key")).unwrap();
    assert!(run(&name, Some(elsewhere.path())).status.success());
    let inside = folder.path().join("database.key");
    std::fs::copy(&key, &inside).unwrap();
    let beside = run(&[&name[..], &["--key-file", inside.to_str().unwrap()]].concat(), None);
    assert!(text(&beside.stderr).contains("does not belong into the data folder"), "{}", text(&beside.stderr));
}
