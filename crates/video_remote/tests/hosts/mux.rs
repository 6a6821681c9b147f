//! Mux: from the first byte to the last.

use futures::StreamExt;
use serde_json::json;
use video::host::{HostError, HostState, VideoHost, VideoRef};
use video_remote::{BadConfig, Mux, MuxConfig, MuxQuality};

use domain::video::VideoFault;

use crate::stage::{NOW, ORIGIN, Stage, addresses, adopted, file, get, keep, pace, there, video, viewer, world};

const NAME: &str = "01900000-0000-7000-8000-000000000001:01900000-0000-7000-8000-000000000002";

#[tokio::test]
async fn a_video_goes_up_is_watched_and_goes_away() {
    let stage = Stage::set();
    let video = stage.ready(&stage.mux).await;
    let sent = stage.asked("POST").remove(0).body.unwrap();
    assert_eq!((&sent["cors_origin"], &sent["timeout"]), (&json!(ORIGIN), &json!(86_400)));
    let settings = json!({
        "playback_policies": ["signed"], "passthrough": NAME, "video_quality": "basic", "max_resolution_tier": "1080p",
        "normalize_audio": true, "meta": { "title": "Erste Schritte", "external_id": "01900000-0000-7000-8000-000000000002" },
    });
    assert_eq!(sent["new_asset_settings"], settings);
    let urls = addresses(&stage.mux, &video);
    assert!(get(&urls.playlist).await.2.starts_with("#EXTM3U"));
    assert_eq!(get(urls.poster.as_ref().unwrap()).await.0, 200);
    assert!(get(urls.storyboard.as_ref().unwrap()).await.2.starts_with("WEBVTT"));
    stage.mux.delete(&video).await.unwrap();
    assert!(stage.double.videos().is_empty());
    assert_eq!(get(&urls.playlist).await.0, 403);
    stage.mux.delete(&video).await.unwrap();
    assert!(matches!(stage.mux.look(&video).await, Err(HostError::Missing(_))));
}

#[tokio::test]
async fn a_token_is_for_one_video_one_use_and_ten_minutes() {
    let stage = Stage::set();
    let (one, other) = (stage.ready(&stage.mux).await, stage.ready(&stage.mux).await);
    let urls = addresses(&stage.mux, &one);
    let token = |url: &str| url.split_once("token=").unwrap().1.to_owned();
    let playlist =
        |video: &VideoRef, token: &str| format!("{}/{}.m3u8?token={token}", stage.double.url, video.playback_id.as_deref().unwrap());
    assert_eq!(get(&playlist(&one, &token(&urls.playlist))).await.0, 200);
    assert_eq!(get(&playlist(&other, &token(&urls.playlist))).await.0, 403, "another video");
    assert_eq!(get(&playlist(&one, &token(urls.poster.as_ref().unwrap()))).await.0, 403, "a token of pictures");
    assert_eq!(get(&playlist(&one, "")).await.0, 403);
    let mut forged = token(&urls.playlist);
    forged.replace_range(forged.len() - 5..forged.len() - 4, if forged.as_bytes()[forged.len() - 5] == b'A' { "B" } else { "A" });
    assert_eq!(get(&playlist(&one, &forged)).await.0, 403);
    stage.pass(599);
    assert_eq!(get(&urls.playlist).await.0, 200);
    stage.pass(1);
    assert_eq!(get(&urls.playlist).await.0, 403);
    keep(
        "mux-playback",
        &json!({
            "private_key": stage.double.signing_key(), "key_id": stage.double.signing_key_id, "playback_id": one.playback_id, "exp": NOW + 600,
            "video": token(&urls.playlist), "thumbnail": token(urls.poster.as_ref().unwrap()), "storyboard": token(urls.storyboard.as_ref().unwrap()),
        }),
    );
}

#[tokio::test]
async fn what_is_not_ready_cannot_be_watched_and_says_how_far_it_is() {
    let stage = Stage::set();
    stage.double.hold(true);
    assert!(matches!(stage.mux.playback(&video(), &viewer(600)), Err(HostError::Missing(_))));
    let up = stage.uploaded(&stage.mux).await;
    let HostState::Processing { ids, percent } = stage.mux.look(&up).await.unwrap() else { panic!("it is worked on") };
    assert_eq!(percent, Some(40));
    assert_ne!(Some(&ids.remote_id), up.remote_id.as_ref(), "the asset has an id of its own");
    stage.double.finish(up.remote_id.as_ref().unwrap());
    let ready = adopted(&up, stage.mux.look(&up).await.unwrap());
    assert_eq!(ready.remote_id, Some(ids.remote_id));
    adopted(&ready, stage.mux.look(&ready).await.unwrap());
}

#[tokio::test]
async fn why_a_video_failed_is_told() {
    let stage = Stage::set();
    stage.double.hold(true);
    for (code, fault) in [("invalid_input", VideoFault::Unsupported), ("something_new", VideoFault::HostRefused)] {
        let up = stage.uploaded(&stage.mux).await;
        stage.double.fail(up.remote_id.as_ref().unwrap(), code, "The file cannot be read");
        assert_eq!(stage.mux.look(&up).await.unwrap(), HostState::Failed(fault, "The file cannot be read".to_owned()));
    }
    let (_, _, remote_id) = there(stage.mux.open_upload(&video(), &file()).await.unwrap());
    stage.double.expire(&remote_id);
    let late = VideoRef { remote_id: Some(remote_id), ..video() };
    assert!(matches!(stage.mux.look(&late).await.unwrap(), HostState::Failed(VideoFault::UploadExpired, _)));
}

