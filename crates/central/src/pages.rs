//! The pages in a browser: signing in, summary, records, phones, carry files.
//!
//! The server sends whole pages, and they work without JavaScript. Each noun has a folder with its handlers and their
//! templates. [`routes`] is the table of all addresses, with the permission that each needs. Before a handler,
//! [`middleware`] finds out once who asks ([`visitor`]); after it, it turns every error ([`trouble`]) into a page. Every
//! text is in [`words`].

mod access;
mod carry;
mod enrol;
mod filters;
mod frame;
mod input;
mod labels;
mod language;
mod menu;
mod middleware;
mod phones;
mod records;
mod route;
mod routes;
mod sign_in;
mod summary;
mod trouble;
mod visitor;
mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};

use crate::Central;
pub use access::{Access, PageRoute};
use menu::Menu;
use middleware::{headers, limit, receive};
pub use routes::page_routes;

/// The longest form: a login, a password and a token.
const FORM_BYTES: usize = 16 * 1024;

/// The router of all pages.
pub(crate) fn router(central: &Central) -> Router<Central> {
    let (mut pages, mut files) = (Router::new(), Router::new());
    let mut menu = Vec::new();
    for route in routes::table() {
        menu.extend(route.menu_entry());
        let (path, handler) = (route.about.path, route.handler);
        if route.is_file {
            files = files.route(path, handler);
        } else {
            pages = pages.route(path, handler);
        }
    }
    let menu = Menu::new(menu);
    pages
        .method_not_allowed_fallback(trouble::not_found)
        .fallback(trouble::not_found)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn_with_state((central.clone(), menu), receive::receive))
        .merge(files)
        .layer(from_fn_with_state(central.clone(), limit::limit))
        .layer(from_fn(headers::protect))
}
