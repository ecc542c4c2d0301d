//! Countable answers that must not be read here: a changed app may write a name or a NIK where only a code belongs, or
//! leave a sealed answer in clear. They are not lost: they are sealed to the case managers, and taken out of the rest.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use kentongan_exchange::RecordVersion;
use kentongan_exchange::sealing::{Recipient, Sealer, SealingError};
use kentongan_forms::conduct::{self, Conduct};
use kentongan_forms::{FormDefinition, QuestionKind, Tier};
use serde_json::{Map, Value};

/// The longest text that may be a code.
const LONGEST_CODE: usize = 64;
/// Hidden answers with more bytes are stored as they were sent.
const MOST_HIDDEN_BYTES: usize = 4 * 1024;
/// The digits of a short telephone number.
const TELEPHONE_DIGITS: usize = 9;
/// The first bytes of every age file (age-encryption.org/v1).
const AGE_HEADER: &[u8] = b"age-encryption.org/v1\n-> ";

/// What was hidden: names of members, each with its value. Members of the version itself are below `""`.
pub(super) struct Hidden(Map<String, Value>);

impl Hidden {
    /// Takes out of `version` what must not be read here. `None` when there is nothing of the kind.
    pub(super) fn take(version: &mut RecordVersion, form: Option<&FormDefinition>) -> Option<Self> {
        let mut hidden = Map::new();
        let names: Vec<String> = version.countable.keys().cloned().collect();
        for name in names {
            let may_be_read = version.countable.get(&name).is_some_and(|value| may_be_read(form, &name, value));
            if !may_be_read && let Some(value) = version.countable.remove(&name) {
                hidden.insert(name, value);
            }
        }
        let mut outside = std::mem::take(&mut version.unknown);
        if let Some(sealed) = version.sealed.take_if(|sealed| !sealed.0.0.starts_with(AGE_HEADER)) {
            outside.insert("sealed".to_owned(), Value::String(BASE64.encode(sealed.0.0)));
        }
        if !outside.is_empty() {
            hidden.insert(String::new(), Value::Object(outside));
        }
        (!hidden.is_empty()).then_some(Self(hidden))
    }

    /// Seals it. If it would take much more room than what was sent, seals the whole version as it came, packed.
    pub(super) fn seal(&self, packed: &[u8], case_recipients: &[Recipient]) -> Result<Vec<u8>, SealingError> {
        let failed = |error: serde_json::Error| SealingError::Failed(error.to_string());
        let mut json = serde_json::to_vec(&self.0).map_err(failed)?;
        if json.len() > MOST_HIDDEN_BYTES.max(packed.len()) {
            json =
                serde_json::to_vec(&serde_json::json!({ "": { "packed": BASE64.encode(packed) } })).map_err(failed)?;
        }
        Sealer::to(case_recipients)?.seal(&json)
    }
}

fn may_be_read(form: Option<&FormDefinition>, name: &str, value: &Value) -> bool {
    let question = form.and_then(|form| form.question(name));
    match question.map(|question| (question.tier, &question.kind)) {
        Some((Tier::Sealed, _)) => false,
        Some((Tier::Countable, QuestionKind::Text)) => all_texts(value, &names_nobody),
        // The name of an attachment is a hash.
        Some((Tier::Countable, QuestionKind::Image)) => all_texts(value, &is_code),
        Some((Tier::Countable, _)) => all_texts(value, &is_harmless_code),
        None => is_harmless_code(name) && all_texts(value, &is_harmless_code),
    }
}

/// Whether `holds` is true of every text in a value, also of the names of members. A number with as many digits as a
/// telephone number is never harmless.
fn all_texts(value: &Value, holds: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => holds(text),
        Value::Array(values) => values.iter().all(|value| all_texts(value, holds)),
        Value::Object(members) => members.iter().all(|(name, value)| holds(name) && all_texts(value, holds)),
        Value::Number(number) => number.to_string().bytes().filter(u8::is_ascii_digit).count() < TELEPHONE_DIGITS,
        Value::Null | Value::Bool(_) => true,
    }
}

/// Whether a text of people says nothing that may identify somebody. A phrase that blames the child does not.
fn names_nobody(text: &str) -> bool {
    conduct::check(text, Tier::Countable).iter().all(|found| matches!(found, Conduct::Blaming { .. }))
}

/// A code has no blank and no `@`, so it can hold neither a name nor an account, and with few digits no number either.
/// Nearly all are like that, and looking for everything would take as long as opening the envelope.
fn is_harmless_code(text: &str) -> bool {
    let has_few_digits = || text.bytes().filter(u8::is_ascii_digit).count() < TELEPHONE_DIGITS;
    is_code(text) && (has_few_digits() || conduct::check(text, Tier::Countable).is_empty())
}

/// Whether a text may be a code, a day or a time: words of people have blanks or other letters.
fn is_code(text: &str) -> bool {
    text.len() <= LONGEST_CODE && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:+-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_no_blanks_and_no_other_letters() {
        for code in ["female", "33.16.09.2002", "2026-11-28T03:00:00+07:00", "12_14", ""] {
            assert!(is_code(code), "{code}");
        }
        for text in ["dua kata", "Ngloram,", "é", "x".repeat(65).as_str()] {
            assert!(!is_code(text), "{text}");
        }
    }
}
