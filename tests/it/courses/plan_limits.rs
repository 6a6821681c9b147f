//! A course counts for the plan while it is published: exactly, whatever comes at once.

use futures::future::join_all;
use lyceum_tests::TestApp;
use serde_json::json;

use super::fixtures::course;
use crate::learning::fixtures::number;

const PUBLISHED: &str = "SELECT used FROM usage_counters WHERE metric = 'published_courses'";

#[tokio::test]
async fn of_many_that_are_published_at_once_one_finds_the_one_seat() {
    let app = TestApp::on_plan("free").await;
    let org = app.organization("acme").await;
    let mut paths = Vec::new();
    for _ in 0..12 {
        paths.push(course(&org.owner, &[1]).await.path("/publish"));
    }
    let answers = join_all(paths.iter().map(|path| org.owner.post(path, json!({})))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        let refused = answer.refused(402, "plan_limit_reached");
        let facts = ["limit", "usage", "allowed", "plan"].map(|name| refused.body[name].clone());
        assert_eq!(facts, [json!("published_courses"), json!(1), json!(1), json!("free")]);
    }
    assert_eq!(number(&org, PUBLISHED).await, 1);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM courses WHERE published_at IS NOT NULL").await, 1);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM outline_revisions").await, 1, "a refusal leaves nothing behind");
}

#[tokio::test]
async fn one_course_published_many_times_at_once_takes_one_seat() {
    let app = TestApp::on_plan("free").await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[2]).await;
    let path = built.path("/publish");
    let answers = join_all((0..20).map(|_| org.owner.post(&path, json!({})))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(number(&org, PUBLISHED).await, 1);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM outline_revisions").await, 1);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM lesson_revisions").await, 2);
}

#[tokio::test]
async fn deleting_gives_the_seat_back_and_restoring_takes_it_again() {
    let app = TestApp::on_plan("free").await;
    let org = app.organization("acme").await;
    let (first, second) = (course(&org.owner, &[1]).await, course(&org.owner, &[1]).await);
    first.publish(&org.owner).await;
    org.owner.post(&second.path("/publish"), json!({})).await.refused(402, "plan_limit_reached");
    let path = first.path("");
    join_all((0..10).map(|_| org.owner.delete(&path))).await.into_iter().for_each(|answer| drop(answer.expect(204)));
    assert_eq!(number(&org, PUBLISHED).await, 0);
    second.publish(&org.owner).await;
    org.owner.post(&first.path("/restore"), json!({})).await.refused(402, "plan_limit_reached");
    assert_eq!(first.read(&org.owner).await["status"], "deleted");
    org.owner.delete(&second.path("")).await.expect(204);
    let path = first.path("/restore");
    join_all((0..10).map(|_| org.owner.post(&path, json!({})))).await.into_iter().for_each(|answer| drop(answer.expect(200)));
    assert_eq!(number(&org, PUBLISHED).await, 1);
    // a draft costs nothing, neither coming nor going
    let draft = course(&org.owner, &[]).await;
    org.owner.delete(&draft.path("")).await.expect(204);
    org.owner.post(&draft.path("/restore"), json!({})).await.expect(200);
    assert_eq!(number(&org, PUBLISHED).await, 1);
}
