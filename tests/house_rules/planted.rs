//! Each rule finds a planted mistake, and accepts text that only looks like one.

use crate::project::{File, files};
use crate::{circles, dependencies, migrations, rules, shape, started, texts};

type Rule = fn(&File) -> Vec<String>;

#[track_caller]
fn complains(rule: Rule, path: &str, text: &str) {
    assert!(!rule(&File::planted(path, text)).is_empty(), "passed: {text}");
}

#[track_caller]
fn passes(rule: Rule, path: &str, text: &str) {
    assert_eq!(rule(&File::planted(path, text)), Vec::<String>::new());
}

#[test]
fn a_long_file() {
    complains(rules::short, "src/a.rs", &"\n".repeat(501));
    complains(rules::short, "android/A.kt", &"\n".repeat(501));
    passes(rules::short, "src/a.rs", &"\n".repeat(500));
}

#[test]
fn sql_outside_its_places() {
    let statement = r##"fn f() { query(r#"SELECT a FROM b"#) }"##;
    for path in ["src/screens/home.rs", "crates/central/src/pages.rs", "src/vaulting.rs"] {
        complains(rules::sql_in_its_places, path, statement);
    }
    for path in ["src/vault/records.rs", "src/outbox.rs", "crates/central/src/store/writer.rs", "tests/a.rs"] {
        passes(rules::sql_in_its_places, path, statement);
    }
    for text in [
        "const A: &str = \"INSERT INTO a VALUES (1)\";",
        "const A: &str = \"update a set b = 1\";",
        "const A: &str = \"\\n  DELETE\\n FROM a\";",
        "macro_call!(\"CREATE TABLE a (b) STRICT\");",
    ] {
        complains(rules::sql_in_its_places, "src/a.rs", text);
    }
    for text in [
        "/// SELECT a FROM b\nfn f() {}",
        "// INSERT INTO a\nfn f() {}",
        "#[cfg(test)] mod tests { const A: &str = \"SELECT a FROM b\"; }",
        "const A: &str = \"Select a village from the list\";",
    ] {
        passes(rules::sql_in_its_places, "src/a.rs", text);
    }
    complains(rules::sql_in_its_places, "src/a.rs", "#[cfg(test)] mod tests;\nconst A: &str = \"SELECT a FROM b\";");
}

#[test]
fn a_renderer_outside_launch() {
    for text in
        ["use dioxus::desktop::Config;", "#[cfg(feature = \"mobile\")] fn f() {}", "fn f() { dioxus_liveview::x() }"]
    {
        complains(rules::renderer_in_launch, "src/screens/home.rs", text);
        passes(rules::renderer_in_launch, "src/launch.rs", text);
    }
    passes(rules::renderer_in_launch, "src/screens/home.rs", "// dioxus::desktop\nuse dioxus::prelude::*;");
}

#[test]
fn a_way_to_central_beside_the_line() {
    let client = "fn f() { let client = HttpClient::new(address, None); }";
    complains(rules::only_a_line_speaks, "src/phone/practice.rs", client);
    passes(rules::only_a_line_speaks, "src/phone/line.rs", client);
    let line = "fn f() -> Inner { Inner { line: Some(Line::default()) } }";
    complains(rules::only_a_line_speaks, "src/phone/practice.rs", line);
    passes(rules::only_a_line_speaks, "src/phone.rs", line);
    complains(rules::only_a_line_speaks, "src/phone/practice.rs", "fn f() { let round = Round { outbox }; }");
}

#[test]
fn a_screen_with_storage_or_network() {
    complains(rules::screens_are_views, "src/screens/home.rs", "use rusqlite::Connection;");
    complains(rules::screens_are_views, "src/components/button.rs", "fn f() { reqwest::get(\"x\") }");
    complains(rules::screens_are_views, "src/components/button.rs", "use crate::vault::Vault;");
    passes(rules::screens_are_views, "src/sending/client.rs", "use reqwest::Client;");
}

#[test]
fn io_in_a_pure_crate() {
    for text in ["use std::fs;", "use tokio::sync::watch;", "async fn f() {}", "use std::net::TcpStream;"] {
        complains(rules::pure_crates, "crates/forms/src/lib.rs", text);
        complains(rules::pure_crates, "crates/exchange/src/lib.rs", text);
        passes(rules::pure_crates, "crates/central/src/lib.rs", text);
    }
    passes(rules::pure_crates, "crates/forms/tests/shipped.rs", "use std::fs;");
}

