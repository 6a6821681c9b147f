//! Law: whatever consumes a limit of the plan consumes exactly what there is, by every path that leads to it, whatever comes at
//! once. Each path is tried by two hundred callers, with room for three of them.

use std::{collections::BTreeMap, path::Path};

use domain::{access::Role, ids::OrgId, plans::Plan};
use futures::{StreamExt, future::join_all, stream};
use lyceum::worker;
use lyceum_tests::{Org, Response, TestApp, db::is_postgres};
use serde_json::json;
use uuid::Uuid;

use super::world::PIXEL;
use crate::{
    courses::fixtures::course,
    learning::fixtures::{self, MANUAL, number, tamper},
};

const CALLERS: usize = 200;
const ROOM: usize = 3;

/// Every place that takes room, and how often: a new one belongs here, and its path below.
const TAKERS: &[(&str, usize)] = &[
    ("api/src/messaging/jobs.rs", 2),
    ("courses/src/assets.rs", 1),
    ("courses/src/courses.rs", 1),
    ("courses/src/publish.rs", 1),
    ("identity/src/invitations.rs", 1),
    ("identity/src/members.rs", 1),
    ("identity/src/sign_up.rs", 1),
    ("learning/src/settle.rs", 1),
    ("video/src/manage.rs", 1),
    ("video/src/moving.rs", 2),
    ("video/src/process.rs", 4),
    ("video/src/remote.rs", 2),
];

#[test]
fn every_place_that_takes_room_is_known() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut found = BTreeMap::new();
    let mut folders = vec![crates.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let takes = text.matches("billing::take").count();
                if takes > 0 {
                    found.insert(path.strip_prefix(&crates).unwrap().display().to_string(), takes);
                }
            }
        }
    }
    let known: BTreeMap<String, usize> = TAKERS.iter().map(|(file, takes)| ((*file).to_owned(), *takes)).collect();
    assert_eq!(found, known);
}

/// An organization without limits, until [`limit`] sets some.
async fn org(app: &TestApp) -> Org<'_> {
    app.organization("acme").await
}

/// Puts the organization on a plan and leaves room for so much of a metric.
async fn limit(org: &Org<'_>, plan: Plan, metric: &str, used: i64) {
    org.app.app.db.set_plan(OrgId(org.id), plan).await.unwrap();
    tamper(org, &format!("UPDATE usage_counters SET used = {used} WHERE metric = '{metric}'")).await;
}

/// Of all callers exactly as many got through as there was room for; the others were told which limit.
async fn exactly(org: &Org<'_>, answers: Vec<Response>, metric: &str, full: i64) {
    assert_eq!(answers.len(), CALLERS);
    let (done, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status < 300);
    for answer in &refused {
        assert_eq!((answer.status, answer.code(), &answer.body["limit"]), (402, "plan_limit_reached", &json!(metric)), "{}", answer.body);
    }
    assert_eq!(done.len(), ROOM);
    assert_eq!(used(org, metric).await, full);
}

async fn used(org: &Org<'_>, metric: &str) -> i64 {
    number(org, &format!("SELECT used FROM usage_counters WHERE metric = '{metric}'")).await
}

fn literal(id: Uuid) -> String {
    if is_postgres() { format!("'{id}'") } else { format!("X'{}'", id.simple()) }
}

/// Members with a role, made without their passwords being hashed.
async fn people(org: &Org<'_>, role: Role, status: &str) -> Vec<Uuid> {
    let like = org.owner.user_id;
    let ids: Vec<Uuid> = (0..CALLERS).map(|_| Uuid::now_v7()).collect();
    let mut sql = String::new();
    for (number, id) in ids.iter().enumerate() {
        let (id, like) = (literal(*id), literal(like));
        let email = format!("p{number}@acme.example");
        sql.push_str(&format!(
            "INSERT INTO users (org_id, id, email, email_key, name, password_hash, email_verified_at, status, language, time_zone, theme, created_at) \
             SELECT org_id, {id}, '{email}', '{email}', 'Person {number}', password_hash, created_at, '{status}', language, time_zone, theme, \
             created_at FROM users WHERE id = {like}; \
             INSERT INTO member_roles (org_id, id, user_id, role) SELECT org_id, {id}, {id}, '{}' FROM users WHERE id = {like}; ",
            role.as_str()
        ));
    }
    tamper(org, &sql).await;
    ids
}

/// Courses with one lesson each.
async fn courses(org: &Org<'_>) -> Vec<Uuid> {
    stream::iter(0..CALLERS).map(|_| async { course(&org.owner, &[1]).await.id }).buffer_unordered(8).collect().await
}

#[tokio::test]
async fn courses_that_are_published() {
    let app = TestApp::spawn().await;
    let org = org(&app).await;
    let courses = courses(&org).await;
    limit(&org, Plan::Starter, "published_courses", 2).await;
    let paths: Vec<String> = courses.iter().map(|id| format!("/courses/{id}/publish")).collect();
    exactly(&org, join_all(paths.iter().map(|path| org.owner.post(path, json!({})))).await, "published_courses", 5).await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM courses WHERE published_at IS NOT NULL").await, 3);
}

#[tokio::test]
async fn courses_that_come_back_from_the_bin() {
    let app = TestApp::spawn().await;
    let org = org(&app).await;
    let courses = courses(&org).await;
    tamper(&org, "UPDATE courses SET published_at = created_at, deleted_at = created_at").await;
    limit(&org, Plan::Starter, "published_courses", 2).await;
    let paths: Vec<String> = courses.iter().map(|id| format!("/courses/{id}/restore")).collect();
    exactly(&org, join_all(paths.iter().map(|path| org.owner.post(path, json!({})))).await, "published_courses", 5).await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM courses WHERE deleted_at IS NULL").await, 3);
}

