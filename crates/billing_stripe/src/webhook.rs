//! What Stripe sends: whether it is from Stripe, and what of it is worth knowing before it is fetched anew.

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER_PERMISSIVE;
use domain::time::Timestamp;
use serde_json::Value;

/// How old or early a signature may be, in seconds.
pub const TOLERANCE_SECONDS: i64 = 300;
/// A header with more parts than this is none of Stripe's.
const MOST_PARTS: usize = 64;

/// Why a message is not taken for Stripe's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The header is none of Stripe's, or signs by no scheme that counts.
    #[error("the signature cannot be read")]
    Unreadable,
    /// It was signed too long ago, or in the future.
    #[error("the signature is too old")]
    Stale,
    /// Nobody who knows a secret has signed this.
    #[error("the signature is wrong")]
    Wrong,
}

/// Checks `Stripe-Signature` over the bytes that came. Several secrets are for the days in which one follows another.
///
/// # Errors
/// The message is not Stripe's, or not a fresh one.
pub fn verify_signature(body: &[u8], header: &str, secrets: &[String], now: Timestamp) -> Result<(), SignatureError> {
    let mut moment = None;
    let mut signatures = Vec::new();
    for (position, part) in header.split(',').enumerate() {
        if position >= MOST_PARTS {
            return Err(SignatureError::Unreadable);
        }
        match part.trim().split_once('=') {
            Some(("t", _)) if moment.is_some() => return Err(SignatureError::Unreadable),
            Some(("t", digits)) => moment = Some(digits),
            // what is no hexadecimal text is no signature; others may be
            Some(("v1", hex)) => signatures.extend(HEXLOWER_PERMISSIVE.decode(hex.as_bytes())),
            _ => {}
        }
    }
    let moment = moment.ok_or(SignatureError::Unreadable)?;
    if signatures.is_empty() {
        return Err(SignatureError::Unreadable);
    }
    let signed_at: i64 = moment.parse().map_err(|_| SignatureError::Unreadable)?;
    let signed = [moment.as_bytes(), b".", body].concat();
    let is_by = |secret: &String| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        // compares in constant time
        signatures.iter().any(|signature| hmac::verify(&key, &signed, signature).is_ok())
    };
    if !secrets.iter().filter(|secret| !secret.is_empty()).any(is_by) {
        return Err(SignatureError::Wrong);
    }
    let age = now.timestamp().saturating_sub(signed_at);
    if (-TOLERANCE_SECONDS..=TOLERANCE_SECONDS).contains(&age) { Ok(()) } else { Err(SignatureError::Stale) }
}

/// What an event is about. What it says is not believed: the object is fetched when the event is worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Stripe's id of the event.
    pub id: String,
    /// Its type, such as `customer.subscription.updated`.
    pub kind: String,
    /// The connected account that it is of; ours has none.
    pub account: Option<String>,
    /// Whether it is about real money.
    pub livemode: bool,
    /// The customer whom it is about.
    pub customer: Option<String>,
    /// The organization that its object names; not to be trusted.
    pub org_id_hint: Option<String>,
}

