//! What a browser sends along: a form, what stands behind the `?` of an address, a part of its path.
//!
//! These stand for axum's own, whose refusals are English sentences for developers. Here every refusal is
//! a [`Trouble`], so that a page says it in the visitor's language.

use axum::extract::{Form, FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::trouble::Trouble;
use crate::Central;

/// A form that was sent, read within the time that any body may take.
pub(crate) struct Sent<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Central> for Sent<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, central: &Central) -> Result<Self, Trouble> {
        match tokio::time::timeout(central.0.settings.body_timeout(), Form::from_request(request, central)).await {
            Ok(Ok(Form(sent))) => Ok(Self(sent)),
            Ok(Err(_)) => Err(Trouble::FormUnreadable),
            Err(_) => Err(Trouble::FormTooSlow),
        }
    }
}

/// What stands behind the `?`. An address that says nothing is one that is not there.
pub(crate) struct InQuery<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Central> for InQuery<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, central: &Central) -> Result<Self, Trouble> {
        let read = Query::from_request_parts(parts, central).await;
        read.map(|Query(asked)| Self(asked)).map_err(|_| Trouble::NotFound)
    }
}

/// The part of the path that the route leaves open.
pub(crate) struct InPath(pub(crate) String);

impl FromRequestParts<Central> for InPath {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, central: &Central) -> Result<Self, Trouble> {
        let read = Path::from_request_parts(parts, central).await;
        read.map(|Path(part)| Self(part)).map_err(|_| Trouble::NotFound)
    }
}
