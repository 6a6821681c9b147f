//! Mux's API.

use actix_web::{HttpResponse, http::Method};
use serde_json::{Value, json};

use crate::double::{Double, Host, Kept, Stage};

/// Answers a call; the path is that after `/video/v1/`.
pub(crate) fn answer(double: &Double, method: &Method, path: &str, body: &Value) -> HttpResponse {
    let parts: Vec<&str> = path.split('/').collect();
    match (method.as_str(), parts.as_slice()) {
        ("POST", ["uploads"]) => open(double, body),
        ("GET", ["uploads", id]) => with(double, id, |kept| shown_upload(double, kept)),
        ("PUT", ["uploads", id, "cancel"]) => cancel(double, id),
        ("POST", ["assets"]) => create(double, body),
        ("GET", ["assets", id]) => {
            double.change(id, |kept| kept.export_looks = kept.export_looks.map(|looks| looks + 1));
            with_asset(double, id)
        }
        ("DELETE", ["assets", id]) => delete(double, id),
        ("PUT", ["assets", id, "master-access"]) => master(double, id, body),
        _ => refuse(404, "not_found", "The requested resource either doesn't exist or you don't have access to it."),
    }
}

fn refuse(status: u16, kind: &str, said: &str) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(status).unwrap_or(actix_web::http::StatusCode::BAD_REQUEST);
    HttpResponse::build(status).json(json!({ "error": { "type": kind, "messages": [said] } }))
}

fn missing() -> HttpResponse {
    refuse(404, "not_found", "The requested resource either doesn't exist or you don't have access to it.")
}

fn invalid(said: &str) -> HttpResponse {
    refuse(400, "invalid_parameters", said)
}

/// What a wrong token is told. As a careless host would, it repeats what was sent.
pub(crate) fn unauthorized(sent: &str) -> HttpResponse {
    refuse(401, "unauthorized", &format!("Unauthorized request: {sent}"))
}

fn with(double: &Double, id: &str, show: impl FnOnce(&Kept) -> Value) -> HttpResponse {
    let kept = double.video(id).filter(|kept| kept.host == Host::Mux);
    kept.map_or_else(missing, |kept| HttpResponse::Ok().json(json!({ "data": show(&kept) })))
}

fn has_asset(kept: &Kept) -> bool {
    kept.upload_id.is_none() || matches!(kept.stage, Stage::Processing | Stage::Ready | Stage::Failed(..))
}

fn with_asset(double: &Double, id: &str) -> HttpResponse {
    match double.video(id) {
        Some(kept) if kept.id == id && has_asset(&kept) => with(double, id, |kept| shown_asset(double, kept)),
        _ => missing(),
    }
}

fn new(double: &Double, settings: &Value) -> Kept {
    Kept {
        host: Host::Mux,
        id: double.new_id("asset"),
        upload_id: None,
        playback_id: double.new_id("playback"),
        settings: settings.clone(),
        origin: None,
        expected: None,
        received: 0,
        stage: Stage::Processing,
        export_looks: None,
        seconds: 12.5,
    }
}

fn open(double: &Double, body: &Value) -> HttpResponse {
    let (settings, origin) = (&body["new_asset_settings"], body["cors_origin"].as_str());
    let timeout = body["timeout"].as_i64().unwrap_or(3_600);
    if !settings.is_object() || origin.is_none() || !(60..=604_800).contains(&timeout) {
        return invalid("new_asset_settings, cors_origin and a timeout from 60 to 604800 are wanted");
    }
    let upload_id = double.new_id("upload");
    let kept = Kept {
        upload_id: Some(upload_id.clone()),
        origin: origin.map(str::to_owned),
        stage: Stage::Waiting,
        // Mux is not told how long the file is
        expected: None,
        ..new(double, settings)
    };
    double.keep(kept);
    double.tell(&upload_id, "video.upload.created");
    double.video(&upload_id).map_or_else(missing, |kept| HttpResponse::Created().json(json!({ "data": shown_upload(double, &kept) })))
}

fn create(double: &Double, body: &Value) -> HttpResponse {
    let Some(url) = body.pointer("/inputs/0/url").and_then(Value::as_str).filter(|url| url.starts_with("http")) else {
        return invalid("inputs: an address is wanted");
    };
    let mut kept = new(double, body);
    if url.contains("gone") {
        kept.stage = Stage::Failed("download_failed".to_owned(), "We were unable to download the file".to_owned());
    }
    let (id, is_fine) = (kept.id.clone(), kept.stage == Stage::Processing);
    double.keep(kept.clone());
    let shown = shown_asset(double, &kept);
    double.tell(&id, "video.asset.created");
    if !is_fine {
        double.tell(&id, "video.asset.errored");
    } else if !double.state().is_holding {
        double.change(&id, |kept| kept.stage = Stage::Ready);
        double.tell(&id, "video.asset.ready");
    }
    HttpResponse::Created().json(json!({ "data": shown }))
}

