//! What goes in and out of the operations on pictures.

use domain::{courses as words, ids::OrgId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::app::App;

/// What is said of a picture.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AssetQuery {
    /// What its file is called, at most 300 characters.
    #[param(max_length = 300)]
    pub file_name: Option<String>,
    /// What it shows, for those who cannot see it, at most 300 characters.
    #[param(max_length = 300)]
    pub alt: Option<String>,
}

/// A picture as it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct Asset {
    /// The picture.
    pub id: Uuid,
    /// `image`.
    pub kind: &'static str,
    /// The media type.
    pub content_type: String,
    /// Pixels across.
    pub width: i64,
    /// Pixels down.
    pub height: i64,
    /// How large it is.
    pub bytes: i64,
    /// Where it can be loaded for the next minutes.
    pub url: String,
    /// How a text names it.
    pub reference: String,
}

impl Asset {
    /// How a picture looks.
    pub fn of(app: &App, org_id: OrgId, asset: words::Asset) -> Self {
        Self {
            id: asset.id.0,
            kind: "image",
            content_type: asset.content_type,
            width: asset.width,
            height: asset.height,
            bytes: asset.bytes,
            url: app.asset_url(org_id, asset.id),
            reference: format!("lyceum-asset:{}", asset.id),
        }
    }
}
