//! Operations on moves of videos from one host to another, and the address from which a new host fetches a file that is kept here.

use std::ops::RangeInclusive;

use actix_web::{
    HttpRequest, HttpResponse, delete,
    http::{
        Method,
        header::{self, ByteRangeSpec, Header, Range},
    },
    post, route,
    web::{Data, Path, Query},
};
use chrono::Duration;
use domain::{
    access::{CreateVideoMove, DeleteVideoMove},
    ids::{OrgId, VideoId},
};
use futures::StreamExt;
use storage::ObjectKey;
use uuid::Uuid;
use video::moving;

use super::{dto::Video, media::refuse, routes::VideoPath};
use crate::{
    app::App,
    files::Proof,
    http::{Allowed, Answer, Code, Once, Problem, Reply, Site},
};

/// How long a host may take to begin to fetch a file.
const FETCH: Duration = Duration::hours(6);

/// Move a video to the host where the organization's new videos go.
///
/// It is played from where it is until it has arrived; `move` of the video says how far it is. A move that failed is begun anew. What the
/// platform keeps of it afterwards counts against the plan, and what is kept elsewhere does not. Refused: `video_not_movable` when it is
/// not ready, is there already, is being moved, or its file is kept no longer; `video_host_unavailable` when that host is not set up.
#[utoipa::path(tag = "video", params(VideoPath, Once), responses((status = 200, body = Video)))]
#[post("/videos/{video_id}/move")]
pub async fn create_video_move(app: Data<App>, caller: Allowed<CreateVideoMove>, path: Path<VideoPath>, once: Once) -> Answer {
    once.run(&app.db, &caller.grant, "", async |tx| {
        let grant = tx.videos().authorize(&caller.grant, path.id()).await?;
        let to = app.video_hosts.of(tx).await?;
        let video = moving::create_video_move(tx, &grant, path.id(), to).await?;
        Reply::ok(&Video::whole(&app, tx, caller.tenant.org_id(), video).await?)
    })
    .await
}

/// Stop the move of a video, or forget one that failed.
///
/// The video stays where it is; what came of it elsewhere is deleted. Refused: `video_not_movable` when it is not being moved.
#[utoipa::path(tag = "video", params(VideoPath), responses((status = 204)))]
#[delete("/videos/{video_id}/move")]
pub async fn delete_video_move(app: Data<App>, caller: Allowed<DeleteVideoMove>, path: Path<VideoPath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.videos().authorize(&caller.grant, path.id()).await?;
    moving::delete_video_move(&tx, &grant, path.id()).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// An address of a video's own file for a host that fetches it: nobody else is given one.
pub fn original_url(app: &App, org_id: OrgId, id: VideoId) -> String {
    let path = original_path(org_id, id);
    let expires = (app.db.world().now() + FETCH).timestamp();
    format!("{}{path}?{}", app.config.server.files_origin(), app.keyring.sign_path(&path, expires))
}

fn original_path(org_id: OrgId, id: VideoId) -> String {
    format!("/originals/{org_id}/{id}")
}

/// A video's own file, by an address that was signed for a host; whole or a part of it, because hosts fetch large files in parts.
#[route("/originals/{org_id}/{video_id}", method = "GET", method = "HEAD")]
pub async fn original(app: Data<App>, site: Site, request: HttpRequest, path: Path<(Uuid, Uuid)>, proof: Query<Proof>) -> Answer {
    if !matches!(site, Site::Files) {
        return Err(Problem::new(Code::NotFound));
    }
    let (org, id) = (OrgId(path.0), VideoId(path.1));
    if !proof.is_valid(&app, &original_path(org, id)) {
        return Err(Problem::new(Code::LinkInvalid));
    }
    if !app.db.is_open(org).await? {
        return Err(Problem::new(Code::NotFound));
    }
    let key = ObjectKey::video_original(org, id);
    let size = app.storage.size(&key).await.map_err(refuse)?;
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, "application/octet-stream"))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"));
    let contents = match part(&request, size) {
        Part::Whole => app.storage.stream(&key).await,
        Part::Of(range) => {
            let (from, to) = range.into_inner();
            answer.status(actix_web::http::StatusCode::PARTIAL_CONTENT);
            answer.insert_header((header::CONTENT_RANGE, format!("bytes {from}-{to}/{size}")));
            app.storage.stream_range(&key, from..to + 1).await
        }
        Part::None => {
            answer.status(actix_web::http::StatusCode::RANGE_NOT_SATISFIABLE);
            return Ok(answer.insert_header((header::CONTENT_RANGE, format!("bytes */{size}"))).finish());
        }
    };
    let contents = contents.map_err(refuse)?;
    let bytes = contents.bytes.map(|part| part.map_err(|error| Box::new(error) as Box<dyn std::error::Error>));
    Ok(answer.no_chunking(contents.size).streaming(bytes))
}

/// Which part of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Of(RangeInclusive<u64>),
    None,
}

/// What cannot be read, names several parts, or asks for no bytes at all, is answered with the whole, as the standard has it.
fn part(request: &HttpRequest, size: u64) -> Part {
    if request.method() != Method::GET {
        return Part::Whole;
    }
    let Ok(Range::Bytes(specs)) = Range::parse(request) else { return Part::Whole };
    let [spec] = specs.as_slice() else { return Part::Whole };
    asked(spec, size)
}

fn asked(spec: &ByteRangeSpec, size: u64) -> Part {
    spec.to_satisfiable_range(size).map_or(Part::None, |(from, to)| Part::Of(from..=to))
}
