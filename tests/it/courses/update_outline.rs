//! Reordering: all in one, exactly what is there, only the version that was read.

use futures::future::join_all;
use lyceum_tests::TestApp;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::fixtures::{course, order};

#[tokio::test]
async fn sections_and_lessons_move_across_sections_in_one() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[2, 1, 0]).await;
    let [a, b, c] = [built.sections[0], built.sections[1], built.sections[2]];
    let (one, two, three) = (built.lessons[0][0], built.lessons[0][1], built.lessons[1][0]);
    let before = built.outline(&org.owner).await;
    assert_eq!(before.header("etag"), format!("\"{}\"", before.version()));
    let wanted = json!({ "sections": [{ "id": c, "lessons": [two] }, { "id": a, "lessons": [] }, { "id": b, "lessons": [three, one] }] });
    let after = org.owner.edit(Method::PUT, &built.path("/outline"), before.version(), wanted.clone()).await.expect(200);
    assert_eq!(order(&after.body), wanted);
    assert_eq!(after.version(), before.version() + 1);
    assert_eq!(after.header("etag"), format!("\"{}\"", after.version()));
    assert_eq!(built.outline(&org.owner).await.body, after.body);
    assert_eq!(org.owner.get(&format!("/lessons/{two}")).await.expect(200).body["section_id"], json!(c));
}

#[tokio::test]
async fn of_two_who_reorder_at_once_one_is_told_so() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[3]).await;
    let outline = built.outline(&org.owner).await;
    let path = built.path("/outline");
    org.owner.put(&path, order(&outline.body)).await.refused(428, "if_match_required");
    let answers = join_all((0..10).map(|_| org.owner.edit(Method::PUT, &path, outline.version(), order(&outline.body)))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.refused(412, "stale_version").body["current_version"], outline.version() + 1);
    }
    let version = outline.version() + 1;
    let made = org.owner.post(&built.path("/sections"), json!({ "title": "New" })).await.expect(201);
    assert_eq!(made.body["outline_version"], version + 1);
    org.owner.edit(Method::PUT, &path, version, order(&outline.body)).await.refused(412, "stale_version");
}

#[tokio::test]
async fn what_is_not_a_permutation_changes_nothing() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let owner = &org.owner;
    let built = course(owner, &[2, 1]).await;
    let other = course(owner, &[1]).await;
    let bolt = app.organization("bolt").await;
    let foreign = course(&bolt.owner, &[1]).await;
    let deleted = super::fixtures::lesson(owner, built.sections[0], "Deleted", "Words").await;
    owner.delete(&format!("/lessons/{deleted}")).await.expect(204);
    let before = built.outline(owner).await;
    let whole = order(&before.body);
    let mut wrong: Vec<Value> = Vec::new();
    for id in [deleted, other.lessons[0][0], foreign.lessons[0][0], Uuid::now_v7(), built.lessons[0][0]] {
        let mut more = whole.clone();
        more["sections"][1]["lessons"].as_array_mut().unwrap().push(json!(id));
        wrong.push(more);
        let mut instead = whole.clone();
        instead["sections"][1]["lessons"][0] = json!(id);
        wrong.push(instead);
    }
    for id in [other.sections[0], foreign.sections[0], Uuid::now_v7(), built.sections[0]] {
        let mut instead = whole.clone();
        instead["sections"][1]["id"] = json!(id);
        wrong.push(instead);
        let mut more = whole.clone();
        more["sections"].as_array_mut().unwrap().push(json!({ "id": id, "lessons": [] }));
        wrong.push(more);
    }
    let mut less = whole.clone();
    less["sections"].as_array_mut().unwrap().pop();
    wrong.extend([less, json!({ "sections": [] })]);
    for wanted in wrong {
        owner.edit(Method::PUT, &built.path("/outline"), before.version(), wanted.clone()).await.refused(422, "outline_mismatch");
        assert_eq!(built.outline(owner).await.body, before.body, "{wanted}");
    }
    assert_eq!(bolt.owner.get(&foreign.path("/outline")).await.expect(200).version(), 3);
}

/// Random permutations hold; each is read back as it was sent.
#[tokio::test]
async fn every_permutation_is_kept_as_it_was_sent() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let built = course(&org.owner, &[3, 2, 0, 4]).await;
    let lessons: Vec<Uuid> = built.lessons.concat();
    let homes = prop::collection::vec(0..built.sections.len(), lessons.len());
    let strategy = (Just(built.sections.clone()).prop_shuffle(), Just(lessons).prop_shuffle(), homes);
    let mut runner = TestRunner::deterministic();
    let mut version = built.outline(&org.owner).await.version();
    for _ in 0..25 {
        let (sections, lessons, homes) = strategy.new_tree(&mut runner).unwrap().current();
        let of = |n: usize| lessons.iter().zip(&homes).filter(|(_, home)| **home == n).map(|(id, _)| *id).collect::<Vec<_>>();
        let wanted =
            json!({ "sections": sections.iter().enumerate().map(|(n, id)| json!({ "id": id, "lessons": of(n) })).collect::<Vec<_>>() });
        let after = org.owner.edit(Method::PUT, &built.path("/outline"), version, wanted.clone()).await.expect(200);
        version += 1;
        assert_eq!(after.version(), version);
        assert_eq!(order(&built.outline(&org.owner).await.body), wanted);
    }
}
