//! From where somebody tries to sign in. Wrong tries are counted by login and source, so nobody keeps another person out
//! by typing wrong passwords for her. A browser that signed in to the account before is a source of its own: it proves
//! so with a token that it got then. So not even wrong tries behind the same router keep its person out.

use crate::keys::Keys;

/// Hexadecimal digits of a proof: 128 bits, which nobody can guess.
const PROOF_DIGITS: usize = 32;

/// Where a try comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignInSource {
    /// A browser that signed in to this account before, by the random part of its token.
    KnownBrowser(String),
    /// Any other, by its address or network.
    Place(String),
}

impl SignInSource {
    /// The source of a try for `login` from `place`, with the browser's token if it sends one.
    pub(crate) fn of(keys: &Keys, login: &str, place: String, token: Option<&str>) -> Self {
        let known = token.and_then(|token| token.split_once('.'));
        match known.filter(|(random, proof)| *proof == self::proof(keys, login, random)) {
            Some((random, _)) => Self::KnownBrowser(random.to_owned()),
            None => Self::Place(place),
        }
    }

    /// A name that no other source has.
    pub(super) fn name(&self) -> String {
        match self {
            Self::KnownBrowser(random) => format!("browser {random}"),
            Self::Place(place) => format!("place {place}"),
        }
    }
}

/// A token for a browser that has just signed in to `login`.
pub(crate) fn known_browser(keys: &Keys, login: &str) -> Result<String, getrandom::Error> {
    let random = crate::random_text()?;
    let proof = proof(keys, login, &random);
    Ok(format!("{random}.{proof}"))
}

fn proof(keys: &Keys, login: &str, random: &str) -> String {
    let hash = blake3::Hash::from(keys.keyed_hash("known browser", &format!("{login}\0{random}")));
    hash.to_hex()[..PROOF_DIGITS].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_to_the_account_that_it_signed_in_to_and_to_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let token = known_browser(&keys, "koordinator").unwrap();
        let of = |login: &str, token: &str| SignInSource::of(&keys, login, "192.0.2.1".to_owned(), Some(token));
        assert!(matches!(of("koordinator", &token), SignInSource::KnownBrowser(_)));
        let place = SignInSource::Place("192.0.2.1".to_owned());
        let changed = format!("a{token}");
        for (login, token) in
            [("manajer", token.as_str()), ("koordinator", &changed), ("koordinator", "x.y"), ("koordinator", "")]
        {
            assert_eq!(of(login, token), place, "{login} {token}");
        }
    }
}
