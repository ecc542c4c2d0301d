//! Who signed an APK. A phone takes an update only from the same signer.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::tools::Tools;
use crate::running::output;

/// The name by which Android's own tools sign a debug build.
const DEBUG_KEY: &str = "CN=Android Debug";

/// Checks that the APK is signed, and a release with a key of the project. Prints the key, so that a person can compare
/// it with the last one.
pub(super) fn look_at(tools: &Tools, apk: &Path, release: bool) -> Result<()> {
    let mut command = Command::new(&tools.apksigner);
    command.args(["verify", "--print-certs", "--min-sdk-version", "26"]).arg(apk);
    tools.tell(&mut command);
    let told = output(&mut command).with_context(|| format!("{} is not signed as Android wants it", apk.display()))?;
    let signer = signer(&told, release)?;
    println!("signed with the key {signer}");
    Ok(())
}

/// SHA-256 of the signer's certificate, out of what `apksigner` prints.
///
/// Its forms, from `ApkSignerTool.java` of the years: `Signer #1`; with v3.1 one line per range of versions,
/// `Signer (minSdkVersion=…, maxSdkVersion=…)`; newer `V1 Signer:`, `V2 Signer:`, `V3.0 Signer:`, `V2 Signer #1:`,
/// `V3.1 Signer: (minSdkVersion=…)`, `V3.2 Hybrid … Signer: (…)`. A source stamp says which store passed the file on,
/// and signs nothing.
fn signer(told: &str, release: bool) -> Result<&str> {
    let of = |what: &str| -> Vec<(&str, &str)> {
        let lines = told.lines().filter_map(|line| line.split_once(what));
        let signers = lines.filter(|(who, _)| who.contains("Signer") && !who.starts_with("Source Stamp"));
        signers.map(|(who, value)| (who, value.trim())).collect()
    };
    let (names, digests) = (of(" certificate DN: "), of(" certificate SHA-256 digest: "));
    let of_whom = |lines: &[(&str, &str)]| lines.iter().map(|(who, _)| (*who).to_owned()).collect::<BTreeSet<_>>();
    let Some((_, digest)) = digests.first() else { bail!("apksigner does not say who signed it") };
    ensure!(
        of_whom(&names) == of_whom(&digests),
        "apksigner prints a name without a digest, or a digest without a name"
    );
    if release && names.iter().any(|(_, name)| name.contains(DEBUG_KEY)) {
        bail!("signed with Android's debug key, which is another one on every computer: nobody could update it");
    }
    let is_second = |(who, _): &(&str, &str)| who.contains("#2");
    if digests.iter().any(is_second) || digests.iter().any(|(_, other)| other != digest) {
        bail!("signed with more than one key");
    }
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ca6aef8f285a712a55862b2445eb8ee12de77fe91f8a94a1cecbd0b4a2d4765e";

    /// What `apksigner` prints of one certificate; without `--verbose` no public key.
    fn printed(who: &str, name: &str, key: &str) -> String {
        format!(
            "{who} certificate DN: {name}\n{who} certificate SHA-256 digest: {key}\n{who} certificate SHA-1 digest: e0de159dfed13d43f9fe6a39482ae41247936cb5\n{who} certificate MD5 digest: 085c96415ba5bb6daaef6775ad4cd6b4\n"
        )
    }

    fn thrown_away(who: &str) -> String {
        printed(who, "CN=thrown-away", KEY)
    }

    const ONE: [&str; 8] = [
        "Signer #1",
        "V1 Signer:",
        "V2 Signer:",
        "V3.0 Signer:",
        "V2 Signer #1:",
        "Signer (minSdkVersion=33, maxSdkVersion=2147483647)",
        "V3.1 Signer: (minSdkVersion=33, maxSdkVersion=2147483647)",
        "V3.1 Signer: (minSdkVersion=35 (dev release=true), maxSdkVersion=2147483647)",
    ];

    #[test]
    fn a_good_apk_is_taken_whatever_version_of_apksigner_looked_at_it() {
        for who in ONE {
            assert_eq!(signer(&thrown_away(who), true).unwrap(), KEY, "{who}");
            let debug = printed(who, "C=US, O=Android, CN=Android Debug", KEY);
            assert_eq!(signer(&debug, false).unwrap(), KEY, "{who}");
            assert!(signer(&debug, true).is_err(), "{who}");
        }
        let two_ranges = thrown_away("V3.1 Signer: (minSdkVersion=33, maxSdkVersion=2147483647)")
            + &thrown_away("V3.0 Signer: (minSdkVersion=26, maxSdkVersion=32)");
        assert_eq!(signer(&two_ranges, true).unwrap(), KEY);
    }

    #[test]
    fn a_source_stamp_is_no_signer() {
        for stamp in ["Source Stamp Signer", "Source Stamp Signer:"] {
            let stamp = printed(stamp, "CN=Android Debug", &KEY.replace('c', "d"));
            assert_eq!(signer(&format!("{stamp}{}{stamp}", thrown_away("V2 Signer:")), true).unwrap(), KEY);
            assert!(signer(&stamp, true).is_err());
        }
    }

    #[test]
    fn two_keys_or_half_an_answer_are_refused() {
        let other = printed("V3.0 Signer:", "CN=thrown-away", &KEY.replace('c', "d"));
        for told in [
            String::new(),
            "DOES NOT VERIFY\n".to_owned(),
            thrown_away("Signer #1") + &thrown_away("Signer #2"),
            thrown_away("V2 Signer #1:") + &thrown_away("V2 Signer #2:"),
            thrown_away("V2 Signer:") + &other,
            format!("V2 Signer: certificate SHA-256 digest: {KEY}\n"),
            "V2 Signer: certificate DN: CN=thrown-away\n".to_owned(),
            thrown_away("V2 Signer:") + "V3.0 Signer: certificate DN: CN=Android\n",
        ] {
            assert!(signer(&told, true).is_err(), "{told}");
        }
    }
}
