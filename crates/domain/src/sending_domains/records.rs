//! The three records, what stands in them, and what can be wrong: RFC 6376 (DKIM), RFC 7208 (SPF), RFC 7489 (DMARC).

use serde::{Deserialize, Serialize};

/// A record that a sending domain needs. All are TXT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Shows the key that signs.
    Dkim,
    /// Lets our servers send.
    Spf,
    /// Says what receivers do with forgeries.
    Dmarc,
}

impl RecordKind {
    /// The kind's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dkim => "dkim",
            Self::Spf => "spf",
            Self::Dmarc => "dmarc",
        }
    }
}

/// Whether a record is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is.
    Right,
    /// It is not.
    Wrong(Fault),
    /// DNS did not answer.
    Unknown,
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Nothing stands there.
    Missing,
    /// Something else stands there.
    Malformed,
    /// The quotes that documentation shows around a value were typed into it.
    Quoted,
    /// There are two where one may be.
    TwoRecords,
    /// DKIM: another key.
    OtherKey,
    /// DKIM: the key's beginning only.
    Cut,
    /// DKIM: an empty key, which says that the key is withdrawn.
    Withdrawn,
    /// SPF: our servers are not included.
    NotIncluded,
    /// SPF: our servers are included after `all`, where nobody reads on.
    AfterAll,
    /// DMARC: no policy that receivers know.
    NoPolicy,
}

impl Fault {
    /// The fault's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::Quoted => "quoted",
            Self::TwoRecords => "two_records",
            Self::OtherKey => "other_key",
            Self::Cut => "cut",
            Self::Withdrawn => "withdrawn",
            Self::NotIncluded => "not_included",
            Self::AfterAll => "after_all",
            Self::NoPolicy => "no_policy",
        }
    }

    /// What is wrong, in one sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Missing => "There is no TXT record at this name yet.",
            Self::Malformed => "A TXT record stands at this name, but not one of this kind.",
            Self::Quoted => "The value holds quotes that do not belong to it: enter it without any.",
            Self::TwoRecords => "There are two records of this kind at this name, and receivers accept neither: keep one.",
            Self::OtherKey => "The record holds another key: replace its value.",
            Self::Cut => "The key is cut off: the value was not stored whole. Split it into two strings of the same record.",
            Self::Withdrawn => "The record holds an empty key, which withdraws it: replace its value.",
            Self::NotIncluded => "The record does not include our servers: add the include to it.",
            Self::AfterAll => "The include stands after `all`, where nobody reads on: move it before.",
            Self::NoPolicy => "The record has no policy that receivers know: p must be none, quarantine or reject.",
        }
    }
}

/// Where a DKIM key is shown.
pub fn dkim_name(selector: &str, domain: &str) -> String {
    format!("{selector}._domainkey.{domain}")
}

/// The value that shows a DKIM key.
pub fn dkim_value(public_key: &str) -> String {
    format!("v=DKIM1; k=rsa; p={public_key}")
}

/// Where a domain's DMARC record stands.
pub fn dmarc_name(domain: &str) -> String {
    format!("_dmarc.{domain}")
}

/// Where receivers look for a policy if the domain itself has none: at the registered domain. `None` if that is the same.
pub fn inherited_dmarc_name(domain: &str) -> Option<String> {
    let registered = super::name::registered(domain);
    (registered != domain).then(|| dmarc_name(registered))
}

/// A DMARC record: the one that is there if it is right, else one to begin with, which asks receivers for nothing.
pub fn dmarc_value(found: &[String]) -> String {
    match found {
        [record] if judge_dmarc(found) == Verdict::Right => record.clone(),
        _ => "v=DMARC1; p=none".to_owned(),
    }
}

/// An SPF record: the one that is there with our include in it, else one to begin with.
pub fn spf_value(host: &str, found: &[String]) -> String {
    let include = spf_include(host);
    let [record] = found else { return format!("v=spf1 {include} ~all") };
    match judge_spf(host, found).0 {
        Verdict::Right => record.clone(),
        Verdict::Wrong(Fault::NotIncluded | Fault::AfterAll) => {
            let (version, terms) = record.split_once(char::is_whitespace).unwrap_or((record, "~all"));
            let others =
                terms.split_whitespace().filter(|term| !term.trim_start_matches(['+', '-', '~', '?']).eq_ignore_ascii_case(&include));
            [version, &include].into_iter().chain(others).collect::<Vec<_>>().join(" ")
        }
        _ => format!("v=spf1 {include} ~all"),
    }
}