impl Event {
    /// Reads an event, whatever version or type it is of; `None` when the body is no event.
    pub fn read(body: &[u8]) -> Option<Self> {
        let event: Value = serde_json::from_slice(body).ok()?;
        let text = |path: &str| event.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        if text("/object").as_deref() != Some("event") {
            return None;
        }
        let is_customer = text("/data/object/object").as_deref() == Some("customer");
        let customer = if is_customer { text("/data/object/id") } else { None };
        let hints = [
            "/data/object/metadata/org_id",
            "/data/object/client_reference_id",
            "/data/object/parent/subscription_details/metadata/org_id",
        ];
        Some(Self {
            id: text("/id")?,
            kind: text("/type")?,
            account: text("/account"),
            livemode: event.pointer("/livemode").and_then(Value::as_bool).unwrap_or_default(),
            customer: customer.or_else(|| text("/data/object/customer")).or_else(|| text("/data/object/customer/id")),
            org_id_hint: hints.into_iter().find_map(text),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_790_000_000;
    const BODY: &[u8] = br#"{"id":"evt_1","object":"event"}"#;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(seconds, 0).unwrap()
    }

    fn signature(secret: &str, moment: &str, body: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        HEXLOWER_PERMISSIVE.encode(hmac::sign(&key, &[moment.as_bytes(), b".", body].concat()).as_ref())
    }

    fn header(secret: &str, moment: i64) -> String {
        format!(
            "t={moment},v1={},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39",
            signature(secret, &moment.to_string(), BODY)
        )
    }

    fn check(header: &str, body: &[u8]) -> Result<(), SignatureError> {
        verify_signature(body, header, &["whsec_new".to_owned(), "whsec_old".to_owned()], at(NOW))
    }

    /// The figures were reckoned with Python's `hmac`, so that a mistake made here twice would show.
    #[test]
    fn a_signature_that_others_made_is_taken() {
        let header = "t=1790000000,v1=eda3ab78bd1b30658ce338c75230f91fc6d6cd286fc9daf2dee66b6e2a8caec9";
        assert_eq!(check(header, BODY), Ok(()));
    }

    #[test]
    fn either_secret_counts_while_one_follows_another() {
        assert_eq!(check(&header("whsec_new", NOW), BODY), Ok(()));
        assert_eq!(check(&header("whsec_old", NOW), BODY), Ok(()));
        let both =
            format!("t={NOW},v1={},v1={}", signature("whsec_gone", &NOW.to_string(), BODY), signature("whsec_new", &NOW.to_string(), BODY));
        assert_eq!(check(&both, BODY), Ok(()));
    }

    #[test]
    fn what_stripe_did_not_sign_is_refused() {
        assert_eq!(check(&header("whsec_other", NOW), BODY), Err(SignatureError::Wrong));
        assert_eq!(check(&header("whsec_new", NOW), br#"{"id":"evt_2","object":"event"}"#), Err(SignatureError::Wrong));
        let moved = header("whsec_new", NOW - 60).replace(&format!("t={}", NOW - 60), &format!("t={NOW}"));
        assert_eq!(check(&moved, BODY), Err(SignatureError::Wrong), "the moment is signed too");
        assert_eq!(verify_signature(BODY, &header("whsec_new", NOW), &[], at(NOW)), Err(SignatureError::Wrong));
        assert_eq!(
            verify_signature(BODY, &header("", NOW), &[String::new()], at(NOW)),
            Err(SignatureError::Wrong),
            "no secret is no secret"
        );
    }

    #[test]
    fn five_minutes_are_forgiven_both_ways_and_no_second_more() {
        for (moment, expected) in [
            (NOW - 300, Ok(())),
            (NOW + 300, Ok(())),
            (NOW - 301, Err(SignatureError::Stale)),
            (NOW + 301, Err(SignatureError::Stale)),
            (i64::MIN, Err(SignatureError::Stale)),
            (i64::MAX, Err(SignatureError::Stale)),
        ] {
            assert_eq!(check(&header("whsec_new", moment), BODY), expected, "{moment}");
        }
    }

    #[test]
    fn a_header_that_signs_nothing_cannot_be_read() {
        let right = signature("whsec_new", &NOW.to_string(), BODY);
        for header in [
            String::new(),
            "t".to_owned(),
            "=,=,,;".to_owned(),
            format!("t={NOW}"),
            format!("v1={right}"),
            format!("t={NOW},v0={right}"),
            format!("t={NOW},V1={right}"),
            format!("t={NOW},v1=nothexadecimal"),
            format!("t={NOW},t={NOW},v1={right}"),
            format!("t={NOW}{},v1={right}", ",v1=00".repeat(MOST_PARTS)),
        ] {
            assert_eq!(check(&header, BODY), Err(SignatureError::Unreadable), "{header}");
        }
        assert_eq!(check(&format!("t={NOW},v1="), BODY), Err(SignatureError::Wrong));
    }

    #[test]
    fn an_event_is_read_whatever_it_is_about() {
        let read = |body: &str| Event::read(body.as_bytes());
        let whole = read(
            r#"{"id":"evt_1","object":"event","type":"checkout.session.completed","livemode":true,"account":"acct_1",
                "data":{"object":{"object":"checkout.session","customer":"cus_1","client_reference_id":"org"}}}"#,
        );
        let expected = Event {
            id: "evt_1".to_owned(),
            kind: "checkout.session.completed".to_owned(),
            account: Some("acct_1".to_owned()),
            livemode: true,
            customer: Some("cus_1".to_owned()),
            org_id_hint: Some("org".to_owned()),
        };
        assert_eq!(whole, Some(expected));
        let customer = |object: &str| {
            read(&format!(r#"{{"id":"evt_1","object":"event","type":"x","data":{{"object":{object}}}}}"#)).and_then(|event| event.customer)
        };
        assert_eq!(customer(r#"{"object":"customer","id":"cus_2"}"#).as_deref(), Some("cus_2"));
        assert_eq!(customer(r#"{"object":"invoice","id":"in_1","customer":{"id":"cus_3"}}"#).as_deref(), Some("cus_3"));
        assert_eq!(customer(r#"{"object":"price","id":"price_1"}"#), None);
        assert_eq!(customer("[]"), None);
        let invoice = r#"{"parent":{"subscription_details":{"metadata":{"org_id":"org"}}}}"#;
        let hinted = read(&format!(r#"{{"id":"e","object":"event","type":"x","data":{{"object":{invoice}}}}}"#));
        assert_eq!(hinted.and_then(|event| event.org_id_hint).as_deref(), Some("org"));
    }

    #[test]
    fn what_is_no_event_is_none() {
        for body in [
            "",
            "null",
            "[]",
            "{}",
            "{\"id\":\"evt_1\"}",
            r#"{"id":"evt_1","type":"x","object":"charge"}"#,
            r#"{"id":1,"object":"event","type":"x"}"#,
        ] {
            assert_eq!(Event::read(body.as_bytes()), None, "{body}");
        }
        assert_eq!(Event::read(b"\xff\xfe"), None);
    }

    proptest! {
        #[test]
        fn no_header_and_no_body_make_it_stumble(header in ".{0,200}", body in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(check(&header, &body).is_err());
            let _ = Event::read(&body);
        }

        #[test]
        fn only_the_body_that_was_signed_passes(body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let met = check(&header("whsec_new", NOW), &body);
            prop_assert_eq!(met.is_ok(), body == BODY);
        }
    }
}
