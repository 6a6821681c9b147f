//! Rules of organizations: what a slug may be, what a color is.

/// The longest slug that is accepted; a DNS label holds 63 characters, ours leave room for prefixes.
pub const SLUG_MAX: usize = 40;

/// Words that no organization may take: hosts and paths of the platform, and names that would deceive.
const RESERVED: &[&str] = &[
    "about",
    "abuse",
    "account",
    "accounts",
    "admin",
    "administrator",
    "api",
    "app",
    "apps",
    "assets",
    "auth",
    "autoconfig",
    "autodiscover",
    "billing",
    "blog",
    "cache",
    "cdn",
    "certificate",
    "certificates",
    "cname",
    "console",
    "content",
    "dashboard",
    "demo-admin",
    "dev",
    "developer",
    "developers",
    "dns",
    "docs",
    "download",
    "downloads",
    "email",
    "error",
    "example",
    "feed",
    "feedback",
    "files",
    "ftp",
    "git",
    "graphql",
    "health",
    "help",
    "home",
    "host",
    "hostmaster",
    "http",
    "https",
    "id",
    "imap",
    "img",
    "info",
    "internal",
    "invite",
    "jobs",
    "legal",
    "live",
    "local",
    "localhost",
    "login",
    "logout",
    "lti",
    "lyceum",
    "mail",
    "mailbox",
    "mailer",
    "mail-service",
    "marketplace",
    "mcp",
    "media",
    "metrics",
    "mobile",
    "mta-sts",
    "mx",
    "news",
    "noc",
    "noreply",
    "no-reply",
    "ns",
    "ns1",
    "ns2",
    "ns3",
    "oauth",
    "oidc",
    "operator",
    "origin",
    "owner",
    "partner",
    "partners",
    "pay",
    "payment",
    "payments",
    "platform",
    "pop",
    "pop3",
    "postmaster",
    "press",
    "preview",
    "privacy",
    "private",
    "prod",
    "production",
    "proxy",
    "public",
    "register",
    "root",
    "saml",
    "sandbox",
    "scim",
    "scorm",
    "secure",
    "security",
    "server",
    "shop",
    "sign-in",
    "sign-up",
    "signin",
    "signup",
    "smtp",
    "sso",
    "staging",
    "static",
    "status",
    "stream",
    "stripe",
    "support",
    "sys",
    "sysadmin",
    "system",
    "team",
    "terms",
    "test",
    "tracking",
    "trust",
    "upload",
    "uploads",
    "verify",
    "video",
    "videos",
    "vpn",
    "web",
    "webhook",
    "webhooks",
    "webmail",
    "well-known",
    "wpad",
    "ws",
    "www",
    "xapi",
];

/// Why a slug cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    /// Not 3 to 40 lower-case letters, digits and single hyphens, beginning with a letter.
    #[error("use 3 to 40 lower-case letters, digits and single hyphens, beginning with a letter")]
    Invalid,
    /// The platform keeps this word for itself.
    #[error("this word is reserved")]
    Reserved,
}

/// An organization's subdomain: a checked word.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Slug(String);

impl Slug {
    /// Checks a word for a new organization: shape first, then the reserved list.
    ///
    /// # Errors
    /// [`SlugError`] says which rule is broken.
    pub fn parse(word: &str) -> Result<Self, SlugError> {
        let slug = Self::parse_shape(word)?;
        let bare = word.replace('-', "");
        if RESERVED.iter().any(|reserved| *reserved == word || reserved.replace('-', "") == bare) {
            return Err(SlugError::Reserved);
        }
        Ok(slug)
    }

    /// Checks the shape only, as for a host name that is looked up.
    ///
    /// # Errors
    /// [`SlugError::Invalid`] when no organization could ever have this name.
    pub fn parse_shape(word: &str) -> Result<Self, SlugError> {
        let shape = (3..=SLUG_MAX).contains(&word.len())
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && word.starts_with(|c: char| c.is_ascii_lowercase())
            && !word.ends_with('-')
            && !word.contains("--");
        if shape { Ok(Self(word.to_owned())) } else { Err(SlugError::Invalid) }
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether an organization is open for its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganizationStatus {
    /// Open.
    Active,
    /// Closed by the platform; nothing answers.
    Suspended,
}

impl OrganizationStatus {
    /// The status's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }

    /// The status with this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Active, Self::Suspended].into_iter().find(|status| status.as_str() == word)
    }
}

/// Whether a text is a color such as `#1a2b3c`.
pub fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_dns_labels_that_nobody_else_owns() {
        for good in ["acme", "acme-2", "a1b", "ab-cd-ef"] {
            assert!(Slug::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "ab", "Acme", "-acme", "acme-", "a--b", "1acme", "acme.b", "ac me", "acmé", "xn--acme", &"a".repeat(41)] {
            assert_eq!(Slug::parse(bad), Err(SlugError::Invalid), "{bad}");
        }
        for kept in ["www", "api", "files", "console", "sign-up", "signup", "mail-service", "no-reply"] {
            assert_eq!(Slug::parse(kept), Err(SlugError::Reserved), "{kept}");
        }
    }
}
