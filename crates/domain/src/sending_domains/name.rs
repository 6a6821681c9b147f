//! Which domain names an organization may send from.

/// Where everybody has a mailbox: no organization can prove, or should claim, such a domain. Names without a dot stand for that
/// name under every public suffix.
const PUBLIC_PROVIDERS: &[&str] = &[
    "126.com",
    "163.com",
    "aim.com",
    "aol.com",
    "att.net",
    "bluewin.ch",
    "comcast.net",
    "duck.com",
    "fastmail.com",
    "fastmail.fm",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx",
    "googlemail.com",
    "hey.com",
    "hotmail",
    "icloud.com",
    "laposte.net",
    "libero.it",
    "live.co.uk",
    "live.com",
    "live.de",
    "live.fr",
    "live.nl",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "orange.fr",
    "outlook",
    "pm.me",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rambler.ru",
    "rediffmail.com",
    "sbcglobal.net",
    "t-online.de",
    "tuta.com",
    "tutanota.com",
    "verizon.net",
    "wanadoo.fr",
    "web.de",
    "yahoo",
    "yandex",
    "ymail.com",
    "zoho.com",
];

/// A domain name: lower-case ASCII, at least two labels, below a public suffix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainName(String);

/// Why a domain cannot be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DomainNameError {
    /// It is no domain name.
    #[error("write a domain such as example.org, without http:// and without @")]
    Malformed,
    /// Everybody registers below it.
    #[error("below this name everybody registers domains of their own; write yours")]
    PublicSuffix,
    /// Everybody has mailboxes there.
    #[error("this domain belongs to a mail provider; use a domain whose DNS your organization manages")]
    PublicProvider,
    /// It is the platform's own.
    #[error("this domain belongs to the platform; use a domain of your organization")]
    Platform,
}

impl DomainName {
    /// Reads what a person typed. `platform` is the platform's own domain.
    ///
    /// # Errors
    /// Why it cannot be claimed.
    pub fn parse(text: &str, platform: &str) -> Result<Self, DomainNameError> {
        let typed = text.trim().trim_end_matches('.');
        let name = idna::domain_to_ascii_strict(typed).map_err(|_| DomainNameError::Malformed)?;
        if !is_name(&name) {
            return Err(DomainNameError::Malformed);
        }
        if is_below(&name, platform) {
            return Err(DomainNameError::Platform);
        }
        let own = psl::domain_str(&name).ok_or(DomainNameError::PublicSuffix)?;
        let word = own.split('.').next().unwrap_or_default();
        if PUBLIC_PROVIDERS.iter().any(|provider| *provider == own || *provider == word) {
            return Err(DomainNameError::PublicProvider);
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The domain that was registered, of which `name` is a part: DMARC looks there too (RFC 7489, 6.6.3).
pub(super) fn registered(name: &str) -> &str {
    psl::domain_str(name).unwrap_or(name)
}

/// Whether a text can stand before the `@` of a sender's address.
pub fn is_local_part(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte))
        && !text.starts_with('.')
        && !text.ends_with('.')
        && !text.contains("..")
}

fn is_name(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    // selector and `_domainkey` stand before it, and 253 characters is all that a name has
    let is_short = name.len() <= 200;
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_address = labels.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    is_short && labels.len() >= 2 && labels.iter().all(is_label) && !is_address
}

fn is_below(name: &str, platform: &str) -> bool {
    name == platform || name.strip_suffix(platform).is_some_and(|rest| rest.ends_with('.'))
}
