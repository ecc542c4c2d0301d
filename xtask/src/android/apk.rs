//! What an APK must be before anybody is given it: small, for one kind of processor, fit for pages of 16 kB, with the
//! permissions of our manifest and no others, and closed to debuggers. Read from the file itself.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use anyhow::{Context, Result};
use object::Endianness;
use object::elf::{FileHeader32, FileHeader64, PT_LOAD, SHT_DYNSYM};
use object::read::elf::{FileHeader, ProgramHeader, Sym};
use zip::{CompressionMethod, ZipArchive};

/// Bytes of a release for one kind of processor: it is passed on over weak links, often by Bluetooth.
const MOST_BYTES: u64 = 12 * 1024 * 1024;
/// The pages of newer phones with 64 bits (developer.android.com/guide/practices/page-sizes).
const PAGE: u64 = 16 * 1024;
const TARGET_SDK: &str = "targetSdkVersion:'35'";
/// As build tools 34 and older say it; newer ones say `minSdkVersion`.
const MIN_SDK: &str = "sdkVersion:'26'";
/// androidx.core declares it for the app itself, with the app's own signature; it lets nobody do anything.
const OF_ANDROIDX: &str = "org.kentongan.phone.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION";

/// What the file is held against.
pub struct Wanted<'a> {
    /// As Android names it.
    pub abi: &'a str,
    /// For people, not for trying.
    pub release: bool,
    pub version_code: u32,
    /// The text of `android/AndroidManifest.xml`, for its permissions.
    pub manifest: &'a str,
    /// The text of `Native.kt`, for what Kotlin calls.
    pub native: &'a str,
}

/// All that is wrong with an APK. `badging` is what `aapt2 dump badging` tells of it.
///
/// # Errors
/// When it cannot be read.
pub fn complaints(path: &Path, badging: &str, wanted: &Wanted<'_>) -> Result<Vec<String>> {
    let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    let mut complaints = of_badging(badging, wanted);
    let bytes = file.metadata()?.len();
    if wanted.release && bytes > MOST_BYTES {
        complaints.push(format!("it has {bytes} bytes, more than {MOST_BYTES}"));
    }
    complaints.extend(of_libraries(file, wanted).with_context(|| format!("reading {}", path.display()))?);
    Ok(complaints)
}

fn of_badging(badging: &str, wanted: &Wanted<'_>) -> Vec<String> {
    let mut complaints = Vec::new();
    let asked = quoted(badging, "uses-permission: name='", '\'');
    let mut allowed = quoted(wanted.manifest, "<uses-permission android:name=\"", '"');
    let missing: Vec<_> = allowed.difference(&asked).copied().collect();
    if !missing.is_empty() {
        complaints.push(format!("permissions that are missing: {}", missing.join(", ")));
    }
    allowed.insert(OF_ANDROIDX);
    let more: Vec<_> = asked.difference(&allowed).copied().collect();
    if !more.is_empty() {
        complaints.push(format!("permissions that nobody decided on: {}", more.join(", ")));
    }
    let has = |line: &str| badging.lines().any(|there| there.trim() == line);
    if !has(TARGET_SDK) {
        complaints.push(format!("it does not say {TARGET_SDK}"));
    }
    if !has(MIN_SDK) && !has("minSdkVersion:'26'") {
        complaints.push(format!("it does not say {MIN_SDK}"));
    }
    if wanted.release && has("application-debuggable") {
        complaints.push("anybody with a cable can read along: debuggable".to_owned());
    }
    let version = format!("versionCode='{}'", wanted.version_code);
    if !badging.lines().any(|line| line.starts_with("package: name='org.kentongan.phone'") && line.contains(&version)) {
        complaints.push(format!("it is not org.kentongan.phone with {version}"));
    }
    complaints
}

/// All that stands between `before` and `after`.
fn quoted<'a>(text: &'a str, before: &str, after: char) -> BTreeSet<&'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

