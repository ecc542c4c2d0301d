//! Signing in and out.

use askama::Template;
use axum::extract::State;
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::frame::{Frame, page, page_with};
use super::input::Sent;
use super::trouble::Trouble;
use super::visitor::Visitor;
use crate::Central;
use crate::accounts::{self, SignIn, sessions};

/// When to come back, if too many people sign in.
const BUSY_SECONDS: u64 = 3;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    f: Frame,
    login: String,
    problem: Option<String>,
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
}

/// The fields of the sign-out form.
#[derive(Deserialize)]
pub(crate) struct SignOut {
    #[serde(default)]
    token: String,
}

/// The form.
pub(crate) async fn show(visitor: Visitor) -> Response {
    if visitor.session.is_some() {
        return Redirect::to("/summary").into_response();
    }
    page(&SignInPage { f: Frame::new(&visitor, ""), login: String::new(), problem: None })
}

/// Tries to sign in.
pub(crate) async fn submit(
    State(central): State<Central>,
    visitor: Visitor,
    Sent(given): Sent<Credentials>,
) -> Result<Response, Trouble> {
    let words = visitor.words;
    let again = |status, problem: String, login: String| {
        page_with(status, &SignInPage { f: Frame::new(&visitor, ""), login, problem: Some(problem) })
    };
    if visitor.check_open_form(&given.token).is_err() {
        return Ok(again(StatusCode::FORBIDDEN, words.t("sign-in-expired"), given.login));
    }
    let now = Timestamp::now();
    let password = zeroize::Zeroizing::new(given.password);
    match accounts::sign_in(&central.0.page_store, &central.0.keys, &given.login, &password, now).await? {
        SignIn::Welcome { login, .. } => {
            // The previous session of this browser ends, also on the server.
            let before = visitor.session_token.as_deref();
            let session = sessions::create(&central.0.page_store, &login, before, now).await?;
            let cookie = visitor.session_cookie(&session.token);
            Ok(([(SET_COOKIE, cookie)], Redirect::to("/summary")).into_response())
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
    Ok(([(SET_COOKIE, visitor.session_cookie(""))], Redirect::to("/sign-in")).into_response())
}
