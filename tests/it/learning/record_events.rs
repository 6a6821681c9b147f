//! Facts from devices: each once, in any order, credited by the server's clock.

use chrono::{DateTime, Duration, Utc};
use lyceum_tests::{Client, Org, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::fixtures::{Course, MANUAL, MINUTE, Spec, course, learner, number};

async fn enrolled(org: &Org<'_>, specs: &[Spec]) -> (Client, String, Course) {
    let course = course(org, specs).await;
    let ann = learner(org).await;
    let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
    (ann, format!("/enrollments/{id}"), course)
}

fn event(sequence: i64, lesson: Uuid, at: DateTime<Utc>, what: Value) -> Value {
    let mut event = json!({ "client_event_id": Uuid::now_v7(), "sequence": sequence, "lesson_id": lesson, "occurred_at": at });
    for (name, value) in what.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

fn batch(events: &[Value]) -> Value {
    json!({ "device_id": Uuid::now_v7(), "events": events })
}

#[tokio::test]
async fn the_last_place_is_kept_whatever_the_order_of_arrival() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MANUAL, MANUAL]).await;
    let (one, two) = (course.lessons[0], course.lessons[1]);
    let now = app.app.db.world().now();
    let at = |seconds: i64| now - Duration::seconds(100 - seconds);
    let mut events = [
        event(1, one, at(1), json!({ "kind": "opened" })),
        event(2, one, at(2), json!({ "kind": "position", "position": 0.9 })),
        event(3, two, at(3), json!({ "kind": "opened" })),
        event(4, two, at(4), json!({ "kind": "position", "position": 0.25 })),
        event(5, two, at(5), json!({ "kind": "reached_end" })),
        event(6, two, at(6), json!({ "kind": "position", "position": 0.5 })),
    ];
    events.reverse();
    let first = ann.post(&format!("{path}/events"), batch(&events[..3])).await.expect(200);
    assert_eq!((&first.body["accepted"], &first.body["progress"].as_array().unwrap().len()), (&json!(3), &1));
    let second = ann.post(&format!("{path}/events"), batch(&events[1..])).await.expect(200);
    assert_eq!((&second.body["accepted"], &second.body["duplicates"]), (&json!(3), &json!(2)));
    let enrollment = ann.get(&path).await.expect(200);
    assert_eq!(enrollment.body["resume"], json!({ "lesson_id": two, "lesson_title": "Lesson 1", "position": 0.5 }));
    let outline = ann.get(&format!("{path}/outline")).await.expect(200);
    assert_eq!(outline.body["resume"], json!({ "lesson_id": two, "position": 0.5 }));
    let lessons = ann.get(&format!("{path}/progress")).await.expect(200).body["lessons"].clone();
    assert_eq!(
        (&lessons[0]["position"], &lessons[0]["reached_end"], &lessons[0]["state"]),
        (&json!(0.9), &json!(false), &json!("in_progress"))
    );
    assert_eq!((&lessons[1]["position"], &lessons[1]["reached_end"]), (&json!(0.5), &json!(true)));
    assert_eq!(number(&org, "SELECT COUNT(*) FROM learning_events").await, 6);
}

#[tokio::test]
async fn two_tabs_never_count_double_and_nothing_passes_the_clock() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MINUTE]).await;
    let other = super::fixtures::course(&org, &[MINUTE]).await;
    let second = ann.post("/enrollments", json!({ "course_id": other.id })).await.expect(201).id();
    app.clock.advance(Duration::minutes(2));
    let now = app.app.db.world().now();
    let spent = |lesson, seconds| batch(&[event(1, lesson, now, json!({ "kind": "time_spent", "seconds": seconds }))]);
    let tab = ann.post(&format!("{path}/events"), spent(course.lessons[0], 90)).await.expect(200);
    assert_eq!((&tab.body["credited_seconds"], &tab.body["progress"][0]["time_spent_seconds"]), (&json!(90), &json!(90)));
    // the same minutes in another course, in another tab
    let tab = ann.post(&format!("/enrollments/{second}/events"), spent(other.lessons[0], 90)).await.expect(200);
    assert_eq!(tab.body["credited_seconds"], 0);
    assert_eq!(ann.get(&path).await.expect(200).body["time_spent_seconds"], 90);
}