fn of_libraries(file: impl Read + Seek, wanted: &Wanted<'_>) -> Result<Vec<String>> {
    let abi = wanted.abi;
    let mut archive = ZipArchive::new(file)?;
    let mut complaints = Vec::new();
    let mut has_main = false;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let name = entry.name()?.into_owned();
        let Some(library) = name.strip_prefix("lib/") else { continue };
        let Some(file) = library.strip_prefix(abi).and_then(|rest| rest.strip_prefix('/')) else {
            complaints.push(format!("{name} is not for {abi}"));
            continue;
        };
        has_main |= file == "libmain.so";
        // Android maps what is not packed straight out of the file.
        let is_mapped = entry.compression() == CompressionMethod::Stored;
        if is_mapped && entry.data_start().is_none_or(|start| start % PAGE != 0) {
            complaints.push(format!("{name} begins at no page of {PAGE} bytes"));
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        match least_alignment(&bytes) {
            // Phones with 32 bits have pages of 4 kB.
            Some(alignment) if alignment >= PAGE || abi == "armeabi-v7a" => {}
            Some(alignment) => complaints.push(format!("{name} is made for pages of {alignment} bytes, not {PAGE}")),
            None => {
                complaints.push(format!("{name} is no library"));
                continue;
            }
        }
        if file == "libmain.so" {
            let Some(there) = exported(&bytes) else {
                complaints.push(format!("{name} does not say what it gives out"));
                continue;
            };
            let missing: Vec<String> = called(wanted.native).into_iter().filter(|call| !there.contains(call)).collect();
            if !missing.is_empty() {
                complaints.push(format!("{name} lacks what Kotlin calls: {}", missing.join(", ")));
            }
        }
    }
    if !has_main {
        complaints.push(format!("lib/{abi}/libmain.so is missing"));
    }
    Ok(complaints)
}

/// The smallest page for which a library's parts are laid out; `None` when it is no library.
fn least_alignment(bytes: &[u8]) -> Option<u64> {
    loaded::<FileHeader64<Endianness>>(bytes).or_else(|| loaded::<FileHeader32<Endianness>>(bytes))
}

fn loaded<H: FileHeader<Endian = Endianness>>(bytes: &[u8]) -> Option<u64> {
    let header = H::parse(bytes).ok()?;
    let endian = header.endian().ok()?;
    let parts = header.program_headers(endian, bytes).ok()?;
    parts.iter().filter(|part| part.p_type(endian) == PT_LOAD).map(|part| part.p_align(endian).into()).min()
}

/// The functions that Kotlin calls, as the Java machine looks for them.
fn called(native: &str) -> Vec<String> {
    let names = quoted(native, "external fun ", '(');
    names.iter().map(|name| format!("Java_org_kentongan_phone_Native_{name}")).collect()
}

/// What a library gives out by name; `None` when it is none.
fn exported(bytes: &[u8]) -> Option<BTreeSet<String>> {
    dynamic::<FileHeader64<Endianness>>(bytes).or_else(|| dynamic::<FileHeader32<Endianness>>(bytes))
}

