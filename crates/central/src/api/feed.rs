//! `GET /v1/feed?after=CURSOR`: what central has to tell this phone.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use kentongan_exchange::{FeedAnswer, Refusal, RefusalCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::refused::Refused;
use super::{AskedBy, authorisation, contact};
use crate::Central;
use crate::store::feed as rows;

/// Where to go on.
#[derive(Deserialize, IntoParams)]
pub(crate) struct After {
    /// The cursor of the answer before; absent for the first.
    #[serde(default)]
    after: u64,
}

/// News for the phone whose token is given, oldest first, each sealed to it.
#[utoipa::path(
    get, path = "/v1/feed", tag = "phones", params(After), security(("device" = [])),
    responses((status = 200, body = FeedAnswer), (status = 400, body = Refusal))
)]
pub(crate) async fn feed(
    State(central): State<Central>,
    headers: HeaderMap,
    query: Result<Query<After>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Refused> {
    let mut device = authorisation::device(&central, &headers).await?;
    let Query(After { after }) =
        query.map_err(|_| Refused::new(RefusalCode::MalformedBody, "after must be a whole number"))?;
    contact::note(&central, &mut device, &headers).await;
    let answer = central.0.store.read(move |connection| rows::after(connection, device.id, after)).await?;
    Ok((Extension(AskedBy(device.code)), Json(answer)).into_response())
}
