//! `GET /api/v1/openapi.json`, made from the register of endpoints.

use super::endpoint::{Audits, Content, Decides, Endpoint, Shape, shape};
use super::endpoints;
use crate::problem::Details;
use axum::Json;
use axum::routing::get;
use serde_json::json;
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem, PathsBuilder,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
    Required, ResponseBuilder, Schema, schema::Type,
};

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/openapi.json",
        summary: "This document.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Domain("OpenAPI"),
        decides: Decides::Open("says nothing about anybody"),
        audits: Audits::Nothing("says nothing about anybody"),
        problems: &[],
        route: get(async || Json(document())),
    }
}

/// The OpenAPI document.
pub fn document() -> OpenApi {
    let mut components = ComponentsBuilder::new();
    let mut paths = PathsBuilder::new();
    components = with_shape(components, shape::<Details>());
    for endpoint in endpoints() {
        for content in [endpoint.takes, endpoint.gives] {
            if let Content::Json(shape) = content {
                components = with_shape(components, shape());
            }
        }
        let method = match endpoint.method {
            "POST" => HttpMethod::Post,
            "PUT" => HttpMethod::Put,
            "HEAD" => HttpMethod::Head,
            _ => HttpMethod::Get,
        };
        paths = paths.path(endpoint.path, PathItem::new(method, operation(&endpoint)));
    }
    let info = InfoBuilder::new()
        .title("Kinkeeper")
        .version("1")
        .description(Some(
            "Bodies named after `domain` are described there; the client is built from the same types. \
             Writes carry the header `X-Kinkeeper: 1`.",
        ))
        .build();
    OpenApiBuilder::new().info(info).paths(paths.build()).components(Some(components.build())).build()
}

fn with_shape(mut components: ComponentsBuilder, shape: Shape) -> ComponentsBuilder {
    components = components.schema(shape.name, shape.schema);
    for (name, schema) in shape.parts {
        components = components.schema(name, schema);
    }
    components
}

fn operation(endpoint: &Endpoint) -> utoipa::openapi::path::Operation {
    let mut operation = OperationBuilder::new().summary(Some(endpoint.summary));
    let named = endpoint.path.split('/').filter_map(|part| part.strip_prefix('{')?.split('}').next());
    for name in named {
        operation = operation.parameter(parameter(name, ParameterIn::Path));
    }
    for name in endpoint.query {
        operation = operation.parameter(parameter(name, ParameterIn::Query));
    }
    if let Some(content) = content(endpoint.takes) {
        let body = RequestBodyBuilder::new().content(content.0, content.1).required(Some(Required::True));
        operation = operation.request_body(Some(body.build()));
    }
    let (status, response) = match content(endpoint.gives) {
        Some((kind, content)) => {
            ("200", ResponseBuilder::new().description("Done.").content(kind, content).build())
        }
        None if matches!(endpoint.gives, Content::Address) => {
            ("303", ResponseBuilder::new().description("Go on there.").build())
        }
        None => ("204", ResponseBuilder::new().description("Done.").build()),
    };
    operation = operation.response(status, response);
    let mut by_status: std::collections::BTreeMap<u16, Vec<&str>> = std::collections::BTreeMap::new();
    for code in endpoint.all_problems() {
        by_status.entry(code.status().as_u16()).or_default().push(code.name());
    }
    for (status, codes) in by_status {
        let details = ContentBuilder::new().schema(Some(Ref::from_schema_name("Details"))).build();
        let response = ResponseBuilder::new()
            .description(codes.join(", "))
            .content("application/problem+json", details)
            .build();
        operation = operation.response(status.to_string(), response);
    }
    operation.build()
}

fn parameter(name: &str, place: ParameterIn) -> Parameter {
    let required = if place == ParameterIn::Path { Required::True } else { Required::False };
    let text: RefOr<Schema> = ObjectBuilder::new().schema_type(Type::String).build().into();
    ParameterBuilder::new().name(name).parameter_in(place).required(required).schema(Some(text)).build()
}

fn content(content: Content) -> Option<(&'static str, utoipa::openapi::Content)> {
    let build = |schema: RefOr<Schema>| ContentBuilder::new().schema(Some(schema)).build();
    let plain = |format: Type| -> RefOr<Schema> { ObjectBuilder::new().schema_type(format).build().into() };
    match content {
        Content::Nothing | Content::Address => None,
        Content::Json(shape) => Some(("application/json", build(Ref::from_schema_name(shape().name).into()))),
        Content::Domain(name) => {
            let object = ObjectBuilder::new().schema_type(Type::Object).title(Some(name)).build();
            Some(("application/json", build(object.into())))
        }
        Content::Workbook => Some((
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            build(plain(Type::String)),
        )),
        Content::Pdf => Some(("application/pdf", build(plain(Type::String)))),
        Content::Photo => Some(("image/jpeg", build(plain(Type::String)))),
        Content::Multipart => Some(("multipart/form-data", build(plain(Type::Object)))),
        Content::Bytes => Some(("application/octet-stream", build(plain(Type::String)))),
        Content::Events => Some(("text/event-stream", build(plain(Type::String)))),
        Content::Numbers => Some(("application/openmetrics-text", build(plain(Type::String)))),
        Content::Text => Some((
            "text/plain",
            ContentBuilder::new().schema(Some(plain(Type::String))).example(Some(json!("ok"))).build(),
        )),
    }
}
