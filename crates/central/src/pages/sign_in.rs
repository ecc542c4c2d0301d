//! Signing in and out.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, State};
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::frame::{Frame, page, page_with};
use super::input::{InQuery, Sent};
use super::trouble::Trouble;
use super::visitor::{Visitor, own_address, plain_http};
use crate::Central;
use crate::accounts::{self, SignIn, SignInSource, sessions};
use crate::remote_address;

/// When to come back, if too many people sign in.
const BUSY_SECONDS: u64 = 3;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    f: Frame,
    login: String,
    problem: Option<String>,
    /// The page to lead to; empty for the first one.
    to: String,
    /// The right address, when the browser must come over https.
    https: Option<String>,
    /// Whether it certainly comes over plain http. Then the form would lead nowhere.
    over_http: bool,
}

/// The query.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    to: String,
}

/// The form's fields. No `Debug`, and never stored: it holds a password.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    token: String,
    #[serde(default)]
    to: String,
}

/// The fields of the sign-out form.
#[derive(Deserialize)]
pub(crate) struct SignOut {
    #[serde(default)]
    token: String,
}

/// The form.
pub(crate) async fn show(
    State(central): State<Central>,
    visitor: Visitor,
    headers: HeaderMap,
    InQuery(asked): InQuery<Asked>,
) -> Response {
    let to = own_address::checked(&asked.to).unwrap_or_default();
    if visitor.session.is_some() {
        return Redirect::to(if to.is_empty() { own_address::START } else { to }).into_response();
    }
    let f = Frame::new(&visitor, "");
    let https = right_address(&central, to).filter(|_| plain_http::came_over_http(&headers));
    let over_http = https.is_some();
    page(&SignInPage { f, login: String::new(), problem: None, to: to.to_owned(), https, over_http })
}

/// The https address of the sign-in page, if cookies need https.
fn right_address(central: &Central, to: &str) -> Option<String> {
    let page = own_address::sign_in(Some(to).filter(|to| !to.is_empty()));
    plain_http::https_address(central.0.settings.public_url.as_deref(), &page)
}

/// Tries to sign in.
pub(crate) async fn submit(
    State(central): State<Central>,
    visitor: Visitor,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Sent(given): Sent<Credentials>,
) -> Result<Response, Trouble> {
    let words = visitor.words;
    let to = own_address::checked(&given.to).unwrap_or_default().to_owned();
    let again = |status, problem: String, login: String| {
        let over_http = plain_http::came_over_http(&headers);
        let https = right_address(&central, &to).filter(|_| over_http || visitor.sent_no_cookie());
        let (f, over_http) = (Frame::new(&visitor, ""), over_http && https.is_some());
        page_with(status, &SignInPage { f, login, problem: Some(problem), to: to.clone(), https, over_http })
    };
    if visitor.check_open_form(&given.token).is_err() {
        return Ok(again(StatusCode::FORBIDDEN, words.t("sign-in-expired"), given.login));
    }
    let now = Timestamp::now();
    let password = zeroize::Zeroizing::new(given.password);
    let (store, keys) = (&central.0.page_store, &central.0.keys);
    let place = remote_address::source(remote_address::address(peer, &headers));
    let from = |login: &str| SignInSource::of(keys, login, place, visitor.known_browser.as_deref());
    match accounts::sign_in(store, keys, (&given.login, &password), from, now).await? {
        SignIn::Welcome { login, .. } => {
            // The previous session of this browser ends, also on the server.
            let before = visitor.session_token.as_deref();
            let session = sessions::create(store, &login, before, now).await?;
            let known = accounts::known_browser(keys, &login).map_err(|error| Trouble::NotNow(error.to_string()))?;
            let cookies = [visitor.session_cookie(&session.token), visitor.known_browser_cookie(&known)]
                .map(|cookie| (SET_COOKIE, cookie));
            let to = if to.is_empty() { own_address::START } else { &to };
            Ok((AppendHeaders(cookies), Redirect::to(to)).into_response())
        }
        SignIn::Wrong => Ok(again(StatusCode::UNAUTHORIZED, words.t("sign-in-wrong"), given.login)),
        SignIn::Wait { seconds } => {
            let problem = words.with("sign-in-wait", &[("time", &words.wait(seconds))]);
            let again = again(StatusCode::TOO_MANY_REQUESTS, problem, given.login);
            Ok(([(RETRY_AFTER, HeaderValue::from(seconds))], again).into_response())
        }
        SignIn::Busy => {
            let again = again(StatusCode::SERVICE_UNAVAILABLE, words.t("sign-in-busy"), given.login);
            Ok(([(RETRY_AFTER, HeaderValue::from(BUSY_SECONDS))], again).into_response())
        }
    }
}

/// Ends the session.
pub(crate) async fn sign_out(
    State(central): State<Central>,
    visitor: Visitor,
    Sent(given): Sent<SignOut>,
) -> Result<Response, Trouble> {
    visitor.signed_in()?;
    visitor.check_form(&given.token)?;
    if let Some(token) = &visitor.session_token
        && let Err(error) = sessions::end(&central.0.page_store, token).await
    {
        // As on a full disk. The browser drops its cookie all the same, because the next person may sit there already.
        tracing::warn!(%error, "a session ends in its browser only");
    }
    Ok(([(SET_COOKIE, visitor.session_cookie(""))], Redirect::to(&own_address::sign_in(None))).into_response())
}
