//! `GET /v1/feed?after=CURSOR`: central's news for this phone.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use kentongan_exchange::{FeedAnswer, Refusal, RefusalCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asked_by::AskedBy;
use super::refused::Refused;
use super::{authorisation, contact};
use crate::Central;

/// Where to continue.
#[derive(Deserialize, IntoParams)]
pub(crate) struct After {
    /// The cursor of the previous answer; absent at first.
    #[serde(default)]
    after: u64,
}

/// News for the phone with this token, oldest first, each item sealed to it.
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
    let answer = central.0.store.feed_after(device.id, after).await?;
    Ok((Extension(AskedBy(device.code)), Json(answer)).into_response())
}
