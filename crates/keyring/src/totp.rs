//! Codes of a second factor: TOTP (RFC 6238) with SHA-1, six digits and steps of 30 seconds, which every authenticator understands.
//!
//! The step that a code belongs to is told to the caller, who takes each step once. HMAC is aws-lc's, as everywhere here.

use aws_lc_rs::hmac;
use data_encoding::BASE32_NOPAD;
use domain::time::Timestamp;

/// Seconds of a step.
const STEP: i64 = 30;
/// Steps before and after the present one whose codes are taken: clocks differ, and people type slowly.
const DRIFT: i64 = 1;

/// The secret of a second factor: 20 bytes (RFC 4226, 4).
#[derive(Clone)]
pub struct TotpSecret([u8; 20]);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

impl TotpSecret {
    /// Takes 20 secret bytes.
    pub fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be sealed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The secret as people type it.
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// The address that an authenticator reads from a QR code.
    pub fn address(&self, issuer: &str, account: &str) -> String {
        let (issuer, account) = (escaped(issuer), escaped(account));
        format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", self.base32())
    }

    /// The code of the step that a moment falls into.
    pub fn code(&self, now: Timestamp) -> String {
        self.code_of(now.timestamp() / STEP)
    }

    /// The step that a code belongs to, if it is the present one or a neighbor, and later than `after`.
    pub fn step_of(&self, code: &str, now: Timestamp, after: i64) -> Option<i64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let present = now.timestamp() / STEP;
        let is_it = |step: &i64| aws_lc_rs::constant_time::verify_slices_are_equal(self.code_of(*step).as_bytes(), code.as_bytes()).is_ok();
        (present - DRIFT..=present + DRIFT).filter(|step| *step > after).find(is_it)
    }

    fn code_of(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let bytes = tag.as_ref();
        // RFC 4226, 5.3: the last four bits say where the number begins
        let offset = usize::from(bytes.last().copied().unwrap_or_default() & 0xf);
        let word = bytes.iter().skip(offset).take(4).fold(0_u32, |word, byte| (word << 8) | u32::from(*byte));
        format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
    }
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out + char::from(byte).to_string().as_str()
        } else {
            out + &format!("%{byte:02X}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1, the last six of eight digits
        let secret = TotpSecret::from_bytes(*b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.code(at(seconds)), code);
        }
        assert_eq!(secret.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_works_in_its_step_and_beside_it_and_only_once() {
        let secret = TotpSecret::from_bytes([7; 20]);
        let code = secret.code(at(600));
        for (seconds, found) in [(569, None), (570, Some(20)), (600, Some(20)), (659, Some(20)), (660, None)] {
            assert_eq!(secret.step_of(&code, at(seconds), 0), found, "{seconds}");
        }
        assert_eq!(secret.step_of(&format!("{} {}", &code[..3], &code[3..]), at(600), 0), Some(20));
        assert_eq!(secret.step_of(&code, at(600), 20), None, "a code that was taken");
        for wrong in ["", "000000000", "abcdef", &code[..5]] {
            assert_eq!(secret.step_of(wrong, at(600), 0), None);
        }
    }

    #[test]
    fn an_authenticator_reads_the_address() {
        let address = TotpSecret::from_bytes([7; 20]).address("Lyceum console", "ann+x@example.org");
        assert!(address.starts_with("otpauth://totp/Lyceum%20console:ann%2Bx%40example.org?secret="), "{address}");
    }
}
