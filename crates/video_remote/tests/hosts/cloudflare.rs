//! Cloudflare Stream: from the first byte to the last.

use domain::video::VideoFault;
use serde_json::json;
use video::host::{HostError, HostState, VideoHost, VideoRef};
use video_remote::{BadConfig, Cloudflare, CloudflareConfig};

use crate::stage::{NOW, Stage, addresses, adopted, file, get, keep, there, video, viewer, world};

const NAME: &str = "01900000-0000-7000-8000-000000000001:01900000-0000-7000-8000-000000000002";
const ORG: &str = "01900000-0000-7000-8000-000000000001";

#[tokio::test]
async fn a_video_goes_up_is_watched_and_goes_away() {
    let stage = Stage::set();
    let video = stage.ready(&stage.cloudflare).await;
    let kept = stage.double.video(video.remote_id.as_ref().unwrap()).unwrap();
    let settings = json!({
        "meta": { "name": "Erste Schritte", "lyceum": NAME }, "creator": ORG, "requireSignedURLs": true, "maxDurationSeconds": 3_600,
        "uploadExpiry": "2026-09-21T20:03:20Z",
    });
    assert_eq!(kept.settings, settings);
    assert_eq!(kept.expected, Some(12 * 1_024 * 1_024 + 5));
    let urls = addresses(&stage.cloudflare, &video);
    assert!(get(&urls.playlist).await.2.starts_with("#EXTM3U"));
    assert_eq!(get(urls.poster.as_ref().unwrap()).await.0, 200);
    assert_eq!(urls.storyboard, None);
    stage.cloudflare.delete(&video).await.unwrap();
    assert!(stage.double.videos().is_empty());
    assert_eq!(get(&urls.playlist).await.0, 401);
    stage.cloudflare.delete(&video).await.unwrap();
    assert!(matches!(stage.cloudflare.look(&video).await, Err(HostError::Missing(_))));
}

#[tokio::test]
async fn a_token_is_for_one_video_and_ten_minutes_and_takes_no_file_away() {
    let stage = Stage::set();
    let video = stage.ready(&stage.cloudflare).await;
    let urls = addresses(&stage.cloudflare, &video);
    let base = format!("{}/{}", stage.double.url, video.remote_id.as_deref().unwrap());
    assert_eq!(get(&format!("{base}/manifest/video.m3u8")).await.0, 401, "the id alone");
    assert_eq!(get(&urls.playlist.replace("manifest/video.m3u8", "downloads/default.mp4")).await.0, 401);
    stage.pass(599);
    assert_eq!(get(&urls.playlist).await.0, 200);
    stage.pass(1);
    assert_eq!(get(&urls.playlist).await.0, 401);
    let token = urls.playlist.split('/').nth(3).unwrap();
    keep(
        "cloudflare-playback",
        &json!({
            "private_key": stage.double.signing_key(), "key_id": stage.double.signing_key_id, "uid": video.remote_id, "exp": NOW + 600, "token": token,
        }),
    );
}

#[tokio::test]
async fn what_became_of_it_is_told() {
    let stage = Stage::set();
    stage.double.hold(true);
    assert!(matches!(stage.cloudflare.playback(&video(), &viewer(600)), Err(HostError::Missing(_))));
    let up = stage.uploaded(&stage.cloudflare).await;
    let uid = up.remote_id.clone().unwrap();
    assert!(matches!(stage.cloudflare.look(&up).await.unwrap(), HostState::Processing { percent: Some(40), .. }));
    let codes = [
        ("ERR_NON_VIDEO", VideoFault::NotAVideo),
        ("ERR_MALFORMED_VIDEO", VideoFault::Damaged),
        ("ERR_DURATION_EXCEED_CONSTRAINT", VideoFault::TooLong),
        ("ERR_DURATION_TOO_SHORT", VideoFault::Unsupported),
        ("ERR_UNKNOWN", VideoFault::HostRefused),
    ];
    for (code, fault) in codes {
        stage.double.fail(&uid, code, "Why");
        assert_eq!(stage.cloudflare.look(&up).await.unwrap(), HostState::Failed(fault, "Why".to_owned()));
    }
    stage.double.finish(&uid);
    adopted(&up, stage.cloudflare.look(&up).await.unwrap());
    let (_, _, uid) = there(stage.cloudflare.open_upload(&video(), &file()).await.unwrap());
    let late = VideoRef { remote_id: Some(uid), ..video() };
    stage.pass(350 * 60);
    assert_eq!(stage.cloudflare.look(&late).await.unwrap(), HostState::Waiting);
    stage.pass(1);
    assert!(matches!(stage.cloudflare.look(&late).await.unwrap(), HostState::Failed(VideoFault::UploadExpired, _)));
}

