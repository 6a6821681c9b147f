//! The domain that an organization's mails come from: named, looked at in DNS, its keys changed.
//!
//! Rules: one domain at a time; no mail in its name before DNS shows our key, lets our servers send and has a policy; a new key signs
//! only once DNS shows it. DNS is asked outside of transactions. Tables: `sending_domains`, `dkim_keys`.

use std::time::Duration;

use domain::{
    access::{Action, Role, WritingAction},
    events::DomainEvent,
    ids::{KeyId, SendingDomainId},
    page::PageRequest,
    plans::Metric,
    sending_domains::{
        DomainName, DomainStatus, Finding, KeyState, Outcome, RETIRED_KEY, SendingDomain,
        records::{RecordKind, Verdict, dkim_name, dmarc_name, inherited_dmarc_name, judge_dkim, judge_dmarc, judge_spf},
    },
};
use futures::future::{join, join_all};
use keyring::{MasterSecret, SecretError, dkim};
use outbound::dns::{Dns, DnsError};
use repositories::{
    Grant, RepositoryError, TenantTx,
    audit::Object,
    sending_domains::{NewKey, Sender},
    users::MemberFilter,
};
use serde_json::json;
use tokio::time::{Instant, timeout_at};

/// How long DNS may take over all records of a domain: they are asked for at once.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many of the records at a name are kept: enough to see what is wrong.
const KEPT: usize = 5;

/// Makes a key for an organization's domain. It takes a good part of a second, so it has a thread of its own.
///
/// # Errors
/// When the generator fails.
pub async fn make_key(master: &MasterSecret, org_id: domain::ids::OrgId, id: KeyId) -> Result<NewKey, SecretError> {
    let master = master.clone();
    let made = tokio::task::spawn_blocking(move || dkim::generate(&master, org_id, id)).await.map_err(|_| SecretError::Sealed)??;
    // the end of an id is chance: two organizations that share a domain do not share names in it
    let word = id.0.simple().to_string();
    let selector = format!("ly{}", word.get(20..).unwrap_or(&word));
    Ok(NewKey { id, selector, public_key: made.public_key, sealed_private_key: made.sealed_private_key, state: KeyState::Signing })
}

/// Names the domain that the organization's mails shall come from, with the key that will sign them, or changes how the sender of
/// the present one is written. Another domain takes the place of the one before.
///
/// # Errors
/// [`RepositoryError::Duplicate`] when the domain is another than the caller read, and no key was made for it.
pub async fn set_sending_domain<A: Action>(
    tx: &TenantTx,
    grant: &Grant<A>,
    domain: &DomainName,
    sender: Sender,
    key: Option<NewKey>,
) -> Result<(), RepositoryError> {
    tx.lock_settings().await?;
    let domains = tx.sending_domains();
    let address = format!("{}@{}", sender.local_part, domain.as_str());
    let present = domains.find().await?;
    if let Some(present) = present.as_ref().filter(|present| present.domain == domain.as_str()) {
        domains.set_sender(present.id, sender).await?;
        return tx.audit(grant, "sending_domain_changed", object(present), json!({ "address": address })).await;
    }
    let key = key.ok_or(RepositoryError::Duplicate)?;
    if let Some(present) = &present {
        domains.remove(present.id).await?;
    }
    let before = present.map(|present| present.domain);
    let id = domains.add(domain.as_str(), sender).await?;
    domains.add_key(id, key).await?;
    let object = Object::new("sending_domain", id, domain.as_str());
    tx.audit(grant, "sending_domain_set", object, json!({ "address": address, "before": before })).await
}

/// Takes the domain away: mails come from the platform's again.
///
/// # Errors
/// [`RepositoryError::NotFound`] when there is none.
pub async fn remove_sending_domain<A: Action>(tx: &TenantTx, grant: &Grant<A>) -> Result<(), RepositoryError> {
    let present = tx.sending_domains().lock().await?.ok_or(RepositoryError::NotFound)?;
    tx.sending_domains().remove(present.id).await?;
    tx.audit(grant, "sending_domain_removed", object(&present), json!({})).await
}

/// Adds the next key, unless there is one that waits for DNS already.
///
/// # Errors
/// [`RepositoryError::NotFound`] when there is no domain.
pub async fn rotate_dkim_key<A: Action>(tx: &TenantTx, grant: &Grant<A>, key: NewKey) -> Result<SendingDomain, RepositoryError> {
    let domains = tx.sending_domains();
    let present = domains.lock().await?.ok_or(RepositoryError::NotFound)?;
    if present.key(KeyState::Next).is_some() {
        return Ok(present);
    }
    let selector = key.selector.clone();
    domains.add_key(present.id, NewKey { state: KeyState::Next, ..key }).await?;
    tx.audit(grant, "dkim_key_added", object(&present), json!({ "selector": selector })).await?;
    domains.find().await?.ok_or(RepositoryError::NotFound)
}

