//! What stands before the screens.

use std::sync::Arc;

use dioxus::prelude::*;
use kentongan::App;
use kentongan::device::memory::MemoryDevice;
use kentongan::phone::{Language, Phone, PhoneError};
use kentongan::screens::CannotStart;

use crate::page::Page;

fn new_phone() -> (tempfile::TempDir, Phone) {
    let folder = tempfile::tempdir().unwrap();
    let device = MemoryDevice::new(folder.path(), "2026-11-23T03:00:00Z".parse().unwrap());
    let phone = Phone::start(folder.path(), Arc::new(device)).unwrap();
    (folder, phone)
}

#[test]
fn a_new_phone_asks_for_address_and_code_in_indonesian_and_can_speak_any_other_language_at_once() {
    let (_folder, phone) = new_phone();
    assert_eq!(phone.language(), Language::Indonesian);
    let mut page = Page::draw(VirtualDom::new(App).with_root_context(phone.clone()));
    assert!(page.text().contains("Alamat server") && page.text().contains("Kode pendaftaran"), "{}", page.text());
    assert_eq!(page.nameless_controls(), Vec::<String>::new());
    page.press("language-en");
    assert!(page.text().contains("Server address"), "{}", page.text());
    page.press("language-jv");
    assert_eq!(phone.language(), Language::Javanese);
    page.press("language-id");
    assert!(page.text().contains("Alamat server"), "{}", page.text());
}

#[test]
fn an_empty_field_is_named_beside_it_in_the_language_chosen() {
    let (_folder, phone) = new_phone();
    let mut page = Page::draw(VirtualDom::new(App).with_root_context(phone));
    assert_eq!(page.attribute("address", "required"), None, "else the browser speaks, in its own language");
    page.submit();
    assert!(page.text_at("address-empty").contains("Alamat server belum diisi"), "{}", page.text());
    assert!(!page.has("id", "code-empty"), "one after the other");
    assert_eq!(page.attribute("address", "aria-invalid").as_deref(), Some("true"));
    page.type_into("address", "kentongan.example.org");
    assert!(!page.has("id", "address-empty"));
    page.press("language-en");
    page.submit();
    assert!(page.text_at("code-empty").contains("The code is missing"), "{}", page.text());
    assert_eq!(page.attribute("code", "aria-describedby").as_deref(), Some("code-empty code-hint"));
}

#[test]
fn a_phone_whose_data_a_newer_app_wrote_says_so_in_every_language_and_keeps_it() {
    let (folder, phone) = new_phone();
    drop(phone);
    let outbox = rusqlite::Connection::open(folder.path().join("outbox.db")).unwrap();
    outbox.pragma_update(None, "user_version", 99).unwrap();
    let device = MemoryDevice::new(folder.path(), "2026-11-23T03:00:00Z".parse().unwrap());
    let Err(error) = Phone::start(folder.path(), Arc::new(device)) else { panic!("started") };
    assert_eq!(error, PhoneError::NewerApp);
    let page = Page::draw(VirtualDom::new(CannotStart).with_root_context(error));
    let said = page.text();
    assert!(said.contains("Perbarui aplikasi") && said.contains("Update the app"), "{said}");
    assert!(said.contains("110") && said.contains("129"), "{said}");
}
