//! Text that looks like an account or an e-mail address: `@nama.akun`, `nama@contoh.id`. It names a person as surely as
//! a telephone number, but it may also be a programme's own, so it is a warning.

use crate::plain::folded_text;

/// An account has at least so many characters.
const SHORTEST: usize = 3;

pub(super) fn has_account(text: &str) -> bool {
    folded_text(text).split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
        word.split_once('@').is_some_and(|(before, after)| match before {
            "" => is_account(after),
            _ => after.split_once('.').is_some_and(|(host, end)| !host.is_empty() && is_word(end)),
        })
    })
}

fn is_account(name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    name.chars().count() >= SHORTEST && name.chars().all(is_part) && name.contains(char::is_alphabetic)
}

/// At least two letters, as the end of an address.
fn is_word(end: &str) -> bool {
    end.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::has_account;

    #[test]
    fn accounts_and_addresses_are_found_and_prices_and_times_are_not() {
        for account in
            ["@akun_uji", "lihat @akun.uji, ya", "(@AKUN99)", "surat ke uji@contoh.id.", "uji\u{200b}@contoh.co.id"]
        {
            assert!(has_account(account), "{account}");
        }
        for other in ["buku @ 5.000", "2@5000", "3@2.500", "@5000", "@a", "mulai@ aula", "@", "a@b", ""] {
            assert!(!has_account(other), "{other}");
        }
    }
}
