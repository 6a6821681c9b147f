//! Files: on a host of their own, by signed addresses only; and an organization's logo, which mails show, on its own host.

use actix_web::{
    HttpResponse, get,
    http::header,
    web::{Data, Path, Query},
};
use bytes::Bytes;
use domain::{
    access::GetOrganization,
    ids::{AssetId, OrgId},
};
use serde::Deserialize;
use storage::ObjectKey;
use uuid::Uuid;

use crate::{
    app::App,
    http::{Answer, Code, Problem, Public, Site},
};

/// What proves an address.
#[derive(Debug, Deserialize)]
pub struct Proof {
    expires: i64,
    signature: String,
}

impl Proof {
    /// Whether this address was signed here, and is not over.
    pub fn is_valid(&self, app: &App, path: &str) -> bool {
        self.expires >= app.db.world().now().timestamp() && app.keyring.path_is_signed(path, self.expires, &self.signature)
    }
}

/// A picture, by an address that was signed for it a few minutes ago.
#[get("/assets/{org_id}/{asset_id}")]
pub async fn asset(app: Data<App>, site: Site, path: Path<(Uuid, Uuid)>, proof: Query<Proof>) -> Answer {
    if !matches!(site, Site::Files) {
        return Err(Problem::new(Code::NotFound));
    }
    let (org, id) = path.into_inner();
    if !proof.is_valid(&app, &format!("/assets/{org}/{id}")) {
        return Err(Problem::new(Code::LinkInvalid));
    }
    if !app.db.is_open(OrgId(org)).await? {
        return Err(Problem::new(Code::NotFound));
    }
    let caching = format!("private, max-age={}, immutable", proof.expires - app.db.world().now().timestamp());
    picture(&app, OrgId(org), AssetId(id), &caching).await
}

/// The organization's logo: public, because mails show it long after any signature has ended.
#[get("/logo")]
pub async fn logo(app: Data<App>, caller: Public<GetOrganization>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let id = read.settings().await?.logo_asset_id.ok_or_else(|| Problem::new(Code::NotFound))?;
    drop(read);
    picture(&app, caller.tenant.org_id(), id, "public, max-age=3600").await
}

async fn picture(app: &App, org: OrgId, id: AssetId, caching: &str) -> Answer {
    let bytes: Bytes = app.storage.get(&ObjectKey::asset(org, id)).await.map_err(|error| Problem::new(Code::NotFound).caused_by(error))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type(&bytes)))
        .insert_header((header::CACHE_CONTROL, caching.to_owned()))
        .insert_header((header::CONTENT_DISPOSITION, "inline"))
        // mails and, from the files' host, the web app show it: both are of another origin
        .insert_header((header::CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"))
        .body(bytes))
}

/// Every stored picture was re-encoded here, so its first bytes say what it is.
fn content_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, ..] => "image/jpeg",
        [b'G', b'I', b'F', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', ..] => "image/webp",
        _ => "application/octet-stream",
    }
}
