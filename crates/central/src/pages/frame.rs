//! What stands around every page: title, menu, language, who is signed in.

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
    /// The menu's entry that is open; "" for none.
    pub(crate) here: &'static str,
    /// Who is signed in.
    pub(crate) login: Option<String>,
    /// As what.
    pub(crate) role: String,
    /// Whether the menu has the list of records.
    pub(crate) lists_records: bool,
    /// Whether it has the phones.
    pub(crate) sees_phones: bool,
    /// What each form brings back.
    pub(crate) token: String,
    /// Where the language switch leads back to.
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

    /// Who is signed in, in words.
    pub(crate) fn signed_in_as(&self, login: &str) -> String {
        self.w.with("signed-in-as", &[("login", login)])
    }

    /// The style sheet.
    pub(crate) fn style(&self) -> &'static str {
        assets::style_address()
    }

    /// The language to switch to, its code and its name.
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

/// A page that went well.
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
