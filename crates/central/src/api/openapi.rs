//! `/openapi.json`: the description of this API, generated from handlers and types.

use axum::Json;
use kentongan_exchange::phone_status::{MAX_PHONE_STATUS_BYTES, PHONE_STATUS_HEADER};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, PathItem, Ref, RefOr, Required, Response, ResponseBuilder, schema::Type,
};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(title = "Kentongan central", description = "The exchange between phones and central, wire version 1"),
    paths(
        openapi, super::enrol::enrol, super::records::records, super::feed::feed, super::health::health,
        super::attachments::options, super::attachments::options_of_one, super::attachments::create,
        super::attachments::look, super::attachments::send, super::attachments::give_up, super::attachments::instead,
    ),
    components(schemas(kentongan_exchange::Refusal, kentongan_exchange::AttachmentName)),
    modifiers(&DeviceToken, &EveryAnswer)
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

/// What holds for every address, described once: too many requests get a `Retry-After`, and a phone sends its token and
/// status.
struct EveryAnswer;

impl Modify for EveryAnswer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        for item in openapi.paths.paths.values_mut() {
            item.head.iter_mut().for_each(|operation| answer(operation, false));
            operations_with_bodies(item).for_each(|operation| answer(operation, true));
        }
    }
}

fn operations_with_bodies(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.patch, &mut item.delete, &mut item.options].into_iter().flatten()
}

fn answer(operation: &mut Operation, has_body: bool) {
    let mut put = |status: &str, response: Response| {
        operation.responses.responses.entry(status.to_owned()).or_insert(RefOr::T(response));
    };
    for (status, why) in [("429", "asked too often"), ("503", "not now"), ("500", "a mistake of central's")] {
        put(status, refusal(why, has_body, Some(("Retry-After", "seconds after which to come back"))));
    }
    if operation.security.is_none() {
        return;
    }
    let challenge = Some(("WWW-Authenticate", "always `Bearer`"));
    put("401", refusal("no token, or one that is not known", has_body, challenge));
    put("403", refusal("this phone's access was withdrawn", has_body, None));
    let description = format!(
        "What the phone tells of itself: JSON in printable ASCII, at most {MAX_PHONE_STATUS_BYTES} bytes. One that cannot \
         be read is passed over."
    );
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    let status = ParameterBuilder::new().name(PHONE_STATUS_HEADER).parameter_in(ParameterIn::Header);
    let status = status.required(Required::False).description(Some(description)).schema(Some(text));
    operation.parameters.get_or_insert_default().push(RefOr::T(status.build()));
}

fn refusal(why: &str, has_body: bool, header: Option<(&str, &str)>) -> Response {
    let mut response = ResponseBuilder::new().description(why);
    if has_body {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Refusal"))).build();
        response = response.content("application/json", content);
    }
    if let Some((name, description)) = header {
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        response =
            response.header(name, HeaderBuilder::new().schema(Some(text)).description(Some(description)).build());
    }
    response.build()
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "operators", responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json")))]
pub(crate) async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(Api::openapi())
}
