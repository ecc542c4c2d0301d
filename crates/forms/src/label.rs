//! A text in the languages of a form.
//!
//! Every label of a form is in Bahasa Indonesia and in English, and a person may choose either. If a text is missing in
//! one language, it is shown in the form's default language.

use std::collections::BTreeMap;

/// A text in one or more languages, keyed by language code ("id", "en").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    default_language: String,
    texts: BTreeMap<String, String>,
}

impl Label {
    /// A label from `(language code, text)` pairs; empty texts count as missing.
    pub fn new<L, T>(default_language: &str, texts: impl IntoIterator<Item = (L, T)>) -> Self
    where
        L: Into<String>,
        T: Into<String>,
    {
        let texts = texts.into_iter().map(|(language, text)| (language.into(), text.into()));
        Self {
            default_language: default_language.to_owned(),
            texts: texts.filter(|(_, text)| !text.is_empty()).collect(),
        }
    }

    /// A text that is the same in every language, such as the name of a village.
    pub fn plain(text: &str) -> Self {
        Self::new("", [("", text)])
    }

    /// The text in this language, else in the form's default language, else in any language; "" when there is none.
    pub fn in_language(&self, code: &str) -> &str {
        self.texts
            .get(code)
            .or_else(|| self.texts.get(&self.default_language))
            .or_else(|| self.texts.values().next())
            .map_or("", String::as_str)
    }

    /// Whether no language has a text.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The languages this label has a text in.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::Label;

    #[test]
    fn a_label_missing_in_a_language_shows_in_the_default_language_then_in_any() {
        let both = Label::new("id", [("id", "Desa"), ("en", "Village")]);
        assert_eq!(both.in_language("en"), "Village");
        assert_eq!(both.in_language("jv"), "Desa");
        assert_eq!(Label::new("id", [("en", "Village"), ("id", "")]).in_language("id"), "Village");
        assert_eq!(Label::plain("Ngloram").in_language("en"), "Ngloram");
        assert_eq!(Label::default().in_language("en"), "");
    }
}
