//! The sweep: a day after its upload, a picture that nothing shows is gone, and what something shows stays.

use bytes::Bytes;
use chrono::Duration;
use domain::ids::{AssetId, OrgId};
use lyceum_tests::{Client, Org, TestApp};
use serde_json::json;
use storage::{ObjectKey, StorageError};
use uuid::Uuid;

use crate::{
    courses::fixtures::{change_lesson, course},
    laws::world::PIXEL,
    learning::fixtures::number,
};

async fn upload(org: &Org<'_>) -> Uuid {
    org.owner.post_bytes("/assets", "image/png", PIXEL.to_vec()).await.expect(201).id()
}

async fn is_stored(org: &Org<'_>, id: Uuid) -> bool {
    let key = ObjectKey::asset(OrgId(org.id), AssetId(id));
    match org.app.app.storage.get(&key).await {
        Ok(_) => true,
        Err(StorageError::NotFound) => false,
        Err(error) => panic!("{error}"),
    }
}

fn shows(id: Uuid) -> serde_json::Value {
    json!({ "markdown": format!("![dot](lyceum-asset:{id})") })
}

#[tokio::test]
async fn what_nothing_shows_goes_after_a_day_and_its_bytes_with_it() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[2]).await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(upload(&org).await);
    }
    let [unused, in_draft, in_revision, in_description, thumbnail, logo] = ids[..] else { panic!() };
    change_lesson(owner, built.lessons[0][0], json!({ "content": shows(in_draft) })).await;
    change_lesson(owner, built.lessons[0][1], json!({ "content": shows(in_revision) })).await;
    crate::courses::fixtures::change_course(
        owner,
        built.id,
        json!({ "description": shows(in_description), "thumbnail_asset_id": thumbnail }),
    )
    .await;
    owner.patch("/organization", json!({ "branding": { "logo_asset_id": logo } })).await.expect(200);
    built.publish(owner).await;
    // the draft no longer shows it, but what was published once does
    change_lesson(owner, built.lessons[0][1], json!({ "content": { "markdown": "Words" } })).await;
    owner.delete(&format!("/lessons/{}", built.lessons[0][0])).await.expect(204);

    app.run_jobs().await;
    assert!(is_stored(&org, unused).await, "an author may be about to use it");
    app.clock.advance(Duration::hours(25));
    let owner = &sign_in_again(&org).await;
    let fresh = owner.post_bytes("/assets", "image/png", PIXEL.to_vec()).await.expect(201).id();
    app.run_jobs().await;
    assert!(!is_stored(&org, unused).await);
    for kept in [in_draft, in_revision, in_description, thumbnail, logo, fresh] {
        assert!(is_stored(&org, kept).await);
    }
    assert_eq!(number(&org, "SELECT COUNT(*) FROM assets").await, 6);
    let used = number(&org, "SELECT used FROM usage_counters WHERE metric = 'storage_bytes'").await;
    assert_eq!(used, number(&org, "SELECT SUM(bytes) FROM assets").await);
    assert_eq!(app.jobs("dead").await, 0);
    owner
        .edit(reqwest::Method::PATCH, &format!("/lessons/{}", built.lessons[0][1]), 3, json!({ "content": shows(unused) }))
        .await
        .refused(422, "unknown_asset");
}

/// The owner, whose access token the day has ended.
async fn sign_in_again(org: &Org<'_>) -> Client {
    let session = json!({ "email": format!("owner@{}.example", org.slug), "password": lyceum_tests::PASSWORD });
    let session = org.visitor().post("/sessions", session).await.expect(201);
    org.visitor().signed_in(&session)
}

#[tokio::test]
async fn a_file_whose_row_never_came_goes_too() {
    let app = TestApp::spawn().await;
    let (org, bolt) = (app.organization("acme").await, app.organization("bolt").await);
    let (orphan, kept) = (Uuid::now_v7(), upload(&bolt).await);
    app.app.storage.put(&ObjectKey::asset(OrgId(org.id), AssetId(orphan)), Bytes::from_static(b"half done")).await.unwrap();
    app.run_jobs().await;
    assert!(is_stored(&org, orphan).await, "its upload may be under way");
    // files carry the computer's time, which is not the test's
    app.clock.advance(Duration::days(3_650));
    app.run_jobs().await;
    assert!(!is_stored(&org, orphan).await);
    assert!(!is_stored(&bolt, kept).await, "nothing shows it");
    assert_eq!(app.jobs("dead").await, 0);
}
