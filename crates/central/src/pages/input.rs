//! The input of a request: a form, the query of an address, a part of its path.
//!
//! These replace axum's own extractors, whose errors are English sentences for developers. Here every error is a
//! [`Trouble`], so that a page says it in the visitor's language.

use axum::extract::{Form, FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::trouble::Trouble;
use crate::Central;

/// A form, read within the time limit of a body.
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

/// The query. An invalid query counts as an unknown address.
pub(crate) struct InQuery<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Central> for InQuery<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, central: &Central) -> Result<Self, Trouble> {
        let read = Query::from_request_parts(parts, central).await;
        read.map(|Query(asked)| Self(asked)).map_err(|_| Trouble::NotFound)
    }
}

/// The variable part of the path, or a tuple of several.
pub(crate) struct InPath<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Central> for InPath<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, central: &Central) -> Result<Self, Trouble> {
        let read = Path::from_request_parts(parts, central).await;
        read.map(|Path(part)| Self(part)).map_err(|_| Trouble::NotFound)
    }
}
