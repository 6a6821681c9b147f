//! Certificates: codes that people can read aloud, and records that anyone can verify.

use std::fmt;

use crate::{
    ids::{CertificateId, CourseId, EnrollmentId, UserId},
    time::Timestamp,
};

/// Crockford's Base32 alphabet: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Symbols in a code: 130 bits.
const SYMBOLS: usize = 26;
/// Symbols in a group.
const GROUP: usize = 5;
/// The longest reason that a revocation may give, in characters.
pub const MAX_REASON: usize = 500;
/// The longest name that a certificate may carry, in characters.
pub const MAX_NAME: usize = 200;

/// The public, unguessable name of a certificate, such as `7ZC4M-K0N2V-9QH8T-XW3RB-5DJ6E-F`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VerificationCode(String);

impl VerificationCode {
    /// A code from 17 unpredictable bytes, of which 130 bits are used.
    pub fn from_random(bytes: [u8; 17]) -> Self {
        let bits = |symbol: usize| {
            (0..5).fold(0_usize, |value, bit| {
                let at = symbol * 5 + bit;
                let byte = bytes.get(at / 8).copied().unwrap_or(0);
                value << 1 | usize::from(byte >> (7 - at % 8) & 1)
            })
        };
        Self::grouped((0..SYMBOLS).filter_map(|symbol| ALPHABET.get(bits(symbol)).copied()))
    }

    /// Reads a code as people type it: case, dashes and spaces do not matter, O is 0, I and L are 1. `None` for what can
    /// be no code.
    pub fn parse(typed: &str) -> Option<Self> {
        // a code with a dash or a space after every symbol is still a code; nothing longer is looked at
        if typed.len() > SYMBOLS * 3 {
            return None;
        }
        let symbols: Vec<u8> = typed
            .bytes()
            .filter(|byte| !matches!(byte, b'-' | b' '))
            .map(|byte| match byte.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            })
            .collect();
        let is_code = symbols.len() == SYMBOLS && symbols.iter().all(|symbol| ALPHABET.contains(symbol));
        is_code.then(|| Self::grouped(symbols.into_iter()))
    }

    fn grouped(symbols: impl Iterator<Item = u8>) -> Self {
        let mut code = String::with_capacity(SYMBOLS + SYMBOLS / GROUP);
        for (n, symbol) in symbols.enumerate() {
            if n > 0 && n % GROUP == 0 {
                code.push('-');
            }
            code.push(char::from(symbol));
        }
        Self(code)
    }

    /// The code in its groups, as it is stored, printed and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VerificationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a certificate is worth now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateStatus {
    /// It stands.
    Valid,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Revoked,
}

impl CertificateStatus {
    /// The status at a moment; a revoked certificate stays revoked.
    pub fn at(revoked_at: Option<Timestamp>, expires_at: Option<Timestamp>, now: Timestamp) -> Self {
        if revoked_at.is_some() {
            Self::Revoked
        } else if expires_at.is_some_and(|end| end <= now) {
            Self::Expired
        } else {
            Self::Valid
        }
    }

    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

/// A certificate: what was true when it was issued, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The document.
    pub id: CertificateId,
    /// The enrollment that was completed.
    pub enrollment_id: EnrollmentId,
    /// 1 for the enrollment's first certificate, 2 for its re-issue ..
    pub issue_number: i64,
    /// The learner.
    pub user_id: UserId,
    /// The course.
    pub course_id: CourseId,
    /// The public name.
    pub code: VerificationCode,
    /// The learner's name.
    pub learner_name: String,
    /// The course's title.
    pub course_title: String,
    /// The organization's name.
    pub organization_name: String,
    /// Who taught the course.
    pub instructor_names: Vec<String>,
    /// When the last required lesson was completed.
    pub completed_at: Timestamp,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends, if it does.
    pub expires_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
    /// Why.
    pub revocation_reason: Option<String>,
    /// The code of the certificate that was issued instead.
    pub replaced_by: Option<VerificationCode>,
    /// The canonical JSON that was signed.
    pub record: String,
    /// Its Ed25519 signature, base64url.
    pub signature: String,
    /// The id of the key that signed.
    pub key_id: String,
    /// When the document was stored.
    pub pdf_stored_at: Option<Timestamp>,
}

impl Certificate {
    /// What it is worth at a moment.
    pub fn status(&self, now: Timestamp) -> CertificateStatus {
        CertificateStatus::at(self.revoked_at, self.expires_at, now)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_uses_every_one_of_its_bits() {
        let zero = VerificationCode::from_random([0; 17]);
        assert_eq!(zero.as_str(), "00000-00000-00000-00000-00000-0");
        assert_eq!(VerificationCode::from_random([255; 17]).as_str(), "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-Z");
        for bit in 0..130 {
            let mut bytes = [0; 17];
            bytes[bit / 8] |= 1 << (7 - bit % 8);
            assert_ne!(VerificationCode::from_random(bytes), zero, "bit {bit}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = VerificationCode::parse("0123456789abcdefghjkmnpqrs").unwrap();
        assert_eq!(code.as_str(), "01234-56789-ABCDE-FGHJK-MNPQR-S");
        for typed in ["O123456789ABCDEFGHJKMNPQRS", "oi23456789abcdefghjkmnpqrs", " ol234-56789 abcde-fghjk-mnpqr-s "] {
            assert_eq!(VerificationCode::parse(typed).as_ref(), Some(&code), "{typed}");
        }
        for other in
            ["", "0123456789ABCDEFGHJKMNPQR", "0123456789ABCDEFGHJKMNPQRSU", "U123456789ABCDEFGHJKMNPQRS", "é123456789abcdefghjkmnpqrs"]
        {
            assert_eq!(VerificationCode::parse(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn every_code_reads_as_itself(bytes in any::<[u8; 17]>()) {
            let code = VerificationCode::from_random(bytes);
            prop_assert_eq!(VerificationCode::parse(code.as_str()), Some(code.clone()));
            prop_assert_eq!(VerificationCode::parse(&code.as_str().to_lowercase().replace('-', "")), Some(code));
        }

        #[test]
        fn nothing_that_is_typed_breaks_the_reader(typed in ".{0,100}") {
            VerificationCode::parse(&typed);
        }
    }
}
