//! What a person should look at in a record, in words.

use crate::flags::Flag;
use crate::pages::words::Words;

/// Why a record is flagged, and what to do.
pub(crate) fn words(words: Words, flag: Flag) -> String {
    match flag {
        Flag::BreaksRules => words.t("flag-breaks-rules"),
        Flag::Unreadable => words.t("flag-unreadable"),
        Flag::UnknownForm => words.t("flag-unknown-form"),
        Flag::UnknownArea => words.t("flag-unknown-area"),
        Flag::RevokedDevice => words.t("flag-revoked-device"),
        Flag::Hidden => words.t("flag-hidden"),
        Flag::SameId => words.t("flag-same-id"),
    }
}
