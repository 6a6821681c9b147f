//! JSON bodies in: read whole under a limit, unknown fields refused, rules checked before a handler sees them.

use std::{future::Future, pin::Pin, time::Duration};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::BytesMut};
use futures::StreamExt;
use serde::{Deserialize, de::DeserializeOwned};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::problem::{Code, FieldError, Problem};

/// The largest JSON body, in bytes: a lesson of a megabyte with its escapes.
const LIMIT: usize = 3 << 20;
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// A JSON body that was read and found right.
#[derive(Debug)]
pub struct Json<T> {
    value: T,
    hash: String,
}

impl<T> Json<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// A hash of the bytes as they came, under which an idempotent answer is kept.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

impl<T> std::ops::Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let content_type = request.headers().get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default().to_owned());
        let is_json = content_type
            .as_deref()
            .and_then(|kind| kind.split(';').next())
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        let payload = payload.take();
        Box::pin(async move {
            let refusal = || Problem::new(Code::UnsupportedMediaType).detail("Send the body as application/json.");
            if content_type.is_some() && !is_json {
                return Err(refusal());
            }
            let bytes = read(payload, LIMIT).await?;
            // no body at all is an empty object; a body must say what it is
            if !is_json && !bytes.is_empty() {
                return Err(refusal());
            }
            let value = parse(&bytes)?;
            Ok(Self { value, hash: keyring::hash(&bytes) })
        })
    }
}

/// The body of an operation that needs none: `{}`, or nothing.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// Reads a body whole, under a limit and not for ever.
pub async fn read(mut payload: Payload, limit: usize) -> Result<BytesMut, Problem> {
    let reading = async {
        let mut bytes = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Problem::new(Code::MalformedRequest))?;
            if bytes.len() + chunk.len() > limit {
                return Err(Problem::new(Code::ContentTooLarge).with("limit_bytes", limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    };
    tokio::time::timeout(PATIENCE, reading).await.map_err(|_| Problem::new(Code::TooSlow))?
}

fn parse<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(if bytes.is_empty() { b"{}" } else { bytes });
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| unreadable(&error))?;
    reader.end().map_err(|_| Problem::new(Code::MalformedRequest).detail("The body is not one JSON value."))?;
    value.validate().map_err(|errors| {
        let mut faults = Vec::new();
        collect(&errors, "", &mut faults);
        Problem::invalid(faults)
    })?;
    Ok(value)
}

fn unreadable(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    use serde_json::error::Category;
    let inner = error.inner();
    match inner.classify() {
        Category::Io | Category::Syntax | Category::Eof => Problem::new(Code::MalformedRequest).detail("The body is not JSON."),
        Category::Data => {
            let words = inner.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            let path: String = error.path().iter().filter_map(segment).collect();
            let (code, pointer) = if words.starts_with("unknown field") {
                ("unknown_field", path)
            } else if let Some(rest) = words.strip_prefix("missing field `") {
                ("required", format!("{path}/{}", rest.split('`').next().unwrap_or_default()))
            } else {
                ("wrong_type", path)
            };
            Problem::invalid(vec![FieldError::new(pointer, code, words)])
        }
    }
}

fn segment(segment: &serde_path_to_error::Segment) -> Option<String> {
    use serde_path_to_error::Segment::{Enum, Map, Seq, Unknown};
    match segment {
        Seq { index } => Some(format!("/{index}")),
        Map { key } => Some(format!("/{key}")),
        Enum { .. } | Unknown => None,
    }
}

fn collect(errors: &ValidationErrors, at: &str, faults: &mut Vec<FieldError>) {
    for (field, kind) in errors.errors() {
        let pointer = format!("{at}/{field}");
        match kind {
            ValidationErrorsKind::Field(found) => faults.extend(found.iter().map(|fault| {
                let message = fault.message.as_ref().map_or_else(|| format!("breaks the rule {}", fault.code), ToString::to_string);
                FieldError::new(pointer.as_str(), fault.code.to_string(), message)
            })),
            ValidationErrorsKind::Struct(inner) => collect(inner, &pointer, faults),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{pointer}/{index}"), faults);
                }
            }
        }
    }
}

/// For a field where `null` means something else than absence: `Some(None)` for `null`.
pub fn present<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Rule of a name: one line of 1 to 120 characters.
pub fn name(text: &str) -> Result<(), validator::ValidationError> {
    match domain::identity::clean_name(text) {
        Some(_) => Ok(()),
        None => Err(validator::ValidationError::new("invalid_name").with_message("a name is one line of 1 to 120 characters".into())),
    }
}

/// Rule of an e-mail address.
pub fn email(text: &str) -> Result<(), validator::ValidationError> {
    match domain::identity::EmailAddress::parse(text) {
        Some(_) => Ok(()),
        None => Err(validator::ValidationError::new("invalid_email").with_message("this is not an e-mail address".into())),
    }
}

/// The address in a field that passed [`email`].
pub fn parsed_email(text: &str, pointer: &str) -> Result<domain::identity::EmailAddress, Problem> {
    domain::identity::EmailAddress::parse(text)
        .ok_or_else(|| Problem::invalid_field(pointer, "invalid_email", "this is not an e-mail address"))
}
