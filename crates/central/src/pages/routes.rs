//! The table of all pages. From it come the router, the menu, and the test that asks every route as every role.

use axum::response::Redirect;

use super::access::PageRoute;
use super::frame::assets;
use super::route::{Route, get, post};
use super::visitor::own_address;
use super::words::text_key;
use super::{carry, enrol, language, phones, records, sign_in, summary};
use crate::accounts::permissions::{CarryRecords, RevokePhones, SeePhones, SeeRecords, SeeSummary};

/// Every route. The menu has its entries in this order.
pub(crate) fn table() -> Vec<Route> {
    vec![
        get("/").for_everybody(|| async { Redirect::to(own_address::START) }),
        get("/static/{name}").for_everybody(assets::asset).without_visitor(),
        get("/enrol").for_everybody(enrol::show),
        post("/language").for_everybody(language::choose),
        get("/sign-in").for_everybody(sign_in::show),
        post("/sign-in").for_everybody(sign_in::submit),
        post("/sign-out").for_signed_in(sign_in::sign_out),
        get("/summary").needs::<SeeSummary, _, _>(summary::page::show).in_menu(text_key("nav-summary")),
        get("/records").needs::<SeeRecords, _, _>(records::list::show).in_menu(text_key("nav-records")),
        get("/records/{maker}/{record}").needs::<SeeRecords, _, _>(records::one::show),
        get("/phones").needs::<SeePhones, _, _>(phones::list::show).in_menu(text_key("nav-phones")),
        get("/phones/{code}/revoke").needs::<RevokePhones, _, _>(phones::revoking::show),
        post("/phones/{code}/revoke").needs::<RevokePhones, _, _>(phones::revoking::submit),
        get("/carry").needs::<CarryRecords, _, _>(carry::upload::show).in_menu(text_key("nav-carry")),
        post("/carry").needs::<CarryRecords, _, _>(carry::upload::submit),
        post("/carry/receipts")
            .needs::<CarryRecords, _, _>(carry::receipts::download)
            .with_form_of(carry::receipts::FORM_BYTES),
    ]
}

/// Every route of the pages, with who may use it.
#[must_use]
pub fn page_routes() -> Vec<PageRoute> {
    table().iter().map(|route| route.about).collect()
}
