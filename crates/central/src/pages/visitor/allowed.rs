//! Who may call a handler, as a type.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::Visitor;
use crate::accounts::permissions::Needed;
use crate::accounts::sessions::Session;
use crate::pages::trouble::Trouble;
use crate::store::Actor;

/// A visitor who is signed in and has the permission `P`. A handler that takes it can see and do nothing for others: a
/// stranger is led to the sign-in page, and an account without the permission gets the page for that.
pub(crate) struct Allowed<P> {
    /// The visitor.
    pub(crate) visitor: Visitor,
    /// The visitor's session.
    pub(crate) session: Session,
    permission: PhantomData<P>,
}

impl<P> Allowed<P> {
    /// The account, for the audit.
    pub(crate) fn actor(&self) -> Actor {
        Actor::Account(self.session.login.clone())
    }
}

impl<P: Needed, S: Send + Sync> FromRequestParts<S> for Allowed<P> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let session = visitor.signed_in()?.clone();
        if session.role.may(P::PERMISSION) {
            Ok(Self { visitor, session, permission: PhantomData })
        } else {
            Err(Trouble::Forbidden)
        }
    }
}