#[tokio::test]
async fn learners_who_are_enrolled_and_those_who_are_taken_back() {
    let app = TestApp::spawn().await;
    let org = org(&app).await;
    let taught = fixtures::course(&org, &[MANUAL]).await;
    let learners = people(&org, Role::Learner, "active").await;
    limit(&org, Plan::Free, "active_learners", 17).await;
    let enroll = |user: &Uuid| json!({ "course_id": taught.id, "user_ids": [user] });
    let answers = join_all(learners.iter().map(|user| org.owner.post("/enrollments", enroll(user)))).await;
    exactly(&org, answers, "active_learners", 20).await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM enrollments").await, 3);

    limit(&org, Plan::Contract, "active_learners", 20).await;
    let all = org.owner.post("/enrollments", json!({ "course_id": taught.id, "user_ids": learners })).await;
    assert!(all.status < 300, "{}", all.body);
    tamper(&org, "UPDATE enrollments SET status = 'cancelled'").await;
    tamper(&org, "UPDATE learners SET active_enrollments = 0").await;
    limit(&org, Plan::Free, "active_learners", 17).await;
    let mut paths = Vec::new();
    let mut page = org.owner.get(&format!("/courses/{}/learners?limit=100", taught.id)).await.expect(200);
    loop {
        paths.extend(page.items().iter().map(|learner| format!("/enrollments/{}", learner["enrollment_id"].as_str().unwrap())));
        let Some(next) = page.body["next_cursor"].as_str() else { break };
        page = org.owner.get(&format!("/courses/{}/learners?limit=100&cursor={next}", taught.id)).await.expect(200);
    }
    let answers = join_all(paths.iter().map(|path| org.owner.patch(path, json!({ "status": "active" })))).await;
    exactly(&org, answers, "active_learners", 20).await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM enrollments WHERE status = 'active'").await, 3);
}

#[tokio::test]
async fn instructors_who_are_invited() {
    let app = TestApp::spawn().await;
    let org = org(&app).await;
    limit(&org, Plan::Pro, "instructors", 7).await;
    let invite = |number: usize| json!({ "email": format!("p{number}@acme.example"), "roles": ["instructor"] });
    let answers = join_all((0..CALLERS).map(|number| org.owner.post("/invitations", invite(number)))).await;
    exactly(&org, answers, "instructors", 10).await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM invitations WHERE holds_seat").await, 3);
}

#[tokio::test]
async fn members_who_become_instructors_and_instructors_who_are_let_in_again() {
    for (role, status, patch) in
        [(Role::Learner, "active", json!({ "roles": ["instructor"] })), (Role::Instructor, "suspended", json!({ "status": "active" }))]
    {
        let app = TestApp::spawn().await;
        let org = org(&app).await;
        let members = people(&org, role, status).await;
        limit(&org, Plan::Pro, "instructors", 7).await;
        let paths: Vec<String> = members.iter().map(|id| format!("/members/{id}")).collect();
        exactly(&org, join_all(paths.iter().map(|path| org.owner.patch(path, patch.clone()))).await, "instructors", 10).await;
    }
}

#[tokio::test]
async fn pictures_that_are_stored() {
    let app = TestApp::spawn().await;
    let org = org(&app).await;
    let bytes = org.owner.post_bytes("/assets", "image/png", PIXEL.to_vec()).await.expect(201).body["bytes"].as_i64().unwrap();
    let full = (1 << 30) - 1;
    limit(&org, Plan::Free, "storage_bytes", full - 3 * bytes).await;
    let answers = join_all((0..CALLERS).map(|_| org.owner.post_bytes("/assets", "image/png", PIXEL.to_vec()))).await;
    exactly(&org, answers, "storage_bytes", full).await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM assets").await, 4);
}

#[tokio::test]
async fn videos_that_are_announced() {
    let app = TestApp::spawn().await;
    let org = org(&app).await;
    let course = course(&org.owner, &[1]).await.id;
    let full = 1 << 30;
    limit(&org, Plan::Free, "storage_bytes", full - 3_000).await;
    let (videos, uploads) = (format!("/courses/{course}/videos"), format!("/courses/{course}/video-uploads"));
    let by_tus = org.owner.clone().with_header("tus-resumable", "1.0.0").with_header("upload-length", "1000");
    let answers = join_all((0..CALLERS).map(async |number| match number % 2 {
        0 => org.owner.post(&videos, json!({ "file_name": "clip.mp4", "bytes": 1000 })).await,
        _ => by_tus.post(&uploads, json!({})).await,
    }));
    exactly(&org, answers.await, "storage_bytes", full).await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM videos").await, 3);
    assert_eq!(number(&org, "SELECT COUNT(*) FROM video_uploads").await, 3);
}

#[tokio::test]
async fn mails_that_several_workers_send() {
    let app = TestApp::spawn().await;
    let org = org(&app).await;
    app.run_jobs().await;
    let invite = |number: usize| json!({ "email": format!("p{number}@acme.example"), "roles": ["learner"] });
    for number in 0..CALLERS {
        org.owner.post("/invitations", invite(number)).await.expect(201);
    }
    limit(&org, Plan::Free, "emails", 497).await;
    join_all((0..8).map(|_| async { while worker::round(&app.app).await.unwrap() > 0 {} })).await;
    assert_eq!((used(&org, "emails").await, number(&org, "SELECT COUNT(*) FROM mails").await), (500, 4));
}
