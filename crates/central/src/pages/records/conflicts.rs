//! The notice of records with conflicts.

use crate::pages::words::Words;

/// The notice above the list of records when there are conflicts.
pub(crate) struct Notice {
    pub(crate) title: String,
    pub(crate) address: &'static str,
    pub(crate) link: String,
}

impl Notice {
    /// `None` without conflicts. `only`: the list shows only records with conflicts.
    pub(crate) fn new(words: Words, unsettled: i64, only: bool) -> Option<Self> {
        let (address, link) = if only {
            ("/records", words.t("conflicts-all"))
        } else {
            ("/records?conflicts=yes", words.t("conflicts-show"))
        };
        (unsettled > 0 || only).then(|| Self { title: words.counted("conflicts", unsettled, &[]), address, link })
    }
}