#[test]
fn a_root_of_rsx_that_comes_and_goes() {
    let complains = |text: &str| complains(shape::roots_stay, "src/a.rs", text);
    let passes = |text: &str| passes(shape::roots_stay, "src/a.rs", text);
    for roots in [
        "if a { p {} }",
        "p {} if a { p {} }",
        "for a in b { p { key: \"{a}\" } }",
        "match a { A => rsx! { p {} }, B => rsx! {} }",
        "{children}",
        "Child { a }",
        "Child { a } p {}",
        "\"{words}\"",
        "Router::<Route> {}",
        "div { if a { if b { p {} } } }",
        "div { if a { Child {} } else { Child {} Child {} } }",
        "div { for a in b { Child { key: \"{a}\" } p {} } }",
        "div { for a in b { Fragment { key: \"{a}\", {a} } } }",
        "div { {match a { A => rsx! { {inner} }, B => rsx! { p {} } }} }",
        "div { Card { if a { p {} } } }",
        "div { Card { onclick: move |_| b(rsx! { if a { p {} } }), p {} } }",
    ] {
        complains(&format!("fn f() -> Element {{ rsx! {{ {roots} }} }}"));
    }
    for roots in [
        "",
        "p {} p {}",
        "p { {children} }",
        "\"plain\"",
        "div { if a { p {} } else if b { Child {} } else { \"plain\" } }",
        "div { class: if a { \"b\" }, r#type: \"c\", \"aria-label\": d, e, for a in b { Child { key: \"{a}\" } } }",
        "div { {match a { A => rsx! { Child {} }, B => rsx! {} }} }",
        "div { Card { a: b::<C>(d), p {} } Router::<Route> {} }",
    ] {
        passes(&format!("fn f() -> Element {{ rsx! {{ {roots} }} }}"));
    }
}

#[test]
fn a_hard_turn_in_a_plain_room() {
    for text in [
        "/// Whoever reads this.",
        "fn begun_anew() {}",
        "fn f() -> &'static str { \"central would not have it\" }",
        "//! Ended; it would not\n//! have the record.",
        "// It lets\n    // go of the lock.",
        "/// The button, of its own accord.",
    ] {
        complains(texts::plain_english, "src/sending/a.rs", text);
        complains(texts::plain_english, "README.md", text);
        passes(texts::plain_english, "assets/messages/id.ftl", text);
        passes(texts::plain_english, "src/outbox/migrations/0004_uploads.sql", text);
    }
    for text in ["/// A newer connection cancels the older one.", "/// Let it go on.", "/// Renewed, manew, whoevers."]
    {
        passes(texts::plain_english, "src/sending/a.rs", text);
    }
    let without = files().into_iter().filter(|file| !file.path.starts_with("benches/")).collect::<Vec<_>>();
    assert_eq!(texts::rooms_that_are_gone(&without), ["benches is gone"]);
}

const NONE: [(String, String); 0] = [];

/// The circles of a made-up crate, each with its folder.
fn circles_in(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let files: Vec<File> = files.iter().map(|(path, text)| File::planted(path, text)).collect();
    circles::circles(&files)
}

#[test]
fn two_modules_that_need_each_other() {
    let a_and_b =
        |a: &str, b: &str| circles_in(&[("x/src/lib.rs", "mod a; mod b;"), ("x/src/a.rs", a), ("x/src/b.rs", b)]);
    let b = "use super::a::A; pub struct B; pub mod c { pub struct C; }";
    for a in [
        "use crate::b::B; pub struct A;",
        "use super::b::{self as other, c}; pub struct A; fn f() { other::B }",
        "pub use crate::b::B; pub struct A; fn f(b: B) {}",
        "pub struct A; fn f() { crate::b::B }",
        "use crate::{b::*, c}; pub struct A;",
        "pub struct A; mod deep { fn f() { crate::b::B } }",
    ] {
        let found = a_and_b(a, b);
        let [(folder, circle)] = found.as_slice() else { panic!("passed: {a}") };
        assert_eq!(folder, "x/src");
        assert!(circle.contains("a uses b (x/src/a.rs:1") && circle.contains("b uses a (x/src/b.rs:1 super::a::A)"));
    }
    for a in [
        "pub struct A;",
        "pub use crate::b::B; pub struct A; fn f(b: other::B) { b.B }",
        "/// [`crate::b::B`]\npub struct A; // crate::b::B",
        "pub struct A; #[cfg(test)] mod tests { use crate::b::B; }",
        "pub struct A; fn f(b: other::b::B) { b::B }",
    ] {
        assert_eq!(a_and_b(a, b), NONE, "{a}");
    }
}

