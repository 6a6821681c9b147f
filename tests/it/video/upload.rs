//! Uploads by tus, request by request: what is acknowledged, what is refused, and who may.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::Duration as Span;
use domain::{
    access::Role,
    ids::{OrgId, VideoId},
};
use lyceum_tests::{Client, Org, Response, TestApp};
use reqwest::Method;
use serde_json::{Value, json};
use storage::{ObjectKey, StorageError};
use uuid::Uuid;

use crate::learning::fixtures::{number, tamper};

/// Bytes that are no two times the same.
pub(super) fn bytes(count: usize) -> Vec<u8> {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(count + 8);
    while bytes.len() < count {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        bytes.extend_from_slice(&seed.to_le_bytes());
    }
    bytes.truncate(count);
    bytes
}

/// A caller who speaks tus.
pub(super) fn by_tus(client: &Client) -> Client {
    client.clone().with_header("tus-resumable", "1.0.0")
}

/// Begins an upload.
pub(super) async fn begin(client: &Client, course: Uuid, length: usize) -> (Uuid, String) {
    let made = client.clone().with_header("upload-length", &length.to_string());
    let made = made.post(&format!("/courses/{course}/video-uploads"), Value::Null).await.expect(201);
    let path = made.header("location").strip_prefix("/api/v1").unwrap().to_owned();
    assert_eq!(path, format!("/video-uploads/{}", made.id()));
    (made.id(), path)
}

/// What comes with bytes at an offset.
pub(super) fn at(offset: &str) -> [(&'static str, &str); 2] {
    [("content-type", "application/offset+octet-stream"), ("upload-offset", offset)]
}

pub(super) async fn append(client: &Client, path: &str, offset: usize, bytes: &[u8]) -> Response {
    client.send_bytes(Method::PATCH, path, &at(&offset.to_string()), bytes.to_vec()).await
}

pub(super) async fn offset(client: &Client, path: &str) -> usize {
    let answer = client.send(Method::HEAD, path, None, &[]).await.expect(200);
    assert!(answer.header("cache-control").contains("no-store"));
    assert_eq!(answer.header("tus-resumable"), "1.0.0");
    answer.header("upload-offset").parse().unwrap()
}

async fn course(org: &Org<'_>) -> Uuid {
    org.owner.post("/courses", json!({ "title": "Film" })).await.expect(201).id()
}

async fn used(org: &Org<'_>) -> i64 {
    number(org, "SELECT used FROM usage_counters WHERE metric = 'storage_bytes'").await
}

async fn uploads(org: &Org<'_>) -> i64 {
    number(org, "SELECT COUNT(*) FROM video_uploads").await
}

fn key(org: &Org<'_>, video: Uuid) -> ObjectKey {
    ObjectKey::video_original(OrgId(org.id), VideoId(video))
}

/// Every file that is kept of an organization's videos, as the disk has it.
fn files(app: &TestApp) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![app.app.config.storage.files()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if entry.path().to_string_lossy().contains("/videos/") {
                found.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
    }
    found
}

#[tokio::test]
async fn an_upload_from_beginning_to_end() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let course = course(&org).await;
    let options = org.visitor().send(Method::OPTIONS, &format!("/courses/{course}/video-uploads"), None, &[]).await.expect(204);
    for (name, value) in [
        ("tus-version", "1.0.0"),
        ("tus-extension", "creation,expiration,checksum,termination"),
        ("tus-max-size", "2147483648"),
        ("tus-checksum-algorithm", "sha1,sha256"),
    ] {
        assert_eq!(options.header(name), value);
    }
    let (owner, whole) = (by_tus(&org.owner), bytes(30_000));
    let metadata =
        format!("filename {},filetype dmlkZW8vbXA0,sha256 {}", STANDARD.encode("My talk.mp4"), STANDARD.encode(keyring::hash(&whole)));
    let made = owner.clone().with_header("upload-length", "30000").with_header("upload-metadata", &metadata);
    let made = made.post(&format!("/courses/{course}/video-uploads"), Value::Null).await.expect(201);
    assert_eq!((made.body["title"].as_str(), made.body["status"].as_str()), (Some("My talk"), Some("uploading")));
    assert!(made.header("upload-expires").ends_with(" GMT"), "{:?}", made.headers);
    assert_eq!(used(&org).await, 30_000, "room is taken before the first byte");
    let (video, path) = (made.id(), format!("/video-uploads/{}", made.id()));

    assert_eq!(offset(&owner, &path).await, 0);
    let answer = append(&owner, &path, 0, &whole[..10_000]).await.expect(204);
    assert_eq!((answer.header("upload-offset"), answer.header("tus-resumable")), ("10000", "1.0.0"));
    assert_eq!(offset(&owner, &path).await, 10_000);
    append(&owner, &path, 10_000, &[]).await.expect(204);
    append(&owner, &path, 10_000, &whole[10_000..29_999]).await.expect(204);
    assert!(matches!(app.app.storage.get(&key(&org, video)).await, Err(StorageError::NotFound)));
    let last = append(&owner, &path, 29_999, &whole[29_999..]).await.expect(204);
    assert_eq!((last.header("upload-offset"), last.header("upload-expires")), ("30000", ""));
    assert!(app.app.storage.get(&key(&org, video)).await.unwrap() == whole);
    let answer = org.owner.get(&format!("/videos/{video}")).await.expect(200);
    assert_eq!(answer.body["status"], "queued");
    assert_eq!(offset(&owner, &path).await, 30_000, "a client that missed the last answer asks");
    append(&owner, &path, 29_999, &whole[29_999..]).await.refused(409, "upload_offset");
    owner.delete(&path).await.refused(409, "video_state");
    assert_eq!((uploads(&org).await, used(&org).await), (0, 30_000));
    assert_eq!(files(&app), ["original"]);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM events WHERE kind = 'video_uploaded'").await, 1);
}

