//! Operations on one's own API keys.

use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Path, Query},
};
use domain::{
    access::{CreateApiKey, ListApiKeys, RevokeApiKey, Scope},
    identity::clean_name,
    ids::ApiKeyId,
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::member_dto::{ApiKey, CreatedApiKey, NewApiKey, ScopeWord};
use crate::{
    app::App,
    http::{Allowed, Answer, Json, PageQuery, Problem, limit::Limit, page::PageBody},
};

const KEYS_OF_USER: Limit = Limit::new("api_key", 60, 3_600);

/// List one's own API keys.
///
/// Revoked and expired ones included, newest first. Secrets cannot be read again.
#[utoipa::path(tag = "identity", params(PageQuery), responses((status = 200, body = PageBody<ApiKey>)))]
#[get("/api-keys")]
pub async fn list_api_keys(app: Data<App>, caller: Allowed<ListApiKeys>, page: Query<PageQuery>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let found = read.api_keys().of_user(caller.grant.user_id(), page.request()?).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, ApiKey::from)))
}

/// Make an API key.
///
/// Answers the secret, this once: only its hash is kept. The key's rights are its scopes cut with its user's present rights;
/// it can do nothing about passwords, sessions and keys. At most 60 an hour.
#[utoipa::path(tag = "identity", responses((status = 201, body = CreatedApiKey)))]
#[post("/api-keys")]
pub async fn create_api_key(app: Data<App>, caller: Allowed<CreateApiKey>, body: Json<NewApiKey>) -> Answer {
    KEYS_OF_USER.count(&app.db, &caller.grant.user_id().to_string()).await?;
    let body = body.into_inner();
    if body.expires_at.is_some_and(|at| at <= app.db.world().now()) {
        return Err(Problem::invalid_field("/expires_at", "past", "a key must end in the future"));
    }
    let scopes = Scope::ALL.into_iter().filter(|scope| body.scopes.contains(&ScopeWord::from(*scope))).collect();
    let what = (clean_name(&body.name).unwrap_or_default(), scopes, body.expires_at.map(domain::time::truncated));
    let tx = app.db.write(&caller.grant).await?;
    let made = identity::api_keys::create_api_key(&tx, &caller.grant, app.db.world().bytes(), what).await?;
    tx.commit().await?;
    Ok(HttpResponse::Created().json(CreatedApiKey { key: made.key.into(), secret: made.secret }))
}

/// Which API key.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ApiKeyPath {
    /// The key.
    pub api_key_id: Uuid,
}

/// Revoke one of one's own API keys.
///
/// It stops working within five seconds. Doing so again changes nothing.
#[utoipa::path(tag = "identity", params(ApiKeyPath), responses((status = 204)))]
#[delete("/api-keys/{api_key_id}")]
pub async fn revoke_api_key(app: Data<App>, caller: Allowed<RevokeApiKey>, path: Path<ApiKeyPath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    identity::api_keys::revoke_api_key(&tx, &caller.grant, ApiKeyId(path.api_key_id)).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
