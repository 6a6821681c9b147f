//! Cloudflare Stream's API.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::double::{Double, Host, Kept, Stage};

/// Answers a call; the path is that after `/client/v4/accounts/{account}/stream`.
pub(crate) fn answer(double: &Double, request: &HttpRequest, path: &str, body: &Value) -> HttpResponse {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (request.method().as_str(), parts.as_slice()) {
        ("POST", [""]) if request.query_string() == "direct_user=true" => open(double, request),
        ("POST", ["copy"]) => copy(double, body),
        ("GET", [uid]) => with(double, uid, |kept| shown(double, kept)),
        ("DELETE", [uid]) => {
            let is_ours = double.video(uid).is_some_and(|kept| kept.host == Host::Cloudflare);
            if is_ours && double.forget(uid) { HttpResponse::Ok().finish() } else { missing() }
        }
        ("POST", [uid, "downloads"]) => ask_for_file(double, uid),
        ("GET", [uid, "downloads"]) => {
            double.change(uid, |kept| kept.export_looks = kept.export_looks.map(|looks| looks + 1));
            with(double, uid, |kept| downloads(double, kept))
        }
        _ => missing(),
    }
}

fn refuse(status: u16, code: u32, said: &str) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let errors = json!([{ "code": code, "message": said }]);
    HttpResponse::build(status).json(json!({ "result": null, "success": false, "errors": errors, "messages": null }))
}

fn missing() -> HttpResponse {
    refuse(404, 10_003, "Not Found: video not found")
}

/// What a wrong token is told. As a careless host would, it repeats what was sent.
pub(crate) fn unauthorized(sent: &str) -> HttpResponse {
    refuse(403, 10_000, &format!("Authentication error: {sent}"))
}

fn fine(result: &Value) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "result": result, "success": true, "errors": [], "messages": [] }))
}

fn with(double: &Double, uid: &str, show: impl FnOnce(&Kept) -> Value) -> HttpResponse {
    double.video(uid).filter(|kept| kept.host == Host::Cloudflare).map_or_else(missing, |kept| fine(&show(&kept)))
}

fn new(double: &Double, settings: Value) -> Kept {
    let uid = double.new_id("cf");
    Kept {
        host: Host::Cloudflare,
        id: uid.clone(),
        upload_id: None,
        playback_id: uid,
        settings,
        origin: None,
        expected: None,
        received: 0,
        stage: Stage::Processing,
        export_looks: None,
        seconds: 12.5,
    }
}

fn open(double: &Double, request: &HttpRequest) -> HttpResponse {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let said = read_metadata(header("Upload-Metadata"));
    let length: Option<u64> = header("Upload-Length").parse().ok();
    let (Some(said), Some(length), "1.0.0") = (said, length, header("Tus-Resumable")) else {
        return refuse(400, 10_005, "Bad Request: tus headers are missing or malformed");
    };
    let seconds = said.get("maxDurationSeconds").and_then(|text| text.parse::<i64>().ok());
    if !seconds.is_some_and(|seconds| (1..=36_000).contains(&seconds)) || header("Upload-Creator").len() > 64 {
        return refuse(400, 10_005, "Bad Request: maxDurationSeconds or creator out of range");
    }
    let meta: BTreeMap<_, _> =
        said.iter().filter(|(key, _)| !["maxDurationSeconds", "expiry", "requiresignedurls"].contains(&key.as_str())).collect();
    let settings = json!({
        "meta": meta, "creator": header("Upload-Creator"), "requireSignedURLs": said.contains_key("requiresignedurls"),
        "maxDurationSeconds": seconds, "uploadExpiry": said.get("expiry"),
    });
    let kept = Kept { stage: Stage::Waiting, expected: Some(length), ..new(double, settings) };
    let uid = kept.id.clone();
    double.keep(kept);
    HttpResponse::Created()
        .insert_header(("Location", format!("{}/upload/cloudflare/{uid}?tusv2=true", double.url)))
        .insert_header(("stream-media-id", uid))
        .insert_header(("Tus-Resumable", "1.0.0"))
        .finish()
}