/// What an SPF record must hold.
pub fn spf_include(host: &str) -> String {
    format!("include:{host}")
}

/// Judges the record of a DKIM key.
pub fn judge_dkim(public_key: &str, found: &[String]) -> Verdict {
    let [value] = found else { return Verdict::Wrong(if found.is_empty() { Fault::Missing } else { Fault::TwoRecords }) };
    if is_quoted(value) {
        return Verdict::Wrong(Fault::Quoted);
    }
    let Some(shown) = tag(value, "p") else { return Verdict::Wrong(Fault::Malformed) };
    if tag(value, "v").is_some_and(|version| version != "DKIM1") || tag(value, "k").is_some_and(|kind| kind != "rsa") {
        return Verdict::Wrong(Fault::Malformed);
    }
    let shown: String = shown.chars().filter(|c| !c.is_whitespace()).collect();
    match shown.as_str() {
        key if key == public_key => Verdict::Right,
        "" => Verdict::Wrong(Fault::Withdrawn),
        // some panels keep the first 255 characters, and some lose what stood between two strings
        key if public_key.starts_with(key) || is_gapped(public_key, key) => Verdict::Wrong(Fault::Cut),
        _ => Verdict::Wrong(Fault::OtherKey),
    }
}

/// Judges the SPF records; says also whether they let everybody send.
pub fn judge_spf(host: &str, found: &[String]) -> (Verdict, bool) {
    let is_spf = |value: &&String| value.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("v=spf1"));
    let records: Vec<&String> = found.iter().filter(is_spf).collect();
    let [record] = records.as_slice() else {
        let quoted = found.iter().any(|value| is_quoted(value) && value.to_ascii_lowercase().contains("v=spf1"));
        let fault = match (records.is_empty(), quoted) {
            (false, _) => Fault::TwoRecords,
            (true, true) => Fault::Quoted,
            (true, false) => Fault::Missing,
        };
        return (Verdict::Wrong(fault), false);
    };
    let terms: Vec<String> = record.split_whitespace().skip(1).map(str::to_ascii_lowercase).collect();
    let include = spf_include(&host.to_ascii_lowercase());
    let included = terms.iter().position(|term| term.strip_prefix('+').unwrap_or(term) == include);
    let all = terms.iter().position(|term| term.trim_start_matches(['+', '-', '~', '?']) == "all");
    let allows_everybody = terms.iter().any(|term| term == "all" || term == "+all");
    let verdict = match (included, all) {
        (None, _) => Verdict::Wrong(Fault::NotIncluded),
        (Some(included), Some(all)) if all < included => Verdict::Wrong(Fault::AfterAll),
        (Some(_), _) => Verdict::Right,
    };
    (verdict, allows_everybody)
}

/// Judges the DMARC records.
pub fn judge_dmarc(found: &[String]) -> Verdict {
    let records: Vec<&String> = found.iter().filter(|value| tag(value, "v") == Some("DMARC1")).collect();
    let [record] = records.as_slice() else {
        let fault = match (records.is_empty(), found.is_empty()) {
            (false, _) => Fault::TwoRecords,
            (true, true) => Fault::Missing,
            (true, false) if found.iter().any(|value| is_quoted(value)) => Fault::Quoted,
            (true, false) => Fault::Malformed,
        };
        return Verdict::Wrong(fault);
    };
    match tag(record, "p").map(str::to_ascii_lowercase).as_deref() {
        Some("none" | "quarantine" | "reject") => Verdict::Right,
        _ => Verdict::Wrong(Fault::NoPolicy),
    }
}

/// The value of a tag in `a=1; b=2`.
fn tag<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    value.split(';').filter_map(|part| part.split_once('=')).find_map(|(tag, value)| (tag.trim() == name).then(|| value.trim()))
}

fn is_quoted(value: &str) -> bool {
    let value = value.trim();
    value.starts_with(['"', '\'', '\u{201c}']) || value.contains("\\\"")
}

/// Whether a key is the other's beginning and end with something lost between them.
fn is_gapped(whole: &str, shown: &str) -> bool {
    let begins = whole.bytes().zip(shown.bytes()).take_while(|(a, b)| a == b).count();
    let ends = whole.bytes().rev().zip(shown.bytes().rev()).take_while(|(a, b)| a == b).count();
    // all keys of one size begin alike: the header of the structure, about 44 characters
    shown.len() < whole.len() && begins > 60 && begins + ends >= shown.len()
}
