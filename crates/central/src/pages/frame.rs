//! The frame of every page: title, menu, language, the signed-in account.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::visitor::{Visitor, lists_records, sees_phones};
use super::words::{Language, Words};
use super::{assets, trouble::Trouble};
use crate::accounts::Role;

/// The frame of one page.
pub(crate) struct Frame {
    /// Its language.
    pub(crate) w: Words,
    /// The current entry of the menu; "" for none.
    pub(crate) here: &'static str,
    /// Who is signed in.
    pub(crate) login: Option<String>,
    /// The account's role.
    pub(crate) role: String,
    /// Whether the menu has the list of records.
    pub(crate) lists_records: bool,
    /// Whether it has the phones.
    pub(crate) sees_phones: bool,
    /// The token for each form.
    pub(crate) token: String,
    /// Where the language switch returns to.
    pub(crate) back: String,
}

impl Frame {
    /// The frame for this visitor.
    pub(crate) fn new(visitor: &Visitor, here: &'static str) -> Self {
        let session = visitor.session.as_ref();
        Self {
            w: visitor.words,
            here,
            login: session.map(|session| session.login.clone()),
            role: session.map(|session| role(visitor.words, session.role)).unwrap_or_default(),
            lists_records: session.is_some_and(|session| lists_records(session.role)),
            sees_phones: session.is_some_and(|session| sees_phones(session.role)),
            token: visitor.form_token.clone(),
            back: visitor.address.clone(),
        }
    }

    /// The signed-in account, in words.
    pub(crate) fn signed_in_as(&self, login: &str) -> String {
        self.w.with("signed-in-as", &[("login", login)])
    }

    /// The style sheet.
    pub(crate) fn style(&self) -> &'static str {
        assets::style_address()
    }

    /// The languages to switch to: code, name, whether current.
    pub(crate) fn languages(&self) -> [(&'static str, String, bool); 2] {
        [Language::Indonesian, Language::English].map(|language| {
            let code = language.code();
            (code, self.w.t(&format!("language-{code}")), language == self.w.language)
        })
    }
}

fn role(words: Words, role: Role) -> String {
    words.t(&format!("role-{role}"))
}

/// A successful page.
pub(crate) fn page(template: &impl Template) -> Response {
    page_with(StatusCode::OK, template)
}

/// A page with a status.
pub(crate) fn page_with(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => Trouble::Broken(error.to_string()).into_response(),
    }
}
