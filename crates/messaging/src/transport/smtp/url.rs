//! The address of an SMTP server: `smtps://user:password@host:port/hello?tls=..`.

use lettre::transport::smtp::{Error, authentication::Credentials, client::TlsParameters, extension::ClientId};
use url::Url;

/// An SMTP server and how to speak to it.
pub(super) struct SmtpUrl {
    /// Its name.
    pub(super) host: String,
    /// Its port.
    pub(super) port: u16,
    /// Whether the connection is encrypted.
    pub(super) security: Security,
    /// Who signs in, if anybody.
    pub(super) credentials: Option<Credentials>,
    /// The name that is given with EHLO: the URL's path, or this computer's name.
    pub(super) hello: ClientId,
}

/// How a connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    /// Never.
    Plain,
    /// By STARTTLS if the server offers it.
    Opportunistic,
    /// By STARTTLS, or there is no connection.
    Required,
    /// From the first byte.
    Wrapped,
}

/// Why a text is no SMTP server's URL. It does not repeat the text, which may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    /// It is no URL with a host.
    #[error("it is not a URL such as smtp://user:password@host:587?tls=required")]
    Malformed,
    /// The scheme is neither `smtp` nor `smtps`.
    #[error("it must begin with smtp:// or smtps://")]
    Scheme,
    /// `tls` is neither `required` nor `opportunistic`.
    #[error("tls must be required or opportunistic")]
    Tls,
    /// User and password hold what is no percent-encoded UTF-8.
    #[error("user and password must be percent-encoded UTF-8")]
    Credentials,
}

impl SmtpUrl {
    /// Reads a URL.
    pub(super) fn parse(text: &str) -> Result<Self, SmtpUrlError> {
        let url = Url::parse(text).map_err(|_| SmtpUrlError::Malformed)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SmtpUrlError::Malformed)?;
        let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let (security, port) = match (url.scheme(), tls.as_deref()) {
            ("smtps", _) => (Security::Wrapped, 465),
            ("smtp", None) => (Security::Plain, 25),
            ("smtp", Some("required")) => (Security::Required, 587),
            ("smtp", Some("opportunistic")) => (Security::Opportunistic, 587),
            ("smtp", Some(_)) => return Err(SmtpUrlError::Tls),
            _ => return Err(SmtpUrlError::Scheme),
        };
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            security,
            credentials: credentials(&url)?,
            hello: hello(&url),
        })
    }

    /// What TLS checks: that the certificate is for the host.
    pub(super) fn tls(&self) -> Result<TlsParameters, Error> {
        TlsParameters::new(self.host.clone())
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, SmtpUrlError> {
    let decoded = |text: &str| percent_decoded(text).ok_or(SmtpUrlError::Credentials);
    let Some(password) = url.password() else { return Ok(None) };
    Ok(Some(Credentials::new(decoded(url.username())?, decoded(password)?)))
}

fn hello(url: &Url) -> ClientId {
    match url.path().trim_matches('/') {
        "" => ClientId::default(),
        name => ClientId::Domain(name.to_owned()),
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(if byte == b'%' { hex(bytes.next()?)? << 4 | hex(bytes.next()?)? } else { byte });
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> (String, u16, Security, bool) {
        let url = SmtpUrl::parse(url).unwrap();
        (url.host, url.port, url.security, url.credentials.is_some())
    }

    #[test]
    fn each_form_has_its_port_and_security() {
        assert_eq!(read("smtp://localhost"), ("localhost".into(), 25, Security::Plain, false));
        assert_eq!(read("smtp://127.0.0.1:1025"), ("127.0.0.1".into(), 1025, Security::Plain, false));
        assert_eq!(read("smtp://[::1]:1025"), ("::1".into(), 1025, Security::Plain, false));
        assert_eq!(read("smtp://u:p@mail.example?tls=required"), ("mail.example".into(), 587, Security::Required, true));
        assert_eq!(read("smtp://mail.example:2525?tls=opportunistic"), ("mail.example".into(), 2525, Security::Opportunistic, false));
        assert_eq!(read("smtps://u%40x:p%2Fw@mail.example"), ("mail.example".into(), 465, Security::Wrapped, true));
    }

    #[test]
    fn credentials_and_greeting_are_decoded() {
        let url = SmtpUrl::parse("smtps://ann%40example.com:p%2F%C3%A9@mail.example/app.example.com").unwrap();
        assert_eq!(url.credentials, Some(Credentials::new("ann@example.com".into(), "p/é".into())));
        assert_eq!(url.hello, ClientId::Domain("app.example.com".into()));
    }

    #[test]
    fn what_is_no_server_is_refused_without_being_repeated() {
        for (text, error) in [
            ("", SmtpUrlError::Malformed),
            ("mail.example", SmtpUrlError::Malformed),
            ("smtp://", SmtpUrlError::Malformed),
            ("https://u:geheim@mail.example", SmtpUrlError::Scheme),
            ("smtp://u:geheim@mail.example?tls=none", SmtpUrlError::Tls),
            ("smtp://u:geheim%ff@mail.example", SmtpUrlError::Credentials),
        ] {
            let refused = SmtpUrl::parse(text).err().unwrap();
            assert_eq!(refused, error, "{text}");
            assert!(!refused.to_string().contains("geheim"));
        }
    }
}
