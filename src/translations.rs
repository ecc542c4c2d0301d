//! The app's texts, in the language that the person chose.
//!
//! Every text on a screen that is not part of a form stands in `assets/messages/*.ftl` (Fluent). The texts are compiled
//! in: the app reads nothing from disk at run time, and works on the first start without network. `tests/house_rules`
//! checks that every key exists in every language.

pub mod dates;
mod numbers;
pub mod problems;
pub mod sizes;
pub mod troubles;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

pub use crate::phone::Language;

/// The messages in Bahasa Indonesia.
pub const INDONESIAN: &str = include_str!("../assets/messages/id.ftl");
/// The messages in English.
pub const ENGLISH: &str = include_str!("../assets/messages/en.ftl");
/// The messages in Basa Jawa: only some (decision 0035).
pub const JAVANESE: &str = include_str!("../assets/messages/jv.ftl");

impl Language {
    /// The language's own name, for people who read no other.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Indonesian => "Bahasa Indonesia",
            Self::English => "English",
            Self::Javanese => "Basa Jawa (sebagian)",
        }
    }
}

type Bundle = FluentBundle<FluentResource>;

static IN_INDONESIAN: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::Indonesian, INDONESIAN));
static IN_ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::English, ENGLISH));
static IN_JAVANESE: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::Javanese, JAVANESE));

/// The messages in one language. Cheap to copy. A screen takes it from [`crate::components::use_words`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    language: Language,
}

impl Words {
    /// The words of a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language of these words.
    #[must_use]
    pub fn language(self) -> Language {
        self.language
    }

    /// The code by which forms name the language.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.language.code()
    }

    /// The code of the language in which forms and services are shown.
    #[must_use]
    pub fn form_code(self) -> &'static str {
        match self.language {
            Language::Indonesian | Language::Javanese => Language::Indonesian.code(),
            Language::English => Language::English.code(),
        }
    }

    /// The message of this key.
    #[must_use]
    pub fn say(self, key: &str) -> String {
        self.say_with(key, [])
    }

    /// The message of this key with its places filled in. Tests check that no key is missing. A missing one shows its
    /// own name, so that it never stops a person who needs help.
    #[must_use]
    pub fn say_with<const N: usize>(self, key: &str, places: [(&'static str, FluentValue<'_>); N]) -> String {
        let bundle = match self.language {
            Language::Indonesian => &*IN_INDONESIAN,
            Language::English => &*IN_ENGLISH,
            Language::Javanese if IN_JAVANESE.has_message(key) => &*IN_JAVANESE,
            Language::Javanese => &*IN_INDONESIAN,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let arguments: FluentArgs<'_> = places.into_iter().collect();
        bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }
}

/// A whole number as people write it in this language; everything else as Fluent does.
fn grouped(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let whole = number.as_string().parse().ok()?;
    Some(numbers::integer(language, whole))
}

/// A language's bundle. It leaves out a message that cannot be parsed: the tests compare the keys.
fn bundle(language: Language, messages: &str) -> Bundle {
    let id: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Isolation marks guard mixed writing directions; all our languages run left to right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::Indonesian => |value, _| grouped(Language::Indonesian, value),
        Language::English => |value, _| grouped(Language::English, value),
        Language::Javanese => |value, _| grouped(Language::Javanese, value),
    }));
    let resource = match FluentResource::try_new(messages.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    bundle.add_resource_overriding(resource);
    bundle
}
