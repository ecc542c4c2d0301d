//! The rules of this house, checked wherever possible, because an unchecked rule is no rule.
//!
//! Each rule is a function from a file's path and text to complaints. `planted.rs` shows that each can fail.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod circles;
mod code;
mod contrast;
mod dependencies;
mod fail_points;
mod migrations;
mod modules;
mod planted;
mod project;
mod rules;
mod shape;
mod started;
mod texts;

use project::{File, files};

/// Fails with every complaint at once, so that one run is enough to fix them.
fn hold(rule: &str, complaints: Vec<String>) {
    assert!(complaints.is_empty(), "{rule}\n  {}", complaints.join("\n  "));
}

fn everywhere(rule: &str, check: impl Fn(&File) -> Vec<String>) {
    let files = files();
    assert!(files.len() > 50, "only {} files were found", files.len());
    hold(rule, files.iter().flat_map(check).collect());
}

#[test]
fn no_file_of_code_is_longer_than_a_person_reads() {
    everywhere("a file longer than 500 lines wants dividing", rules::short);
}

#[test]
fn sql_stands_where_the_databases_are() {
    everywhere(
        "SQL belongs to src/vault, src/outbox, src/storage.rs and crates/central/src/store",
        rules::sql_in_its_places,
    );
}

#[test]
fn only_launch_knows_the_renderer() {
    everywhere("the renderer is known to src/launch.rs alone", rules::renderer_in_launch);
}

#[test]
fn only_the_app_s_own_phone_has_a_way_out() {
    everywhere("a phone to practise with must have nothing to send with", rules::only_a_line_speaks);
}

#[test]
fn screens_and_components_know_neither_storage_nor_network() {
    everywhere("screens show state and send intents", rules::screens_are_views);
}

#[test]
fn forms_and_exchange_are_pure() {
    everywhere("no I/O, no async, no SQL in forms and exchange", rules::pure_crates);
}

#[test]
fn nothing_is_left_for_later_and_no_lint_is_silenced_without_a_reason() {
    everywhere("no todo!, no #[ignore], no #[allow]", rules::nothing_left_for_later);
}

#[test]
fn no_file_holds_what_looks_like_a_citizens_number() {
    everywhere("sixteen digits look like a NIK", texts::no_citizens_number);
}

#[test]
fn what_stands_at_a_root_of_rsx_stays_there() {
    everywhere("wrap it in an element, such as `div { class: \"contents\" }` (decision 0051)", shape::roots_stay);
}

#[test]
fn rooms_in_plain_english_stay_so() {
    everywhere("plain English: subject, verb, object, and a word that everybody knows", texts::plain_english);
    hold("the list of rooms in plain English names what is there", texts::rooms_that_are_gone(&files()));
}

#[test]
fn every_word_is_in_every_language() {
    let files = files();
    let languages: Vec<&File> = files.iter().filter(|file| file.path.ends_with(".ftl")).collect();
    assert!(!languages.is_empty(), "there are translations");
    hold("a key of one language lacks in another", texts::same_keys(&languages));
}

#[test]
fn the_phone_carries_no_server_and_nothing_of_tests() {
    hold("the phone must not compile a server, nor fail points", dependencies::phone());
}

#[test]
fn central_carries_no_web_view_and_nothing_of_tests() {
    hold("central must not compile a web view, nor fail points", dependencies::central());
}

#[test]
fn every_fail_point_is_visited_and_every_flaw_that_can_be_planted_is_caught() {
    hold("crash_points.rs and power_loss.rs name what the code has", fail_points::complaints(&files()));
}

#[test]
fn a_landed_migration_is_never_edited_and_a_new_one_brings_its_hash() {
    hold("migrations are added, never edited", migrations::complaints(&files()));
}

#[test]
fn no_two_modules_of_a_folder_need_each_other() {
    hold("an item that both need belongs in a file of its own", circles::complaints(&files()));
}

#[test]
fn forms_and_exchange_carry_no_io() {
    hold("forms and exchange must not compile I/O", dependencies::pure_crates());
}

#[test]
fn on_android_nothing_of_ours_asks_for_what_only_a_program_has() {
    everywhere("Android starts the app as a library: it has no arguments, no folder, no home", started::own_code);
    hold("Rust's main and what is for programs stay off Android", started::left_out(&files()));
}

#[test]
fn no_package_in_the_app_reads_the_command_line() {
    hold("on Android there is none to read", started::dependencies());
}
