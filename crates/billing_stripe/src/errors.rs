//! What Stripe's errors mean for whoever asked.

use billing::payments::PaymentError;
use stripe::{ApiErrors, ApiErrorsCode, ApiErrorsType, StripeError};

/// What the library says when an answer with an error's status is no JSON: some server on the way to Stripe answered.
const NOT_FROM_STRIPE: &str = "error deserializing Stripe error";

/// Stripe answers this to a request that another one holds up.
const CONFLICT: u16 = 409;

/// Why an attempt failed.
#[derive(Debug)]
pub struct Failure {
    /// What it means.
    pub error: PaymentError,
    /// Whether Stripe answered and is well, whatever it said.
    pub is_answered: bool,
}

impl From<StripeError> for Failure {
    fn from(error: StripeError) -> Self {
        let is_conflict = matches!(&error, StripeError::Stripe(_, CONFLICT));
        let error = match error {
            StripeError::Stripe(error, status) => read(&error, status),
            StripeError::JSONDeserialize(text) if text == NOT_FROM_STRIPE => {
                PaymentError::Unavailable("an error that is none of Stripe's was answered".to_owned())
            }
            StripeError::JSONDeserialize(text) => PaymentError::Refused(format!("Stripe's answer cannot be read: {text}")),
            StripeError::ClientError(text) => PaymentError::Unavailable(text),
            StripeError::Timeout => PaymentError::Unavailable("no answer in time".to_owned()),
            StripeError::ConfigError(text) => PaymentError::Refused(text),
        };
        Self { is_answered: is_conflict || !error.is_temporary(), error }
    }
}

fn read(error: &ApiErrors, status: u16) -> PaymentError {
    let text = described(error, status);
    match (&error.type_, error.code.as_ref()) {
        (ApiErrorsType::CardError, _) => PaymentError::Declined(text),
        (ApiErrorsType::ApiError, _) => PaymentError::Unavailable(text),
        // what is missing is named by a parameter, unless it is the card of a customer who has none
        (_, Some(ApiErrorsCode::ResourceMissing)) if error.param.is_none() => PaymentError::Declined(text),
        (_, Some(ApiErrorsCode::ResourceMissing)) => PaymentError::Missing(text),
        _ if matches!(status, CONFLICT | 424 | 429) || status >= 500 => PaymentError::Unavailable(text),
        _ if status == 402 => PaymentError::Declined(text),
        _ => PaymentError::Refused(text),
    }
}

fn described(error: &ApiErrors, status: u16) -> String {
    let mut text = error.message.clone().unwrap_or_else(|| "no reason was given".to_owned());
    let code = error.code.as_ref().map(ApiErrorsCode::as_str);
    for (name, value) in [("code", code), ("decline", error.decline_code.as_deref()), ("parameter", error.param.as_deref())] {
        if let Some(value) = value {
            text.push_str(&format!(" [{name} {value}]"));
        }
    }
    format!("{text} [status {status}]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(status: u16, error: &str) -> Failure {
        let error: stripe_shared::Error = miniserde::json::from_str(&format!("{{\"error\":{error}}}")).unwrap();
        Failure::from(StripeError::Stripe(error.error, status))
    }

    #[test]
    fn the_kind_of_error_says_whether_another_try_can_help() {
        type Kind = fn(String) -> PaymentError;
        let cases: [(u16, &str, Kind); 14] = [
            (402, r#"{"type":"card_error","code":"card_declined","decline_code":"generic_decline"}"#, PaymentError::Declined),
            (402, r#"{"type":"invalid_request_error"}"#, PaymentError::Declined),
            (400, r#"{"type":"invalid_request_error","code":"resource_missing"}"#, PaymentError::Declined),
            (400, r#"{"type":"invalid_request_error","code":"resource_missing","param":"customer"}"#, PaymentError::Missing),
            (404, r#"{"type":"invalid_request_error","code":"resource_missing","param":"id"}"#, PaymentError::Missing),
            (404, r#"{"type":"invalid_request_error"}"#, PaymentError::Refused),
            (400, r#"{"type":"idempotency_error"}"#, PaymentError::Refused),
            (401, r#"{"type":"invalid_request_error"}"#, PaymentError::Refused),
            (400, r#"{"type":"something_new","code":"never_heard_of"}"#, PaymentError::Refused),
            (409, r#"{"type":"idempotency_error","code":"idempotency_key_in_use"}"#, PaymentError::Unavailable),
            (409, r#"{"type":"invalid_request_error","code":"lock_timeout"}"#, PaymentError::Unavailable),
            (429, r#"{"type":"invalid_request_error","code":"rate_limit"}"#, PaymentError::Unavailable),
            (500, r#"{"type":"api_error"}"#, PaymentError::Unavailable),
            (503, r#"{"type":"something_new"}"#, PaymentError::Unavailable),
        ];
        for (status, error, expected) in cases {
            let met = failure(status, error).error;
            assert_eq!(std::mem::discriminant(&met), std::mem::discriminant(&expected(String::new())), "{status} {error}: {met:?}");
        }
    }

    #[test]
    fn a_conflict_is_an_answer_and_a_limit_is_none() {
        assert!(failure(409, r#"{"type":"invalid_request_error","code":"lock_timeout"}"#).is_answered);
        assert!(failure(404, r#"{"type":"invalid_request_error"}"#).is_answered);
        assert!(!failure(429, r#"{"type":"invalid_request_error","code":"rate_limit"}"#).is_answered);
        assert!(!Failure::from(StripeError::Timeout).is_answered);
    }

    #[test]
    fn the_words_name_code_and_parameter() {
        let met =
            failure(400, r#"{"type":"invalid_request_error","code":"resource_missing","param":"customer","message":"No such customer"}"#);
        assert_eq!(
            met.error,
            PaymentError::Missing("No such customer [code resource_missing] [parameter customer] [status 400]".to_owned())
        );
    }
}
