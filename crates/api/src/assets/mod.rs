//! Uploaded pictures.

use std::collections::BTreeMap;

use courses::content::asset_ids;
use domain::{
    content::SafeHtml,
    ids::{AssetId, OrgId},
};
use uuid::Uuid;

use crate::app::App;

pub mod dto;
pub mod jobs;
pub mod refusals;
pub mod routes;

/// Where the pictures that a text shows can be loaded, by their ids.
pub fn picture_urls(app: &App, org_id: OrgId, html: &SafeHtml) -> BTreeMap<Uuid, String> {
    asset_ids(html).into_iter().map(|id| (id, app.asset_url(org_id, AssetId(id)))).collect()
}
