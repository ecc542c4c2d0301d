//! Finds out once who asks for a page, and turns every error into a page.

use axum::extract::{Request, State};
use axum::http::header::SET_COOKIE;
use axum::middleware::Next;
use axum::response::Response;
use jiff::Timestamp;

use super::trouble_page;
use crate::Central;
use crate::accounts::sessions;
use crate::pages::menu::Menu;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{FORM, KNOWN, SESSION, Visitor, asked_address, cookies, is_secure, language, own_address};
use crate::pages::words::Words;

/// Finds out who asks, lets the page answer, and turns errors into a page in the visitor's language.
pub(crate) async fn receive(
    State((central, menu)): State<(Central, Menu)>,
    mut request: Request,
    next: Next,
) -> Response {
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
        Visitor { words, session, form_token, address, page, menu, session_token, known_browser, form_cookie, secure };
    request.extensions_mut().insert(visitor.clone());
    let mut response = match failed {
        Some(failed) => trouble_page::page(&visitor, &failed),
        None => next.run(request).await,
    };
    if let Some(trouble) = response.extensions_mut().remove::<Trouble>() {
        response = trouble_page::page(&visitor, &trouble);
    }
    if let Some(token) = new_token {
        response.headers_mut().append(SET_COOKIE, cookies::header(FORM, &token, secure, None));
    }
    response
}