#[tokio::test]
async fn what_is_not_tus_is_refused() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (course, owner) = (course(&org).await, by_tus(&org.owner));
    let (_, path) = begin(&owner, course, 10).await;
    for method in [Method::HEAD, Method::PATCH, Method::DELETE] {
        for client in [org.owner.clone(), org.owner.clone().with_header("tus-resumable", "0.2.2")] {
            let answer = client.send(method.clone(), &path, None, &at("0")).await.expect(412);
            assert_eq!(answer.header("tus-version"), "1.0.0");
        }
    }
    let create = format!("/courses/{course}/video-uploads");
    org.owner.post(&create, Value::Null).await.refused(412, "tus_version");
    owner.post(&create, Value::Null).await.refused(400, "malformed_request");
    owner.clone().with_header("upload-length", "0").post(&create, Value::Null).await.refused(422, "invalid_input");
    owner.clone().with_header("upload-length", "2147483649").post(&create, Value::Null).await.refused(413, "content_too_large");
    owner.post_bytes(&path, "video/mp4", vec![1]).await.refused(405, "method_not_allowed");
    owner.send_bytes(Method::PATCH, &path, &[("upload-offset", "0")], vec![1]).await.refused(415, "unsupported_media_type");
    owner.send_bytes(Method::PATCH, &path, &at("x"), vec![1]).await.refused(400, "malformed_request");
    append(&owner, &path, 3, b"abc").await.refused(409, "upload_offset");
    append(&owner, &path, 0, &[7; 11]).await.refused(413, "content_too_large");
    let stream = futures::stream::iter([Ok::<_, std::io::Error>(vec![7; 8]), Ok(vec![7; 8])]);
    let body = reqwest::Body::wrap_stream(stream);
    owner.send_bytes(Method::PATCH, &path, &at("0"), body).await.refused(413, "content_too_large");
    assert_eq!(offset(&owner, &path).await, 10, "the first of them count");
}

#[tokio::test]
async fn bytes_that_do_not_fit_their_checksum_count_nothing() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (course, owner) = (course(&org).await, by_tus(&org.owner));
    let (video, path) = begin(&owner, course, 3).await;
    let with = |sum: &str, bytes: &'static [u8]| {
        let client = owner.clone().with_header("upload-checksum", sum);
        let path = path.clone();
        async move { append(&client, &path, 0, bytes).await }
    };
    with("md5 kAFQmDzST7DWlj99KOF/cg==", b"abc").await.refused(400, "malformed_request");
    assert_eq!(with("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", b"abd").await.refused(460, "checksum_mismatch").header("tus-resumable"), "1.0.0");
    assert_eq!(offset(&owner, &path).await, 0);
    with("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", b"abc").await.expect(204);
    assert_eq!(app.app.storage.get(&key(&org, video)).await.unwrap(), "abc");
}

