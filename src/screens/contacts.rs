//! Ways to reach a service or the coordinator: telephone, WhatsApp or a link.

use dioxus::prelude::*;
use kentongan_exchange::{DirectoryEntry, Organisation};
use kentongan_forms::{Answers, Value};

use super::use_phone;
use crate::components::{Shape, WideDial, use_words};
use crate::phone::Phone;
use crate::translations::{Language, Words, troubles};

/// The kind of the service that takes every case.
const MAIN_SERVICE: &str = "uptd_ppa";

/// One way to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ContactWay {
    /// A number to dial.
    Telephone(String),
    /// A WhatsApp number.
    WhatsApp(String),
    /// A web address.
    Link(String),
}

/// A contact to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contact {
    /// The same in every language.
    pub(super) code: String,
    /// The name in the chosen language.
    pub(super) name: String,
    /// The best way: a call before WhatsApp.
    pub(super) reach: ContactWay,
}

impl ContactWay {
    fn best(telephone: &str, whatsapp: &str) -> Option<Self> {
        if !telephone.is_empty() {
            Some(Self::Telephone(telephone.to_owned()))
        } else if !whatsapp.is_empty() {
            Some(Self::WhatsApp(whatsapp.to_owned()))
        } else {
            None
        }
    }

    /// The text that a person sees and may type.
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Telephone(shown) | Self::WhatsApp(shown) | Self::Link(shown) => shown,
        }
    }

    pub(super) fn shape(&self) -> Shape {
        match self {
            Self::Telephone(_) => Shape::Phone,
            Self::WhatsApp(_) => Shape::Message,
            Self::Link(_) => Shape::Globe,
        }
    }
}

/// The address that opens a chat. `wa.me` needs the number in the international form.
fn chat(whatsapp: &str) -> String {
    let digits: String = whatsapp.chars().filter(char::is_ascii_digit).collect();
    let international = match digits.strip_prefix('0') {
        Some(rest) => format!("62{rest}"),
        None => digits,
    };
    format!("https://wa.me/{international}")
}

/// Name and remark of an entry.
pub(super) fn named(entry: &DirectoryEntry, words: Words) -> (String, String) {
    match words.language() {
        Language::Indonesian | Language::Javanese => (entry.name_id.clone(), entry.note_id.clone()),
        Language::English => (entry.name_en.clone(), entry.note_en.clone()),
    }
}

/// A callback that opens the telephone, WhatsApp or a web page, and a signal with its error.
pub(super) fn use_contact_way() -> (Callback<ContactWay>, Signal<Option<String>>) {
    let words = use_words();
    let phone = use_phone();
    let mut trouble = use_signal(|| None::<String>);
    let reach = use_callback(move |reach: ContactWay| {
        let device = phone.device();
        let (opened, by_hand) = match &reach {
            ContactWay::Telephone(number) => (device.dial(number), number.clone()),
            ContactWay::WhatsApp(number) => (device.open_link(&chat(number)), number.clone()),
            ContactWay::Link(address) => (device.open_link(address), address.clone()),
        };
        trouble.set(opened.err().map(|error| troubles::dial(words, &error, &by_hand)));
    });
    (reach, trouble)
}

/// The coordinator's office, if it has a way to reach it.
pub(super) fn coordinator(organisation: &Organisation) -> Option<Contact> {
    let Organisation { name, office, telephone, whatsapp } = organisation;
    let name = if office.is_empty() { name.clone() } else { office.clone() };
    Some(Contact { code: "coordinator".to_owned(), name, reach: ContactWay::best(telephone, whatsapp)? })
}

/// Whom to call about a report: the ticked services that have a number, else the main service.
pub(super) fn services(phone: &Phone, answers: &Answers, words: Words) -> Vec<Contact> {
    let Ok(directory) = phone.directory() else { return Vec::new() };
    let ticked = answers.get("referred_to").map(Value::codes).unwrap_or_default();
    let contact = |entry: &DirectoryEntry| {
        let reach = ContactWay::best(&entry.telephone, &entry.whatsapp)?;
        Some(Contact { code: entry.code.clone(), name: named(entry, words).0, reach })
    };
    let chosen = directory.entries.iter().filter(|entry| ticked.contains(&entry.code));
    let chosen: Vec<Contact> = chosen.filter_map(contact).collect();
    if !chosen.is_empty() {
        return chosen;
    }
    let main = directory.entries.iter().filter(|entry| entry.kind == MAIN_SERVICE);
    main.filter_map(contact).collect()
}

/// Whether a report has current danger or high risk.
pub(super) fn is_urgent(answers: &Answers) -> bool {
    let says = |question: &str, code: &str| answers.get(question).is_some_and(|value| value.to_text() == code);
    says("danger_now", "yes") || says("risk", "high")
}

/// A button of full width that calls a contact.
#[component]
pub(super) fn CallContact(
    contact: Contact,
    /// Red, because it must not wait.
    #[props(default)]
    urgent: bool,
    on_reach: EventHandler<ContactWay>,
) -> Element {
    let words = use_words();
    let Contact { code, name, reach } = contact;
    let key = match (&reach, urgent) {
        (ContactWay::WhatsApp(_), true) => "whatsapp-now",
        (ContactWay::WhatsApp(_), false) => "whatsapp-whom",
        (ContactWay::Telephone(_) | ContactWay::Link(_), true) => "call-now",
        (ContactWay::Telephone(_) | ContactWay::Link(_), false) => "call-whom",
    };
    let (title, number, shape) =
        (words.say_with(key, [("name", name.into())]), reach.shown().to_owned(), reach.shape());
    rsx! {
        div { class: "contents",
            WideDial { id: "call-{code}", title, number, shape, urgent, on_press: move |()| on_reach.call(reach.clone()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whatsapp_number_leads_to_its_chat_however_it_is_written() {
        for (number, address) in [
            ("0895-3914-04000", "https://wa.me/62895391404000"),
            ("+62 895 3914 04000", "https://wa.me/62895391404000"),
            ("08111-129-129", "https://wa.me/628111129129"),
        ] {
            assert_eq!(chat(number), address);
        }
    }

    #[test]
    fn who_has_only_whatsapp_is_reached_by_whatsapp_and_who_has_nothing_is_nobody_to_call() {
        assert_eq!(ContactWay::best("110", "08"), Some(ContactWay::Telephone("110".to_owned())));
        assert_eq!(ContactWay::best("", "0800"), Some(ContactWay::WhatsApp("0800".to_owned())));
        assert_eq!(coordinator(&Organisation { name: "Dinas".to_owned(), ..Organisation::default() }), None);
    }
}
