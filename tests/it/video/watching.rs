//! What was really watched decides, whatever a device claims.

use chrono::Duration;
use domain::ports::Clock;
use lyceum_tests::{Response, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::fixtures::{Watched, ready};

impl Watched {
    fn event(&self, sequence: i64, at: &str, parts: Value) -> Value {
        let mut event = json!({ "client_event_id": Uuid::now_v7(), "sequence": sequence, "lesson_id": self.lesson, "occurred_at": at });
        event.as_object_mut().unwrap().extend(parts.as_object().unwrap().clone());
        event
    }

    async fn send(&self, events: Vec<Value>) -> Response {
        let batch = json!({ "device_id": Uuid::now_v7(), "events": events });
        self.learner.post(&format!("/enrollments/{}/events", self.enrollment), batch).await
    }

    /// Says that a part of the video was played until now.
    async fn plays(&self, app: &TestApp, from_ms: i64, to_ms: i64) -> Value {
        let now = app.clock.now().to_rfc3339();
        let part = json!({ "kind": "watched", "video_id": self.video, "from_ms": from_ms, "to_ms": to_ms });
        let answer = self.send(vec![self.event(1, &now, part)]).await.expect(200).body;
        answer["progress"][0].clone()
    }

    async fn completes(&self) -> Response {
        self.learner.put(&format!("/enrollments/{}/lessons/{}/completion", self.enrollment, self.lesson), json!({})).await
    }
}

#[tokio::test]
async fn eighty_percent_complete_it_and_seeking_to_the_end_does_not() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 100).await;
    app.clock.advance(Duration::seconds(20));
    // the end, and a claim that the end was reached
    let reached = film.event(2, "2026-03-02T09:00:20Z", json!({ "kind": "reached_end" }));
    film.send(vec![reached]).await.expect(200);
    let progress = film.plays(&app, 95_000, 100_000).await;
    assert_eq!((&progress["watched_percent"], &progress["missing"]), (&json!(5), &json!(["watch"])));
    assert_eq!(progress["seconds_needed"], 75);
    let unmet = film.completes().await.refused(409, "completion_rule_unmet");
    assert_eq!(unmet.body["missing"], json!(["watch"]));
    // the same again counts once
    app.clock.advance(Duration::seconds(10));
    assert_eq!(film.plays(&app, 95_000, 100_000).await["watched_percent"], 5);
    for minute in 0..5 {
        app.clock.advance(Duration::seconds(15));
        film.plays(&app, minute * 15_000, (minute + 1) * 15_000).await;
    }
    film.completes().await.expect(200);
}

#[tokio::test]
async fn nobody_watches_faster_than_the_clock_allows() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 100).await;
    app.clock.advance(Duration::seconds(10));
    // ten seconds after the enrollment, a device claims all of it
    assert_eq!(film.plays(&app, 0, 100_000).await["watched_percent"], 20);
    // and a second device the rest, at the same moment
    assert_eq!(film.plays(&app, 20_000, 100_000).await["watched_percent"], 20);
    film.completes().await.refused(409, "completion_rule_unmet");
}

#[tokio::test]
async fn what_cannot_be_is_refused_one_by_one() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 100).await;
    let other = ready(&org, film.course, 100).await;
    app.clock.advance(Duration::minutes(5));
    let watched = |video: Uuid, from: i64, to: i64| {
        film.event(1, "2026-03-02T09:04:00Z", json!({ "kind": "watched", "video_id": video, "from_ms": from, "to_ms": to }))
    };
    let answer = film.send(vec![watched(other, 0, 10), watched(film.video, 10, 5), watched(film.video, 0, 10_000)]).await.expect(200).body;
    let codes: Vec<&str> = answer["rejected"].as_array().unwrap().iter().map(|rejected| rejected["code"].as_str().unwrap()).collect();
    assert_eq!((&answer["accepted"], codes), (&json!(1), vec!["video_not_found", "invalid_interval"]));
    for wrong in [
        json!({ "kind": "watched", "from_ms": 0, "to_ms": 1 }),
        json!({ "kind": "watched", "video_id": film.video, "to_ms": 1 }),
        json!({ "kind": "watched", "video_id": film.video, "from_ms": 0, "to_ms": 1, "seconds": 3 }),
        json!({ "kind": "opened", "video_id": film.video }),
    ] {
        film.send(vec![film.event(1, "2026-03-02T09:04:00Z", wrong)]).await.refused(422, "invalid_input");
    }
}

#[tokio::test]
async fn another_video_of_the_lesson_begins_anew_and_a_completion_stays() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let mut film = Watched::of(&org, 10).await;
    app.clock.advance(Duration::minutes(1));
    film.plays(&app, 0, 5_000).await;
    let replaced = ready(&org, film.course, 20).await;
    let lesson = format!("/lessons/{}", film.lesson);
    let version = org.owner.get(&lesson).await.expect(200).version();
    org.owner.edit(reqwest::Method::PATCH, &lesson, version, json!({ "video_id": replaced })).await.expect(200);
    // the draft alone changes nothing for learners
    app.clock.advance(Duration::minutes(1));
    assert_eq!(film.plays(&app, 5_000, 7_000).await["watched_percent"], 70);
    org.owner.post(&format!("/courses/{}/publish", film.course), json!({})).await.expect(200);
    film.video = replaced;
    app.clock.advance(Duration::minutes(1));
    assert_eq!(film.plays(&app, 0, 2_000).await["watched_percent"], 10);
    app.clock.advance(Duration::minutes(1));
    film.plays(&app, 2_000, 20_000).await;
    film.completes().await.expect(200);
}

#[tokio::test]
async fn what_was_watched_is_counted_by_the_second_and_by_the_month() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 100).await;
    let email = org.email(&org.member(domain::access::Role::Learner).await).await;
    app.clock.advance(Duration::minutes(5));
    film.plays(&app, 10_000, 20_000).await;
    film.plays(&app, 15_000, 25_000).await;
    app.clock.advance(Duration::minutes(10));
    app.run_jobs().await;
    app.clock.advance(Duration::minutes(60));
    app.run_jobs().await;
    let owner = org.signed_in("owner@acme.example").await;
    let retention = owner.get(&format!("/videos/{}/retention", film.video)).await.expect(200).body;
    let counts: Vec<u64> = retention["counts"].as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect();
    assert_eq!((counts.len(), counts[9], counts[10], counts[15], counts[19], counts[20], counts[24]), (25, 0, 1, 2, 2, 1, 1));
    let usage = owner.get("/video-usage").await.expect(200).body;
    assert_eq!((&usage["months"][0]["month"], usage["courses"][0]["videos"].as_i64()), (&json!("2026-03"), Some(1)), "{usage}");
    let minutes = usage["months"][0]["delivered_minutes"].as_f64().unwrap();
    assert!((minutes - 20.0 / 60.0).abs() < 0.001, "{usage}");
    // once: the next hour counts nothing again
    app.clock.advance(Duration::minutes(61));
    app.run_jobs().await;
    let owner = org.signed_in("owner@acme.example").await;
    assert_eq!(owner.get("/video-usage").await.expect(200).body["months"], usage["months"]);
    let learner = org.signed_in(&email).await;
    learner.get("/video-usage").await.refused(403, "forbidden");
}
