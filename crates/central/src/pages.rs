//! The pages in a browser: signing in, summary, records, phones.
//!
//! The server sends whole pages, and they work without JavaScript. [`visitor`] finds out once who asks. [`trouble`]
//! turns every error into a page. Every text is in [`words`].

mod assets;
mod bars;
mod carry;
mod conflicts;
mod cookies;
mod enrol;
mod figures;
mod filters;
mod flags;
mod frame;
mod headers;
mod input;
mod language;
mod months;
mod own_address;
mod phones;
mod plain_http;
mod receipts;
mod record;
mod records;
mod revoking;
mod sign_in;
mod summary;
mod tally;
mod trouble;
mod typed_code;
mod villages;
mod visitor;
mod words;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};

use crate::Central;
pub(crate) use figures::Figures;
use trouble::Trouble;
use visitor::Visitor;

/// The longest form: a login, a password and a token.
const FORM_BYTES: usize = 16 * 1024;

/// The routes of all pages.
pub(crate) fn router(central: &Central) -> Router<Central> {
    Router::new()
        .route("/", get(|| async { Redirect::to(own_address::START) }))
        .route("/enrol", get(enrol::show))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/language", post(language::choose))
        .route("/summary", get(summary::show))
        .route("/records", get(records::show))
        .route("/records/{maker}/{record}", get(record::show))
        .route("/carry", get(carry::show).post(carry::submit))
        .route("/carry/receipts", post(receipts::download).layer(DefaultBodyLimit::max(receipts::FORM_BYTES)))
        .route("/phones", get(phones::show))
        .route("/phones/{code}/revoke", get(revoking::show).post(revoking::submit))
        .method_not_allowed_fallback(trouble::not_found)
        .fallback(trouble::not_found)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn_with_state(central.clone(), visitor::receive))
        .route("/static/{name}", get(assets::asset))
        .layer(from_fn_with_state(central.clone(), limit))
        .layer(from_fn(headers::protect))
}

/// Refuses visitors at once when too many ask, before it looks up anything for them.
async fn limit(State(central): State<Central>, request: Request, next: Next) -> Response {
    let _under_way = match central.0.limits.enter_page(&request, central.0.settings.page_rate()) {
        Ok(under_way) => under_way,
        Err(seconds) => return trouble::page(&Visitor::stranger(&central, &request), &Trouble::TooOften { seconds }),
    };
    let Ok(_place) = central.0.pages.try_acquire() else {
        return trouble::page(&Visitor::stranger(&central, &request), &Trouble::Crowded);
    };
    next.run(request).await
}
