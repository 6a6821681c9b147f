//! Addresses that a mail may hold: those on the organization's own origin.

use serde::Serialize;
use url::Url;

use super::RenderError;

/// An organization's origin: scheme, host, port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin(String);

/// An address on that origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct OwnLink(String);

impl Origin {
    /// Takes an origin as it is written in a browser's `Origin` header.
    pub(super) fn parse(text: &str) -> Result<Self, RenderError> {
        let is_origin =
            Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text);
        is_origin.then(|| Self(text.to_owned())).ok_or_else(|| RenderError::Origin(text.to_owned()))
    }

    /// Takes an address that begins with this origin and a path, written in characters that no mail program reads differently.
    pub(super) fn own(&self, link: &str) -> Result<OwnLink, RenderError> {
        let is_own = link.strip_prefix(&self.0).is_some_and(|rest| rest.starts_with('/') && rest.bytes().all(is_plain));
        is_own.then(|| OwnLink(link.to_owned())).ok_or_else(|| RenderError::ForeignLink { origin: self.0.clone() })
    }

    /// A path of the web app.
    pub(super) fn path(&self, path: &str) -> Result<OwnLink, RenderError> {
        self.own(&format!("{}{path}", self.0))
    }

    /// As it was given.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The characters of RFC 3986 apart from brackets and the quote.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&()*+,;=%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_nothing_more() {
        for good in ["https://acme.example.com", "http://acme.localhost:8080"] {
            assert_eq!(Origin::parse(good).unwrap().as_str(), good);
        }
        for odd in [
            "",
            "acme.example.com",
            "https://acme.example.com/",
            "https://a@acme.example.com",
            "https://ACME.example.com",
            "ftp://x",
            "https://x\r\nBcc: y",
            "javascript:alert(1)",
        ] {
            assert!(Origin::parse(odd).is_err(), "{odd:?}");
        }
    }

    #[test]
    fn a_link_stays_on_the_origin() {
        let origin = Origin::parse("https://acme.example.com").unwrap();
        assert!(origin.own("https://acme.example.com/reset-password#token=aB3_-x.y").is_ok());
        assert!(origin.path("/verify/ABCDE-FGHIJ").is_ok());
        for foreign in [
            "https://evil.example/",
            "https://acme.example.com",
            "https://acme.example.com.evil.example/",
            "https://acme.example.com@evil.example/",
            "https://acme.example.com:8443/",
            "http://acme.example.com/",
            "https://acme.example.com\\@evil.example/",
            "https://acme.example.com/\"onclick=",
            "https://acme.example.com/ x",
            "https://acme.example.com/x\r\n",
            "https://acme.example.com/<b>",
            "https://acme.example.com/é",
            "//acme.example.com/",
            "/reset-password",
            "javascript:alert(1)",
        ] {
            assert!(origin.own(foreign).is_err(), "{foreign:?}");
        }
    }
}
