//! DKIM signatures (RFC 6376): `rsa-sha256`, relaxed canonicalization of headers and body.
//!
//! lettre can sign too, by the crate `rsa`, whose signing leaks through its timing (RUSTSEC-2023-0071) and which nothing else here
//! needs. Our mails are written by ourselves, so the form that they are signed in is short; the key stays in aws-lc-rs.

use domain::time::Timestamp;
use keyring::dkim::DkimSigner;

use super::MailError;

/// Headers that are signed. Those named twice cannot be added a second time on the way without breaking the signature.
const SIGNED: &[&str] = &[
    "from",
    "from",
    "to",
    "to",
    "subject",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "reply-to",
    "auto-submitted",
    "mime-version",
    "content-type",
];

/// In whose name a mail is signed, and with which key.
#[derive(Debug)]
pub struct DkimIdentity {
    /// The domain.
    pub domain: String,
    /// The name under which its DNS shows the key.
    pub selector: String,
    /// The key.
    pub signer: DkimSigner,
}

impl DkimIdentity {
    /// Puts a signature before a mail, which must be whole: ASCII, CRLF at the end of lines.
    pub(super) fn sign(&self, mail: &[u8], at: Timestamp) -> Result<Vec<u8>, MailError> {
        let text = std::str::from_utf8(mail).map_err(|error| MailError::Permanent(error.to_string()))?;
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let headers = headers(head);
        let body_hash = keyring::dkim::digest(relaxed_body(body).as_bytes());
        let unsigned = format!(
            "v=1; a=rsa-sha256; c=relaxed/relaxed; d={};\r\n\ts={}; t={};\r\n\th={};\r\n\tbh={body_hash};\r\n\tb=",
            self.domain,
            self.selector,
            at.timestamp(),
            SIGNED.chunks(6).map(|names| names.join(":")).collect::<Vec<_>>().join(":\r\n\t "),
        );
        let mut message = signed_headers(&headers);
        message.push_str(&relaxed_header("DKIM-Signature", &unsigned));
        let signature = self.signer.sign(message.as_bytes()).map_err(|error| MailError::Temporary(error.to_string()))?;
        let mut signed = format!("DKIM-Signature: {unsigned}{}\r\n", folded(&signature)).into_bytes();
        signed.extend_from_slice(mail);
        Ok(signed)
    }
}

/// The headers, each with its folds.
fn headers(head: &str) -> Vec<(&str, String)> {
    let mut headers: Vec<(&str, String)> = Vec::new();
    for line in head.split("\r\n") {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name, value.to_owned()));
        }
    }
    headers
}

/// The headers that are signed, in order: of several with one name the last comes first, and one that is not there is nothing.
fn signed_headers(headers: &[(&str, String)]) -> String {
    let mut taken = vec![false; headers.len()];
    let mut text = String::new();
    for wanted in SIGNED {
        let found = headers.iter().zip(&mut taken).rev().find(|((name, _), taken)| !**taken && name.eq_ignore_ascii_case(wanted));
        if let Some(((name, value), taken)) = found {
            *taken = true;
            text.push_str(&relaxed_header(name, value));
            text.push_str("\r\n");
        }
    }
    text
}

fn relaxed_header(name: &str, value: &str) -> String {
    let words: Vec<&str> = value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect();
    format!("{}:{}", name.trim_end().to_ascii_lowercase(), words.join(" "))
}

fn relaxed_body(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    for line in body.split("\r\n") {
        let line = line.trim_end_matches([' ', '\t']);
        let mut was_space = false;
        for c in line.chars() {
            let is_space = matches!(c, ' ' | '\t');
            if !is_space {
                text.push(c);
            } else if !was_space {
                text.push(' ');
            }
            was_space = is_space;
        }
        text.push_str("\r\n");
    }
    let kept = text.trim_end_matches("\r\n").len();
    text.truncate(kept);
    if !text.is_empty() {
        text.push_str("\r\n");
    }
    text
}

/// A long word in lines of a header.
fn folded(word: &str) -> String {
    let lines: Vec<&str> = word.as_bytes().chunks(72).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    lines.join("\r\n\t ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard() {
        // RFC 6376, 3.4.5
        assert_eq!(relaxed_header("A", " X"), "a:X");
        assert_eq!(relaxed_header("B ", " Y\t\r\n\tZ  "), "b:Y Z");
        assert_eq!(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n");
        assert_eq!((relaxed_body("").as_str(), relaxed_body("\r\n\r\n").as_str()), ("", ""));
        assert_eq!(relaxed_body("x"), "x\r\n");
    }

    #[test]
    fn of_two_headers_the_last_is_signed_first() {
        let headers = headers("From: a\r\nTo: x\r\n y\r\nFrom: b\r\nX-Other: z");
        assert_eq!(signed_headers(&headers), "from:b\r\nfrom:a\r\nto:x y\r\n");
    }
}
