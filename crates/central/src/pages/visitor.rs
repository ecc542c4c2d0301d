//! The visitor of a page: language, session, and the token that a form must contain.
//!
//! The token protects against forms of other sites (CSRF). For a signed-in visitor it belongs to the session. Otherwise
//! it has its own cookie, which another site can neither read nor set.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use jiff::Timestamp;

use super::trouble::{self, Trouble};
use super::words::{Language, Words};
use super::{cookies, own_address, plain_http};
use crate::Central;
use crate::accounts::Role;
use crate::accounts::sessions::{self, Session};
use crate::store::Actor;
use crate::summaries::View;

/// Names of the cookies.
const SESSION: &str = "kentongan-session";
const FORM: &str = "kentongan-form";
const LANGUAGE: &str = "kentongan-language";
const KNOWN: &str = "kentongan-known";
/// How long a browser that signed in is known.
const KNOWN_SECONDS: u32 = 365 * 24 * 3600;

/// The visitor.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// The words of the visitor's language.
    pub(crate) words: Words,
    /// The session, when signed in.
    pub(crate) session: Option<Session>,
    /// The token for forms on the page.
    pub(crate) form_token: String,
    /// The requested address, without its host.
    pub(crate) address: String,
    /// The page to return to after signing in, if the request is about one.
    pub(crate) page: Option<String>,
    /// The session cookie as received.
    pub(crate) session_token: Option<String>,
    /// The cookie as received by which the browser proves that it has signed in before.
    pub(crate) known_browser: Option<String>,
    /// The form cookie as received.
    form_cookie: Option<String>,
    secure: bool,
}

impl Visitor {
    /// A visitor of whom only the language matters. It looks nothing up.
    pub(super) fn stranger(central: &Central, request: &Request) -> Self {
        let secure = is_secure(central);
        let form_cookie = cookies::read(request.headers(), FORM, secure);
        Self {
            words: Words { language: language(request.headers(), secure) },
            session: None,
            form_token: form_cookie.clone().unwrap_or_default(),
            address: asked_address(request),
            page: own_address::page_of(request.method(), request.uri()),
            session_token: None,
            known_browser: None,
            form_cookie,
            secure,
        }
    }

    /// The session, or the redirect to the sign-in page.
    pub(crate) fn signed_in(&self) -> Result<&Session, Trouble> {
        self.session.as_ref().ok_or(Trouble::SignInFirst)
    }

    /// The account, for the audit.
    pub(crate) fn actor(&self) -> Result<Actor, Trouble> {
        Ok(Actor::Account(self.signed_in()?.login.clone()))
    }

    /// Whether the form came from one of our pages.
    pub(crate) fn check_form(&self, token: &str) -> Result<(), Trouble> {
        if same(token, &self.form_token) { Ok(()) } else { Err(Trouble::FormExpired) }
    }

    /// The same for a form on a page that needs no sign-in. A person who follows a link from a mail sends no cookies
    /// (`SameSite=Strict`). So the page looks as if nobody were signed in. The form then comes with the session, but
    /// with the token of a visitor without one.
    pub(crate) fn check_open_form(&self, token: &str) -> Result<(), Trouble> {
        match &self.form_cookie {
            Some(cookie) if same(token, cookie) => Ok(()),
            Some(_) | None => self.check_form(token),
        }
    }

    /// Whether the browser sent none of the cookies that a form needs.
    pub(crate) fn sent_no_cookie(&self) -> bool {
        self.form_cookie.is_none() && self.session_token.is_none()
    }

    /// The header that starts a session in the browser, or ends it with an empty token.
    pub(crate) fn session_cookie(&self, token: &str) -> HeaderValue {
        cookies::header(SESSION, token, self.secure, if token.is_empty() { Some(0) } else { None })
    }

    /// The header by which the browser proves later that it has signed in to this account.
    pub(crate) fn known_browser_cookie(&self, token: &str) -> HeaderValue {
        cookies::header(KNOWN, token, self.secure, Some(KNOWN_SECONDS))
    }

    /// The header that stores the language for a year.
    pub(crate) fn language_cookie(&self, language: Language) -> HeaderValue {
        cookies::header(LANGUAGE, language.code(), self.secure, Some(365 * 24 * 3600))
    }
}

/// Whether this role reads the list of records.
pub(crate) fn lists_records(role: Role) -> bool {
    match role {
        Role::Coordinator | Role::CaseManager => true,
        Role::Viewer | Role::Administrator => false,
    }
}

/// Whether this role sees what still waits on the phones.
pub(crate) fn sees_phones(role: Role) -> bool {
    match role {
        Role::Coordinator | Role::CaseManager | Role::Administrator => true,
        Role::Viewer => false,
    }
}

/// How this role sees figures.
pub(crate) fn view(role: Role) -> View {
    match role {
        Role::CaseManager => View::Whole,
        Role::Viewer | Role::Coordinator | Role::Administrator => View::Protected,
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Trouble::Broken("no visitor".to_owned()))
    }
}

/// Finds out who asks, lets the page answer, and turns errors into a page in the visitor's language.
pub(crate) async fn receive(State(central): State<Central>, mut request: Request, next: Next) -> Response {
    let secure = is_secure(&central);
    let headers = request.headers();
    let words = Words { language: language(headers, secure) };
    let session_token = cookies::read(headers, SESSION, secure);
    let form_cookie = cookies::read(headers, FORM, secure);
    let known_browser = cookies::read(headers, KNOWN, secure);
    let session = match &session_token {
        Some(token) => sessions::find(&central.0.page_store, token, Timestamp::now()).await,
        None => Ok(None),
    };
    let (session, failed) = match session {
        Ok(session) => (session, None),
        Err(error) => (None, Some(Trouble::from(error))),
    };
    let new_token = if session.is_none() && form_cookie.is_none() { crate::random_text().ok() } else { None };
    let form_token = session.as_ref().map(|session| session.csrf.clone());
    let form_token = form_token.or_else(|| form_cookie.clone()).or_else(|| new_token.clone()).unwrap_or_default();
    let address = asked_address(&request);
    let page = own_address::page_of(request.method(), request.uri());
    let visitor =
        Visitor { words, session, form_token, address, page, session_token, known_browser, form_cookie, secure };
    request.extensions_mut().insert(visitor.clone());
    let mut response = match failed {
        Some(failed) => trouble::page(&visitor, &failed),
        None => next.run(request).await,
    };
    if let Some(trouble) = response.extensions_mut().remove::<Trouble>() {
        response = trouble::page(&visitor, &trouble);
    }
    if let Some(token) = new_token {
        response.headers_mut().append(SET_COOKIE, cookies::header(FORM, &token, secure, None));
    }
    response
}

fn is_secure(central: &Central) -> bool {
    plain_http::needs_https(central.0.settings.public_url.as_deref())
}

fn asked_address(request: &Request) -> String {
    request.uri().path_and_query().map_or("/", |address| address.as_str()).to_owned()
}

/// Compares hashes, so that the time reveals nothing about the correct part.
fn same(token: &str, own: &str) -> bool {
    blake3::hash(token.as_bytes()) == blake3::hash(own.as_bytes())
}

/// The chosen language; Indonesian by default.
fn language(headers: &HeaderMap, secure: bool) -> Language {
    cookies::read(headers, LANGUAGE, secure).map_or_else(Language::default, |code| Language::from_code(&code))
}
