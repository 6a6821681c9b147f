//! Who may watch, until when, and how many at a time.

use chrono::Duration;
use domain::access::Role;
use lyceum_tests::TestApp;
use serde_json::json;

use super::fixtures::Watched;
use crate::learning::fixtures::tamper;

#[tokio::test]
async fn a_learner_watches_for_ten_minutes_and_goes_on_while_it_is_allowed() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let begun = film.learner.post(&film.playback(), json!({})).await.expect(201).body;
    let playlist = begun["playlist_url"].as_str().unwrap();
    assert!(playlist.ends_with("/1/master.m3u8") && playlist.contains(&film.video.to_string()), "{playlist}");
    assert!(begun["expires_at"].as_str().unwrap().starts_with("2026-03-02T09:10:"), "{begun}");
    assert!(begun["watermark"].as_str().unwrap().contains('@'));
    let renewal = format!("/playbacks/{}/renewal", begun["id"].as_str().unwrap());
    app.clock.advance(Duration::minutes(8));
    let renewed = film.learner.post(&renewal, json!({})).await.expect(200).body;
    assert!(renewed["expires_at"].as_str().unwrap().starts_with("2026-03-02T09:18:"), "{renewed}");
    assert_ne!(renewed["playlist_url"], begun["playlist_url"]);
    // nobody else renews it, not even the same user in another session
    let again = org.signed_in(&org.email(&film.learner).await).await;
    again.post(&renewal, json!({})).await.refused(404, "not_found");
    org.owner.post(&renewal, json!({})).await.refused(404, "not_found");
    // who is withdrawn goes on no longer than the addresses last
    let enrollment = format!("/enrollments/{}", film.enrollment);
    org.owner.patch(&enrollment, json!({ "status": "cancelled" })).await.expect(200);
    film.learner.post(&renewal, json!({})).await.refused(409, "enrollment_inactive");
    film.learner.post(&film.playback(), json!({})).await.refused(409, "enrollment_inactive");
    org.owner.patch(&enrollment, json!({ "status": "active" })).await.expect(200);
    film.learner.post(&renewal, json!({})).await.expect(200);
    // nor in a course that the plan has no room for any more
    tamper(&org, "UPDATE courses SET frozen_at = created_at").await;
    film.learner.post(&renewal, json!({})).await.refused(402, "course_frozen");
}

#[tokio::test]
async fn two_videos_play_at_a_time_and_a_third_takes_the_place_of_the_oldest() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let begin = async |take_over: bool| film.learner.post(&film.playback(), json!({ "take_over": take_over })).await;
    let oldest = begin(false).await.expect(201).id();
    app.clock.advance(Duration::seconds(1));
    let other = begin(false).await.expect(201).id();
    begin(false).await.refused(409, "too_many_streams");
    let third = begin(true).await.expect(201).id();
    film.learner.post(&format!("/playbacks/{oldest}/renewal"), json!({})).await.refused(409, "playback_ended");
    film.learner.post(&format!("/playbacks/{other}/renewal"), json!({})).await.expect(200);
    // what is ended makes room at once, what is left alone when its addresses end
    film.learner.delete(&format!("/playbacks/{third}")).await.expect(204);
    begin(false).await.expect(201);
    begin(false).await.refused(409, "too_many_streams");
    let email = org.email(&film.learner).await;
    app.clock.advance(Duration::minutes(11));
    let later = org.signed_in(&email).await;
    later.post(&film.playback(), json!({})).await.expect(201);
}

#[tokio::test]
async fn many_that_begin_at_once_are_two() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let path = film.playback();
    let answers = futures::future::join_all((0..12).map(|_| film.learner.post(&path, json!({})))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 2, "{answers:?}");
}

#[tokio::test]
async fn only_who_is_in_the_course_watches_and_authors_and_visitors_of_a_preview() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let stranger = org.member(Role::Learner).await;
    stranger.post(&film.playback(), json!({})).await.refused(404, "not_found");
    org.owner.post(&film.playback(), json!({})).await.refused(404, "not_found");
    let authors = format!("/videos/{}/playback", film.video);
    org.owner.post(&authors, json!({})).await.expect(201);
    film.learner.post(&authors, json!({})).await.refused(403, "forbidden");
    org.member(Role::Instructor).await.post(&authors, json!({})).await.refused(404, "not_found");
    let preview = format!("/catalog/film/lessons/{}/playback", film.lesson);
    org.visitor().post(&preview, json!({})).await.refused(404, "not_found");
    let version = org.owner.get(&format!("/lessons/{}", film.lesson)).await.expect(200).version();
    org.owner
        .edit(reqwest::Method::PATCH, &format!("/lessons/{}", film.lesson), version, json!({ "free_preview": true }))
        .await
        .expect(200);
    org.owner.post(&format!("/courses/{}/publish", film.course), json!({})).await.expect(200);
    let begun = org.visitor().post(&preview, json!({})).await.expect(201);
    assert_eq!(begun.body["watermark"], serde_json::Value::Null);
    let lesson = org.visitor().get(&format!("/catalog/film/lessons/{}", film.lesson)).await.expect(200);
    assert_eq!((&lesson.body["video"]["is_playable"], &lesson.body["video"]["duration_seconds"]), (&json!(true), &json!(60.0)));
}

#[tokio::test]
async fn a_video_that_lessons_show_stays_and_one_that_cannot_be_played_blocks_publishing() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let video = format!("/videos/{}", film.video);
    org.owner.delete(&video).await.refused(409, "video_in_use");
    tamper(&org, "UPDATE videos SET status = 'failed', fault = 'damaged'").await;
    let checks = org.owner.get(&format!("/courses/{}/checks", film.course)).await.expect(200).body;
    assert_eq!((&checks["ready"], &checks["checks"][0]["code"]), (&json!(false), &json!("video_failed")));
    film.learner.post(&film.playback(), json!({})).await.refused(409, "video_not_playable");
    // a lesson that shows none is empty
    let lesson = format!("/lessons/{}", film.lesson);
    let version = org.owner.get(&lesson).await.expect(200).version();
    org.owner.edit(reqwest::Method::PATCH, &lesson, version, json!({ "video_id": null })).await.expect(200);
    let checks = org.owner.get(&format!("/courses/{}/checks", film.course)).await.expect(200).body;
    assert_eq!(checks["checks"][0]["code"], "missing_video");
    // learners see the outline with it
    org.owner.delete(&video).await.refused(409, "video_in_use");
    org.owner.delete(&lesson).await.expect(204);
    let counted = "SELECT used FROM usage_counters WHERE metric = 'storage_bytes'";
    assert_eq!(crate::learning::fixtures::number(&org, counted).await, 1_000);
    org.owner.delete(&video).await.expect(204);
    org.owner.get(&video).await.refused(404, "not_found");
    assert_eq!(crate::learning::fixtures::number(&org, counted).await, 0);
}
