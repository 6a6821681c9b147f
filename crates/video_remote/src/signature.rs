//! Signatures of messages: both hosts sign the moment, a dot and the body with HMAC-SHA256, and name the parts differently.

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER_PERMISSIVE;
use domain::time::Timestamp;
use video::host::MessageRefusal;

/// How old or early a signature may be, in seconds.
pub const TOLERANCE_SECONDS: i64 = 300;
/// A header with more parts than this is no host's.
const MOST_PARTS: usize = 16;

/// How a host writes its signatures.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    /// The header.
    pub header: &'static str,
    /// The part that holds the moment.
    pub moment: &'static str,
    /// The part that holds a signature.
    pub signature: &'static str,
}

impl Scheme {
    /// Checks a header over the bytes that came. Several secrets are for the days in which one follows another.
    pub fn verify(&self, header: Option<String>, body: &[u8], secrets: &[String], now: Timestamp) -> Result<(), MessageRefusal> {
        if secrets.iter().all(String::is_empty) {
            return Err(MessageRefusal::NotSetUp);
        }
        let header = header.ok_or(MessageRefusal::Signature)?;
        let (moment, signatures) = self.parts(&header).ok_or(MessageRefusal::Signature)?;
        let signed = [moment.as_bytes(), b".", body].concat();
        let is_by = |secret: &String| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            // compares in constant time
            signatures.iter().any(|signature| hmac::verify(&key, &signed, signature).is_ok())
        };
        let signed_at: i64 = moment.parse().map_err(|_| MessageRefusal::Signature)?;
        let age = now.timestamp().saturating_sub(signed_at);
        let is_fresh = (-TOLERANCE_SECONDS..=TOLERANCE_SECONDS).contains(&age);
        let is_signed = secrets.iter().filter(|secret| !secret.is_empty()).any(is_by);
        if is_signed && is_fresh { Ok(()) } else { Err(MessageRefusal::Signature) }
    }

    fn parts<'a>(&self, header: &'a str) -> Option<(&'a str, Vec<Vec<u8>>)> {
        let mut moment = None;
        let mut signatures = Vec::new();
        for (position, part) in header.split(',').enumerate() {
            let (name, value) = part.trim().split_once('=')?;
            if position >= MOST_PARTS || (name == self.moment && moment.is_some()) {
                return None;
            }
            if name == self.moment {
                moment = Some(value);
            } else if name == self.signature {
                signatures.extend(HEXLOWER_PERMISSIVE.decode(value.as_bytes()));
            }
        }
        Some((moment?, signatures))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_790_000_000;
    const BODY: &[u8] = br#"{"type":"video.asset.ready"}"#;
    const SCHEME: Scheme = Scheme { header: "Mux-Signature", moment: "t", signature: "v1" };

    fn signature(secret: &str, moment: i64, body: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        HEXLOWER_PERMISSIVE.encode(hmac::sign(&key, &[moment.to_string().as_bytes(), b".", body].concat()).as_ref())
    }

    fn header(secret: &str, moment: i64) -> String {
        format!("t={moment},v1={}", signature(secret, moment, BODY))
    }

    fn check(header: &str, body: &[u8]) -> Result<(), MessageRefusal> {
        let secrets = ["new".to_owned(), "old".to_owned()];
        SCHEME.verify(Some(header.to_owned()), body, &secrets, Timestamp::from_timestamp(NOW, 0).unwrap())
    }

    #[test]
    fn either_secret_counts_while_one_follows_another() {
        assert_eq!(check(&header("new", NOW), BODY), Ok(()));
        assert_eq!(check(&header("old", NOW), BODY), Ok(()));
        assert_eq!(check(&header("other", NOW), BODY), Err(MessageRefusal::Signature));
    }

    #[test]
    fn the_moment_and_the_body_are_signed() {
        let signed = signature("new", NOW - 60, BODY);
        assert_eq!(check(&format!("t={},v1={signed}", NOW - 60), BODY), Ok(()));
        assert_eq!(check(&format!("t={NOW},v1={signed}"), BODY), Err(MessageRefusal::Signature));
        assert_eq!(check(&header("new", NOW), br#"{"type":"video.asset.deleted"}"#), Err(MessageRefusal::Signature));
    }

    #[test]
    fn five_minutes_are_forgiven_both_ways_and_no_second_more() {
        for (moment, is_taken) in [(NOW - 300, true), (NOW + 300, true), (NOW - 301, false), (NOW + 301, false), (i64::MIN, false)] {
            assert_eq!(check(&header("new", moment), BODY).is_ok(), is_taken, "{moment}");
        }
    }

    #[test]
    fn no_secret_is_no_secret() {
        let now = Timestamp::from_timestamp(NOW, 0).unwrap();
        for secrets in [vec![], vec![String::new()]] {
            assert_eq!(SCHEME.verify(Some(header("", NOW)), BODY, &secrets, now), Err(MessageRefusal::NotSetUp));
        }
        assert_eq!(SCHEME.verify(None, BODY, &["new".to_owned()], now), Err(MessageRefusal::Signature));
        let mixed = [String::new(), "new".to_owned()];
        assert_eq!(SCHEME.verify(Some(header("", NOW)), BODY, &mixed, now), Err(MessageRefusal::Signature));
    }

    proptest! {
        #[test]
        fn no_header_and_no_body_make_it_stumble(header in ".{0,200}", body in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(check(&header, &body).is_err());
        }

        #[test]
        fn only_the_body_that_was_signed_passes(body in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(check(&header("new", NOW), &body).is_ok(), body == BODY);
        }
    }
}
