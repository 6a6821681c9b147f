//! Courses and people that the tests of this slice begin with.

use domain::{
    access::{CourseRole, Role},
    courses::{CompletionRule, LessonKind, OutlineDocument, OutlineLesson, OutlineSection},
    ids::{LessonId, LessonRevisionId, SectionId},
};
use lyceum_tests::{Client, Org, PASSWORD};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait, Value};
use serde_json::json;
use uuid::Uuid;

/// A lesson to be made.
#[derive(Clone, Copy)]
pub(crate) struct Spec {
    pub(crate) required: bool,
    pub(crate) rule: CompletionRule,
}

/// A lesson that counts when the learner says so.
pub(crate) const MANUAL: Spec = Spec { required: true, rule: CompletionRule::Manual };

/// A lesson that counts when it was read for a minute.
pub(crate) const MINUTE: Spec = Spec { required: true, rule: CompletionRule::Read { min_seconds: 60 } };

/// A lesson that does not count.
pub(crate) const OPTIONAL: Spec = Spec { required: false, rule: CompletionRule::Manual };

/// A published course.
pub(crate) struct Course {
    pub(crate) id: Uuid,
    pub(crate) lessons: Vec<Uuid>,
    document: OutlineDocument,
    number: i64,
    owner: Uuid,
}

async fn rows(org: &Org<'_>) -> DatabaseConnection {
    Database::connect(&org.app.db.url).await.unwrap()
}

async fn run(org: &Org<'_>, statements: Vec<(String, Vec<Value>)>) {
    let db = rows(org).await;
    let tx = db.begin().await.unwrap();
    let backend = tx.get_database_backend();
    if backend == sea_orm::DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT set_config('app.org_id', '{}', true)", org.id)).await.unwrap();
    }
    for (sql, values) in statements {
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.unwrap();
    }
    tx.commit().await.unwrap();
    db.close().await.unwrap();
}

fn insert(org: &Org<'_>, table: &str, columns: Vec<(&str, Value)>) -> (String, Vec<Value>) {
    let names: Vec<&str> = ["org_id"].into_iter().chain(columns.iter().map(|(name, _)| *name)).collect();
    let places: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
    (sql, [Value::from(org.id)].into_iter().chain(columns.into_iter().map(|(_, value)| value)).collect())
}

/// Changes rows of an organization behind the application's back.
pub(crate) async fn tamper(org: &Org<'_>, sql: &str) {
    run(org, vec![(sql.to_owned(), Vec::new())]).await;
}

/// A number that the database says of an organization's rows.
pub(crate) async fn number(org: &Org<'_>, sql: &str) -> i64 {
    let db = rows(org).await;
    let tx = db.begin().await.unwrap();
    let backend = tx.get_database_backend();
    if backend == sea_orm::DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT set_config('app.org_id', '{}', true)", org.id)).await.unwrap();
    }
    let row = tx.query_one_raw(Statement::from_string(backend, format!("SELECT CAST(({sql}) AS BIGINT) AS value"))).await.unwrap().unwrap();
    let value = row.try_get("", "value").unwrap();
    drop(tx);
    db.close().await.unwrap();
    value
}

/// A member with these roles.
pub(crate) async fn person(org: &Org<'_>, roles: &[Role]) -> Client {
    let id = Uuid::now_v7();
    let email = format!("{}@{}.example", id.simple(), org.slug);
    let mut statements = vec![(
        "INSERT INTO users (org_id, id, email, email_key, name, password_hash, status, language, time_zone, theme, created_at) \
         SELECT org_id, $1, $2, $2, $3, password_hash, 'active', 'en', 'UTC', 'system', created_at FROM users WHERE id = $4"
            .to_owned(),
        vec![id.into(), email.clone().into(), format!("{} {}", roles[0].as_str(), &id.simple().to_string()[20..]).into(), org.owner.user_id.into()],
    )];
    statements.extend(roles.iter().map(|role| {
        insert(org, "member_roles", vec![("id", Uuid::now_v7().into()), ("user_id", id.into()), ("role", role.as_str().into())])
    }));
    run(org, statements).await;
    let session = org.visitor().post("/sessions", json!({ "email": email, "password": PASSWORD })).await.expect(201);
    org.visitor().signed_in(&session)
}

/// A learner.
pub(crate) async fn learner(org: &Org<'_>) -> Client {
    person(org, &[Role::Learner]).await
}

/// A published, public course with these lessons, open for everybody.
pub(crate) async fn course(org: &Org<'_>, specs: &[Spec]) -> Course {
    let (id, section) = (Uuid::now_v7(), Uuid::now_v7());
    let owner = org.owner.user_id;
    let now = chrono::Utc::now();
    let text = |name: &'static str, value: &str| (name, Value::from(value));
    let columns = vec![
        ("id", id.into()),
        ("title", Value::from(format!("Course {}", &id.simple().to_string()[24..]))),
        ("slug", Value::from(id.simple().to_string())),
        text("description_source", ""),
        text("description_source_kind", "html"),
        text("description_html", ""),
        ("description_cleaner_version", 1_i64.into()),
        text("language", "en"),
        text("level", "all"),
        text("tags", "[]"),
        text("objectives", "[]"),
        text("requirements", "[]"),
        text("visibility", "public"),
        ("self_enrollment", true.into()),
        ("certificate_enabled", true.into()),
        ("created_by", owner.into()),
        ("created_at", now.into()),
        ("updated_at", now.into()),
        ("changed_at", now.into()),
        ("published_at", now.into()),
        ("outline_number", 0_i64.into()),
        ("outline_version", 1_i64.into()),
        ("version", 1_i64.into()),
    ];
    let section_columns = vec![
        ("id", section.into()),
        ("course_id", id.into()),
        text("title", "Section"),
        ("position", 0_i64.into()),
        ("created_at", now.into()),
        ("updated_at", now.into()),
        ("version", 1_i64.into()),
    ];
    run(org, vec![insert(org, "courses", columns), insert(org, "sections", section_columns)]).await;
    let document = OutlineDocument { sections: vec![OutlineSection { id: SectionId(section), title: "Section".to_owned(), lessons: Vec::new() }] };
    let mut course = Course { id, lessons: Vec::new(), document, number: 0, owner };
    course.staff(org, owner, CourseRole::Creator).await;
    course.add(org, specs).await;
    course
}