fn cancel(double: &Double, id: &str) -> HttpResponse {
    let cancelled = double.change(id, |kept| {
        let may = kept.stage == Stage::Waiting;
        if may {
            kept.stage = Stage::Cancelled;
        }
        may
    });
    match cancelled {
        None => missing(),
        Some(false) => refuse(403, "forbidden", "Upload is not in a state that can be cancelled."),
        Some(true) => {
            double.tell(id, "video.upload.cancelled");
            with(double, id, |kept| shown_upload(double, kept))
        }
    }
}

fn delete(double: &Double, id: &str) -> HttpResponse {
    double.tell(id, "video.asset.deleted");
    if double.forget(id) { HttpResponse::NoContent().finish() } else { missing() }
}

fn master(double: &Double, id: &str, body: &Value) -> HttpResponse {
    if body["master_access"] != "temporary" {
        return invalid("master_access: temporary or none");
    }
    match double.change(id, |kept| kept.export_looks.get_or_insert(0).to_owned()) {
        Some(_) => with_asset(double, id),
        None => missing(),
    }
}

/// A direct upload, as Mux shows it.
pub(crate) fn shown_upload(double: &Double, kept: &Kept) -> Value {
    let id = kept.upload_id.clone().unwrap_or_default();
    let status = match &kept.stage {
        Stage::Waiting => "waiting",
        Stage::Cancelled => "cancelled",
        Stage::TimedOut => "timed_out",
        Stage::Processing | Stage::Ready | Stage::Failed(..) => "asset_created",
    };
    let mut shown = json!({
        "id": id, "status": status, "timeout": 86_400, "cors_origin": kept.origin, "new_asset_settings": kept.settings,
    });
    if status == "waiting" {
        shown["url"] = json!(format!("{}/upload/mux/{id}?upload_id=secret", double.url));
    } else if status == "asset_created" {
        shown["asset_id"] = json!(kept.id);
    }
    shown
}

/// An asset, as Mux shows it.
pub(crate) fn shown_asset(double: &Double, kept: &Kept) -> Value {
    let (status, state, progress) = match &kept.stage {
        Stage::Ready => ("ready", "completed", 100),
        Stage::Failed(..) => ("errored", "errored", -1),
        _ => ("preparing", "transcoding", 40),
    };
    let policies = kept.settings["playback_policies"].as_array().cloned().unwrap_or_default();
    let policy = policies.first().and_then(Value::as_str).unwrap_or("public").to_owned();
    let mut shown = json!({
        "id": kept.id, "status": status, "created_at": "1767225600", "encoding_tier": "baseline", "max_resolution_tier": "1080p",
        "passthrough": kept.settings["passthrough"], "video_quality": kept.settings["video_quality"], "meta": kept.settings["meta"],
        "playback_ids": [{ "id": kept.playback_id, "policy": policy }], "progress": { "progress": progress, "state": state },
        "master_access": if kept.export_looks.is_some() { "temporary" } else { "none" },
    });
    if let Some(upload_id) = &kept.upload_id {
        shown["upload_id"] = json!(upload_id);
    }
    match &kept.stage {
        Stage::Ready => {
            shown["duration"] = json!(kept.seconds);
            shown["aspect_ratio"] = json!("16:9");
            shown["resolution_tier"] = json!("1080p");
            shown["tracks"] = json!([
                { "type": "video", "id": "track1", "max_width": 1_920, "max_height": 1_080, "max_frame_rate": 30, "duration": kept.seconds },
                { "type": "audio", "id": "track2", "max_channels": 2, "duration": kept.seconds },
            ]);
        }
        Stage::Failed(code, text) => shown["errors"] = json!({ "type": code, "messages": [text] }),
        _ => {}
    }
    match kept.export_looks {
        Some(0) => shown["master"] = json!({ "status": "preparing" }),
        Some(_) => {
            shown["master"] = json!({ "status": "ready", "url": format!("{}/mux-master/{}/master.mp4?skid=secret", double.url, kept.id) });
        }
        None => {}
    }
    shown
}
