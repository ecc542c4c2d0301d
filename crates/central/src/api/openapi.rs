//! `/openapi.json`: this API described, made from the handlers and the types themselves.

use axum::Json;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(title = "Kentongan central", description = "The exchange between phones and central, wire version 1"),
    paths(
        super::enrol::enrol, super::records::records, super::feed::feed, super::health::health,
        super::attachments::options, super::attachments::create, super::attachments::look,
        super::attachments::send, super::attachments::give_up,
    ),
    modifiers(&DeviceToken)
)]
struct Api;

struct DeviceToken;

impl Modify for DeviceToken {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = openapi.components.get_or_insert_with(Default::default);
        components.add_security_scheme("device", SecurityScheme::Http(bearer));
    }
}

pub(crate) async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(Api::openapi())
}