impl Course {
    /// Adds lessons and publishes.
    pub(crate) async fn add(&mut self, org: &Org<'_>, specs: &[Spec]) {
        let mut statements = Vec::new();
        for spec in specs {
            let lesson = Uuid::now_v7();
            let position = i64::try_from(self.lessons.len()).unwrap();
            let now = chrono::Utc::now();
            let title = format!("Lesson {position}");
            let columns = vec![
                ("id", lesson.into()),
                ("course_id", self.id.into()),
                ("section_id", self.document.sections[0].id.0.into()),
                ("title", Value::from(title.clone())),
                ("kind", "text".into()),
                ("source", "".into()),
                ("source_kind", "html".into()),
                ("html", "".into()),
                ("cleaner_version", 1_i64.into()),
                ("is_empty", false.into()),
                ("missing_alt", 0_i64.into()),
                ("free_preview", false.into()),
                ("required", spec.required.into()),
                ("rule_kind", spec.rule.as_str().into()),
                ("rule_min_seconds", i64::from(spec.rule.min_seconds()).into()),
                ("position", position.into()),
                ("status", "published".into()),
                ("revision_number", 1_i64.into()),
                ("created_at", now.into()),
                ("updated_at", now.into()),
                ("changed_at", now.into()),
                ("version", 1_i64.into()),
            ];
            statements.push(insert(org, "lessons", columns));
            let revision = Uuid::now_v7();
            statements.push(self.revision(org, lesson, revision, 1, &title));
            self.lessons.push(lesson);
            self.document.sections[0].lessons.push(OutlineLesson {
                id: LessonId(lesson),
                title,
                kind: LessonKind::Text,
                revision_id: LessonRevisionId(revision),
                required: spec.required,
                free_preview: false,
                completion_rule: spec.rule,
            });
        }
        run(org, statements).await;
        self.publish(org).await;
    }

    /// Makes somebody staff of the course.
    pub(crate) async fn staff(&self, org: &Org<'_>, user: Uuid, role: CourseRole) {
        let columns = vec![
            ("id", Uuid::now_v7().into()),
            ("course_id", self.id.into()),
            ("user_id", user.into()),
            ("role", role.as_str().into()),
            ("created_at", chrono::Utc::now().into()),
        ];
        run(org, vec![insert(org, "course_staff", columns)]).await;
    }

    /// Takes a lesson out and publishes.
    pub(crate) async fn remove(&mut self, org: &Org<'_>, lesson: Uuid) {
        self.document.sections[0].lessons.retain(|other| other.id.0 != lesson);
        self.publish(org).await;
    }

    /// Writes a lesson anew and publishes.
    pub(crate) async fn revise(&mut self, org: &Org<'_>, lesson: Uuid, title: &str, rule: CompletionRule) {
        let revision = Uuid::now_v7();
        run(org, vec![self.revision(org, lesson, revision, 2, title)]).await;
        for entry in self.document.sections[0].lessons.iter_mut().filter(|other| other.id.0 == lesson) {
            entry.revision_id = LessonRevisionId(revision);
            title.clone_into(&mut entry.title);
            entry.completion_rule = rule;
        }
        self.publish(org).await;
    }

    fn revision(&self, org: &Org<'_>, lesson: Uuid, id: Uuid, number: i64, title: &str) -> (String, Vec<Value>) {
        let columns = vec![
            ("id", id.into()),
            ("lesson_id", lesson.into()),
            ("course_id", self.id.into()),
            ("number", number.into()),
            ("title", title.into()),
            ("kind", "text".into()),
            ("source", "".into()),
            ("source_kind", "html".into()),
            ("html", Value::from(format!("<p>{title}, revision {number}</p>"))),
            ("cleaner_version", 1_i64.into()),
            ("rule_kind", "manual".into()),
            ("rule_min_seconds", 0_i64.into()),
            ("published_by", self.owner.into()),
            ("published_at", chrono::Utc::now().into()),
        ];
        insert(org, "lesson_revisions", columns)
    }

    async fn publish(&mut self, org: &Org<'_>) {
        self.number += 1;
        let columns = vec![
            ("id", Uuid::now_v7().into()),
            ("course_id", self.id.into()),
            ("number", self.number.into()),
            ("document", serde_json::to_string(&self.document).unwrap().into()),
            ("lesson_count", i64::try_from(self.document.lesson_count()).unwrap().into()),
            ("required_count", i64::try_from(self.document.required_count()).unwrap().into()),
            ("published_by", self.owner.into()),
            ("published_at", chrono::Utc::now().into()),
        ];
        let bump = (format!("UPDATE courses SET outline_number = {} WHERE id = $1", self.number), vec![self.id.into()]);
        run(org, vec![insert(org, "outline_revisions", columns), bump]).await;
    }
}