#[tokio::test]
async fn an_upload_that_is_not_wanted_any_more_is_ended() {
    let stage = Stage::set();
    let (_, _, remote_id) = there(stage.mux.open_upload(&video(), &file()).await.unwrap());
    let waiting = VideoRef { remote_id: Some(remote_id), ..video() };
    stage.mux.delete(&waiting).await.unwrap();
    assert!(matches!(stage.mux.look(&waiting).await.unwrap(), HostState::Failed(VideoFault::UploadExpired, _)));
    stage.mux.delete(&waiting).await.unwrap();
    // and so is what became of it
    let up = stage.uploaded(&stage.mux).await;
    stage.mux.delete(&up).await.unwrap();
    assert!(
        stage.double.videos().iter().all(|kept| Some(&format!("upload:{}", kept.upload_id.as_ref().unwrap())) != up.remote_id.as_ref())
    );
    stage.mux.delete(&video()).await.unwrap();
}

#[tokio::test]
async fn opening_twice_makes_two_places_and_one_video() {
    let stage = Stage::set();
    let first = there(stage.mux.open_upload(&video(), &file()).await.unwrap());
    let second = there(stage.mux.open_upload(&video(), &file()).await.unwrap());
    assert_ne!(first.2, second.2);
    assert!(stage.double.videos().iter().all(|kept| kept.settings["passthrough"] == NAME && kept.received == 0));
}

#[tokio::test]
async fn a_video_moves_in_and_out() {
    let stage = Stage::set();
    let ids = stage.mux.fetch(&video(), "https://files.academy.test/original.mp4?signature=1").await.unwrap();
    let moved = VideoRef { remote_id: Some(ids.remote_id), playback_id: ids.playback_id, ..video() };
    let sent = stage.asked("POST").remove(0).body.unwrap();
    assert_eq!(sent["inputs"], json!([{ "url": "https://files.academy.test/original.mp4?signature=1" }]));
    assert_eq!((&sent["passthrough"], &sent["playback_policies"]), (&json!(NAME), &json!(["signed"])));
    let moved = adopted(&moved, stage.mux.look(&moved).await.unwrap());
    assert_eq!(stage.mux.export(&moved).await.unwrap(), None, "it is asked for");
    let url = stage.mux.export(&moved).await.unwrap().unwrap();
    assert_eq!(get(&url).await.2, "a whole video");
    let mut download = stage.mux.download(&url).await.unwrap();
    let mut whole = Vec::new();
    while let Some(part) = download.parts.next().await {
        whole.extend_from_slice(&part.unwrap());
    }
    assert_eq!((download.bytes, whole.as_slice()), (13, b"a whole video".as_slice()));
    for wrong in ["http://files.academy.test/whole.mp4", "file:///etc/passwd", "whole.mp4"] {
        assert!(matches!(stage.mux.download(wrong).await, Err(HostError::Refused(_))), "{wrong}");
    }
    assert_eq!(stage.asked("PUT").len(), 1);
    let gone = stage.mux.fetch(&video(), "https://files.academy.test/gone.mp4").await.unwrap();
    let gone = VideoRef { remote_id: Some(gone.remote_id), ..video() };
    assert!(matches!(stage.mux.look(&gone).await.unwrap(), HostState::Failed(VideoFault::HostRefused, _)));
}

#[tokio::test]
async fn a_restriction_is_named_in_every_token() {
    let stage = Stage::set();
    let config = MuxConfig { playback_restriction_id: Some("restriction".to_owned()), ..Stage::mux_config(&stage.double) };
    let mux = Mux::with_pace(config, world(&stage.clock), pace()).unwrap();
    let video = VideoRef { playback_id: Some("id".to_owned()), ..video() };
    let urls = mux.playback(&video, &viewer(600)).unwrap();
    for url in [&urls.playlist, urls.poster.as_ref().unwrap(), urls.storyboard.as_ref().unwrap()] {
        let claims = url.split('.').rev().nth(1).unwrap();
        let claims = data_encoding::BASE64URL_NOPAD.decode(claims.as_bytes()).unwrap();
        assert!(String::from_utf8(claims).unwrap().contains(r#""playback_restriction_id":"restriction""#));
    }
    assert!(!format!("{urls:?}").contains("ey"), "{urls:?}");
}

#[tokio::test]
async fn what_cannot_be_used_is_said_at_the_start_and_hidden() {
    let stage = Stage::set();
    let usual = MuxConfig { api_url: None, stream_url: None, image_url: None, ..Stage::mux_config(&stage.double) };
    let broken = MuxConfig { signing_key: "hidden".to_owned(), ..usual.clone() };
    let error = Mux::new(broken, world(&stage.clock)).unwrap_err();
    assert!(matches!(error, BadConfig::Key { .. }) && !error.to_string().contains("hidden"), "{error}");
    let shown = format!("{usual:?} {:?}", Mux::new(usual.clone(), world(&stage.clock)).unwrap());
    for secret in [&usual.token_secret, &usual.token_id, &usual.signing_key, &usual.webhook_secrets[0]] {
        assert!(!shown.contains(secret.as_str()), "{shown}");
    }
    let origins = Mux::new(usual, world(&stage.clock)).unwrap().origins();
    assert_eq!(origins, ["https://*.mux.com", "https://storage.googleapis.com"]);
    assert_eq!(stage.mux.origins(), std::slice::from_ref(&stage.double.url));
    for quality in [MuxQuality::Basic, MuxQuality::Plus, MuxQuality::Premium] {
        assert_eq!(MuxQuality::parse(quality.as_str()), Some(quality));
    }
}