#[test]
fn a_circle_through_three_through_folders_and_through_what_is_re_exported() {
    let three = [
        ("src/lib.rs", "mod a; mod b; mod c;"),
        ("src/a.rs", "use crate::b::deep::B; pub struct A;"),
        ("src/b/mod.rs", "pub mod deep;"),
        ("src/b/deep.rs", "use super::super::c::A; pub struct B;"),
        ("src/c.rs", "pub use crate::a::A;"),
    ];
    // `c` only passes on what `a` defines.
    let circle = "a uses b (src/a.rs:1 crate::b::deep::B); b uses a (src/b/deep.rs:1 super::super::c::A)";
    assert_eq!(circles_in(&three), [("src".to_owned(), circle.to_owned())]);
}

#[test]
fn a_child_that_needs_what_its_parent_s_file_defines_while_the_parent_needs_the_child() {
    let circles = |parent: &str, child: &str| {
        circles_in(&[("src/main.rs", "mod p;"), ("src/p.rs", parent), ("src/p/child.rs", child)])
    };
    let child = "use super::Shared; pub fn made() -> Shared { Shared }";
    for parent in [
        "mod child; pub struct Shared; fn f() { child::made() }",
        "mod child; use child::made; pub struct Shared;",
        "mod child; pub use child::made; pub struct Shared; fn f() { made() }",
    ] {
        let found = circles(parent, child);
        assert_eq!(found.len(), 1, "passed: {parent}");
        assert_eq!(found[0].0, "src/p");
    }
    assert_eq!(circles("mod child; pub use child::made; pub struct Shared;", child), NONE);
    assert_eq!(circles("mod child; use crate::Shared; fn f() { child::made() }", child), NONE);
}

#[test]
fn something_left_for_later() {
    for text in [
        "fn f() { todo!() }",
        "#[test] #[ignore = \"slow\"] fn f() {}",
        "#[allow(dead_code)] fn f() {}",
        "#![allow(clippy::all)]",
    ] {
        complains(rules::nothing_left_for_later, "src/a.rs", text);
        let inside = format!("#[cfg(test)] mod tests {{ {text} }}");
        complains(rules::nothing_left_for_later, "src/a.rs", &inside);
    }
    let sleep = "fn f() { std::thread::sleep(Duration::from_secs(1)); }";
    complains(rules::nothing_left_for_later, "tests/a.rs", sleep);
    passes(rules::nothing_left_for_later, "src/a.rs", sleep);
    passes(rules::nothing_left_for_later, "src/a.rs", "#[expect(dead_code, reason = \"x\")] fn todo() {}");
}

#[test]
fn a_citizens_number() {
    let number = "33160100".repeat(2);
    complains(texts::no_citizens_number, "tests/a.rs", &format!("let a = \"{number}\";"));
    complains(texts::no_citizens_number, "assets/a.csv", &format!("a,{number},b"));
    passes(texts::no_citizens_number, "crates/forms/src/conduct/numbers.rs", &number);
    passes(texts::no_citizens_number, "src/a.rs", &format!("{number}0 a{number} 2026-11-23"));
}

#[test]
fn a_word_missing_in_one_language() {
    let id = File::planted("assets/messages/id.ftl", "save = Simpan\nhelp = Bantuan\n    .label = Bantuan\n");
    let complete =
        File::planted("assets/messages/en.ftl", "# words\nsave =\n    Save\nhelp = Help\n    .label = Help\n");
    assert_eq!(texts::same_keys(&[&id, &complete]), Vec::<String>::new());
    for lacking in [
        "save = Save\nhelp = Help\n",
        "save = Save\n",
        "save =\nhelp = Help\n    .label = Help\n",
        "save = S\nhelp = H\n    .label = L\nmore = M\n",
    ] {
        let en = File::planted("assets/messages/en.ftl", lacking);
        assert!(!texts::same_keys(&[&id, &en]).is_empty(), "passed: {lacking}");
    }
    assert!(!texts::same_keys(&[&id]).is_empty(), "one language alone passed");
    let in_part = |text: &str| File::planted("assets/messages/jv.ftl", text);
    assert_eq!(texts::same_keys(&[&id, &complete, &in_part("")]), Vec::<String>::new());
    assert!(!texts::same_keys(&[&id, &complete, &in_part("of-its-own = x")]).is_empty(), "a key that no other has");
}

