//! The sample organisation, set up through the server's own command line, as the README tells an operator.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::project;
use crate::running::{output, step};

/// Where the demo's phone belongs.
pub const VILLAGE: &str = "Tempelan";
const VILLAGE_CODE: &str = "33.16.09.1016";

/// A way to sign in.
pub struct SignIn {
    /// Login.
    pub login: &'static str,
    /// Made just now.
    pub password: String,
    /// What the person may do, in words.
    pub role: &'static str,
}

/// A command of the server on the demo's folder.
pub fn central(verb: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(project::program("kentongan-central"));
    command.args(verb).arg("--data").arg(folder.join("central")).arg("--key-file").arg(database_key(folder));
    command
}

/// The key of the demo's database. In real life it is on another disk.
fn database_key(folder: &Path) -> PathBuf {
    folder.join("database.key")
}

/// Sets the organisation up unless it is there. Returns the sign-ins if it made them.
///
/// # Errors
/// When a step fails. The next run then begins again: it never uses a half-made organisation.
pub fn set_up_once(folder: &Path) -> Result<Option<Vec<SignIn>>> {
    let done = folder.join("set-up.txt");
    if done.exists() {
        return Ok(None);
    }
    step("Setting up the sample organisation");
    let keys = ["case.key", "recovery.key"].map(|name| folder.join(name));
    for left_over in [folder.join("central"), folder.join("phone")] {
        if left_over.exists() {
            fs::remove_dir_all(&left_over).with_context(|| format!("removing {}", left_over.display()))?;
        }
    }
    for key in keys.iter().filter(|key| key.exists()) {
        fs::remove_file(key).with_context(|| format!("removing {}", key.display()))?;
    }
    let file = |path: &str| project::root().join(path);
    if !database_key(folder).exists() {
        let mut command = Command::new(project::program("kentongan-central"));
        output(command.args(["keys", "database", "--out"]).arg(database_key(folder)))?;
    }
    output(central(&["organisation", "set"], folder).args(["--name", "Contoh: Dinsos PPPA Blora"]))?;
    let [case, recovery] = &keys;
    let made = output(central(&["keys", "new"], folder).arg("--case").arg(case).arg("--recovery").arg(recovery))?;
    let passphrases = folder.join("passphrases.txt");
    fs::write(&passphrases, made).with_context(|| format!("writing {}", passphrases.display()))?;
    output(central(&["areas", "import"], folder).arg(file("assets/areas.csv")))?;
    output(central(&["directory", "import"], folder).arg(file("assets/directory.csv")))?;
    for form in forms()? {
        output(central(&["form", "add"], folder).arg(form))?;
    }
    let sign_ins = [
        ("koordinator", "coordinator", "coordinator: summaries and the list of records"),
        ("manajer-kasus", "case-manager", "case manager: the same with whole numbers"),
    ]
    .into_iter()
    .map(|(login, role, words)| Ok(SignIn { login, password: add_account(folder, login, role)?, role: words }))
    .collect::<Result<Vec<_>>>()?;
    fs::write(&done, "The sample organisation is complete.\n")
        .with_context(|| format!("writing {}", done.display()))?;
    Ok(Some(sign_ins))
}

/// A one-time code for a phone.
pub fn enrolment_code(folder: &Path) -> Result<String> {
    let said = output(central(&["enrol-code"], folder).args(["--area", VILLAGE_CODE]))?;
    find_code(&said).map(str::to_owned).with_context(|| format!("the server gave no code but said: {said}"))
}

/// Four characters, a dash, four characters.
fn find_code(said: &str) -> Option<&str> {
    said.split_whitespace().find(|word| {
        word.split_once('-').is_some_and(|(first, second)| {
            [first, second].iter().all(|half| {
                half.len() == 4 && half.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            })
        })
    })
}

fn forms() -> Result<Vec<std::path::PathBuf>> {
    let folder = project::root().join("assets/forms");
    let mut forms = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            forms.push(path);
        }
    }
    forms.sort();
    Ok(forms)
}

/// Adds an account. The password goes in over standard input, never through the process list or a file.
fn add_account(folder: &Path, login: &str, role: &str) -> Result<String> {
    let password = new_password()?;
    let mut command = central(&["account", "add"], folder);
    command.args(["--name", login, "--role", role, "--password-file", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().context("adding an account")?;
    let mut input = child.stdin.take().context("adding an account")?;
    writeln!(input, "{password}").context("handing the password over")?;
    drop(input);
    ensure!(child.wait()?.success(), "the server did not take the account {login}");
    Ok(password)
}

/// 80 random bits in letters and digits that nobody confuses.
fn new_password() -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut random = [0_u8; 16];
    fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut random))
        .context("reading random bytes")?;
    let letters: Vec<u8> = random.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32)).copied()).collect();
    Ok(letters.chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_code_in_what_the_server_says() {
        assert_eq!(find_code("Code for Tempelan (33.16.09.1016), 10 minutes:\n  7K3Q-0M9P\n"), Some("7K3Q-0M9P"));
        assert_eq!(find_code("kentongan-central: one-time 2026-11-23"), None);
    }

    #[test]
    fn passwords_are_long_and_never_the_same() {
        let (one, other) = (new_password().unwrap(), new_password().unwrap());
        assert_eq!(one.len(), 19);
        assert_ne!(one, other);
    }
}