fn dynamic<H: FileHeader<Endian = Endianness>>(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let header = H::parse(bytes).ok()?;
    let endian = header.endian().ok()?;
    let symbols = header.sections(endian, bytes).ok()?.symbols(endian, bytes, SHT_DYNSYM).ok()?;
    let here = symbols.iter().filter(|symbol| !symbol.is_undefined(endian));
    let names = here.filter_map(|symbol| symbols.symbol_name(endian, symbol).ok());
    Some(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::PathBuf;
    use std::process::Command;

    use tempfile::TempDir;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::project::root;
    use crate::running::output;

    const ABI: &str = "x86_64";

    /// An APK that `aapt2` linked, with libraries that the linker of this machine made.
    struct Made {
        folder: TempDir,
        manifest: String,
        native: String,
    }

    impl Made {
        fn new() -> Self {
            let text = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
            let manifest = text("android/AndroidManifest.xml");
            let native = text("android/kotlin/org/kentongan/phone/Native.kt");
            Self { folder: tempfile::tempdir().unwrap(), manifest, native }
        }

        /// A library for pages of that size, with all that Kotlin calls.
        fn library(&self, page: u64) -> Vec<u8> {
            self.library_with(page, &called(&self.native))
        }

        fn library_with(&self, page: u64, functions: &[String]) -> Vec<u8> {
            let (source, made) = (self.folder.path().join("a.c"), self.folder.path().join("a.so"));
            let text: String = functions.iter().map(|name| format!("int {name}(void) {{ return 0; }}\n")).collect();
            std::fs::write(&source, text).unwrap();
            let mut compiler = Command::new("cc");
            compiler.args(["-shared", &format!("-Wl,-z,max-page-size={page}"), "-o"]).arg(&made).arg(&source);
            output(&mut compiler).unwrap();
            std::fs::read(made).unwrap()
        }

        /// The complaints about an APK with these entries, and with this in its manifest.
        fn complaints(
            &self,
            entries: &[(&str, &[u8], SimpleFileOptions)],
            sdk: &str,
            inside: &str,
            application: &str,
        ) -> Vec<String> {
            let text = format!(
                r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="org.kentongan.phone" android:versionCode="100" android:versionName="0.1.0"><uses-sdk android:minSdkVersion="26" android:targetSdkVersion="{sdk}"/>{inside}<application android:hasCode="true" {application}/></manifest>"#
            );
            let (manifest, apk) = (self.folder.path().join("AndroidManifest.xml"), self.folder.path().join("made.apk"));
            std::fs::write(&manifest, text).unwrap();
            let mut link = Command::new("aapt2");
            link.args(["link", "-I", "/usr/share/android-framework-res/framework-res.apk", "--manifest"]);
            output(link.arg(&manifest).arg("-o").arg(&apk)).unwrap();
            self.add(&apk, entries);
            let badging = output(Command::new("aapt2").args(["dump", "badging"]).arg(&apk)).unwrap();
            let wanted =
                Wanted { abi: ABI, release: true, version_code: 100, manifest: &self.manifest, native: &self.native };
            super::complaints(&apk, &badging, &wanted).unwrap()
        }

        fn add(&self, apk: &PathBuf, entries: &[(&str, &[u8], SimpleFileOptions)]) {
            let file = File::options().read(true).write(true).open(apk).unwrap();
            let mut archive = ZipWriter::new_append(file).unwrap();
            for (name, bytes, how) in entries {
                archive.start_file(*name, *how).unwrap();
                archive.write_all(bytes).unwrap();
            }
            archive.finish().unwrap();
        }

        fn permissions(&self) -> String {
            let names = quoted(&self.manifest, "<uses-permission android:name=\"", '"');
            names.iter().map(|name| format!("<uses-permission android:name=\"{name}\"/>")).collect()
        }
    }

    fn packed() -> SimpleFileOptions {
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
    }

    fn stored() -> SimpleFileOptions {
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
    }

    const MAIN: &str = "lib/x86_64/libmain.so";

    fn main(bytes: &[u8], how: SimpleFileOptions) -> [(&str, &[u8], SimpleFileOptions); 1] {
        [(MAIN, bytes, how)]
    }

    #[test]
    fn an_apk_as_promised_passes() {
        let made = Made::new();
        let library = made.library(PAGE);
        for how in [packed(), stored().with_alignment(16 * 1024)] {
            assert_eq!(made.complaints(&main(&library, how), "35", &made.permissions(), ""), Vec::<String>::new());
        }
    }

    #[test]
    fn each_broken_promise_is_told() {
        let made = Made::new();
        let (fits, small) = (made.library(PAGE), made.library(4096));
        let good = made.permissions();
        let only = |complaints: Vec<String>, words: &str| {
            assert_eq!(complaints.len(), 1, "{words}: {complaints:?}");
            assert!(complaints.iter().all(|complaint| complaint.contains(words)), "{words}: {complaints:?}");
        };
        only(made.complaints(&main(&small, packed()), "35", &good, ""), "made for pages of 4096 bytes");
        only(made.complaints(&main(&fits, stored()), "35", &good, ""), "begins at no page");
        only(made.complaints(&main(b"no library", packed()), "35", &good, ""), "is no library");
        only(made.complaints(&[], "35", &good, ""), "libmain.so is missing");
        let mut cut = fits.clone();
        // Where its sections begin (ELF-64, e_shoff): nowhere.
        cut[40..48].fill(0xFF);
        only(made.complaints(&main(&cut, packed()), "35", &good, ""), "does not say what it gives out");
        let mut calls = called(&made.native);
        assert_eq!(calls.len(), 10);
        let left_out = calls.remove(0);
        let lacks = made.library_with(PAGE, &calls);
        only(
            made.complaints(&main(&lacks, packed()), "35", &good, ""),
            &format!("lacks what Kotlin calls: {left_out}"),
        );
        let other = [(MAIN, &*fits, packed()), ("lib/x86/libmain.so", &*fits, packed())];
        only(made.complaints(&other, "35", &good, ""), "lib/x86/libmain.so is not for x86_64");
        let camera = format!("{good}<uses-permission android:name=\"android.permission.CAMERA\"/>");
        only(
            made.complaints(&main(&fits, packed()), "35", &camera, ""),
            "nobody decided on: android.permission.CAMERA",
        );
        let few = "<uses-permission android:name=\"android.permission.INTERNET\"/>";
        only(
            made.complaints(&main(&fits, packed()), "35", few, ""),
            "missing: android.permission.ACCESS_NETWORK_STATE",
        );
        only(made.complaints(&main(&fits, packed()), "34", &good, ""), "targetSdkVersion:'35'");
        only(made.complaints(&main(&fits, packed()), "35", &good, "android:debuggable=\"true\""), "debuggable");
    }

    #[test]
    fn one_that_is_too_large_to_pass_on_is_told() {
        let made = Made::new();
        let library = made.library(PAGE);
        let much = vec![0; usize::try_from(MOST_BYTES).unwrap()];
        let entries = [(MAIN, &*library, packed()), ("assets/much", &*much, stored())];
        let complaints = made.complaints(&entries, "35", &made.permissions(), "");
        assert!(complaints.len() == 1 && complaints[0].contains("more than 12582912"), "{complaints:?}");
    }
}
