//! Uploading a picture: made anew from its pixels, stored before its row, counted.

use domain::access::Role;
use lyceum_tests::TestApp;
use serde_json::json;

use crate::{
    laws::world::PIXEL,
    learning::fixtures::{number, tamper},
};

const STORED: &str = "SELECT used FROM usage_counters WHERE metric = 'storage_bytes'";

#[tokio::test]
async fn a_picture_is_stored_and_can_be_loaded() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let ann = org.member(Role::Instructor).await;
    let hidden = [PIXEL, b"<script>alert(1)</script>"].concat();
    let made = ann.post_bytes("/assets?file_name=dot.png&alt=A%20dot", "image/png", hidden).await.expect(201);
    assert_eq!((&made.body["kind"], &made.body["content_type"]), (&json!("image"), &json!("image/png")));
    assert_eq!((&made.body["width"], &made.body["height"]), (&json!(1), &json!(1)));
    assert_eq!(made.body["reference"], format!("lyceum-asset:{}", made.id()));
    assert_eq!(number(&org, STORED).await, made.body["bytes"].as_i64().unwrap());
    let url = made.body["url"].as_str().unwrap().strip_prefix("http://files.lyceum.test").unwrap().to_owned();
    let files = app.visitor("files.lyceum.test");
    let loaded = files.get(&url).await.expect(200);
    assert_eq!(loaded.header("content-type"), "image/png");
    assert!(loaded.bytes.starts_with(b"\x89PNG") && !String::from_utf8_lossy(&loaded.bytes).contains("script"), "only pixels stay");
    let forged = url.replace(&made.id().to_string(), &uuid::Uuid::now_v7().to_string());
    assert!(files.get(&forged).await.status >= 400);
    let set = ann.post("/courses", json!({ "title": "Dots", "thumbnail_asset_id": made.id() })).await.expect(201);
    assert!(set.body["thumbnail_url"].as_str().unwrap().contains(&made.id().to_string()));
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_leaves_nothing() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    owner
        .post_bytes("/assets", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec())
        .await
        .refused(415, "unsupported_media_type");
    owner
        .post_bytes("/assets", "image/png", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec())
        .await
        .refused(415, "unsupported_media_type");
    owner.post_bytes("/assets", "image/gif", PIXEL.to_vec()).await.refused(415, "unsupported_media_type");
    owner.post_bytes("/assets", "image/png", PIXEL[..40].to_vec()).await.refused(422, "invalid_picture");
    owner.post_bytes("/assets", "image/png", vec![0; (10 << 20) + 1]).await.refused(413, "content_too_large");
    owner.post_bytes(&format!("/assets?alt={}", "x".repeat(301)), "image/png", PIXEL.to_vec()).await.refused(422, "invalid_input");
    owner.post_bytes("/assets?width=3", "image/png", PIXEL.to_vec()).await.refused(422, "invalid_input");
    for role in [Role::Learner, Role::Manager] {
        org.member(role).await.post_bytes("/assets", "image/png", PIXEL.to_vec()).await.refused(403, "forbidden");
    }
    org.visitor().post_bytes("/assets", "image/png", PIXEL.to_vec()).await.refused(401, "unauthenticated");
    assert_eq!(number(&org, "SELECT COUNT(*) FROM assets").await + number(&org, STORED).await, 0);
}

#[tokio::test]
async fn bytes_count_for_the_plan_exactly() {
    let app = TestApp::on_plan("free").await;
    let org = app.organization("acme").await;
    let one = org.owner.post_bytes("/assets", "image/png", PIXEL.to_vec()).await.expect(201).body["bytes"].as_i64().unwrap();
    // room for exactly three more
    tamper(&org, &format!("UPDATE usage_counters SET used = {} WHERE metric = 'storage_bytes'", (1_i64 << 30) - 3 * one)).await;
    let answers = futures::future::join_all((0..10).map(|_| org.owner.post_bytes("/assets", "image/png", PIXEL.to_vec()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 3);
    for answer in answers.into_iter().filter(|answer| answer.status != 201) {
        assert_eq!(answer.refused(402, "plan_limit_reached").body["limit"], "storage_bytes");
    }
    assert_eq!(number(&org, STORED).await, 1 << 30);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM assets").await, 4);
}
