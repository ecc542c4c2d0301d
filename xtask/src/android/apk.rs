//! The checks of an APK before anybody gets it. It must be small, for one kind of processor, and fit for pages of 16 kB.
//! It must have exactly the permissions of our manifest, no debugger, and a library that the oldest Android loads. The
//! checks read the file itself.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use anyhow::{Context, Result};
use zip::{CompressionMethod, ZipArchive};

use super::elf::{Library, Symbols};

/// Bytes of a release for one kind of processor. People pass it on over weak links, often by Bluetooth.
const MOST_BYTES: u64 = 12 * 1024 * 1024;
/// The pages of newer phones with 64 bits (developer.android.com/guide/practices/page-sizes).
const PAGE: u64 = 16 * 1024;
const TARGET_SDK: &str = "targetSdkVersion:'35'";
/// The words of build tools 34 and older; newer ones print `minSdkVersion`.
const MIN_SDK: &str = "sdkVersion:'26'";
/// androidx.core declares it for the app itself, with the app's own signature. It permits nothing.
const OF_ANDROIDX: &str = "org.kentongan.phone.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION";
/// What Dioxus looks up by name, beside Java's functions (android/exports.map).
const OF_DIOXUS: [&str; 2] = ["main", "start_app"];

/// What the file is compared with.
pub struct Wanted<'a> {
    /// As Android names it.
    pub abi: &'a str,
    /// For people, and no debug build.
    pub release: bool,
    pub version_code: u32,
    /// The text of `android/AndroidManifest.xml`, for its permissions.
    pub manifest: &'a str,
    /// The text of `Native.kt`: what our Kotlin calls.
    pub native: &'a str,
    /// The text of wry's `Rust.kt`: what its Kotlin calls.
    pub wry: &'a str,
    /// What the libraries of the oldest Android give out.
    pub system: &'a BTreeSet<String>,
}

/// Everything that is wrong with an APK. `badging` is the output of `aapt2 dump badging`.
///
/// # Errors
/// If it cannot be read.
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
        let Some(read) = Library::read(&bytes) else {
            complaints.push(format!("{name} is no library"));
            continue;
        };
        complaints.extend(of_library(&name, &read, wanted));
        if file == "libmain.so"
            && let Some(symbols) = &read.symbols
        {
            complaints.extend(of_exports(&name, symbols, wanted));
        }
    }
    if !has_main {
        complaints.push(format!("lib/{abi}/libmain.so is missing"));
    }
    Ok(complaints)
}

/// What would keep the oldest Android, or the newest, from loading a library.
fn of_library(name: &str, library: &Library, wanted: &Wanted<'_>) -> Vec<String> {
    let mut complaints = Vec::new();
    // Phones with 32 bits have pages of 4 kB.
    if library.alignment < PAGE && wanted.abi != "armeabi-v7a" {
        complaints.push(format!("{name} is made for pages of {} bytes, not {PAGE}", library.alignment));
    }
    if library.has_text_relocations {
        complaints.push(format!("{name} has text relocations, and Android refuses them"));
    }
    if library.has_tls {
        complaints.push(format!("{name} has a thread-local segment, and Android before 10 refuses it"));
    }
    if library.has_relr {
        complaints.push(format!("{name} has relocations as RELR, and Android before 9 does not read them"));
    }
    let Some(symbols) = &library.symbols else {
        complaints.push(format!("{name} does not say what it gives out"));
        return complaints;
    };
    let newer: Vec<_> = symbols.needed.difference(wanted.system).map(String::as_str).collect();
    if !newer.is_empty() {
        complaints.push(format!("{name} needs what the oldest Android does not have: {}", newer.join(", ")));
    }
    complaints
}

/// Java's and Dioxus' functions, all of them, and nothing else.
fn of_exports(name: &str, symbols: &Symbols, wanted: &Wanted<'_>) -> Vec<String> {
    let mut complaints = Vec::new();
    let calls = called(wanted.native, OURS).into_iter().chain(called(wanted.wry, WRYS));
    let calls = calls.chain(OF_DIOXUS.map(str::to_owned));
    let missing: Vec<String> = calls.filter(|call| !symbols.exported.contains(call)).collect();
    if !missing.is_empty() {
        complaints.push(format!("{name} lacks what is called in it: {}", missing.join(", ")));
    }
    let is_more = |name: &&String| !name.starts_with("Java_") && !OF_DIOXUS.contains(&name.as_str());
    let more: Vec<_> = symbols.exported.iter().filter(is_more).collect();
    if let [first, ..] = more[..] {
        complaints.push(format!("{name} gives out {} names too many, {first} among them", more.len()));
    }
    complaints
}

/// Our class and wry's, in the names of functions (JNI specification, "Resolving Native Method Names").
const OURS: &str = "Java_org_kentongan_phone_Native_";
const WRYS: &str = "Java_dev_dioxus_main_Rust_";