#[tokio::test]
async fn time_offline_counts_when_the_queue_comes_in_portions() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MINUTE]).await;
    let start = app.app.db.world().now();
    app.clock.advance(Duration::minutes(9));
    for n in 1..=3_i64 {
        let at = start + Duration::minutes(n);
        let portion = batch(&[event(n, course.lessons[0], at, json!({ "kind": "time_spent", "seconds": 55 }))]);
        assert_eq!(ann.post(&format!("{path}/events"), portion).await.expect(200).body["credited_seconds"], 55);
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_one_by_one() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MANUAL]).await;
    let lesson = course.lessons[0];
    let foreign = super::fixtures::course(&org, &[MANUAL]).await.lessons[0];
    let now = app.app.db.world().now();
    let events = [
        event(1, lesson, now, json!({ "kind": "opened" })),
        event(2, foreign, now, json!({ "kind": "opened" })),
        event(3, lesson, now, json!({ "kind": "position", "position": 1.5 })),
        event(4, lesson, now, json!({ "kind": "time_spent", "seconds": 3601 })),
        event(5, lesson, now, json!({ "kind": "time_spent", "seconds": -1 })),
        event(6, lesson, now + Duration::minutes(6), json!({ "kind": "opened" })),
    ];
    let answer = ann.post(&format!("{path}/events"), batch(&events)).await.expect(200);
    let codes: Vec<&str> = answer.body["rejected"].as_array().unwrap().iter().map(|rejected| rejected["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["lesson_not_found", "invalid_position", "invalid_seconds", "invalid_seconds", "occurred_in_future"]);
    assert_eq!((&answer.body["accepted"], answer.body["progress"].as_array().unwrap().len()), (&json!(1), 1));

    for wrong in [
        json!({ "kind": "position" }),
        json!({ "kind": "time_spent" }),
        json!({ "kind": "opened", "seconds": 1 }),
        json!({ "kind": "completed" }),
        json!({ "kind": "opened", "state": "completed" }),
    ] {
        ann.post(&format!("{path}/events"), batch(&[event(9, lesson, now, wrong)])).await.refused(422, "invalid_input");
    }
    ann.post(&format!("{path}/events"), batch(&[])).await.refused(422, "invalid_input");
    let many: Vec<Value> = (0..101).map(|n| event(n, lesson, now, json!({ "kind": "opened" }))).collect();
    ann.post(&format!("{path}/events"), batch(&many)).await.refused(422, "invalid_input");
    learner(&org).await.post(&format!("{path}/events"), batch(&many[..1])).await.refused(404, "not_found");
    org.owner.post(&format!("{path}/events"), batch(&many[..1])).await.refused(404, "not_found");
}

#[tokio::test]
async fn the_same_portion_at_once_from_many_requests_counts_once() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MANUAL]).await;
    let now = app.app.db.world().now();
    let events: Vec<Value> = (0..20).map(|n| event(n, course.lessons[0], now, json!({ "kind": "position", "position": 0.1 }))).collect();
    let portion = batch(&events);
    let path = format!("{path}/events");
    let answers = futures::future::join_all((0..12).map(|_| ann.post(&path, portion.clone()))).await;
    let accepted: i64 = answers.iter().map(|answer| answer.body["accepted"].as_i64().unwrap()).sum();
    let duplicates: i64 = answers.iter().map(|answer| answer.body["duplicates"].as_i64().unwrap()).sum();
    assert_eq!((accepted, duplicates), (20, 20 * 11));
    assert_eq!(number(&org, "SELECT COUNT(*) FROM learning_events").await, 20);
}

#[tokio::test]
async fn a_hundred_facts_cost_as_many_statements_as_one() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, path, course) = enrolled(&org, &[MANUAL; 50]).await;
    let path = format!("{path}/events");
    let now = app.app.db.world().now();
    let portion = |count: i64| {
        let facts = |n: i64| if n % 2 == 0 { json!({ "kind": "opened" }) } else { json!({ "kind": "time_spent", "seconds": 1 }) };
        let events: Vec<Value> = (0..count).map(|n| event(n, course.lessons[usize::try_from(n / 2).unwrap()], now, facts(n))).collect();
        batch(&events)
    };
    app.clock.advance(Duration::minutes(1));
    ann.post(&path, portion(2)).await.expect(200);
    app.clock.advance(Duration::minutes(1));
    // what a request remembers of host and member is read anew after a minute
    ann.get("/me").await.expect(200);
    let (few, _) = app.statements(ann.post(&path, portion(2))).await;
    app.clock.advance(Duration::minutes(1));
    ann.get("/me").await.expect(200);
    let (many, answer) = app.statements(ann.post(&path, portion(100))).await;
    assert_eq!((few, &answer.body["accepted"]), (many, &json!(100)));
    assert!(many <= 8, "{many} statements");
}