/// Asks DNS for every record of a domain. Never inside a transaction.
pub async fn look(dns: &dyn Dns, domain: &SendingDomain, spf_host: &str) -> Vec<Finding> {
    let until = Instant::now() + PATIENCE;
    let keys = domain.keys.iter().filter(|key| key.state != KeyState::Retired).map(|key| async {
        let name = dkim_name(&key.selector, &domain.domain);
        finding(RecordKind::Dkim, name.clone(), ask(dns, &name, until).await, |found| (judge_dkim(&key.public_key, found), false))
    });
    let spf = async {
        let found = ask(dns, &domain.domain, until).await;
        // other records stand at the domain itself, which are nobody's business here
        let found = found.map(|found| found.into_iter().filter(|value| value.to_ascii_lowercase().contains("v=spf1")).collect());
        finding(RecordKind::Spf, domain.domain.clone(), found, |found| judge_spf(spf_host, found))
    };
    let (mut findings, (spf, dmarc)) = join(join_all(keys), join(spf, look_at_dmarc(dns, &domain.domain, until))).await;
    findings.extend([spf, dmarc]);
    findings
}

async fn look_at_dmarc(dns: &dyn Dns, domain: &str, until: Instant) -> Finding {
    let name = dmarc_name(domain);
    let own = finding(RecordKind::Dmarc, name.clone(), ask(dns, &name, until).await, |found| (judge_dmarc(found), false));
    let inherited = if own.found.is_empty() && own.verdict != Verdict::Unknown { inherited_dmarc_name(domain) } else { None };
    let Some(inherited) = inherited else { return own };
    let found = ask(dns, &inherited, until).await.unwrap_or_default();
    match judge_dmarc(&found) {
        Verdict::Right => finding(RecordKind::Dmarc, name, Ok(found), |found| (judge_dmarc(found), false)),
        _ => own,
    }
}

async fn ask(dns: &dyn Dns, name: &str, until: Instant) -> Result<Vec<String>, DnsError> {
    timeout_at(until, dns.txt(name)).await.map_err(|_| DnsError("it takes too long".to_owned()))?
}

fn finding(
    kind: RecordKind,
    name: String,
    asked: Result<Vec<String>, DnsError>,
    judge: impl FnOnce(&[String]) -> (Verdict, bool),
) -> Finding {
    match asked {
        Ok(mut found) => {
            let (verdict, allows_everybody) = judge(&found);
            found.truncate(KEPT);
            Finding { kind, name, found, verdict, allows_everybody }
        }
        Err(error) => {
            tracing::info!(name, %error, "a record could not be asked for");
            Finding { kind, name, found: Vec::new(), verdict: Verdict::Unknown, allows_everybody: false }
        }
    }
}

/// Writes down what DNS said, and does what follows: a key that DNS shows begins to sign, a domain whose records are right
/// sends, and one whose records have been wrong for a day sends no more, which its owners are told by mail.
///
/// # Errors
/// [`RepositoryError::NotFound`] when the domain was taken away meanwhile.
pub async fn record_look<A: Action + WritingAction>(
    tx: &TenantTx,
    grant: &Grant<A>,
    id: SendingDomainId,
    findings: &[Finding],
) -> Result<SendingDomain, RepositoryError> {
    let domains = tx.sending_domains();
    let mut before = domains.lock().await?.filter(|domain| domain.id == id).ok_or(RepositoryError::NotFound)?;
    let verdict = |domain: &SendingDomain, state| {
        let name = dkim_name(&domain.key(state)?.selector, &domain.domain);
        findings.iter().find(|finding| finding.name == name).map(|finding| finding.verdict)
    };
    if verdict(&before, KeyState::Next) == Some(Verdict::Right) && domains.switch_keys(id).await? {
        before = domains.find().await?.ok_or(RepositoryError::NotFound)?;
        let selector = before.key(KeyState::Signing).map(|key| key.selector.clone());
        tx.audit(grant, "dkim_key_switched", object(&before), json!({ "selector": selector })).await?;
    }
    let others = findings.iter().filter(|finding| finding.kind != RecordKind::Dkim).map(|finding| finding.verdict);
    let key = verdict(&before, KeyState::Signing).unwrap_or(Verdict::Unknown);
    let verdicts: Vec<Verdict> = others.chain([key]).collect();
    let standing = before.standing.after(Outcome::of(&verdicts), tx.now());
    domains.set_standing(id, standing, findings).await?;
    domains.drop_retired_keys(tx.now() - RETIRED_KEY).await?;
    if standing.status != before.standing.status {
        match standing.status {
            DomainStatus::Verified => {
                tx.audit(grant, "sending_domain_verified", object(&before), json!({})).await?;
                tx.wake_waiting(Metric::Emails).await?;
            }
            DomainStatus::Failing => {
                tx.audit(grant, "sending_domain_failed", object(&before), json!({})).await?;
                tell_owners(tx, id).await?;
            }
            DomainStatus::Pending => {}
        }
    }
    domains.find().await?.ok_or(RepositoryError::NotFound)
}

async fn tell_owners(tx: &TenantTx, sending_domain_id: SendingDomainId) -> Result<(), RepositoryError> {
    let owners = MemberFilter { role: Some(Role::Owner), ..MemberFilter::default() };
    let owners = tx.users().members(owners, PageRequest { after: None, limit: 100 }).await?;
    let events: Vec<DomainEvent> =
        owners.items.iter().map(|owner| DomainEvent::SendingDomainFailed { sending_domain_id, user_id: owner.user.id }).collect();
    tx.emit_all(&events).await
}

fn object(domain: &SendingDomain) -> Object {
    Object::new("sending_domain", domain.id, domain.domain.as_str())
}
