//! The frame of every page: title, menu, language, the signed-in account.

pub(super) mod assets;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::menu::MenuEntry;
use super::trouble::Trouble;
use super::visitor::Visitor;
use super::words::{Language, Words};
use crate::accounts::Role;

/// One entry of the menu, as the visitor reads it.
pub(crate) struct MenuLink {
    pub(crate) path: &'static str,
    pub(crate) words: String,
    /// Whether it is the current page.
    pub(crate) is_here: bool,
}

/// The frame of one page.
pub(crate) struct Frame {
    /// Its language.
    pub(crate) w: Words,
    /// Who is signed in.
    pub(crate) login: Option<String>,
    /// The account's role.
    pub(crate) role: String,
    /// What the account may open.
    pub(crate) menu: Vec<MenuLink>,
    /// The token for each form.
    pub(crate) token: String,
    /// Where the language switch returns to.
    pub(crate) back: String,
}

impl Frame {
    /// The frame for this visitor. `here` is the path of the current entry of the menu; "" for none.
    pub(crate) fn new(visitor: &Visitor, here: &'static str) -> Self {
        let session = visitor.session.as_ref();
        Self {
            w: visitor.words,
            login: session.map(|session| session.login.clone()),
            role: session.map(|session| role(visitor.words, session.role)).unwrap_or_default(),
            menu: session.map(|session| menu(visitor, session.role, here)).unwrap_or_default(),
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

fn menu(visitor: &Visitor, role: Role, here: &str) -> Vec<MenuLink> {
    let link = |entry: &MenuEntry| {
        let words = visitor.words.t(entry.words);
        MenuLink { path: entry.path, words, is_here: entry.path == here }
    };
    visitor.menu.of(role).map(link).collect()
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
