//! Adds to `dx`'s Gradle file what `dx` 0.8.0-alpha.3 has no setting for: the version's number, the build tools, and a
//! signing key whose passwords stand in no file. If the text is not what that version of `dx` writes, nothing is built.

use anyhow::{Context, Result, ensure};

use super::tools::BUILD_TOOLS;

/// What must be in `app/build.gradle.kts`, each exactly once.
const COMPILE_SDK: &str = "    compileSdk = 35\n";
const VERSION_CODE: &str = "        versionCode = 1\n";
const BUILD_TYPES: &str = "    buildTypes {\n";
const RELEASE: &str = "        getByName(\"release\") {\n            isMinifyEnabled = true\n";

/// Gradle reads the environment itself, so no password reaches a command line or a file.
const SIGNING: &str = r#"    signingConfigs {
        create("release") {
            storeFile = file(System.getenv("KENTONGAN_KEYSTORE"))
            storePassword = System.getenv("KENTONGAN_KEYSTORE_PASSWORD")
            keyAlias = System.getenv("KENTONGAN_KEY_ALIAS")
            keyPassword = System.getenv("KENTONGAN_KEY_PASSWORD") ?: System.getenv("KENTONGAN_KEYSTORE_PASSWORD")
        }
    }
"#;

/// `app/build.gradle.kts` with what `dx` left out. One version of the build tools: the one that we install and look
/// for, and not the one that Gradle's plugin would choose and download.
///
/// # Errors
/// If the text is not the one that is known.
pub fn told(text: &str, version_code: u32, signed: bool) -> Result<String> {
    let tools = format!("{COMPILE_SDK}    buildToolsVersion = \"{BUILD_TOOLS}\"\n");
    let text = replace(text, COMPILE_SDK, &tools)?;
    let text = replace(&text, VERSION_CODE, &format!("        versionCode = {version_code}\n"))?;
    if !signed {
        return Ok(text);
    }
    let text = replace(&text, BUILD_TYPES, &format!("{SIGNING}{BUILD_TYPES}"))?;
    let by = "            signingConfig = signingConfigs.getByName(\"release\")\n";
    replace(&text, RELEASE, &format!("{RELEASE}{by}"))
}

fn replace(text: &str, from: &str, to: &str) -> Result<String> {
    let count = text.matches(from).count();
    ensure!(
        count == 1,
        "dx wrote another build.gradle.kts than 0.8.0-alpha.3 does: this is there {count} times instead of once:\n{from}"
    );
    Ok(text.replacen(from, to, 1))
}

/// The number by which Android tells newer from older: two digits each for minor and patch, so 1.2.3 is 10203.
///
/// # Errors
/// If the version has no such number. Android refuses an update whose number is not greater.
pub fn version_code(version: &str) -> Result<u32> {
    let numbers: Vec<u32> = version
        .split('.')
        .map(str::parse)
        .collect::<Result<_, _>>()
        .with_context(|| format!("{version} has no number for Android"))?;
    let [major, minor, patch] = numbers[..] else { anyhow::bail!("{version} is no version of three numbers") };
    ensure!(minor < 100 && patch < 100 && major <= 200_000, "{version} does not fit Android's number");
    Ok(major * 10_000 + minor * 100 + patch)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that we change, as dx 0.8.0-alpha.3 writes them.
    const DX: &str = r#"android {
    namespace="org.kentongan.phone"
    compileSdk = 35
    defaultConfig {
        applicationId = "org.kentongan.phone"
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
    }
    buildTypes {
        getByName("debug") {
            isDebuggable = true
        }
        getByName("release") {
            isMinifyEnabled = true
            proguardFiles(
"#;

    #[test]
    fn gradle_is_told_the_version_the_build_tools_and_the_key() {
        let told = told(DX, 10203, true).unwrap();
        assert!(
            told.contains("    compileSdk = 35\n    buildToolsVersion = \"34.0.0\"\n    defaultConfig {"),
            "{told}"
        );
        assert!(told.contains("        versionCode = 10203\n        versionName"), "{told}");
        let (before, after) = told.split_once("    buildTypes {").unwrap();
        assert!(before.contains("signingConfigs {") && before.contains("System.getenv(\"KENTONGAN_KEYSTORE\")"));
        let (debug, release) = after.split_once("getByName(\"release\") {").unwrap();
        assert!(!debug.contains("signingConfig"), "{debug}");
        assert!(release.contains("isMinifyEnabled = true\n            signingConfig = signingConfigs"), "{release}");
    }

    #[test]
    fn without_a_key_nothing_is_signed() {
        let told = told(DX, 7, false).unwrap();
        assert!(told.contains("versionCode = 7\n") && told.contains("buildToolsVersion"), "{told}");
        assert!(!told.contains("signingConfig"), "{told}");
    }

    #[test]
    fn a_gradle_text_that_changed_ends_the_build() {
        for (there, changed) in [
            ("compileSdk = 35\n", "compileSdk = 36\n"),
            ("versionCode = 1\n", "versionCode = 2\n"),
            ("    buildTypes {", "    buildTypes() {"),
            ("isMinifyEnabled = true", "isMinifyEnabled = false"),
            ("    buildTypes {\n", "    buildTypes {\n    buildTypes {\n"),
        ] {
            let error = told(&DX.replace(there, changed), 7, true).unwrap_err().to_string();
            assert!(error.contains("another build.gradle.kts"), "{error}");
        }
    }

    #[test]
    fn a_newer_version_has_a_greater_number() {
        let versions = ["0.1.0", "0.1.9", "0.1.10", "0.2.0", "0.99.99", "1.0.0", "1.2.3", "12.0.1"];
        let codes: Vec<u32> = versions.iter().map(|version| version_code(version).unwrap()).collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
        assert_eq!(version_code("1.2.3").unwrap(), 10203);
        for wrong in ["1.2", "1.2.3-rc.1", "1.100.0", "1.0.100", "300000.0.0", ""] {
            assert!(version_code(wrong).is_err(), "{wrong}");
        }
    }
}
