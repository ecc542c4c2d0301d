//! The API for phones: `/v1/…`, `/healthz`, `/openapi.json`.
//!
//! Every unsuccessful answer under `/v1` is a [`Refusal`](kentongan_exchange::Refusal) in JSON. So a phone can
//! distinguish central's refusal from the page of a captive portal or a proxy.

mod asked_by;
mod attachments;
mod authorisation;
mod body;
mod contact;
mod enrol;
pub(crate) mod enrolment_codes;
mod feed;
mod health;
mod openapi;
mod packed;
pub(crate) mod records;
mod refused;
mod wire;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use kentongan_exchange::RefusalCode;

use crate::Central;
pub(crate) use asked_by::AskedBy;
pub(crate) use refused::Refused;
use refused::{not_allowed, not_found};

/// All routes of the API.
pub(crate) fn router(central: &Central) -> Router<Central> {
    let v1 = Router::new()
        .route("/enrol", post(enrol::enrol))
        .route("/records", post(records::records))
        .route("/feed", get(feed::feed))
        .route("/attachments", post(attachments::create).options(attachments::options))
        .route("/attachments/{name}", attachments::one())
        .method_not_allowed_fallback(not_allowed)
        .fallback(not_found)
        .layer(from_fn(packed::pack_answer))
        .layer(from_fn_with_state(central.clone(), limit));
    let open = Router::new().route("/healthz", get(health::health)).route("/openapi.json", get(openapi::openapi));
    Router::new().nest("/v1", v1).merge(open.layer(from_fn_with_state(central.clone(), limit)))
}

/// Refuses a phone at once when too many ask, so that it does not wait until a time-out.
async fn limit(State(central): State<Central>, request: Request, next: Next) -> Response {
    let settings = &central.0.settings;
    let _under_way = match central.0.limits.enter(&request, settings.phone_rate(), settings.address_rate()) {
        Ok(under_way) => under_way,
        Err(seconds) => {
            let refused = Refused::new(RefusalCode::TooManyRequests, "too many requests in a short time");
            return refused.retry_after(seconds).into_response();
        }
    };
    let Ok(_permit) = central.0.requests.try_acquire() else {
        return Refused::new(RefusalCode::Unavailable, "too many requests at once").into_response();
    };
    next.run(request).await
}
