//! The files of videos, on the files' host, below a part of the path that is signed for one viewer and ten minutes. Nothing is asked of the
//! database but whether the organization is open.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    route,
    web::{Data, Path},
};
use domain::{
    ids::{OrgId, VideoId},
    video::RenditionName,
};
use futures::StreamExt;
use storage::{ObjectKey, StorageError, VideoFile};
use uuid::Uuid;

use super::captions::caption_file;
use crate::{
    app::App,
    http::{Answer, Code, Problem, Site},
};

/// A file of a video. What is not exactly the name of one is nothing.
#[route("/v/{token}/{org_id}/{video_id}/{attempt}/{file:.*}", method = "GET", method = "HEAD", method = "OPTIONS")]
pub async fn media(app: Data<App>, site: Site, request: HttpRequest, path: Path<(String, Uuid, Uuid, i64, String)>) -> Answer {
    if request.method() == Method::OPTIONS {
        return Ok(may_ask());
    }
    let (token, org, video, attempt, name) = path.into_inner();
    let (org, video) = (OrgId(org), VideoId(video));
    if !matches!(site, Site::Files) {
        return Err(Problem::new(Code::NotFound));
    }
    let now = app.db.world().now().timestamp();
    let pass = app.keyring.read_media_token(org, video, &token, now).ok_or_else(|| Problem::new(Code::LinkInvalid))?;
    if !app.db.is_open(org).await? {
        return Err(Problem::new(Code::NotFound));
    }
    if let Some(words) = name.strip_prefix("captions/") {
        return caption_file(&app, org, video, words).await;
    }
    let (file, content_type) = file(&name).ok_or_else(|| Problem::new(Code::NotFound))?;
    let contents = app.storage.stream(&ObjectKey::video_file(org, video, attempt, file)).await.map_err(refuse)?;
    app.delivery.sent(org, video, contents.size);
    // forms are added to the list while the video is made playable
    let lasting = if matches!(file, VideoFile::Master) { 0 } else { pass.expires - now };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CACHE_CONTROL, format!("private, max-age={lasting}")))
        .insert_header((header::CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"))
        .no_chunking(contents.size)
        .streaming(contents.bytes.map(|part| part.map_err(|error| Box::new(error) as Box<dyn std::error::Error>))))
}

/// What a browser asks before it sends headers of its own from another origin. It says nothing about the file.
fn may_ask() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "*"))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
        .finish()
}

/// Why a stored file is not given, in public words.
pub fn refuse(error: StorageError) -> Problem {
    let code = match &error {
        StorageError::NotFound => Code::NotFound,
        StorageError::Unavailable(_) => Code::Busy,
        _ => Code::Internal,
    };
    Problem::new(code).caused_by(error)
}

/// Which file a name below an attempt stands for, and its media type.
fn file(name: &str) -> Option<(VideoFile, &'static str)> {
    const LIST: &str = "application/vnd.apple.mpegurl";
    match name {
        "master.m3u8" => return Some((VideoFile::Master, LIST)),
        "poster.jpg" => return Some((VideoFile::Poster, "image/jpeg")),
        "sprite.jpg" => return Some((VideoFile::Sprite, "image/jpeg")),
        _ => {}
    }
    let (form, rest) = name.split_once('/')?;
    let form = RenditionName::parse(form)?;
    let content_type = if form == RenditionName::Audio { "audio/mp4" } else { "video/mp4" };
    match rest {
        "index.m3u8" => Some((VideoFile::Playlist(form), LIST)),
        "init.mp4" => Some((VideoFile::Init(form), content_type)),
        segment => {
            let number = segment.strip_suffix(".m4s")?;
            let is_plain = number == "0" || !number.starts_with('0');
            let number: u32 = number.parse().ok().filter(|_| is_plain && number.bytes().all(|byte| byte.is_ascii_digit()))?;
            Some((VideoFile::Segment(form, number), content_type))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_files() {
        assert_eq!(file("720p/index.m3u8").unwrap().0, VideoFile::Playlist(RenditionName::P720));
        assert_eq!(file("audio/12.m4s").unwrap(), (VideoFile::Segment(RenditionName::Audio, 12), "audio/mp4"));
        assert_eq!(file("master.m3u8").unwrap().0, VideoFile::Master);
        for wrong in [
            "",
            "original",
            "../original",
            "720p",
            "720p/",
            "720p/../360p/0.m4s",
            "4k/0.m4s",
            "720p/+1.m4s",
            "720p/01.m4s",
            "720p/-1.m4s",
            "720p/1.m4s/",
            "/master.m3u8",
        ] {
            assert_eq!(file(wrong), None, "{wrong}");
        }
    }
}
