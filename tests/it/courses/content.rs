//! What a lesson's content may be, and what becomes of it.

use lyceum_tests::TestApp;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use super::fixtures::{change_lesson, course};
use crate::{laws::world::PIXEL, learning::fixtures::number};

#[tokio::test]
async fn both_forms_are_given_whichever_was_taken() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[1]).await;
    let lesson = built.lessons[0][0];
    let markdown = "# Title\n\n*one* `two`   \n\n1. three";
    let by_markdown = change_lesson(&org.owner, lesson, json!({ "content": { "markdown": markdown } })).await;
    assert_eq!(by_markdown.body["content"]["markdown"], markdown, "what an author wrote is given back as it was written");
    let html = by_markdown.body["content"]["html"].as_str().unwrap().to_owned();
    assert!(html.starts_with("<h2>Title</h2>") && html.contains("<em>one</em> <code>two</code>"), "{html}");
    let by_html = change_lesson(&org.owner, lesson, json!({ "content": { "html": html } })).await;
    assert_eq!(by_html.body["content"]["html"], html);
    let back = json!({ "content": { "markdown": by_html.body["content"]["markdown"] } });
    assert_eq!(change_lesson(&org.owner, lesson, back).await.body["content"]["html"], html);
    assert_eq!(by_html.body["content"]["cleaner_version"], courses::content::CLEANER_VERSION);
}

#[tokio::test]
async fn what_could_run_is_gone_before_it_is_stored() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[1]).await;
    let lesson = built.lessons[0][0];
    let evil = "<p onclick=\"a()\">ok<script>alert(1)</script><a href=\"javascript:alert(1)\">x</a><svg onload=alert(1)></svg></p>";
    for content in [json!({ "html": evil }), json!({ "markdown": format!("{evil}\n\n[x](javascript:alert%281%29)") })] {
        let kept = change_lesson(&org.owner, lesson, json!({ "content": content })).await;
        let html = kept.body["content"]["html"].as_str().unwrap();
        for word in ["script", "onclick", "onload", "svg", "javascript"] {
            assert!(!html.contains(word), "{word} in {html}");
        }
    }
    let described = super::fixtures::change_course(&org.owner, built.id, json!({ "description": { "html": evil } })).await;
    assert!(!described.body["description"]["html"].as_str().unwrap().contains("script"));
    assert_eq!(number(&org, "SELECT COUNT(*) FROM lessons WHERE html LIKE '%script%' OR html LIKE '%onclick%'").await, 0);
}

#[tokio::test]
async fn pictures_are_this_organizations_or_the_content_is_refused() {
    let app = TestApp::spawn().await;
    let (org, bolt) = (app.organization("acme").await, app.organization("bolt").await);
    let built = course(&org.owner, &[1]).await;
    let path = format!("/lessons/{}", built.lessons[0][0]);
    let own = org.owner.post_bytes("/assets", "image/png", PIXEL.to_vec()).await.expect(201).id();
    let foreign = bolt.owner.post_bytes("/assets", "image/png", PIXEL.to_vec()).await.expect(201).id();
    let show = |ids: &[Uuid]| json!({ "content": { "markdown": ids.iter().map(|id| format!("![dot](lyceum-asset:{id})\n\n")).collect::<String>() } });
    for wrong in [foreign, Uuid::now_v7()] {
        let answer = org.owner.edit(Method::PATCH, &path, 1, show(&[own, wrong])).await.refused(422, "unknown_asset");
        assert_eq!(answer.body["asset_ids"], json!([wrong]));
        let made = json!({ "title": "X", "kind": "text", "content": show(&[wrong])["content"] });
        org.owner.post(&format!("/sections/{}/lessons", built.sections[0]), made).await.refused(422, "unknown_asset");
    }
    assert_eq!(number(&org, "SELECT COUNT(*) FROM asset_references").await, 0);
    let shown = org.owner.edit(Method::PATCH, &path, 1, show(&[own, own])).await.expect(200);
    let url = shown.body["asset_urls"][own.to_string()].as_str().unwrap();
    assert!(url.starts_with("http://files.lyceum.test/assets/") && url.contains(&own.to_string()), "{url}");
    assert_eq!(number(&org, "SELECT COUNT(*) FROM asset_references").await, 1);
    built.publish(&org.owner).await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM asset_references WHERE holder_kind = 'lesson_revision'").await, 1);
    org.owner.edit(Method::PATCH, &path, 2, json!({ "content": { "markdown": "No picture" } })).await.expect(200);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM asset_references WHERE holder_kind = 'lesson'").await, 0);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM asset_references").await, 1, "the published revision still shows it");
}

#[tokio::test]
async fn a_picture_without_words_is_warned_of() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[1]).await;
    let own = org.owner.post_bytes("/assets", "image/png", PIXEL.to_vec()).await.expect(201).id();
    change_lesson(&org.owner, built.lessons[0][0], json!({ "content": { "markdown": format!("![](lyceum-asset:{own})") } })).await;
    let checks = org.owner.get(&built.path("/checks")).await.expect(200).body;
    let check = &checks["checks"][0];
    assert_eq!((&checks["ready"], &check["code"], &check["severity"]), (&json!(true), &json!("missing_alt_text"), &json!("warning")));
    assert_eq!(check["lesson_id"], json!(built.lessons[0][0]));
    built.publish(&org.owner).await;
}

#[tokio::test]
async fn content_that_is_too_large_or_too_deep_is_refused() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[1]).await;
    let path = format!("/lessons/{}", built.lessons[0][0]);
    for content in [json!({ "markdown": "x".repeat((1 << 20) + 1) }), json!({ "html": format!("{}x", "<blockquote>".repeat(100)) })] {
        org.owner.edit(Method::PATCH, &path, 1, json!({ "content": content })).await.refused(422, "invalid_content");
    }
    org.owner
        .edit(Method::PATCH, &path, 1, json!({ "content": { "markdown": "x".repeat(4 << 20) } }))
        .await
        .refused(413, "content_too_large");
    assert_eq!(org.owner.get(&path).await.expect(200).version(), 1);
}