#[tokio::test]
async fn one_request_at_a_time_appends() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (course, owner) = (course(&org).await, by_tus(&org.owner));
    let whole = bytes(1_000);
    let (_, path) = begin(&owner, course, whole.len()).await;
    let hanging = owner.break_off(&path, &at("0"), 1_000, &whole[..400]).await;
    while files(&app).is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let refused = append(&owner, &path, 0, &whole).await.refused(423, "upload_locked");
    assert_eq!(refused.header("retry-after"), "1");
    drop(hanging);
    go_on(&owner, &path, &whole).await;
    let read = org.owner.get(&format!("/courses/{course}/videos")).await.expect(200);
    assert_eq!(read.items()[0]["status"], "queued");
}

/// Goes on from where the upload stands until it is whole.
async fn go_on(client: &Client, path: &str, whole: &[u8]) {
    for _ in 0..200 {
        let stands = offset(client, path).await;
        match append(client, path, stands, &whole[stands..]).await {
            answer if answer.status == 204 => return,
            answer => assert!(matches!(answer.status, 409 | 423), "{}", answer.body),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the upload does not go on");
}

#[tokio::test]
async fn a_request_that_falls_silent_lets_another_one_take_over() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (course, owner) = (course(&org).await, by_tus(&org.owner));
    let whole = bytes(1_000);
    let (video, path) = begin(&owner, course, whole.len()).await;
    // its connection is never closed, as when somebody leaves the reach of a network
    let _hanging = owner.break_off(&path, &at("0"), 1_000, &whole[..400]).await;
    // or the next one is there before it, and it is the one that is sent away
    tokio::time::sleep(Duration::from_secs(1)).await;
    append(&owner, &path, 400, &whole[400..]).await.refused(423, "upload_locked");
    let begun = std::time::Instant::now();
    loop {
        let answer = append(&owner, &path, 400, &whole[400..]).await;
        if answer.status == 204 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(40), "nobody else gets in: {} {}", answer.status, answer.body);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert!(app.app.storage.get(&key(&org, video)).await.unwrap() == whole);
}

#[tokio::test]
async fn authors_of_the_course_upload_and_nobody_else() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let other = app.organization("bolt").await;
    let (course, owner) = (course(&org).await, by_tus(&org.owner));
    let (_, path) = begin(&owner, course, 3).await;
    for (client, status) in [
        (org.visitor(), 401),
        (org.member(Role::Learner).await, 403),
        (org.member(Role::Instructor).await, 404),
        (other.owner.clone(), 404),
    ] {
        let client = by_tus(&client);
        client.send(Method::HEAD, &path, None, &[]).await.expect(status);
        append(&client, &path, 0, b"abc").await.expect(status);
        client.delete(&path).await.expect(status);
        client.with_header("upload-length", "3").post(&format!("/courses/{course}/video-uploads"), Value::Null).await.expect(status);
    }
    let absent = format!("/video-uploads/{}", Uuid::now_v7());
    append(&owner, &absent, 0, b"abc").await.refused(404, "not_found");
    append(&by_tus(&org.member(Role::Admin).await), &path, 0, b"abc").await.expect(204);
}

#[tokio::test]
async fn an_upload_that_is_ended_leaves_nothing() {
    for by in ["termination", "cancel", "deletion"] {
        let app = TestApp::spawn().await;
        let org = app.organization("acme").await;
        let (course, owner) = (course(&org).await, by_tus(&org.owner));
        let (video, path) = begin(&owner, course, 100).await;
        append(&owner, &path, 0, &[1; 60]).await.expect(204);
        assert_eq!((used(&org).await, files(&app)), (100, vec!["original.upload".to_owned()]));
        match by {
            "termination" => drop(owner.delete(&path).await.expect(204)),
            "cancel" => drop(org.owner.post(&format!("/videos/{video}/cancel"), json!({})).await.expect(200)),
            _ => drop(org.owner.delete(&format!("/videos/{video}")).await.expect(204)),
        }
        assert_eq!(used(&org).await, 0, "{by}");
        let gone = if by == "deletion" { 404 } else { 410 };
        append(&owner, &path, 60, &[1; 40]).await.expect(gone);
        owner.send(Method::HEAD, &path, None, &[]).await.expect(gone);
        owner.delete(&path).await.expect(gone);
        app.clock.advance(Span::hours(1));
        app.run_jobs().await;
        assert_eq!((files(&app), uploads(&org).await), (vec![], 0), "{by}");
    }
}

