//! Versions of what people edit: `ETag` out, `If-Match` in.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, http::header};
use serde::Serialize;
use utoipa::{
    IntoParams,
    openapi::{
        Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
    },
};

use super::problem::{Answer, Code, Problem};

/// Handler argument: the version that the caller edits.
#[derive(Clone, Copy, Debug)]
pub struct IfMatch(pub i64);

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let version = ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some(
                "The `ETag` of what the caller read and edits, such as `\"7\"`. An older one is refused with `stale_version`.",
            ))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)));
        vec![version.build()]
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = request.headers().get(header::IF_MATCH) else {
            return ready(Err(Problem::new(Code::IfMatchRequired).detail("Send If-Match with the ETag that you read.")));
        };
        let version =
            value.to_str().ok().map(|value| value.trim().trim_start_matches("W/").trim_matches('"')).and_then(|word| word.parse().ok());
        // a version that was never given cannot be the present one
        ready(Ok(Self(version.unwrap_or(-1))))
    }
}

/// Handler argument: the version that the caller replaces, or none where there is nothing to replace yet.
#[derive(Clone, Copy, Debug)]
pub struct IfMatchIfAny(pub Option<i64>);

impl IntoParams for IfMatchIfAny {
    fn into_params(at: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut parameters = IfMatch::into_params(at);
        for parameter in &mut parameters {
            parameter.required = Required::False;
            parameter.description = Some("The version that is replaced, such as `\"7\"`; absent where there is none yet.".to_owned());
        }
        parameters
    }
}

impl FromRequest for IfMatchIfAny {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if !request.headers().contains_key(header::IF_MATCH) {
            return ready(Ok(Self(None)));
        }
        ready(IfMatch::from_request(request, payload).into_inner().map(|version| Self(Some(version.0))))
    }
}

/// 200 with a thing and its version as `ETag`.
pub fn versioned(body: &impl Serialize, version: i64) -> Answer {
    Ok(HttpResponse::Ok().insert_header((header::ETAG, format!("\"{version}\""))).json(body))
}
