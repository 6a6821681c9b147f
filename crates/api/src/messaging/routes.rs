//! Operations on the sending domain.

use actix_web::{HttpResponse, delete, get, post, put, web::Data};
use domain::{
    access::{CheckSendingDomain, GetSendingDomain, RemoveSendingDomain, RotateDkimKey, SetSendingDomain},
    ids::{KeyId, OrgId},
    sending_domains::{DomainName, DomainNameError},
};
use messaging::sending_domains::{
    look, make_key, record_look, remove_sending_domain as remove, rotate_dkim_key as rotate, set_sending_domain as set,
};
use repositories::{RepositoryError, sending_domains::NewKey};

use super::dto::{NewSendingDomain, SendingDomain, SendingSettings};
use crate::{
    app::App,
    http::{Allowed, Answer, Json, Once, Problem, Reply, json::Empty, limit::Limit},
};

const LOOKS: Limit = Limit::new("sending_domain_look", 10, 60);
const KEYS: Limit = Limit::new("dkim_key", 20, 3_600);

/// Read the sending domain.
///
/// Owners and admins may. Shows each DNS record that the domain needs, what the last look found there, and what is wrong with it;
/// and from which address mails come until the domain is verified.
#[utoipa::path(tag = "messaging", responses((status = 200, body = SendingSettings)))]
#[get("/sending-domain")]
pub async fn get_sending_domain(app: Data<App>, caller: Allowed<GetSendingDomain>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let found = read.sending_domains().find().await?;
    Ok(HttpResponse::Ok().json(SendingSettings::of(&app, found.as_ref())))
}

/// Name the sending domain.
///
/// Owners and admins may. A domain that was not there yet gets a DKIM key and begins as `pending`: mails come from it only once its
/// records are right. It takes the place of the one before. With the present domain only the sender is changed. Refused: what is no
/// domain, a mail provider's, a public suffix, the platform's own.
#[utoipa::path(tag = "messaging", responses((status = 200, body = SendingSettings)))]
#[put("/sending-domain")]
pub async fn set_sending_domain(app: Data<App>, caller: Allowed<SetSendingDomain>, body: Json<NewSendingDomain>) -> Answer {
    let body = body.into_inner();
    let domain = DomainName::parse(&body.domain, &app.config.server.base_domain).map_err(refused)?;
    let read = app.db.read(&caller.grant).await?;
    let is_present = read.sending_domains().find().await?.is_some_and(|present| present.domain == domain.as_str());
    drop(read);
    let key = if is_present { None } else { Some(new_key(&app, caller.tenant.org_id()).await?) };
    let tx = app.db.write(&caller.grant).await?;
    set(&tx, &caller.grant, &domain, body.into_sender(), key).await?;
    let found = tx.sending_domains().find().await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(SendingSettings::of(&app, found.as_ref())))
}

/// Remove the sending domain.
///
/// Owners and admins may. Its keys are destroyed, and mails come from the platform's address again, as many as that allows. The DNS
/// records can go too.
#[utoipa::path(tag = "messaging", responses((status = 204)))]
#[delete("/sending-domain")]
pub async fn remove_sending_domain(app: Data<App>, caller: Allowed<RemoveSendingDomain>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    remove(&tx, &caller.grant).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Look at the records now.
///
/// Owners and admins may, ten times a minute. Once all records are right the domain is `verified`, and mails that waited for that go
/// on. Without this it is looked at each hour for three days, and each day afterwards. 404 without a domain.
#[utoipa::path(tag = "messaging", params(Once), responses((status = 200, body = SendingDomain)))]
#[post("/sending-domain/check")]
pub async fn check_sending_domain(app: Data<App>, caller: Allowed<CheckSendingDomain>, once: Once, body: Json<Empty>) -> Answer {
    LOOKS.count(&app.db, &caller.tenant.org_id().to_string()).await?;
    let read = app.db.read(&caller.grant).await?;
    let domain = read.sending_domains().find().await?.ok_or(RepositoryError::NotFound)?;
    // nothing waits for DNS while a transaction is open
    drop(read);
    let findings = look(&*app.dns, &domain, &app.spf_host()).await;
    once.run(&app.db, &caller.grant, body.hash(), async |tx| {
        let found = record_look(tx, &caller.grant, domain.id, &findings).await?;
        Reply::ok(&SendingDomain::of(&app, &found))
    })
    .await
}

/// Change the DKIM key.
///
/// Owners and admins may. Makes the next key and shows its record; the present one goes on signing until DNS shows the new one. The
/// old record must stay for seven days after that. While a key waits for DNS, this makes no other. 404 without a domain.
#[utoipa::path(tag = "messaging", params(Once), responses((status = 200, body = SendingDomain)))]
#[post("/sending-domain/rotate")]
pub async fn rotate_dkim_key(app: Data<App>, caller: Allowed<RotateDkimKey>, once: Once, body: Json<Empty>) -> Answer {
    let key = new_key(&app, caller.tenant.org_id()).await?;
    once.run(&app.db, &caller.grant, body.hash(), async |tx| {
        let found = rotate(tx, &caller.grant, key).await?;
        Reply::ok(&SendingDomain::of(&app, &found))
    })
    .await
}

async fn new_key(app: &App, org_id: OrgId) -> Result<NewKey, Problem> {
    KEYS.count(&app.db, &org_id.to_string()).await?;
    make_key(app.keyring.master(), org_id, KeyId(app.db.world().new_id())).await.map_err(Problem::internal)
}

fn refused(error: DomainNameError) -> Problem {
    let code = match error {
        DomainNameError::Malformed => "invalid_domain",
        DomainNameError::PublicSuffix => "public_suffix",
        DomainNameError::PublicProvider => "public_provider",
        DomainNameError::Platform => "platform_domain",
    };
    Problem::invalid_field("/domain", code, &error.to_string())
}
