//! What viewers get: a playlist, segments and pictures, to whoever has a token that holds.

use actix_web::{HttpRequest, HttpResponse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use crate::double::{Double, Host, Stage};

const PLAYLIST: &str = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n#EXT-X-PLAYLIST-TYPE:VOD\n\
    #EXTINF:4.0,\nfirst.ts\n#EXTINF:4.0,\nsecond.ts\n#EXT-X-ENDLIST\n";
const STORYBOARD: &str = "WEBVTT\n\n00:00:00.000 --> 00:00:12.500\nstoryboard.webp#xywh=0,0,256,160\n";

#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: i64,
    #[serde(default)]
    aud: Option<String>,
    kid: String,
    #[serde(default)]
    downloadable: bool,
}

/// Answers a viewer.
pub(crate) fn answer(double: &Double, request: &HttpRequest) -> HttpResponse {
    let parts: Vec<&str> = request.path().trim_start_matches('/').split('/').collect();
    let query = request.query_string().split('&').find_map(|pair| pair.strip_prefix("token=")).unwrap_or_default();
    match parts.as_slice() {
        [file] => mux(double, file.trim_end_matches(".m3u8"), query, "v", || playlist(double, query)),
        [id, "thumbnail.webp"] => mux(double, id, query, "t", || picture("image/webp")),
        [id, "storyboard.vtt"] => mux(double, id, query, "s", || text("text/vtt", STORYBOARD)),
        [token, "manifest", "video.m3u8"] => cloudflare(double, token, false, || playlist(double, token)),
        [token, "thumbnails", "thumbnail.jpg"] => cloudflare(double, token, false, || picture("image/jpeg")),
        [token, "downloads", "default.mp4"] => cloudflare(double, token, true, || whole(double)),
        ["mux-master", id, "master.mp4"] if double.video(id).is_some() => whole(double),
        ["media", token, file] => segment(double, token, file),
        _ => HttpResponse::NotFound().finish(),
    }
}

fn read(double: &Double, token: &str) -> Option<Claims> {
    let mut rules = Validation::new(Algorithm::RS256);
    // this clock may stand
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.set_required_spec_claims(&["exp", "sub"]);
    decode_header(token).ok()?;
    let claims = decode::<Claims>(token, &DecodingKey::from_rsa_der(&double.public_key()), &rules).ok()?.claims;
    (claims.exp > double.now() && claims.kid == double.signing_key_id).then_some(claims)
}

fn is_playable(double: &Double, host: Host, playback_id: &str) -> bool {
    double.videos().iter().any(|kept| kept.host == host && kept.playback_id == playback_id && kept.stage == Stage::Ready)
}

fn mux(double: &Double, id: &str, token: &str, kind: &str, show: impl FnOnce() -> HttpResponse) -> HttpResponse {
    let holds = read(double, token).is_some_and(|claims| claims.sub == id && claims.aud.as_deref() == Some(kind));
    if holds && is_playable(double, Host::Mux, id) { show() } else { HttpResponse::Forbidden().finish() }
}

fn cloudflare(double: &Double, token: &str, is_download: bool, show: impl FnOnce() -> HttpResponse) -> HttpResponse {
    let claims = read(double, token).filter(|claims| claims.downloadable || !is_download);
    let holds = claims.is_some_and(|claims| is_playable(double, Host::Cloudflare, &claims.sub));
    if holds { show() } else { HttpResponse::Unauthorized().finish() }
}

/// Every line of the playlist leads to a place that asks for the token again.
fn playlist(double: &Double, token: &str) -> HttpResponse {
    let kept = double.media.as_ref().and_then(|folder| std::fs::read_to_string(folder.join("video.m3u8")).ok());
    let kept = kept.unwrap_or_else(|| PLAYLIST.to_owned());
    let lines =
        kept.lines().map(|line| if line.is_empty() || line.starts_with('#') { line.to_owned() } else { format!("/media/{token}/{line}") });
    text("application/vnd.apple.mpegurl", &(lines.collect::<Vec<_>>().join("\n") + "\n"))
}

fn segment(double: &Double, token: &str, file: &str) -> HttpResponse {
    let is_plain = file.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) && !file.starts_with('.');
    if read(double, token).is_none() || !is_plain {
        return HttpResponse::Forbidden().finish();
    }
    let kept = double.media.as_ref().and_then(|folder| std::fs::read(folder.join(file)).ok());
    open(HttpResponse::Ok()).content_type("video/mp2t").body(kept.unwrap_or_else(|| b"a segment".to_vec()))
}

fn whole(double: &Double) -> HttpResponse {
    let file = double.state().whole.clone().unwrap_or_else(|| b"a whole video".to_vec());
    open(HttpResponse::Ok()).content_type("video/mp4").body(file)
}

fn open(mut answer: actix_web::HttpResponseBuilder) -> actix_web::HttpResponseBuilder {
    answer.insert_header(("Access-Control-Allow-Origin", "*"));
    answer
}

fn text(kind: &'static str, body: &str) -> HttpResponse {
    open(HttpResponse::Ok()).content_type(kind).body(body.to_owned())
}

fn picture(kind: &'static str) -> HttpResponse {
    open(HttpResponse::Ok()).content_type(kind).body("a picture")
}