#[test]
fn a_package_that_must_not_be_there() {
    // The demo's renderer is a server, so the rule for the phone must find it.
    let browser = dependencies::packages(&["-p", "kentongan", "--no-default-features", "--features", "browser"]);
    assert!(dependencies::unwanted(&browser, &["axum"]).next().is_some(), "{browser:?}");
    let desktop = dependencies::packages(&["-p", "kentongan", "--no-default-features", "--features", "desktop"]);
    assert!(dependencies::unwanted(&desktop, &["wry"]).next().is_some(), "{desktop:?}");
}

#[test]
fn a_fail_point_that_no_test_visits_and_one_that_is_not_there() {
    let code = File::planted("src/a.rs", "fn a() { reach(\"phone.a\"); if is_planted(\"phone.flaw\") {} }");
    let test = |text: &str| File::planted("tests/end_to_end/crash_points.rs", text);
    let complaints = |test: File| {
        let code = File::planted(&code.path, &code.text);
        crate::fail_points::complaints(&[code, test])
    };
    assert_eq!(complaints(test("const A: [&str; 2] = [\"phone.a\", \"phone.flaw\"];")), [] as [String; 0]);
    assert_eq!(complaints(test("const A: [&str; 1] = [\"phone.flaw\"];")), ["no test goes to \"phone.a\""]);
    let more = "const A: [&str; 3] = [\"phone.a\", \"phone.flaw\", \"central.b\"];";
    assert_eq!(complaints(test(more)), ["the code has no \"central.b\""]);
}

#[test]
fn an_edited_migration_a_new_one_and_one_that_is_gone() {
    const CARRIED: &str = "src/outbox/migrations/0005_carried.sql";
    let complaints = |change: &dyn Fn(&mut Vec<File>)| {
        let mut files = files();
        change(&mut files);
        migrations::complaints(&files)
    };
    let edited = complaints(&|files| {
        let migration = files.iter_mut().find(|file| file.path == CARRIED).unwrap();
        migration.text.push('\n');
    });
    let new = complaints(&|files| {
        files.push(File::planted("crates/central/src/store/migrations/9999_new.sql", "DROP TABLE records;"));
    });
    let gone = complaints(&|files| files.retain(|file| file.path != CARRIED));
    for (found, what) in [(edited, "edited"), (new, "no hash yet"), (gone, "is gone")] {
        assert!(found.iter().any(|complaint| complaint.contains(what)), "{what}: {found:?}");
    }
}

#[test]
fn what_only_a_program_has() {
    for text in [
        "fn f() { std::env::args(); }",
        "use std::env::args_os;",
        "use std::env::{args, var};",
        "use std::env; fn f() { env::current_exe(); }",
        "fn f() { std::env::temp_dir(); }",
    ] {
        complains(started::own_code, "src/phone.rs", text);
        complains(started::own_code, "crates/forms/src/lib.rs", text);
        passes(started::own_code, "src/launch/arguments.rs", text);
        passes(started::own_code, "crates/central/src/lib.rs", text);
        passes(started::own_code, "src/phone.rs", &format!("#[cfg(test)] mod tests {{ {text} }}"));
    }
    passes(started::own_code, "src/phone.rs", "// std::env::args\nfn f(args: Args) { std::env::var(\"A\"); g(args) }");
    assert_eq!(started::lines_that_read_arguments("// env::args\nlet a = env::args();\nargs_os()"), [2, 3]);
    assert_eq!(started::lines_that_read_arguments("let a = args();"), [] as [usize; 0]);
}

#[test]
fn a_main_of_rust_s_own_on_android() {
    for (path, gone) in [
        ("src/main.rs", "no_main"),
        ("src/main.rs", "#[cfg(not(target_os = \"android\"))]"),
        ("src/launch.rs", "#[cfg(not(target_os = \"android\"))]\nmod arguments;"),
    ] {
        let mut files = files();
        let file = files.iter_mut().find(|file| file.path == path).unwrap();
        assert!(file.text.contains(gone), "{path} has no {gone}");
        file.text = file.text.replace(gone, if gone == "no_main" { "std" } else { "" });
        assert!(!started::left_out(&files).is_empty(), "passed: {path} without {gone}");
    }
}
