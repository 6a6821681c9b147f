//! F10: 64 MiB through twenty cuts and two kills of the real server; the file is the same, and the memory stays small.

use lyceum_tests::{Client, Installation, Node, PASSWORD, app::BASE};
use serde_json::json;
use std::time::Duration;

use super::upload::{append, at, begin, by_tus, bytes, offset};

const LENGTH: usize = 64 << 20;
const CUTS: usize = 20;
const GROWTH: u64 = 64 << 10;

pub(super) async fn owner(node: &Node) -> Client {
    let body = json!({
        "name": "Acme", "slug": "acme",
        "owner": { "name": "Olga", "email": "owner@acme.example", "password": PASSWORD },
    });
    let made = node.visitor(BASE).post("/organizations", body).await.expect(201);
    let visitor = node.visitor(&format!("acme.{BASE}"));
    let session = visitor.post("/sessions/handoff", json!({ "code": made.body["handoff_code"] })).await.expect(201);
    visitor.signed_in(&session)
}

#[tokio::test]
async fn an_upload_survives_cuts_and_kills() {
    let place = Installation::fresh().await;
    let mut node = place.serve().await;
    let owner = owner(&node).await;
    let course = owner.post("/courses", json!({ "title": "Film" })).await.expect(201).id();
    let (client, whole) = (by_tus(&owner), bytes(LENGTH));
    let (video, path) = begin(&client, course, LENGTH).await;
    let (mut acknowledged, mut grown, mut base) = (0, 0, node.memory_kib());
    for cut in 0..CUTS {
        let end = (LENGTH / CUTS * (cut + 1)).min(LENGTH - 1);
        let stream = client.break_off(&path, &at(&acknowledged.to_string()), LENGTH - acknowledged, &whole[acknowledged..end]).await;
        grown = grown.max(node.memory_kib().saturating_sub(base));
        if cut % 8 == 7 {
            let port = node.port;
            node.kill();
            node = place.serve_again(port).await;
            base = node.memory_kib();
        }
        drop(stream);
        acknowledged = settled(&client, &path, acknowledged).await;
        assert!(acknowledged <= end);
    }
    while acknowledged < LENGTH {
        let answer = append(&client, &path, acknowledged, &whole[acknowledged..]).await;
        assert!(matches!(answer.status, 204 | 409 | 423), "{}", answer.body);
        tokio::time::sleep(Duration::from_millis(200)).await;
        acknowledged = offset(&client, &path).await;
    }
    grown = grown.max(node.memory_kib().saturating_sub(base));
    let id = owner.get(&format!("/videos/{video}")).await.expect(200);
    assert_ne!(id.body["status"], "uploading");
    let stored = find(&place.folder.path().join("files"), "original").unwrap();
    assert_eq!(keyring::hash(&std::fs::read(stored).unwrap()), keyring::hash(&whole));
    println!("grown by {grown} KiB");
    assert!(grown < GROWTH, "the server grew by {grown} KiB");
}

/// Where the upload stands once the server noticed the cut: it must never go back.
async fn settled(client: &Client, path: &str, before: usize) -> usize {
    let mut last = offset(client, path).await;
    loop {
        assert!(last >= before, "{last} bytes are acknowledged where {before} were");
        tokio::time::sleep(Duration::from_millis(150)).await;
        match offset(client, path).await {
            now if now == last => return now,
            now => last = now,
        }
    }
}

pub(super) fn find(folder: &std::path::Path, name: &str) -> Option<std::path::PathBuf> {
    std::fs::read_dir(folder).ok()?.flatten().find_map(|entry| match entry.path() {
        path if path.is_dir() => find(&path, name),
        path => (entry.file_name() == name).then_some(path),
    })
}
