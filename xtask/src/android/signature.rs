//! Who signed an APK: a phone takes an update from the same signer only.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::tools::Tools;
use crate::running::output;

/// As whom Android's own tools sign what is for trying.
const FOR_TRYING: &str = "CN=Android Debug";

/// Looks whether it is signed, and for people by a key of the project's; says by which, to be compared with the last.
pub(super) fn look_at(tools: &Tools, apk: &Path, release: bool) -> Result<()> {
    let mut command = Command::new(&tools.apksigner);
    command.args(["verify", "--print-certs", "--min-sdk-version", "26"]).arg(apk);
    tools.tell(&mut command);
    let told = output(&mut command).with_context(|| format!("{} is not signed as Android wants it", apk.display()))?;
    let signer = signer(&told, release)?;
    println!("signed with the key {signer}");
    Ok(())
}

/// SHA-256 of the signer's certificate.
fn signer(told: &str, release: bool) -> Result<&str> {
    let of = |what: &str| {
        let line = told.lines().find(|line| line.starts_with("Signer #1 ") && line.contains(what));
        line.and_then(|line| line.split_once(": ")).map(|(_, value)| value.trim())
    };
    let (Some(name), Some(digest)) = (of("certificate DN"), of("certificate SHA-256 digest")) else {
        bail!("apksigner does not say who signed it");
    };
    if release && name.contains(FOR_TRYING) {
        bail!("signed with Android's key for trying, which every computer has another of: nobody could update it");
    }
    if told.lines().any(|line| line.starts_with("Signer #2 ")) {
        bail!("signed twice");
    }
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What apksigner said of an APK that was signed with a made-up key.
    const TOLD: &str = "\
Signer #1 certificate DN: CN=thrown-away
Signer #1 certificate SHA-256 digest: ca6aef8f285a712a55862b2445eb8ee12de77fe91f8a94a1cecbd0b4a2d4765e
Signer #1 certificate SHA-1 digest: e0de159dfed13d43f9fe6a39482ae41247936cb5
Signer #1 certificate MD5 digest: 085c96415ba5bb6daaef6775ad4cd6b4
";

    #[test]
    fn what_is_for_people_is_signed_once_and_by_no_key_for_trying() {
        let digest = "ca6aef8f285a712a55862b2445eb8ee12de77fe91f8a94a1cecbd0b4a2d4765e";
        assert_eq!(signer(TOLD, true).unwrap(), digest);
        let trying = TOLD.replace("CN=thrown-away", "C=US, O=Android, CN=Android Debug");
        assert_eq!(signer(&trying, false).unwrap(), digest);
        assert!(signer(&trying, true).is_err());
        assert!(signer(&format!("{TOLD}{}", TOLD.replace("#1", "#2")), true).is_err());
        assert!(signer("", true).is_err());
    }
}
