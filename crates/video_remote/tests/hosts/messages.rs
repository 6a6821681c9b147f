//! Messages of both hosts: whether they are theirs, and what they are about.

use std::sync::{Arc, Mutex};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use video::host::{HostMessage, MessageRefusal, VideoHost, VideoRef};
use video_double::{cloudflare_signature, mux_signature};
use video_remote::{Mux, MuxConfig, TOLERANCE_SECONDS};

use crate::stage::{NOW, Stage, at, file, keep, pace, there, video, world};

type Sign = fn(&str, i64, &[u8]) -> String;

fn schemes(stage: &Stage) -> [(&dyn VideoHost, &'static str, Sign); 2] {
    [(&stage.mux, "Mux-Signature", mux_signature), (&stage.cloudflare, "Webhook-Signature", cloudflare_signature)]
}

fn read(host: &dyn VideoHost, name: &'static str, header: &str, body: &str, now: i64) -> Result<HostMessage, MessageRefusal> {
    let header = |asked: &str| asked.eq_ignore_ascii_case(name).then(|| header.to_owned());
    host.read_message(&header, body.as_bytes(), at(now))
}

#[tokio::test]
async fn a_message_leads_back_to_its_video() {
    let stage = Stage::set();
    for (host, name, sign) in schemes(&stage) {
        let video = stage.ready(host).await;
        let id = video.remote_id.clone().unwrap();
        let body = stage.double.message(&id, "video.asset.ready").unwrap();
        let header = sign(&stage.double.webhook_secret, NOW, body.as_bytes());
        let said = read(host, name, &header, &body, NOW).unwrap();
        assert_eq!((said.video, said.remote_id), (Some((video.org_id, video.id)), Some(id)));
        assert!(said.kind.starts_with("video.") && said.kind.ends_with("ready"), "{}", said.kind);
        assert_eq!(read(host, name, &header, &body, NOW).unwrap().id, said.id, "the same message has the same id");
        if name == "Mux-Signature" {
            keep("mux-message", &json!({ "secret": stage.double.webhook_secret, "header": header, "body": body, "now": NOW }));
        }
    }
}

#[tokio::test]
async fn what_is_altered_foreign_unsigned_old_or_early_is_refused() {
    let stage = Stage::set();
    for (host, name, sign) in schemes(&stage) {
        let video = stage.ready(host).await;
        let body = stage.double.message(video.remote_id.as_ref().unwrap(), "video.asset.ready").unwrap();
        let secret = &stage.double.webhook_secret;
        let header = sign(secret, NOW, body.as_bytes());
        let refused = |header: &str, body: &str, now: i64| {
            assert_eq!(read(host, name, header, body, now), Err(MessageRefusal::Signature), "{header} at {now}");
        };
        refused(&header, &body.replacen("ready", "READY", 1), NOW);
        refused(&sign("another secret", NOW, body.as_bytes()), &body, NOW);
        refused(&header.replacen(&NOW.to_string(), &(NOW + 1).to_string(), 1), &body, NOW);
        refused("", &body, NOW);
        refused(&header[..header.len() - 2], &body, NOW);
        refused(&header, &body, NOW + TOLERANCE_SECONDS + 1);
        refused(&header, &body, NOW - TOLERANCE_SECONDS - 1);
        assert!(read(host, name, &header, &body, NOW + TOLERANCE_SECONDS).is_ok());
        assert_eq!(read(host, "X-Signature", &header, &body, NOW), Err(MessageRefusal::Signature), "another header");
        let other = sign(secret, NOW, b"[]");
        assert_eq!(read(host, name, &other, "[]", NOW), Err(MessageRefusal::Unreadable));
    }
}

#[tokio::test]
async fn what_is_nobodys_here_is_read_and_names_nobody() {
    let stage = Stage::set();
    let secret = &stage.double.webhook_secret;
    let mux = |body: &str| read(&stage.mux, "Mux-Signature", &mux_signature(secret, NOW, body.as_bytes()), body, NOW).unwrap();
    let name = "01900000-0000-7000-8000-000000000001:01900000-0000-7000-8000-000000000002";
    let event = |environment: &str, passthrough: &str| {
        let data = json!({ "id": "asset1", "passthrough": passthrough });
        json!({ "id": "e", "type": "video.asset.ready", "environment": { "id": environment }, "data": data }).to_string()
    };
    assert!(mux(&event("double", name)).video.is_some());
    assert_eq!(mux(&event("double", "a colleague's")).video, None);
    assert_eq!(mux(&event("staging", name)).video, None, "of another environment");
    let live = mux(r#"{"id":"e","type":"video.live_stream.active","environment":{"id":"double"},"data":{"id":"live"}}"#);
    assert_eq!((live.video, live.remote_id), (None, None));
    let cloudflare = |creator: &str| {
        let body = json!({ "uid": "a1", "creator": creator, "meta": { "lyceum": name }, "status": { "state": "ready" } }).to_string();
        read(&stage.cloudflare, "Webhook-Signature", &cloudflare_signature(secret, NOW, body.as_bytes()), &body, NOW).unwrap()
    };
    assert!(cloudflare("01900000-0000-7000-8000-000000000001").video.is_some());
    assert_eq!(cloudflare("01900000-0000-7000-8000-000000000009").video, None, "the creator is another organization");
}

#[tokio::test]
async fn an_upload_is_named_by_its_id_until_there_is_an_asset() {
    let stage = Stage::set();
    let (_, _, remote_id) = there(stage.mux.open_upload(&video(), &file()).await.unwrap());
    let said = |kind: &str| {
        let body = stage.double.message(&remote_id, kind).unwrap();
        read(&stage.mux, "Mux-Signature", &mux_signature(&stage.double.webhook_secret, NOW, body.as_bytes()), &body, NOW).unwrap()
    };
    let created = said("video.upload.created");
    assert_eq!(created.video, Some((video().org_id, video().id)));
    assert_eq!(created.remote_id.as_ref(), Some(&remote_id));
    stage.double.receive(&remote_id);
    let up = VideoRef { remote_id: said("video.upload.asset_created").remote_id, ..video() };
    assert!(stage.mux.look(&up).await.is_ok(), "the asset is there by that id");
}

#[tokio::test]
async fn without_a_secret_nothing_is_believed() {
    let stage = Stage::set();
    let config = MuxConfig { webhook_secrets: vec![String::new()], ..Stage::mux_config(&stage.double) };
    let mux = Mux::with_pace(config, world(&stage.clock), pace()).unwrap();
    let header = mux_signature("", NOW, b"{}");
    assert_eq!(read(&mux, "Mux-Signature", &header, "{}", NOW), Err(MessageRefusal::NotSetUp));
}

#[tokio::test]
async fn the_double_delivers_what_its_host_would_sign() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let came = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&came);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (mut text, mut some) = (String::new(), [0; 4_096]);
            loop {
                let read = stream.read(&mut some).await.unwrap();
                text.push_str(&String::from_utf8_lossy(&some[..read]));
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length =
                    head.to_lowercase().split_once("content-length: ").unwrap().1.lines().next().unwrap().parse::<usize>().unwrap();
                if body.len() >= length {
                    kept.lock().unwrap().push((head.to_lowercase(), body.to_owned()));
                    break;
                }
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await.unwrap();
        }
    });
    let stage = Stage::set();
    stage.double.deliver_to(Some(&url), Some(&url), 1);
    stage.ready(&stage.mux).await;
    stage.ready(&stage.cloudflare).await;
    for _ in 0..200 {
        if came.lock().unwrap().len() >= 10 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let came = came.lock().unwrap().clone();
    let mut kinds = Vec::new();
    for (head, body) in &came {
        let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(&format!("{}: ", name.to_lowercase())).map(str::to_owned));
        let host = if header("mux-signature").is_some() { &stage.mux as &dyn VideoHost } else { &stage.cloudflare };
        kinds.push(host.read_message(&header, body.as_bytes(), at(NOW)).unwrap().kind);
    }
    let twice = ["video.upload.created", "video.upload.asset_created", "video.asset.created", "video.asset.ready", "video.ready"];
    let expected: Vec<&str> = twice.into_iter().flat_map(|kind| [kind, kind]).collect();
    assert_eq!(kinds, expected);
}
