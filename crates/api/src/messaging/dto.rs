//! What goes in and out of the operations on the sending domain.

use chrono::{DateTime, Utc};
use domain::{
    plans::Limit,
    sending_domains::{
        self as sending, DkimKey, Finding, KeyState, RETIRED_KEY, is_local_part,
        records::{RecordKind, Verdict, dkim_name, dkim_value, dmarc_name, dmarc_value, spf_include, spf_value},
    },
};
use repositories::sending_domains::Sender;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::app::App;

/// The domain that mails shall come from, and how the sender is written.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSendingDomain {
    /// The domain, such as `example.org`. Its DNS must be the organization's to change.
    #[validate(length(min = 1, max = 253))]
    #[schema(min_length = 1, max_length = 253)]
    pub domain: String,
    /// What stands before the `@`; `no-reply` if absent.
    #[validate(custom(function = "valid_local_part"))]
    #[schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_+-]+(\\.[A-Za-z0-9_+-]+)*$")]
    pub local_part: Option<String>,
    /// The sender's name; the organization's if absent.
    #[validate(custom(function = "crate::http::json::name"))]
    #[schema(min_length = 1, max_length = 120)]
    pub display_name: Option<String>,
    /// Where answers go; to the sender if absent.
    #[validate(custom(function = "crate::http::json::email"))]
    #[schema(format = Email, max_length = 254)]
    pub reply_to: Option<String>,
}

fn valid_local_part(text: &str) -> Result<(), ValidationError> {
    if is_local_part(text) {
        return Ok(());
    }
    Err(ValidationError::new("invalid_local_part").with_message("use 1 to 64 letters, digits, dots, hyphens and underscores".into()))
}

impl NewSendingDomain {
    /// How the sender is written.
    pub fn into_sender(self) -> Sender {
        Sender {
            local_part: self.local_part.unwrap_or_else(|| sending::LOCAL_PART.to_owned()),
            display_name: self.display_name.and_then(|name| domain::identity::clean_name(&name)),
            reply_to: self.reply_to.map(|address| address.trim().to_owned()),
        }
    }
}

/// Where mails come from.
#[derive(Debug, Serialize, ToSchema)]
pub struct SendingSettings {
    /// The sending domain; `null` if none was named.
    #[schema(required = true)]
    pub sending_domain: Option<SendingDomain>,
    /// The platform's address, from which mails come until a domain is verified.
    pub platform_address: String,
    /// How many mails a month come from there for this organization; `null` without a limit.
    #[schema(required = true)]
    pub platform_limit: Option<i64>,
}

impl SendingSettings {
    /// What is shown of it.
    pub fn of(app: &App, found: Option<&sending::SendingDomain>) -> Self {
        Self {
            sending_domain: found.map(|domain| SendingDomain::of(app, domain)),
            platform_address: app.platform_address(),
            platform_limit: match app.config.mail.platform_limit {
                Limit::AtMost(limit) => Some(limit),
                Limit::Unlimited => None,
            },
        }
    }
}

/// A domain that an organization sends from.
#[derive(Debug, Serialize, ToSchema)]
pub struct SendingDomain {
    /// The domain, in ASCII.
    pub domain: String,
    /// What stands before the `@`.
    pub local_part: String,
    /// The sender's address.
    pub address: String,
    /// The sender's name, if it is not the organization's.
    #[schema(required = true)]
    pub display_name: Option<String>,
    /// Where answers go, if not to the sender.
    #[schema(required = true)]
    pub reply_to: Option<String>,
    /// `pending` (the records were never all right), `verified` (mails come from it) or `failing` (the records have been wrong for a
    /// day, and mails come from the platform's address again).
    pub status: &'static str,
    /// When it was named.
    pub created_at: DateTime<Utc>,
    /// When DNS was last looked at.
    #[schema(required = true)]
    pub checked_at: Option<DateTime<Utc>>,
    /// Since when it is verified.
    #[schema(required = true)]
    pub verified_at: Option<DateTime<Utc>>,
    /// Since when a verified domain's records are wrong: after a day it is failing.
    #[schema(required = true)]
    pub wrong_since: Option<DateTime<Utc>>,
    /// The records that DNS must show, and that of a key that signed until lately.
    pub records: Vec<DnsRecord>,
}

