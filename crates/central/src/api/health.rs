//! `/healthz`: whether central answers and can read its database.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use jiff::Timestamp;
use kentongan_exchange::SERVICE;
use serde::Serialize;
use utoipa::ToSchema;

use super::wire::WIRE_VERSIONS;
use crate::Central;

/// Answer of `/healthz`.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `kentongan-central`.
    service: &'static str,
    /// Version of the program.
    version: &'static str,
    /// Supported wire versions.
    wire: [u16; 1],
    /// Central's clock.
    #[schema(value_type = String, format = "date-time")]
    time: Timestamp,
    /// Whether the database can be read.
    ready: bool,
}

/// Whether central works.
#[utoipa::path(get, path = "/healthz", tag = "operators", responses((status = 200, body = Health), (status = 503, body = Health)))]
pub(crate) async fn health(State(central): State<Central>) -> impl IntoResponse {
    let ready = central.0.store.is_readable().await;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let health =
        Health { service: SERVICE, version: env!("CARGO_PKG_VERSION"), wire: WIRE_VERSIONS, time: crate::now(), ready };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(health))
}