#[tokio::test]
async fn an_upload_that_is_ended_while_bytes_come_leaves_nothing() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (course, owner) = (course(&org).await, by_tus(&org.owner));
    let (_, path) = begin(&owner, course, 100).await;
    let coming = owner.break_off(&path, &at("0"), 100, &[1; 60]).await;
    while files(&app).is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    owner.delete(&path).await.expect(204);
    drop(coming);
    for _ in 0..200 {
        if files(&app).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(files(&app), Vec::<String>::new(), "whoever loses the lock cleans up");
    assert_eq!(used(&org).await, 0);
}

#[tokio::test]
async fn an_upload_without_a_byte_for_a_day_is_given_up() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (course, owner) = (course(&org).await, by_tus(&org.owner));
    let (video, path) = begin(&owner, course, 100).await;
    let (untouched, _) = begin(&owner, course, 50).await;
    app.clock.advance(Span::hours(20));
    let again = json!({ "email": "owner@acme.example", "password": lyceum_tests::PASSWORD });
    let owner = by_tus(&org.visitor().signed_in(&org.visitor().post("/sessions", again.clone()).await.expect(201)));
    append(&owner, &path, 0, &[1; 60]).await.expect(204);
    app.clock.advance(Span::hours(23));
    app.run_jobs().await;
    let owner = by_tus(&org.visitor().signed_in(&org.visitor().post("/sessions", again.clone()).await.expect(201)));
    let status = async |owner: &Client, id: Uuid| owner.get(&format!("/videos/{id}")).await.expect(200).body;
    assert_eq!((status(&owner, video).await["status"].as_str(), used(&org).await), (Some("uploading"), 100));
    assert_eq!(status(&owner, untouched).await["fault"], "upload_expired");
    app.clock.advance(Span::minutes(70));
    let owner = by_tus(&org.visitor().signed_in(&org.visitor().post("/sessions", again).await.expect(201)));
    append(&owner, &path, 60, &[1; 40]).await.refused(410, "upload_gone");
    app.run_jobs().await;
    let given_up = status(&owner, video).await;
    assert_eq!((given_up["status"].as_str(), given_up["fault"].as_str()), (Some("failed"), Some("upload_expired")), "{given_up}");
    assert_eq!((files(&app), uploads(&org).await, used(&org).await), (vec![], 0, 0));
}

#[tokio::test]
async fn an_upload_whose_finish_was_cut_off_is_finished_by_whoever_comes_by() {
    for by in ["asking", "appending", "the job"] {
        let app = TestApp::spawn().await;
        let org = app.organization("acme").await;
        let (course, owner) = (course(&org).await, by_tus(&org.owner));
        let (video, path) = begin(&owner, course, 100).await;
        append(&owner, &path, 0, &[1; 60]).await.expect(204);
        append(&owner, &path, 60, &[1; 40]).await.expect(204);
        // as a process leaves it that dies between making the file and saying so
        let id = super::fixtures::id(video);
        let state = r#"{"in":"folder","length":100}"#;
        tamper(&org, &format!("UPDATE videos SET has_original = FALSE, status = 'uploading' WHERE id = {id}")).await;
        tamper(
            &org,
            &format!(
                "INSERT INTO video_uploads (org_id, id, received, state, expires_at, updated_at) \
                 SELECT org_id, id, 100, '{state}', created_at, created_at FROM videos WHERE id = {id}"
            ),
        )
        .await;
        match by {
            "asking" => assert_eq!(offset(&owner, &path).await, 100),
            "appending" => drop(append(&owner, &path, 100, &[]).await.expect(204)),
            _ => {
                app.clock.advance(Span::hours(1));
                app.run_jobs().await;
            }
        }
        assert_eq!(number(&org, "SELECT COUNT(*) FROM videos WHERE has_original AND status <> 'uploading'").await, 1, "{by}");
        assert_eq!((uploads(&org).await, used(&org).await), (0, 100), "{by}");
        assert!(app.app.storage.get(&key(&org, video)).await.unwrap() == vec![1; 100], "{by}");
    }
}
