//! F04: the real server is killed in the middle of a video, twice; the next worker begins anew and finishes it, and nothing stays behind.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use lyceum_tests::{Client, Installation, Node};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    encode::clip,
    upload::{append, begin, by_tus},
    upload_cuts::{find, owner},
};

const PATIENCE: Duration = Duration::from_secs(120);

async fn look(owner: &Client, video: Uuid) -> Value {
    owner.get(&format!("/videos/{video}")).await.expect(200).body
}

/// Waits until a video is as wanted.
async fn until(owner: &Client, video: Uuid, is_wanted: impl Fn(&Value) -> bool) -> Value {
    let since = Instant::now();
    loop {
        let found = look(owner, video).await;
        if is_wanted(&found) {
            return found;
        }
        assert!(since.elapsed() < PATIENCE, "{found}");
        assert_ne!(found["status"], "failed", "{found}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Processes that were started on files below a folder.
fn at_work_in(folder: &Path) -> usize {
    let folder = folder.to_str().unwrap();
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    lines.filter(|line| String::from_utf8_lossy(line).contains(folder)).count()
}

/// Kills the server while ffmpeg runs, and starts another one on the same data.
async fn kill_at_work(place: &Installation, node: Node, org: Uuid) -> Node {
    let since = Instant::now();
    while at_work_in(place.folder.path()) == 0 {
        assert!(since.elapsed() < PATIENCE, "ffmpeg never ran");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let port = node.port;
    node.kill();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(at_work_in(place.folder.path()), 0, "ffmpeg outlived its worker");
    // the dead worker's lease would last for a minute
    place.tamper(org, "UPDATE jobs SET lease_until = '2020-01-01 00:00:00+00:00' WHERE kind = 'process_video'").await;
    place.serve_again(port).await
}

#[tokio::test]
async fn a_video_survives_servers_that_are_killed_in_its_middle() {
    let place = Installation::fresh().await;
    let mut node = place.serve().await;
    let owner = owner(&node).await;
    let org: Uuid = owner.get("/organization").await.expect(200).id();
    let course = owner.post("/courses", json!({ "title": "Film" })).await.expect(201).id();
    let bytes = clip(place.folder.path(), 15, "1280x720");
    let (video, path) = begin(&by_tus(&owner), course, bytes.len()).await;
    assert_eq!(append(&by_tus(&owner), &path, 0, &bytes).await.status, 204);
    for _ in 0..2 {
        until(&owner, video, |found| found["status"] == "processing").await;
        node = kill_at_work(&place, node, org).await;
    }
    let found = until(&owner, video, |found| found["status"] == "ready").await;
    assert_eq!((&found["percent"], &found["billed_minutes"]), (&json!(100), &json!(1)), "{found}");
    let attempt = place.number(org, "SELECT attempt FROM videos").await;
    assert!(attempt >= 3, "each worker makes an attempt of its own");
    let files = find(&place.folder.path().join("files"), "original").unwrap();
    let mut stored: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(files.parent().unwrap()).unwrap() {
        stored.push(entry.unwrap().file_name().into_string().unwrap());
    }
    stored.sort();
    assert_eq!(stored, [attempt.to_string(), "original".to_owned()], "files of the attempts before are gone");
    assert_eq!(place.number(org, "SELECT SUM(encoded_ms) / 1000 FROM video_usage").await, 15, "it was counted once");
    assert_eq!(place.damage().await, Vec::<String>::new());
    drop(node);
}
