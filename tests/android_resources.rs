//! The files in `android/res` compile and link with the manifest, by Debian's `aapt2` and the framework of Android 10.
//! `android/check/link` declares newer attributes and stands in for dx's names. These tests do not prove that Gradle's
//! newer `aapt2` agrees, or what a phone draws.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use roxmltree::Document;

const ANDROID: &str = "http://schemas.android.com/apk/res/android";
const FRAMEWORK: &str = "/usr/share/android-framework-res/framework-res.apk";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Both outputs of `aapt2`, or its complaint.
fn aapt2(arguments: &[&str]) -> Result<String, String> {
    let told = Command::new("aapt2").args(arguments).output();
    let told = told.unwrap_or_else(|error| panic!("aapt2 (Debian's package aapt, `cargo xtask test`): {error}"));
    let said = String::from_utf8_lossy(&told.stdout).into_owned() + &String::from_utf8_lossy(&told.stderr);
    if told.status.success() { Ok(said) } else { Err(said) }
}

/// Resources and manifest, linked in a folder of their own.
struct Linking(tempfile::TempDir);

impl Linking {
    fn new() -> Self {
        let linking = Self(tempfile::tempdir().unwrap());
        linking.compile("android/check/link/newer", "newer.zip");
        linking.compile("android/check/link/dx", "dx.zip");
        let empty = format!(r#"<manifest xmlns:android="{ANDROID}" package="android"/>"#);
        fs::write(linking.path("framework.xml"), empty).unwrap();
        linking
            .link("newer.apk", "framework.xml", &["newer.zip"], &["-x", "--allow-reserved-package-id", "-I", FRAMEWORK])
            .unwrap();
        linking
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn compile(&self, folder: &str, into: &str) {
        let (folder, into) = (root().join(folder), self.path(into));
        aapt2(&["compile", "--dir", folder.to_str().unwrap(), "-o", into.to_str().unwrap()]).unwrap();
    }

    fn link(&self, into: &str, manifest: &str, parts: &[&str], more: &[&str]) -> Result<String, String> {
        let (into, manifest) = (self.path(into), self.path(manifest));
        let parts: Vec<_> = parts.iter().map(|part| self.path(part).to_str().unwrap().to_owned()).collect();
        let mut arguments = vec!["link", "-o", into.to_str().unwrap(), "--manifest", manifest.to_str().unwrap()];
        arguments.extend(more);
        arguments.extend(parts.iter().map(String::as_str));
        aapt2(&arguments)
    }

    /// The app as Gradle links it, without what this `aapt2` does not know: `<queries>` came with Android 11.
    fn app(&self, manifest: &str) -> Result<String, String> {
        let (before, rest) = manifest.split_once("<queries>").unwrap();
        let (_, after) = rest.split_once("</queries>").unwrap();
        let manifest = format!("{before}{after}").replace("${applicationId}", "org.kentongan.phone").replacen(
            "<manifest ",
            r#"<manifest package="org.kentongan.phone" "#,
            1,
        );
        fs::write(self.path("AndroidManifest.xml"), manifest).unwrap();
        self.compile("android/res", "ours.zip");
        let newer = self.path("newer.apk");
        let more =
            ["-I", FRAMEWORK, "-I", newer.to_str().unwrap(), "--min-sdk-version", "26", "--target-sdk-version", "35"];
        self.link("app.apk", "AndroidManifest.xml", &["dx.zip", "ours.zip"], &more)
    }

    fn dump(&self, what: &[&str]) -> String {
        aapt2(&[&["dump"], what, &[self.path("app.apk").to_str().unwrap()]].concat()).unwrap()
    }
}

#[test]
fn resources_and_manifest_link_beside_those_of_dx() {
    let linking = Linking::new();
    linking.app(&read("android/AndroidManifest.xml")).unwrap_or_else(|complaint| panic!("{complaint}"));
    let app = linking.dump(&["badging"]);
    for told in [
        "package: name='org.kentongan.phone'",
        "sdkVersion:'26'",
        "targetSdkVersion:'35'",
        "application-label:'Kentongan'",
    ] {
        assert!(app.contains(told), "{told} is not in\n{app}");
    }
    assert!(app.contains("application: label='Kentongan' icon='res/mipmap-anydpi-v26/kentongan.xml'"), "{app}");
}

#[test]
fn a_missing_resource_is_found() {
    let linking = Linking::new();
    let manifest = read("android/AndroidManifest.xml");
    for (there, not) in
        [("@style/Kentongan", "@style/Kentongon"), ("android:dataExtractionRules", "android:dataExtractRules")]
    {
        let complaint = linking.app(&manifest.replace(there, not)).unwrap_err();
        assert!(complaint.contains("not found"), "{complaint}");
    }
}

#[test]
fn every_look_has_every_colour_and_every_language_every_word() {
    let linking = Linking::new();
    linking.app(&read("android/AndroidManifest.xml")).unwrap();
    let table = linking.dump(&["resources"]);
    // Each entry of the table: its name, then one line for each configuration that has it.
    let configurations = |name: &str| -> Vec<String> {
        let after = table.split_once(&format!("{name}\n")).unwrap_or_else(|| panic!("no {name} in\n{table}")).1;
        let lines = after.lines().map(str::trim).take_while(|line| line.starts_with('('));
        lines.map(|line| line.split_once(')').unwrap().0.trim_start_matches('(').to_owned()).collect()
    };
    for name in ["color/kentongan_ground", "color/kentongan_accent", "bool/kentongan_light"] {
        assert_eq!(configurations(name), ["", "night"], "{name}");
    }
    for name in
        ["kentongan_take_in", "channel_sending", "web_view_title", "web_view_text", "web_view_update", "web_view_close"]
    {
        assert_eq!(configurations(&format!("string/{name}")), ["", "en"], "{name}");
    }
}

#[test]
fn every_name_of_ours_says_whose_it_is() {
    let named = fs::read_dir(root().join("android/res"))
        .unwrap()
        .flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap().map(|file| file.unwrap().path()));
    for path in named {
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(name.starts_with("kentongan"), "{} may be written over by dx's file of that name", path.display());
    }
}

#[test]
fn the_icon_on_a_phone_is_the_icon_of_the_documentation() {
    let drawable = read("android/res/drawable/kentongan_icon.xml");
    let drawing = read("assets/icons/app-icon.svg");
    let (drawable, drawing) = (Document::parse(&drawable).unwrap(), Document::parse(&drawing).unwrap());
    let paths = |document: &Document<'_>, data: &dyn Fn(roxmltree::Node<'_, '_>) -> [String; 2]| -> Vec<[String; 2]> {
        document.descendants().filter(|node| node.tag_name().name() == "path").map(data).collect()
    };
    let word = |word: Option<&str>| word.unwrap_or("none").to_lowercase();
    let ours = paths(&drawable, &|node| {
        let colour = node.attribute((ANDROID, "fillColor")).or_else(|| node.attribute((ANDROID, "strokeColor")));
        [word(node.attribute((ANDROID, "pathData"))), word(colour)]
    });
    let theirs = paths(&drawing, &|node| {
        [word(node.attribute("d")), word(node.attribute("fill").or_else(|| node.attribute("stroke")))]
    });
    assert_eq!(ours, theirs);
}

#[test]
fn the_colours_are_those_of_the_screens() {
    let tokens = read("assets/css/tokens.css");
    let (light, dark) = tokens.split_once("@media").unwrap();
    let colour = |css: &str, name: &str| {
        let value = css.split_once(&format!("{name}: ")).unwrap_or_else(|| panic!("no {name}")).1;
        value.split(';').next().unwrap().to_uppercase()
    };
    for (folder, css) in [("values", light), ("values-night", dark)] {
        let look = read(&format!("android/res/{folder}/kentongan_look.xml"));
        for (name, token) in [("kentongan_ground", "--paper"), ("kentongan_accent", "--lead")] {
            let line = format!(r#"<color name="{name}">{}</color>"#, colour(css, token));
            assert!(look.contains(&line), "{folder} lacks {line}");
        }
    }
}
