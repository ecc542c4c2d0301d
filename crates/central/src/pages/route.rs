//! One line of the table of routes: address, method, who may use it, handler.

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{self, MethodFilter, MethodRouter};

use super::access::{Access, PageRoute};
use super::menu::MenuEntry;
use super::visitor::allowed::Allowed;
use crate::Central;
use crate::accounts::permissions::Needed;

/// A route.
pub(crate) struct Route {
    /// What is asked, and who may ask.
    pub(crate) about: PageRoute,
    /// What answers.
    pub(crate) handler: MethodRouter<Central>,
    /// Whether it sends a file that is the same for everybody, without cookies.
    pub(crate) is_file: bool,
    /// The key of its words in the menu.
    menu_words: Option<&'static str>,
}

/// An address that waits for its handler.
pub(crate) struct Address {
    name: &'static str,
    method: MethodFilter,
    path: &'static str,
}

/// A page, or a file.
pub(crate) fn get(path: &'static str) -> Address {
    Address { name: "GET", method: MethodFilter::GET, path }
}

/// What a form does.
pub(crate) fn post(path: &'static str) -> Address {
    Address { name: "POST", method: MethodFilter::POST, path }
}

impl Address {
    /// For everybody.
    pub(crate) fn for_everybody<H, T>(self, handler: H) -> Route
    where
        H: Handler<T, Central>,
        T: 'static,
    {
        self.route(Access::Everybody, handler)
    }

    /// For every account. The handler itself asks for the session.
    pub(crate) fn for_signed_in<H, T>(self, handler: H) -> Route
    where
        H: Handler<T, Central>,
        T: 'static,
    {
        self.route(Access::SignedIn, handler)
    }

    /// For accounts with the permission `P`. The handler must take `Allowed<P>` as its first argument, so the table
    /// cannot name another permission than the handler asks for.
    pub(crate) fn needs<P, H, T>(self, handler: H) -> Route
    where
        P: Needed,
        H: Handler<T, Central>,
        T: BeginsWith<Allowed<P>> + 'static,
    {
        self.route(Access::Needs(P::PERMISSION), handler)
    }

    fn route<H, T>(self, access: Access, handler: H) -> Route
    where
        H: Handler<T, Central>,
        T: 'static,
    {
        let Self { name: method, method: filter, path } = self;
        Route {
            about: PageRoute { method, path, access },
            handler: routing::on(filter, handler),
            is_file: false,
            menu_words: None,
        }
    }
}

impl Route {
    /// The same, in the menu of who may use it.
    pub(crate) fn in_menu(self, words: &'static str) -> Self {
        Self { menu_words: Some(words), ..self }
    }

    /// The same, for a file that is the same for everybody: nobody is looked up, and no cookie is set.
    pub(crate) fn without_visitor(self) -> Self {
        Self { is_file: true, ..self }
    }

    /// The same for forms of up to so many bytes.
    pub(crate) fn with_form_of(self, bytes: usize) -> Self {
        Self { handler: self.handler.layer(DefaultBodyLimit::max(bytes)), ..self }
    }

    /// Its entry in the menu.
    pub(crate) fn menu_entry(&self) -> Option<MenuEntry> {
        let PageRoute { path, access, .. } = self.about;
        self.menu_words.map(|words| MenuEntry { path, words, access })
    }
}

/// The arguments of a handler, as axum names them, with `A` as the first one.
pub(crate) trait BeginsWith<A> {}

impl<M, A> BeginsWith<A> for (M, A) {}
impl<M, A, B> BeginsWith<A> for (M, A, B) {}
impl<M, A, B, C> BeginsWith<A> for (M, A, B, C) {}
impl<M, A, B, C, D> BeginsWith<A> for (M, A, B, C, D) {}
