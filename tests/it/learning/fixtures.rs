//! Courses and people that the tests of this slice begin with.

use domain::{
    access::{CourseRole, Role},
    courses::CompletionRule,
};
use lyceum_tests::{Client, Org};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Database, DatabaseTransaction, DbBackend, Statement, TransactionTrait};
use serde_json::{Value, json};
use uuid::Uuid;

/// A lesson to be made.
#[derive(Clone, Copy)]
pub(crate) struct Spec {
    required: bool,
    rule: CompletionRule,
}

/// A lesson that counts when the learner says so.
pub(crate) const MANUAL: Spec = Spec { required: true, rule: CompletionRule::Manual };

/// A lesson that counts when it was read for a minute.
pub(crate) const MINUTE: Spec = Spec { required: true, rule: CompletionRule::Read { min_seconds: 60 } };

/// A lesson that does not count.
pub(crate) const OPTIONAL: Spec = Spec { required: false, rule: CompletionRule::Manual };

/// How many learners' seats are taken.
pub(crate) const SEATS: &str = "SELECT used FROM usage_counters WHERE metric = 'active_learners'";

/// A published course.
pub(crate) struct Course {
    pub(crate) id: Uuid,
    pub(crate) lessons: Vec<Uuid>,
    section: Uuid,
    owner: Client,
}

/// A learner.
pub(crate) async fn learner(org: &Org<'_>) -> Client {
    org.member(Role::Learner).await
}

/// A published course with these lessons, open for everybody.
pub(crate) async fn course(org: &Org<'_>, specs: &[Spec]) -> Course {
    let owner = org.owner.clone();
    let id = owner.post("/courses", json!({ "title": "Knots", "visibility": "public" })).await.expect(201).id();
    let section = owner.post(&format!("/courses/{id}/sections"), json!({ "title": "Section" })).await.expect(201).id();
    let mut course = Course { id, lessons: Vec::new(), section, owner };
    course.add(specs).await;
    course
}

impl Course {
    /// Adds lessons and publishes.
    pub(crate) async fn add(&mut self, specs: &[Spec]) {
        for spec in specs {
            let title = format!("Lesson {}", self.lessons.len());
            let body = json!({ "title": title, "kind": "text", "content": content(&title, 1) });
            let lesson = self.owner.post(&format!("/sections/{}/lessons", self.section), body).await.expect(201);
            if !spec.required || spec.rule != CompletionRule::Manual {
                let patch = json!({ "required": spec.required, "completion_rule": spec.rule });
                self.edit(lesson.id(), patch).await;
            }
            self.lessons.push(lesson.id());
        }
        self.owner.post(&format!("/courses/{}/publish", self.id), json!({})).await.expect(200);
    }

    /// Takes a lesson out of what is taught.
    pub(crate) async fn remove(&self, lesson: Uuid) {
        self.owner.delete(&format!("/lessons/{lesson}")).await.expect(204);
    }

    /// Writes a lesson anew and publishes it.
    pub(crate) async fn revise(&self, lesson: Uuid, title: &str, rule: CompletionRule) {
        self.edit(lesson, json!({ "title": title, "completion_rule": rule, "content": content(title, 2) })).await;
        self.owner.post(&format!("/lessons/{lesson}/publish"), json!({})).await.expect(200);
    }

    async fn edit(&self, lesson: Uuid, patch: Value) {
        let path = format!("/lessons/{lesson}");
        let version = self.owner.get(&path).await.expect(200).version();
        self.owner.edit(Method::PATCH, &path, version, patch).await.expect(200);
    }

    /// Makes somebody staff of the course, beside the owner.
    pub(crate) async fn staff(&self, user: Uuid, role: CourseRole) {
        let staff = json!([
            { "user_id": self.owner.user_id, "role": "creator" },
            { "user_id": user, "role": role.as_str() },
        ]);
        self.owner.put(&format!("/courses/{}/staff", self.id), json!({ "staff": staff })).await.expect(200);
    }
}

fn content(title: &str, revision: i64) -> Value {
    json!({ "html": format!("<p>{title}, revision {revision}</p>") })
}

async fn begin(org: &Org<'_>) -> DatabaseTransaction {
    let tx = Database::connect(&org.app.db.url).await.unwrap().begin().await.unwrap();
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT set_config('app.org_id', '{}', true)", org.id)).await.unwrap();
    }
    tx
}

/// Changes rows of an organization behind the application's back.
pub(crate) async fn tamper(org: &Org<'_>, sql: &str) {
    let tx = begin(org).await;
    tx.execute_unprepared(sql).await.unwrap();
    tx.commit().await.unwrap();
}

/// A number that the database says of an organization's rows.
pub(crate) async fn number(org: &Org<'_>, sql: &str) -> i64 {
    let tx = begin(org).await;
    let statement = Statement::from_string(tx.get_database_backend(), format!("SELECT CAST(({sql}) AS BIGINT) AS value"));
    tx.query_one_raw(statement).await.unwrap().unwrap().try_get("", "value").unwrap()
}