/// The functions that a Kotlin class calls, as the Java machine looks for them.
fn called(kotlin: &str, class: &str) -> Vec<String> {
    quoted(kotlin, "external fun ", '(').iter().map(|name| format!("{class}{name}")).collect()
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
    /// As build.rs says it.
    const EXPORTS: &str = "-Wl,--version-script=android/exports.map";
    /// Two of the functions of wry's `Rust.kt`.
    const WRY: &str = "    @JvmStatic external fun onFirstActivityCreate()
    @JvmStatic external fun onCreate(activity: WryActivity)\n";

    /// An APK that `aapt2` linked, with libraries that the linker of this machine made.
    struct Made {
        folder: TempDir,
        manifest: String,
        native: String,
        system: BTreeSet<String>,
    }

    impl Made {
        fn new() -> Self {
            let text = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
            let manifest = text("android/AndroidManifest.xml");
            let native = text("android/kotlin/org/kentongan/phone/Native.kt");
            let system = ["malloc", "__tls_get_addr"].map(str::to_owned).into();
            Self { folder: tempfile::tempdir().unwrap(), manifest, native, system }
        }

        /// What is called in the library.
        fn calls(&self) -> Vec<String> {
            let dioxus = OF_DIOXUS.map(str::to_owned);
            called(&self.native, OURS).into_iter().chain(called(WRY, WRYS)).chain(dioxus).collect()
        }

        /// A library for pages of that size, with all that is called in it and the exports of the real one.
        fn library(&self, page: u64) -> Vec<u8> {
            self.library_with(&self.calls(), "", &[&format!("-Wl,-z,max-page-size={page}"), EXPORTS])
        }

        /// A library with these functions, this code too, and these options of the linker.
        fn library_with(&self, functions: &[String], code: &str, options: &[&str]) -> Vec<u8> {
            let (source, made) = (self.folder.path().join("a.c"), self.folder.path().join("a.so"));
            let text: String = functions.iter().map(|name| format!("int {name}(void) {{ return 0; }}\n")).collect();
            std::fs::write(&source, text + code).unwrap();
            let mut compiler = Command::new("cc");
            compiler.args(["-shared", "-fPIC", "-Wno-main", "-Wl,-z,max-page-size=16384"]).args(options);
            output(compiler.current_dir(root()).arg("-o").arg(&made).arg(&source)).unwrap();
            std::fs::read(made).unwrap()
        }

        /// The complaints about a good APK whose library has this code too.
        fn with_code(&self, code: &str, options: &[&str]) -> Vec<String> {
            let library = self.library_with(&self.calls(), code, &[options, &[EXPORTS]].concat());
            self.complaints(&main(&library, packed()), "35", &self.permissions(), "")
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
            let (manifest, native) = (&self.manifest, &self.native);
            let wanted =
                Wanted { abi: ABI, release: true, version_code: 100, manifest, native, wry: WRY, system: &self.system };
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
        assert_eq!(made.calls().len(), 10 + 2 + 2);
        for left_out in made.calls() {
            let calls: Vec<_> = made.calls().into_iter().filter(|call| *call != left_out).collect();
            let lacks = made.library_with(&calls, "", &[EXPORTS]);
            only(
                made.complaints(&main(&lacks, packed()), "35", &good, ""),
                &format!("lacks what is called in it: {left_out}"),
            );
        }
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
    fn a_library_that_the_oldest_android_would_not_load_is_told() {
        let made = Made::new();
        let only = |complaints: Vec<String>, words: &str| {
            assert!(complaints.len() == 1 && complaints[0].contains(words), "{words}: {complaints:?}");
        };
        only(made.with_code("__thread int mine; int next(void) { return mine++; }", &[]), "thread-local segment");
        let changed = "int a; __asm__(\".text\\n.quad main\");";
        only(made.with_code(changed, &["-Wl,-z,notext", "-Wl,--no-warnings"]), "text relocations");
        let relative = "static int a; int *b[] = { &a, &a };";
        only(made.with_code(relative, &["-nostdlib", "-Wl,-z,pack-relative-relocs"]), "as RELR");
        assert_eq!(made.with_code(relative, &["-nostdlib"]), Vec::<String>::new());
        let newer =
            "int getentropy(void *, unsigned long); int (*ask(void))(void *, unsigned long) { return getentropy; }";
        only(made.with_code(newer, &[]), "does not have: getentropy");
        let weak = newer.replacen("int", "__attribute__((weak)) int", 1);
        assert_eq!(made.with_code(&weak, &[]), Vec::<String>::new());
    }

    #[test]
    fn a_library_that_gives_out_more_than_is_called_is_told() {
        let made = Made::new();
        let library = made.library_with(&made.calls(), "int SSL_new(void) { return 0; }", &[]);
        let complaints = made.complaints(&main(&library, packed()), "35", &made.permissions(), "");
        assert!(complaints.len() == 1 && complaints[0].contains("SSL_new among them"), "{complaints:?}");
        assert_eq!(made.with_code("int SSL_new(void) { return 0; }", &[]), Vec::<String>::new());
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
