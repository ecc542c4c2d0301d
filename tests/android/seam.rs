//! Kotlin and Rust agree on the functions that they call of each other. Without this test, only a phone would show a
//! difference.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use kentongan::device::android::CALLS;
use kentongan::phone::MOST_FILE_BYTES;
use kentongan::picture::MAX_PICTURE_BYTES;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::java::{compiled, library, root};

const PREFIX: &str = "Java_org_kentongan_phone_Native_";

/// A function's parameters and result, as Rust writes them.
type Types = (Vec<String>, String);

/// Kotlin's type as Rust sees it, without nullability.
fn of_kotlin(kotlin: &str) -> String {
    match kotlin.trim().trim_end_matches('?') {
        "" | "Unit" => "",
        "Boolean" => "jboolean",
        "Int" => "jint",
        "Long" => "jlong",
        "String" => "JString",
        "ByteArray" => "JByteArray",
        "LongArray" => "JLongArray",
        "Platform" => "JObject",
        other => panic!("{other} is new here"),
    }
    .to_owned()
}

fn kotlins_functions(text: &str) -> BTreeMap<String, Types> {
    let declared = text.lines().filter_map(|line| line.trim().strip_prefix("@JvmStatic external fun "));
    let one = |line: &str| {
        let (name, rest) = line.split_once('(').unwrap();
        let (parameters, result) = rest.split_once(')').unwrap();
        let parameters = parameters.split(',').filter(|parameter| !parameter.trim().is_empty());
        let types = parameters.map(|parameter| of_kotlin(parameter.split_once(':').unwrap().1)).collect();
        (name.to_owned(), (types, of_kotlin(result.trim().trim_start_matches(':'))))
    };
    let functions: BTreeMap<_, _> = declared.map(one).collect();
    assert_eq!(functions.len(), text.matches("external fun ").count(), "an external fun is not @JvmStatic");
    functions
}

fn rusts_functions(text: &str) -> BTreeMap<String, Types> {
    let mut functions = BTreeMap::new();
    let mut trees = text.parse::<TokenStream>().unwrap().into_iter();
    while let Some(tree) = trees.next() {
        let TokenTree::Ident(word) = tree else { continue };
        if word != "fn" {
            continue;
        }
        let name = trees.next().unwrap().to_string();
        let Some(name) = name.strip_prefix(PREFIX) else { continue };
        let mut parameters = None;
        let mut result = String::new();
        for tree in trees.by_ref() {
            let group = if let TokenTree::Group(group) = &tree { Some(group) } else { None };
            let is = |delimiter| group.is_some_and(|group| group.delimiter() == delimiter);
            if is(Delimiter::Brace) {
                break;
            }
            if is(Delimiter::Parenthesis) {
                parameters = group.map(|group| group.stream().to_string());
            } else if parameters.is_some() {
                result.push_str(&tree.to_string());
            }
        }
        let parameters = parameters.unwrap();
        let mut types = parameters.split(',').filter(|parameter| !parameter.trim().is_empty());
        let mut next = || types.next().map(|parameter| plain(parameter.split_once(':').unwrap().1));
        assert_eq!((next().as_deref(), next().as_deref()), (Some("EnvUnowned"), Some("JClass")), "{name}");
        let types = std::iter::from_fn(next).collect();
        functions.insert(name.to_owned(), (types, plain(result.trim_start_matches("->"))));
    }
    functions
}

/// Without its lifetime.
fn plain(rust: &str) -> String {
    rust.split('<').next().unwrap_or_default().trim().to_owned()
}

#[test]
fn every_function_that_kotlin_calls_is_there_with_the_same_types_and_no_other() {
    let kotlin = fs::read_to_string(root().join("android/kotlin/org/kentongan/phone/Native.kt")).unwrap();
    let kotlin = kotlins_functions(&kotlin);
    assert!(kotlin.len() > 5, "{kotlin:?}");
    assert_eq!(kotlin, rusts_functions(&fs::read_to_string(root().join("src/native.rs")).unwrap()));

    let symbols = Command::new("nm").args(["-D", "--defined-only"]).arg(library().join("libmain.so")).output().unwrap();
    let symbols = String::from_utf8(symbols.stdout).unwrap();
    let exported = symbols.lines().filter_map(|line| line.split_once(PREFIX)).map(|(_, name)| name);
    let mut exported: Vec<&str> = exported.collect();
    exported.sort_unstable();
    assert_eq!(exported, kotlin.keys().collect::<Vec<_>>(), "what the library exports");
}

#[test]
fn every_method_that_rust_calls_is_there_with_the_same_signature_and_no_other() {
    let mut javap = Command::new("javap");
    javap.args(["-s", "-public", "-cp"]).arg(compiled().join("app")).arg("org.kentongan.phone.Platform");
    let said = javap.output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let lines: Vec<&str> = said.lines().map(str::trim).collect();
    let mut methods = BTreeMap::new();
    for pair in lines.windows(2) {
        let (Some(signature), Some((before, _))) = (pair[1].strip_prefix("descriptor: "), pair[0].split_once('('))
        else {
            continue;
        };
        let name = before.rsplit(' ').next().unwrap();
        // Kotlin's own are mangled; the constructor carries its package.
        if !name.contains(['$', '.']) {
            methods.insert(name, signature);
        }
    }
    assert_eq!(methods, CALLS.iter().map(|(_, name, signature)| (*name, *signature)).collect::<BTreeMap<_, _>>());
}

#[test]
fn a_function_of_one_side_only_or_of_other_types_is_found() {
    let kotlin = |line: &str| kotlins_functions(&format!("    @JvmStatic external fun {line}"));
    let rust = |name: &str, parameters: &str, result: &str| {
        rusts_functions(&format!(
            "pub extern \"system\" fn {PREFIX}{name}<'a>(mut env: EnvUnowned<'a>, _class: JClass<'a>, {parameters}) {result} {{ x() }}"
        ))
    };
    assert_eq!(kotlin("send(seconds: Int): LongArray?"), rust("send", "seconds: jint", "-> JLongArray<'a>"));
    assert_eq!(kotlin("stopped()"), rust("stopped", "", ""));
    assert_ne!(kotlin("ended()"), rust("stopped", "", ""));
    assert_ne!(kotlin("send(seconds: Long): LongArray?"), rust("send", "seconds: jint", "-> JLongArray<'a>"));
    assert_ne!(kotlin("send(seconds: Int): Boolean"), rust("send", "seconds: jint", "-> JLongArray<'a>"));
    assert_ne!(kotlin("send(): LongArray?"), rust("send", "seconds: jint", "-> JLongArray<'a>"));
}

/// A Kotlin constant written as a product.
fn kotlins_number(text: &str, name: &str) -> usize {
    let declared = text.split_once(&format!("const val {name} = ")).unwrap_or_else(|| panic!("no {name}")).1;
    declared.lines().next().unwrap().split('*').map(|factor| factor.trim().parse::<usize>().unwrap()).product()
}

#[test]
fn kotlin_takes_files_and_pictures_as_large_as_rust_does_and_no_larger() {
    let kotlin = fs::read_to_string(root().join("android/kotlin/org/kentongan/phone/Files.kt")).unwrap();
    assert_eq!(kotlins_number(&kotlin, "MAX_FILE"), MOST_FILE_BYTES);
    assert_eq!(kotlins_number(&kotlin, "MAX_PHOTO"), MAX_PICTURE_BYTES);
}
