//! What the manifest tells Android about the app: no backup, no plain-text traffic, no needless permission. These tests
//! check the words in the files. Only a phone shows that Android obeys them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use std::fs;
use std::path::Path;

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

    // Since Android 12 only these rules apply to a transfer to a new device.
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
fn the_web_view_tells_nobody_what_it_shows() {
    let manifest = file("android/AndroidManifest.xml");
    let manifest = Document::parse(&manifest).unwrap();
    let application = elements(&manifest, "application").next().unwrap();
    let own = application.children().filter(|node| node.has_tag_name("meta-data"));
    let set: Vec<_> = own.map(|node| (attribute_of(node, "name"), attribute_of(node, "value"))).collect();
    let wanted = [("MetricsOptOut", "true"), ("EnableSafeBrowsing", "false")];
    assert_eq!(set, wanted.map(|(name, value)| (format!("android.webkit.WebView.{name}"), value.to_owned())));
}

#[test]
fn the_language_is_chosen_in_the_app_and_not_in_androids_settings() {
    // The app would ignore a language chosen there.
    assert!(!file("android/AndroidManifest.xml").contains("localeConfig"));
}

#[test]
fn nothing_travels_in_the_clear_but_to_the_phone_itself() {
    let config = resource("networkSecurityConfig");
    let config = Document::parse(&config).unwrap();
    let base = elements(&config, "base-config").next().unwrap();
    assert_eq!(base.attribute("cleartextTrafficPermitted"), Some("false"));
    let sources: Vec<_> = elements(&config, "certificates").map(|node| node.attribute("src")).collect();
    assert_eq!(sources, [Some("system")], "a certificate authority added by hand would be believed");
    let in_the_clear =
        elements(&config, "domain-config").filter(|node| node.attribute("cleartextTrafficPermitted") != Some("false"));
    let hosts = in_the_clear.flat_map(|domain| domain.children().filter(|node| node.has_tag_name("domain")));
    let hosts: Vec<_> = hosts.map(|name| name.text().unwrap_or_default().trim()).collect();
    // The page speaks to the app over a socket there.
    assert_eq!(hosts, ["127.0.0.1", "localhost"]);
}

/// Every element of that name in the manifest, as `read` reads it.
fn in_manifest<T>(name: &str, read: impl Fn(Node<'_, '_>) -> T) -> Vec<T> {
    let manifest = file("android/AndroidManifest.xml");
    let manifest = Document::parse(&manifest).unwrap();
    elements(&manifest, name).map(read).collect()
}

fn attribute_of(node: Node<'_, '_>, attribute: &str) -> String {
    node.attribute((ANDROID, attribute)).unwrap_or_default().to_owned()
}

#[test]
fn the_app_asks_for_what_sending_needs_and_nothing_else() {
    let permission = |name: &str| format!("android.permission.{name}");
    let asked = in_manifest("uses-permission", |node| attribute_of(node, "name"));
    // To send; to know when; to run after a restart; to say that something went.
    let needed = ["INTERNET", "ACCESS_NETWORK_STATE", "RECEIVE_BOOT_COMPLETED", "POST_NOTIFICATIONS"];
    assert_eq!(asked, needed.map(permission));
    for other in ["permission", "uses-permission-sdk-23", "uses-feature", "uses-library"] {
        assert_eq!(in_manifest(other, |node| attribute_of(node, "name")), Vec::<String>::new(), "{other}");
    }
}

#[test]
fn only_the_screen_can_be_opened_from_outside() {
    for part in ["activity", "activity-alias", "service", "receiver", "provider"] {
        for (name, exported) in in_manifest(part, |node| (attribute_of(node, "name"), attribute_of(node, "exported"))) {
            let wanted = if name == "dev.dioxus.main.MainActivity" { "true" } else { "false" };
            assert_eq!(exported, wanted, "{part} {name}");
        }
    }
}

#[test]
fn the_system_alone_starts_the_upload() {
    let services = in_manifest("service", |node| (attribute_of(node, "name"), attribute_of(node, "permission")));
    let job = ("org.kentongan.phone.UploadJob".to_owned(), "android.permission.BIND_JOB_SERVICE".to_owned());
    assert_eq!(services, [job]);
    assert_eq!(in_manifest("receiver", |node| attribute_of(node, "name")), Vec::<String>::new());
}