/// A TXT record.
#[derive(Debug, Serialize, ToSchema)]
pub struct DnsRecord {
    /// `dkim` (the key that signs), `spf` (who may send) or `dmarc` (what receivers do with forgeries).
    pub kind: &'static str,
    /// What the key of a `dkim` record does: `signing`, `next` (signs as soon as DNS shows it) or `retired` (its record must stay for
    /// mails that are still on their way); `null` for other records.
    #[schema(required = true)]
    pub key: Option<&'static str>,
    /// The record's name.
    pub name: String,
    /// The value to enter. Where a record is there already that lacks something only, this is that record with it.
    pub value: String,
    /// What the value must hold, where more may stand in it.
    #[schema(required = true)]
    pub must_contain: Option<String>,
    /// `unchecked` (DNS was not asked yet), `right`, `wrong`, `unknown` (DNS did not answer) or `retired` (nothing is looked for).
    pub status: &'static str,
    /// What is wrong: `missing`, `malformed`, `quoted`, `two_records`, `other_key`, `cut`, `withdrawn`, `not_included`, `after_all`,
    /// `no_policy`; `null` if nothing is.
    #[schema(required = true)]
    pub fault: Option<&'static str>,
    /// The same in words.
    #[schema(required = true)]
    pub message: Option<&'static str>,
    /// Whether the SPF record ends with `+all`: then everybody may send in the domain's name. Mails are sent all the same.
    pub allows_everybody: bool,
    /// The values that stand there.
    pub found: Vec<String>,
    /// Until when the record of a retired key must stay; `null` for others.
    #[schema(required = true)]
    pub keep_until: Option<DateTime<Utc>>,
}

impl SendingDomain {
    /// What is shown of it.
    pub fn of(app: &App, domain: &sending::SendingDomain) -> Self {
        let standing = domain.standing;
        let mut records: Vec<DnsRecord> = domain.keys.iter().map(|key| dkim(domain, key)).collect();
        records.extend([spf(domain, &app.spf_host()), dmarc(domain)]);
        Self {
            domain: domain.domain.clone(),
            local_part: domain.local_part.clone(),
            address: domain.address(),
            display_name: domain.display_name.clone(),
            reply_to: domain.reply_to.clone(),
            status: standing.status.as_str(),
            created_at: domain.created_at,
            checked_at: standing.checked_at,
            verified_at: standing.verified_at,
            wrong_since: standing.wrong_since,
            records,
        }
    }
}

fn dkim(domain: &sending::SendingDomain, key: &DkimKey) -> DnsRecord {
    let record = record(domain, RecordKind::Dkim, dkim_name(&key.selector, &domain.domain), |_| dkim_value(&key.public_key));
    let is_retired = key.state == KeyState::Retired;
    DnsRecord {
        key: Some(key.state.as_str()),
        status: if is_retired { "retired" } else { record.status },
        keep_until: key.retired_at.map(|at| at + RETIRED_KEY),
        ..record
    }
}

fn spf(domain: &sending::SendingDomain, host: &str) -> DnsRecord {
    let record = record(domain, RecordKind::Spf, domain.domain.clone(), |found| spf_value(host, found));
    DnsRecord { must_contain: Some(spf_include(host)), ..record }
}

fn dmarc(domain: &sending::SendingDomain) -> DnsRecord {
    record(domain, RecordKind::Dmarc, dmarc_name(&domain.domain), dmarc_value)
}

fn record(domain: &sending::SendingDomain, kind: RecordKind, name: String, value: impl FnOnce(&[String]) -> String) -> DnsRecord {
    let finding = domain.finding(kind, &name);
    let found = finding.map(|finding| finding.found.clone()).unwrap_or_default();
    let (status, fault) = match finding.map(|finding| finding.verdict) {
        None => ("unchecked", None),
        Some(Verdict::Right) => ("right", None),
        Some(Verdict::Unknown) => ("unknown", None),
        Some(Verdict::Wrong(fault)) => ("wrong", Some(fault)),
    };
    DnsRecord {
        kind: kind.as_str(),
        key: None,
        value: value(&found),
        name,
        must_contain: None,
        status,
        fault: fault.map(sending::records::Fault::as_str),
        message: fault.map(sending::records::Fault::sentence),
        allows_everybody: finding.is_some_and(|finding: &Finding| finding.allows_everybody),
        found,
        keep_until: None,
    }
}