#[tokio::test]
async fn a_video_moves_in_and_out() {
    let stage = Stage::set();
    let ids = stage.cloudflare.fetch(&video(), "https://files.academy.test/original.mp4").await.unwrap();
    let moved = VideoRef { remote_id: Some(ids.remote_id), playback_id: ids.playback_id, ..video() };
    let sent = stage.asked("POST").remove(0).body.unwrap();
    let expected = json!({
        "url": "https://files.academy.test/original.mp4", "creator": ORG, "requireSignedURLs": true,
        "meta": { "name": "Erste Schritte", "lyceum": NAME },
    });
    assert_eq!(sent, expected);
    let moved = adopted(&moved, stage.cloudflare.look(&moved).await.unwrap());
    assert_eq!(stage.cloudflare.export(&moved).await.unwrap(), None, "it is asked for");
    let url = stage.cloudflare.export(&moved).await.unwrap().unwrap();
    assert_eq!(get(&url).await.2, "a whole video");
    stage.pass(3_600);
    assert_eq!(get(&url).await.0, 401);
    assert_eq!(stage.asked("POST").len(), 2, "asked for once");
    let gone = stage.cloudflare.fetch(&video(), "https://files.academy.test/gone.mp4").await.unwrap();
    let gone = VideoRef { remote_id: Some(gone.remote_id), ..video() };
    assert!(matches!(stage.cloudflare.look(&gone).await.unwrap(), HostState::Failed(VideoFault::HostRefused, _)));
}

#[tokio::test]
async fn what_anybody_could_play_is_not_taken_for_ready() {
    let stage = Stage::set();
    let up = stage.ready(&stage.cloudflare).await;
    stage.double.make_public(up.remote_id.as_ref().unwrap());
    assert!(matches!(stage.cloudflare.look(&up).await.unwrap(), HostState::Failed(VideoFault::HostRefused, _)));
    let up = stage.ready(&stage.mux).await;
    stage.double.make_public(up.remote_id.as_ref().unwrap());
    assert!(matches!(stage.mux.look(&up).await.unwrap(), HostState::Failed(VideoFault::HostRefused, _)));
}

#[tokio::test]
async fn what_cannot_be_used_is_said_at_the_start_and_hidden() {
    let stage = Stage::set();
    let usual = CloudflareConfig { api_url: None, stream_url: None, ..Stage::cloudflare_config(&stage.double) };
    let refused = |config: CloudflareConfig| Cloudflare::new(config, world(&stage.clock)).unwrap_err();
    assert!(matches!(refused(CloudflareConfig { account_id: "../user".to_owned(), ..usual.clone() }), BadConfig::Setting { .. }));
    assert!(matches!(refused(CloudflareConfig { customer_domain: "a/b".to_owned(), ..usual.clone() }), BadConfig::Setting { .. }));
    assert!(matches!(refused(CloudflareConfig { signing_key: String::new(), ..usual.clone() }), BadConfig::Key { .. }));
    let error = refused(CloudflareConfig { api_token: "hidden\n".to_owned(), ..usual.clone() });
    assert!(matches!(error, BadConfig::Setting { .. }) && !error.to_string().contains("hidden"));
    let host = Cloudflare::new(usual.clone(), world(&stage.clock)).unwrap();
    let shown = format!("{usual:?} {host:?}");
    for secret in [&usual.api_token, &usual.signing_key, &usual.webhook_secrets[0]] {
        assert!(!shown.contains(secret.as_str()), "{shown}");
    }
    let origins =
        ["https://customer-double.cloudflarestream.com", "https://upload.cloudflarestream.com", "https://upload.videodelivery.net"];
    assert_eq!(host.origins(), origins);
}
