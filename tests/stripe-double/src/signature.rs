//! Stripe's signature of webhooks: HMAC-SHA256 over the time, a dot and the body.

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;

/// The value of `Stripe-Signature` for a body that is signed at a moment.
pub fn header(secret: &str, moment: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{moment}.{body}").as_bytes());
    format!("t={moment},v1={}", HEXLOWER.encode(tag.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_that_openssl_computes() {
        let expected = "t=1700000000,v1=c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";
        assert_eq!(header("whsec_test", 1_700_000_000, r#"{"id":"evt_1"}"#), expected);
    }
}