#[test]
fn other_apps_are_handed_single_files_out_of_two_folders() {
    let providers = in_manifest("provider", |node| {
        ["name", "authorities", "grantUriPermissions"].map(|name| attribute_of(node, name))
    });
    let provider = ["androidx.core.content.FileProvider", "${applicationId}.files", "true"];
    assert_eq!(providers, [provider.map(str::to_owned)]);
    let paths = file("android/res/xml/kentongan_file_paths.xml");
    let paths = Document::parse(&paths).unwrap();
    let handed: Vec<_> = paths
        .root_element()
        .children()
        .filter(Node::is_element)
        .map(|node| (node.tag_name().name().to_owned(), node.attribute("path").unwrap().to_owned()))
        .collect();
    assert_eq!(handed, ["photo/", "carry/"].map(|path| ("cache-path".to_owned(), path.to_owned())));
}

#[test]
fn a_link_or_a_carry_file_opens_the_app() {
    let filters = in_manifest("intent-filter", |node| {
        let all = |tag: &'static str, attribute: &'static str| -> Vec<String> {
            let inner = node.children().filter(move |inner| inner.has_tag_name(tag));
            inner.map(|inner| attribute_of(inner, attribute)).filter(|value| !value.is_empty()).collect()
        };
        let action = all("action", "name").concat();
        let data =
            ["scheme", "host", "mimeType", "pathSuffix", "path"].map(|attribute| all("data", attribute).concat());
        (action.rsplit('.').next().unwrap().to_owned(), data.join(" ").trim().to_owned())
    });
    let wanted = [
        ("MAIN", ""),
        ("VIEW", "kentongan *   /enrol"),
        ("VIEW", "content  application/octet-stream"),
        ("VIEW", "content * */* .kentongan"),
        ("SEND", "application/octet-stream"),
    ];
    assert_eq!(filters, wanted.map(|(action, data)| (action.to_owned(), data.to_owned())));
    // A file by its path could be any file that another app chooses, ours included.
    assert!(!in_manifest("data", |node| attribute_of(node, "scheme")).contains(&"file".to_owned()));
}

#[test]
fn a_change_on_the_phone_in_mid_answer_does_not_restart_the_screen() {
    let activities =
        in_manifest("activity", |node| (attribute_of(node, "configChanges"), attribute_of(node, "launchMode")));
    let [(changes, mode)] = activities.try_into().unwrap();
    assert_eq!(mode, "singleTask");
    let changes: Vec<_> = changes.split('|').collect();
    // Android may also report bold text, grammatical gender or other assets. Then the app starts in a new process:
    // MainActivity.onDestroy.
    for change in
        "mcc mnc locale layoutDirection touchscreen keyboard keyboardHidden navigation orientation screenLayout \
                   uiMode screenSize smallestScreenSize density fontScale colorMode"
            .split_whitespace()
    {
        assert!(changes.contains(&change), "{change}");
    }
}

#[test]
fn dx_is_told_of_the_manifest_and_of_android_8() {
    let settings = file("Dioxus.toml");
    let lines: Vec<String> =
        settings.lines().map(|line| line.split('#').next().unwrap_or_default().replace(' ', "")).collect();
    let needed = [
        "android_manifest=\"android/AndroidManifest.xml\"",
        "android_main_activity=\"android/kotlin/dev/dioxus/main/MainActivity.kt\"",
        // Two settings of dx that must agree: the compiler's and Gradle's.
        "android_min_sdk_version=26",
        "min_sdk=26",
        "target_sdk=35",
        "proguard_rules=[\"android/proguard-rules.pro\"]",
    ];
    for needed in needed {
        assert!(lines.iter().any(|line| line == needed), "Dioxus.toml lacks {needed}");
    }
}

#[test]
fn what_rust_calls_by_name_keeps_its_name() {
    let rules = file("android/proguard-rules.pro");
    for class in ["org.kentongan.phone.Native", "org.kentongan.phone.Platform", "dev.dioxus.main.**"] {
        assert!(rules.contains(&format!("-keep class {class} {{ *; }}")), "{class} may be renamed");
    }
}
