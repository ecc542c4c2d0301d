//! `GET /v1/feed?after=CURSOR`: what central has to tell this phone.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use jiff::SignedDuration;
use kentongan_exchange::{FeedAnswer, Refusal, RefusalCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::AskedBy;
use super::authorisation;
use super::refused::Refused;
use crate::Central;
use crate::store::{devices, feed as rows};

/// A phone that asks every few seconds is noted this often: each note is a write.
const NOTE_EVERY: SignedDuration = SignedDuration::from_mins(1);

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
    responses((status = 200, body = FeedAnswer), (status = 401, body = Refusal), (status = 403, body = Refusal))
)]
pub(crate) async fn feed(
    State(central): State<Central>,
    headers: HeaderMap,
    query: Result<Query<After>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Refused> {
    let device = authorisation::device(&central, &headers).await?;
    let Query(After { after }) =
        query.map_err(|_| Refused::new(RefusalCode::MalformedBody, "after must be a whole number"))?;
    let now = crate::now();
    if now.duration_since(device.last_contact_at) >= NOTE_EVERY {
        let noted = central.0.store.write(move |connection| devices::seen(connection, device.id, now)).await;
        // On a full disk phones go on hearing what is for them.
        if let Err(error) = noted {
            tracing::warn!(device = %device.code, %error, "the contact of a phone was not noted");
        }
    }
    let answer = central.0.store.read(move |connection| rows::after(connection, device.id, after)).await?;
    Ok((Extension(AskedBy(device.code)), Json(answer)).into_response())
}
