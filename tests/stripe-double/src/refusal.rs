//! Errors, with the bodies that Stripe gives them.

use serde_json::{Value, json};

/// A request that is refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    kind: &'static str,
    code: Option<&'static str>,
    decline_code: Option<&'static str>,
    message: String,
    param: Option<String>,
    /// Whether what was done before the refusal stays done: a declined payment counts as an attempt.
    pub keeps_changes: bool,
}

impl Refusal {
    fn new(status: u16, kind: &'static str, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self { status, kind, code, decline_code: None, message: message.into(), param: None, keeps_changes: false }
    }

    /// A parameter is wrong.
    pub fn invalid(param: &str, message: impl Into<String>) -> Self {
        Self { param: Some(param.to_owned()), ..Self::new(400, "invalid_request_error", None, message) }
    }

    /// A parameter is wrong in a way that has a code; no parameter is named where the name is empty.
    pub fn coded(code: &'static str, param: &str, message: impl Into<String>) -> Self {
        let param = Some(param.to_owned()).filter(|param| !param.is_empty());
        Self { param, ..Self::new(400, "invalid_request_error", Some(code), message) }
    }

    /// A parameter is needed.
    pub fn missing(param: &str) -> Self {
        Self::coded("parameter_missing", param, format!("Missing required param: {param}."))
    }

    /// A parameter is not known.
    pub fn unknown(param: &str) -> Self {
        Self::coded("parameter_unknown", param, format!("Received unknown parameter: {param}"))
    }

    /// The object that the path names does not exist.
    pub fn no_such(what: &str, id: &str) -> Self {
        Self { status: 404, ..Self::coded("resource_missing", "id", format!("No such {what}: '{id}'")) }
    }

    /// The object that a parameter names does not exist.
    pub fn no_such_in(param: &str, what: &str, id: &str) -> Self {
        Self::coded("resource_missing", param, format!("No such {what}: '{id}'"))
    }

    /// The address does not exist.
    pub fn no_route(method: &str, path: &str) -> Self {
        let message = format!("Unrecognized request URL ({method}: {path}). The double does not play this part of Stripe.");
        Self::new(404, "invalid_request_error", None, message)
    }

    /// The object is not in a state for this.
    pub fn wrong_state(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", None, message)
    }

    /// The key is missing or unknown.
    pub fn unauthorized() -> Self {
        Self::new(401, "invalid_request_error", None, "Invalid API Key provided.")
    }

    /// The card was declined.
    pub fn declined() -> Self {
        let refusal = Self::new(402, "card_error", Some("card_declined"), "Your card was declined.");
        Self { decline_code: Some("generic_decline"), ..refusal }
    }

    /// The customer has nothing to pay with.
    pub fn no_payment_method() -> Self {
        let message =
            "This customer has no attached payment source or default payment method. Please consider adding a default payment method.";
        Self::new(400, "invalid_request_error", Some("resource_missing"), message)
    }

    /// The idempotency key was used with other parameters.
    pub fn key_reused(key: &str) -> Self {
        let message = format!(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request."
        );
        Self::new(400, "idempotency_error", None, message)
    }

    /// The first request with the idempotency key is not finished.
    pub fn key_in_use(key: &str) -> Self {
        let message = format!("There is currently another in-progress request using this Idempotent Key: {key}. Please try again later.");
        Self::new(409, "idempotency_error", Some("idempotency_key_in_use"), message)
    }

    /// Somebody else holds the object.
    pub fn conflict() -> Self {
        let message = "This object cannot be accessed right now because another API request or Stripe process is currently accessing it.";
        Self::new(409, "invalid_request_error", Some("lock_timeout"), message)
    }

    /// Too many requests.
    pub fn rate_limited() -> Self {
        Self::new(429, "invalid_request_error", Some("rate_limit"), "Request rate limit exceeded.")
    }

    /// Something broke on Stripe's side.
    pub fn server_error(status: u16) -> Self {
        Self::new(status, "api_error", None, "Sorry! There was an error while talking to Stripe.")
    }

    /// The same refusal, but what was done before stays done.
    #[must_use]
    pub fn keeping_changes(self) -> Self {
        Self { keeps_changes: true, ..self }
    }

    /// The same refusal, and what was done before is undone.
    #[must_use]
    pub fn undoing_changes(self) -> Self {
        Self { keeps_changes: false, ..self }
    }

    /// What went wrong, in words.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The body of the answer.
    pub fn body(&self) -> Value {
        let mut error = json!({ "type": self.kind, "message": self.message });
        if let Value::Object(fields) = &mut error {
            let optional = [("code", self.code), ("decline_code", self.decline_code), ("param", self.param.as_deref())];
            fields.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?)))));
        }
        json!({ "error": error })
    }
}