/// Names with values in base64, or alone.
fn read_metadata(header: &str) -> Option<BTreeMap<String, String>> {
    let pair = |part: &str| match part.split_once(' ') {
        None if !part.is_empty() => Some((part.to_owned(), String::new())),
        Some((key, value)) => Some((key.to_owned(), String::from_utf8(STANDARD.decode(value).ok()?).ok()?)),
        None => None,
    };
    header.split(',').map(pair).collect()
}

fn copy(double: &Double, body: &Value) -> HttpResponse {
    let Some(url) = body["url"].as_str().filter(|url| url.starts_with("http")) else {
        return refuse(400, 10_005, "Bad Request: url is missing");
    };
    let mut kept = new(double, body.clone());
    if url.contains("gone") {
        kept.stage = Stage::Failed("ERR_FETCH_ORIGIN_ERROR".to_owned(), "The video failed to download".to_owned());
    }
    let (uid, is_fine) = (kept.id.clone(), kept.stage == Stage::Processing);
    double.keep(kept.clone());
    if !is_fine {
        double.tell(&uid, "video.asset.errored");
    } else if !double.state().is_holding {
        double.change(&uid, |kept| kept.stage = Stage::Ready);
        double.tell(&uid, "video.asset.ready");
    }
    fine(&shown(double, &kept))
}

fn ask_for_file(double: &Double, uid: &str) -> HttpResponse {
    let is_ready = double.change(uid, |kept| {
        let is_ready = kept.stage == Stage::Ready;
        if is_ready {
            kept.export_looks.get_or_insert(0);
        }
        is_ready
    });
    match is_ready {
        None => missing(),
        Some(false) => refuse(400, 10_005, "Bad Request: the video is not ready"),
        Some(true) => with(double, uid, |kept| downloads(double, kept)),
    }
}

fn downloads(double: &Double, kept: &Kept) -> Value {
    let file = |status: &str, percent: f64| {
        let url = format!("{}/{}/downloads/default.mp4", double.url, kept.id);
        json!({ "default": { "status": status, "url": url, "percentComplete": percent } })
    };
    match kept.export_looks {
        None => json!({}),
        Some(0) => file("inprogress", 75.0),
        Some(_) => file("ready", 100.0),
    }
}

/// A video, as Cloudflare shows it.
pub(crate) fn shown(double: &Double, kept: &Kept) -> Value {
    let (state, percent, code, text) = match &kept.stage {
        Stage::Waiting | Stage::Cancelled | Stage::TimedOut => ("pendingupload", "", "", ""),
        Stage::Processing => ("inprogress", "40.000000", "", ""),
        Stage::Ready => ("ready", "100.000000", "", ""),
        Stage::Failed(code, text) => ("error", "39.000000", code.as_str(), text.as_str()),
    };
    let is_ready = kept.stage == Stage::Ready;
    let (duration, width, height) = if is_ready { (kept.seconds, 1_920, 1_080) } else { (-1.0, -1, -1) };
    let base = format!("{}/{}", double.url, kept.id);
    let expiry = if kept.stage == Stage::TimedOut { json!("2020-01-01T00:00:00Z") } else { kept.settings["uploadExpiry"].clone() };
    json!({
        "uid": kept.id, "creator": kept.settings["creator"], "thumbnail": format!("{base}/thumbnails/thumbnail.jpg"),
        "thumbnailTimestampPct": 0, "readyToStream": is_ready, "meta": kept.settings["meta"],
        "status": { "state": state, "pctComplete": percent, "errorReasonCode": code, "errorReasonText": text },
        "created": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z", "uploaded": "2026-01-01T00:00:00Z",
        "uploadExpiry": expiry, "maxSizeBytes": null, "maxDurationSeconds": kept.settings["maxDurationSeconds"],
        "requireSignedURLs": kept.settings["requireSignedURLs"].as_bool().unwrap_or(false), "allowedOrigins": [], "size": kept.received,
        "duration": duration, "input": { "width": width, "height": height }, "watermark": null, "preview": format!("{base}/watch"),
        "playback": { "hls": format!("{base}/manifest/video.m3u8"), "dash": format!("{base}/manifest/video.mpd") },
    })
}
