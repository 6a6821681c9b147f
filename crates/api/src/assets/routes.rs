//! Operations on pictures.

use actix_web::{
    HttpRequest,
    http::header,
    post,
    web::{Data, Payload, Query},
};
use courses::assets::{PictureLabel, create_asset as add, store_picture};
use domain::{access::CreateAsset, courses::asset::LABEL_MAX};

use super::dto::{Asset, AssetQuery};
use crate::{
    app::App,
    http::{Allowed, Answer, Once, Problem, Reply, json::read},
};

/// The largest picture, in bytes.
const LIMIT: usize = 10 << 20;

/// Upload a picture.
///
/// The body is the picture itself: PNG, JPEG, WebP or GIF, at most 10 MiB and 40 megapixels. It is made anew from its pixels:
/// nothing else of the file stays. Owners, admins and instructors may. A picture that nothing shows after a day is deleted.
/// Refused: `unsupported_media_type`, `content_too_large`, `invalid_picture`, `plan_limit_reached`.
#[utoipa::path(
    tag = "courses",
    params(AssetQuery, Once),
    request_body(content(
        (Vec<u8> = "image/png"),
        (Vec<u8> = "image/jpeg"),
        (Vec<u8> = "image/webp"),
        (Vec<u8> = "image/gif"),
    )),
    responses((status = 201, body = Asset)),
)]
#[post("/assets")]
pub async fn create_asset(
    app: Data<App>,
    caller: Allowed<CreateAsset>,
    once: Once,
    query: Query<AssetQuery>,
    request: HttpRequest,
    payload: Payload,
) -> Answer {
    let label = PictureLabel { file_name: label("?file_name", query.file_name.as_deref())?, alt: label("?alt", query.alt.as_deref())? };
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let content_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let bytes = read(payload.into_inner(), LIMIT).await?.freeze();
    let hash = keyring::hash(&bytes);
    let stored = store_picture(&app.storage, app.db.world(), &caller.grant, bytes, content_type, label).await?;
    once.run(&app.db, &caller.grant, &hash, async |tx| {
        let asset = add(tx, &caller.grant, stored).await?;
        Reply::created(&Asset::of(&app, caller.tenant.org_id(), asset))
    })
    .await
}

fn label(pointer: &str, text: Option<&str>) -> Result<String, Problem> {
    let text = text.unwrap_or_default().trim();
    if text.chars().count() <= LABEL_MAX && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(Problem::invalid_field(pointer, "length", "at most 300 characters on one line"))
}
