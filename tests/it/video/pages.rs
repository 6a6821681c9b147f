//! What pages need to show a video.

use lyceum_tests::TestApp;
use serde_json::Value;

use super::fixtures::Watched;

#[tokio::test]
async fn pages_may_fetch_videos_from_the_files_host_and_from_nowhere_else() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let page = org.visitor().get("/organization").await;
    let policy = page.header("content-security-policy");
    let rule = |name: &str| policy.split("; ").find_map(|rule| rule.strip_prefix(name)).unwrap_or_default().trim().to_owned();
    assert_eq!(rule("connect-src"), "'self' http://files.lyceum.test");
    assert_eq!(rule("media-src"), "'self' blob: http://files.lyceum.test");
    assert_eq!(rule("script-src"), "'self'");
}

#[tokio::test]
async fn an_outline_says_how_long_a_video_is() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 90).await;
    let learners = film.learner.get(&format!("/enrollments/{}/outline", film.enrollment)).await.expect(200).body;
    let authors = org.owner.get(&format!("/courses/{}/preview", film.course)).await.expect(200).body;
    let lesson = |outline: &Value| outline["sections"][0]["lessons"][0].clone();
    for outline in [&learners, &authors] {
        assert_eq!((&lesson(outline)["kind"], lesson(outline)["video_seconds"].as_f64()), (&Value::from("video"), Some(90.0)));
    }
}
