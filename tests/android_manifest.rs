//! What Android is told about the app: nothing is backed up, nothing travels in the clear, nothing is asked for
//! that is not needed. The words are checked where they stand; that Android heeds them needs a phone.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use std::fs;
use std::path::{Path, PathBuf};

use roxmltree::{Document, Node};

const ANDROID: &str = "http://schemas.android.com/apk/res/android";

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn elements<'a>(document: &'a Document<'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(move |node| node.has_tag_name(name))
}

/// The resource file that an attribute of `<application>` names.
fn resource(attribute: &str) -> String {
    let manifest = file("android/AndroidManifest.xml");
    let manifest = Document::parse(&manifest).unwrap();
    let application = elements(&manifest, "application").next().unwrap();
    let name = application.attribute((ANDROID, attribute)).unwrap_or_else(|| panic!("no {attribute}"));
    let name = name.strip_prefix("@xml/").unwrap_or_else(|| panic!("{attribute} is no resource: {name}"));
    file(&format!("android/res/xml/{name}.xml"))
}

#[test]
fn no_backup_takes_anything_off_the_phone() {
    let manifest = file("android/AndroidManifest.xml");
    let manifest = Document::parse(&manifest).unwrap();
    let application = elements(&manifest, "application").next().unwrap();
    assert_eq!(application.attribute((ANDROID, "allowBackup")), Some("false"));

    // Since Android 12 a transfer to a new device asks these rules alone.
    let rules = resource("dataExtractionRules");
    let rules = Document::parse(&rules).unwrap();
    for way in ["cloud-backup", "device-transfer"] {
        let way = elements(&rules, way).next().unwrap_or_else(|| panic!("{way} is not ruled"));
        assert_excludes_everything(way);
    }
    let older = resource("fullBackupContent");
    let older = Document::parse(&older).unwrap();
    assert_excludes_everything(older.root_element());
}

/// Every domain of developer.android.com/identity/data/autobackup, each with its whole folder.
fn assert_excludes_everything(rules: Node<'_, '_>) {
    let domains = [
        "root",
        "file",
        "database",
        "sharedpref",
        "external",
        "device_root",
        "device_file",
        "device_database",
        "device_sharedpref",
    ];
    let children: Vec<_> = rules.children().filter(Node::is_element).collect();
    assert!(children.iter().all(|child| child.has_tag_name("exclude")), "an include lets something out");
    for domain in domains {
        let whole =
            |child: &Node<'_, '_>| child.attribute("domain") == Some(domain) && child.attribute("path") == Some(".");
        assert!(children.iter().any(whole), "{domain} is not excluded in {}", rules.tag_name().name());
    }
}

#[test]
fn nothing_travels_in_the_clear_but_to_the_phone_itself() {
    let config = resource("networkSecurityConfig");
    let config = Document::parse(&config).unwrap();
    let base = elements(&config, "base-config").next().unwrap();
    assert_eq!(base.attribute("cleartextTrafficPermitted"), Some("false"));
    let sources: Vec<_> = elements(&config, "certificates").map(|node| node.attribute("src")).collect();
    assert_eq!(sources, [Some("system")], "a certificate authority added by hand would be believed");
    for domain in
        elements(&config, "domain-config").filter(|node| node.attribute("cleartextTrafficPermitted") != Some("false"))
    {
        for name in domain.children().filter(|node| node.has_tag_name("domain")) {
            let host = name.text().unwrap_or_default().trim();
            assert!(["127.0.0.1", "localhost", "::1"].contains(&host), "{host} may be spoken to in the clear");
        }
    }
}

#[test]
fn the_app_asks_for_the_network_and_nothing_else() {
    let manifest = file("android/AndroidManifest.xml");
    let manifest = Document::parse(&manifest).unwrap();
    let asked: Vec<_> = elements(&manifest, "uses-permission").map(|node| node.attribute((ANDROID, "name"))).collect();
    assert_eq!(asked, [Some("android.permission.INTERNET"), Some("android.permission.ACCESS_NETWORK_STATE")]);
}

#[test]
fn only_the_launcher_can_open_the_app_from_outside() {
    let manifest = file("android/AndroidManifest.xml");
    let manifest = Document::parse(&manifest).unwrap();
    for part in ["activity", "service", "receiver", "provider"] {
        for node in elements(&manifest, part) {
            let launched = node
                .descendants()
                .any(|inner| inner.attribute((ANDROID, "name")) == Some("android.intent.category.LAUNCHER"));
            assert!(launched || node.attribute((ANDROID, "exported")) == Some("false"), "{node:?} is open to others");
        }
    }
}

#[test]
fn dx_is_told_of_the_manifest_and_of_android_7() {
    let settings = file("Dioxus.toml");
    let lines: Vec<String> =
        settings.lines().map(|line| line.split('#').next().unwrap_or_default().replace(' ', "")).collect();
    // Two settings of dx that must say the same: the compiler's and Gradle's.
    for needed in ["android_manifest=\"android/AndroidManifest.xml\"", "android_min_sdk_version=24", "min_sdk=24"] {
        assert!(lines.iter().any(|line| line == needed), "Dioxus.toml lacks {needed}");
    }
}

#[test]
fn every_resource_that_the_manifest_names_comes_from_here_or_from_dx() {
    let manifest = file("android/AndroidManifest.xml");
    let of_dx = ["@mipmap/ic_launcher", "@string/app_name", "@style/AppTheme"];
    let manifest = Document::parse(&manifest).unwrap();
    for node in manifest.descendants() {
        for value in node.attributes().map(|attribute| attribute.value()).filter(|value| value.starts_with('@')) {
            let ours = value.strip_prefix("@xml/").map(|name| PathBuf::from(format!("android/res/xml/{name}.xml")));
            let there = ours.is_some_and(|path| Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists());
            assert!(there || of_dx.contains(&value), "nobody brings {value}");
        }
    }
}
