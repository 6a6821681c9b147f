//! Fills a migrated database with the data set, in one transaction.

use domain::{
    certificates::{Certificate, VerificationCode},
    courses::{CompletionRule, LessonKind, OutlineDocument, OutlineLesson, OutlineSection},
    ids::{CertificateId, CourseId, EnrollmentId, LessonId, LessonRevisionId, OrgId, SectionId, UserId, VideoId},
    plans::Metric,
    time::Timestamp,
};
use keyring::{Keyring, Purpose};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, TransactionTrait};

use crate::{
    Result,
    bulk::{
        Bulk,
        Value::{Flag, Id, Moment, Real, Text, Whole},
    },
    data::{CERTIFICATES, COMPLETED, COURSES, Enrollment, Kind, LEARNERS, LESSONS, SECTIONS, Size, WATCHED, email, id, slug},
};

const HTML: &str = "<p>A lesson of a few lines, as long as many are. It says what the thing is, what it is for, and what goes wrong \
                    with it; then it asks a question. Nobody reads it here, but the row should weigh what a row weighs.</p>\
                    <ul><li>one thing to remember</li><li>another one</li></ul><p>And a last paragraph to end with.</p>";

/// What rows are made with.
pub struct Seed<'a> {
    pub size: Size,
    pub now: Timestamp,
    pub password_hash: &'a str,
    pub keyring: &'a Keyring,
}

impl Seed<'_> {
    /// Writes everything; says how many rows.
    pub async fn write(&self, db: &DatabaseConnection) -> Result<u64> {
        let tx = db.begin().await?;
        if db.get_database_backend() == DbBackend::Postgres {
            // the references are right by construction
            tx.execute_unprepared("SET LOCAL session_replication_role = replica").await?;
        }
        let rows = self.organizations(&tx).await?
            + self.people(&tx).await?
            + self.courses(&tx).await?
            + self.videos(&tx).await?
            + self.lessons(&tx).await?
            + self.outlines(&tx).await?
            + self.enrollments(&tx).await?
            + self.progress(&tx).await?
            + self.certificates(&tx).await?;
        tx.commit().await?;
        Ok(rows)
    }

    async fn organizations(&self, tx: &DatabaseTransaction) -> Result<u64> {
        let mut rows = Bulk::new(tx, "organizations", "id, slug, status, plan, created_at");
        for org in 0..self.size.organizations {
            let (org_id, slug) = (id(Kind::Organization, org), slug(org));
            rows.row(&[Id(org_id), Text(&slug), Text("active"), Text("contract"), Moment(self.now)]).await?;
        }
        let count = rows.end().await?;
        let mut rows = Bulk::new(tx, "organization_slugs", "slug, org_id, created_at");
        for org in 0..self.size.organizations {
            rows.row(&[Text(&slug(org)), Id(id(Kind::Organization, org)), Moment(self.now)]).await?;
        }
        let count = count + rows.end().await?;
        let columns = "org_id, id, name, self_registration, require_verified_email, default_language, owner_count, version, updated_at";
        let mut rows = Bulk::new(tx, "organization_settings", columns);
        for org in 0..self.size.organizations {
            let org_id = Id(id(Kind::Organization, org));
            rows.row(&[
                org_id.clone(),
                org_id,
                Text(&slug(org)),
                Flag(false),
                Flag(false),
                Text("en"),
                Whole(1),
                Whole(1),
                Moment(self.now),
            ])
            .await?;
        }
        let count = count + rows.end().await?;
        let mut rows = Bulk::new(tx, "usage_counters", "org_id, id, metric, used");
        for org in 0..self.size.organizations {
            for (n, metric) in (0..).zip(Metric::ALL) {
                let used = match metric {
                    Metric::ActiveLearners => LEARNERS,
                    Metric::PublishedCourses => COURSES,
                    Metric::Instructors => 1,
                    Metric::StorageBytes => COURSES * 1_000,
                    Metric::VideoMinutes => COURSES * 10,
                    Metric::Emails | Metric::ApiRequests => 0,
                };
                rows.row(&[Id(id(Kind::Organization, org)), Id(id(Kind::Other, org * 100 + n)), Text(metric.as_str()), Whole(used)])
                    .await?;
            }
        }
        Ok(count + rows.end().await?)
    }

    async fn people(&self, tx: &DatabaseTransaction) -> Result<u64> {
        let columns =
            "org_id, id, email, email_key, name, password_hash, email_verified_at, status, language, time_zone, theme, created_at";
        let mut rows = Bulk::new(tx, "users", columns);
        for learner in 0..self.size.learners() {
            let (email, name) = (email(learner), format!("Learner {learner}"));
            rows.row(&[
                Id(org_of(learner)),
                Id(id(Kind::User, learner)),
                Text(&email),
                Text(&email),
                Text(&name),
                Text(self.password_hash),
                Moment(self.now),
                Text("active"),
                Text("en"),
                Text("UTC"),
                Text("system"),
                Moment(self.now),
            ])
            .await?;
        }
        let mut count = rows.end().await?;
        let mut rows = Bulk::new(tx, "member_roles", "org_id, id, user_id, role");
        for learner in 0..self.size.learners() {
            // the first of each organization owns it, and writes its courses
            let role = if learner % LEARNERS == 0 { "owner" } else { "learner" };
            rows.row(&[Id(org_of(learner)), Id(id(Kind::Other, learner)), Id(id(Kind::User, learner)), Text(role)]).await?;
        }
        count += rows.end().await?;
        let columns = "org_id, id, user_id, generation, user_agent, ip, created_at, last_seen_at, expires_at";
        let mut rows = Bulk::new(tx, "sessions", columns);
        let end = self.now + chrono::Duration::days(30);
        for learner in 0..self.size.learners() {
            rows.row(&[
                Id(org_of(learner)),
                Id(id(Kind::Session, learner)),
                Id(id(Kind::User, learner)),
                Whole(1),
                Text("Mozilla/5.0"),
                Text("192.0.2.1"),
                Moment(self.now),
                Moment(self.now),
                Moment(end),
            ])
            .await?;
        }
        count += rows.end().await?;
        let mut rows = Bulk::new(tx, "learners", "org_id, id, active_enrollments");
        for learner in 0..self.size.learners() {
            rows.row(&[Id(org_of(learner)), Id(id(Kind::User, learner)), Whole(crate::data::ENROLLMENTS)]).await?;
        }
        Ok(count + rows.end().await?)
    }

    async fn courses(&self, tx: &DatabaseTransaction) -> Result<u64> {
        let columns = "org_id, id, title, slug, teaser, description_source, description_source_kind, description_html, \
                       description_cleaner_version, language, level, tags, objectives, requirements, visibility, estimated_minutes, \
                       self_enrollment, certificate_enabled, created_by, created_at, updated_at, changed_at, published_at, \
                       outline_number, outline_version, version";
        let mut rows = Bulk::new(tx, "courses", columns);
        for course in 0..self.size.courses() {
            let org = course / COURSES;
            let (title, slug) = (format!("Course {course}: how things are measured"), format!("course-{course}"));
            rows.row(&[
                Id(id(Kind::Organization, org)),
                Id(id(Kind::Course, course)),
                Text(&title),
                Text(&slug),
                Text("What it is about, in a line."),
                Text(HTML),
                Text("html"),
                Text(HTML),
                Whole(1),
                Text("en"),
                Text("all"),
                Text("[\"measuring\",\"numbers\"]"),
                Text("[\"Know what a number says\"]"),
                Text("[]"),
                Text("public"),
                Whole(240),
                Flag(true),
                Flag(true),
                Id(id(Kind::User, org * LEARNERS)),
                Moment(self.now),
                Moment(self.now),
                Moment(self.now),
                Moment(self.now),
                Whole(1),
                Whole(1),
                Whole(1),
            ])
            .await?;
        }
        let mut count = rows.end().await?;
        let mut rows = Bulk::new(tx, "course_staff", "org_id, id, course_id, user_id, role, created_at");
        for course in 0..self.size.courses() {
            let owner = course / COURSES * LEARNERS;
            let (org_id, row_id) = (Id(org_of(owner)), Id(id(Kind::Other, course)));
            rows.row(&[org_id, row_id, Id(id(Kind::Course, course)), Id(id(Kind::User, owner)), Text("creator"), Moment(self.now)]).await?;
        }
        count += rows.end().await?;
        let mut rows = Bulk::new(tx, "sections", "org_id, id, course_id, title, position, created_at, updated_at, version");
        for section in 0..self.size.courses() * SECTIONS {
            let course = section / SECTIONS;
            let title = section_title(section % SECTIONS);
            rows.row(&[
                Id(id(Kind::Organization, course / COURSES)),
                Id(id(Kind::Section, section)),
                Id(id(Kind::Course, course)),
                Text(&title),
                Whole(section % SECTIONS),
                Moment(self.now),
                Moment(self.now),
                Whole(1),
            ])
            .await?;
        }
        Ok(count + rows.end().await?)
    }

    async fn lessons(&self, tx: &DatabaseTransaction) -> Result<u64> {
        let columns = "org_id, id, course_id, section_id, title, kind, source, source_kind, html, cleaner_version, is_empty, missing_alt, \
                       free_preview, required, rule_kind, rule_min_seconds, position, status, revision_number, created_at, updated_at, \
                       changed_at, published_at, version";
        let mut rows = Bulk::new(tx, "lessons", columns);
        for lesson in 0..self.size.courses() * LESSONS {
            let (course, place) = (lesson / LESSONS, lesson % LESSONS);
            let title = lesson_title(place);
            rows.row(&[
                Id(id(Kind::Organization, course / COURSES)),
                Id(id(Kind::Lesson, lesson)),
                Id(id(Kind::Course, course)),
                Id(id(Kind::Section, course * SECTIONS + place / (LESSONS / SECTIONS))),
                Text(&title),
                Text(kind(place).as_str()),
                Text(HTML),
                Text("html"),
                Text(HTML),
                Whole(1),
                Flag(false),
                Whole(0),
                Flag(place == 0),
                Flag(true),
                Text("manual"),
                Whole(0),
                Whole(place % (LESSONS / SECTIONS)),
                Text("published"),
                Whole(1),
                Moment(self.now),
                Moment(self.now),
                Moment(self.now),
                Moment(self.now),
                Whole(1),
            ])
            .await?;
        }
        let count = rows.end().await?;
        let columns = "org_id, id, lesson_id, course_id, number, title, kind, source, source_kind, html, cleaner_version, rule_kind, \
                       rule_min_seconds, published_by, published_at";
        let mut rows = Bulk::new(tx, "lesson_revisions", columns);
        for lesson in 0..self.size.courses() * LESSONS {
            let course = lesson / LESSONS;
            let title = lesson_title(lesson % LESSONS);
            rows.row(&[
                Id(id(Kind::Organization, course / COURSES)),
                Id(id(Kind::LessonRevision, lesson)),
                Id(id(Kind::Lesson, lesson)),
                Id(id(Kind::Course, course)),
                Whole(1),
                Text(&title),
                Text(kind(lesson % LESSONS).as_str()),
                Text(HTML),
                Text("html"),
                Text(HTML),
                Whole(1),
                Text("manual"),
                Whole(0),
                Id(id(Kind::User, course / COURSES * LEARNERS)),
                Moment(self.now),
            ])
            .await?;
        }
        Ok(count + rows.end().await?)
    }

    async fn outlines(&self, tx: &DatabaseTransaction) -> Result<u64> {
        let columns = "org_id, id, course_id, number, document, lesson_count, required_count, published_by, published_at";
        let mut rows = Bulk::new(tx, "outline_revisions", columns);
        for course in 0..self.size.courses() {
            let document = serde_json::to_string(&outline(course))?;
            rows.row(&[
                Id(id(Kind::Organization, course / COURSES)),
                Id(id(Kind::OutlineRevision, course)),
                Id(id(Kind::Course, course)),
                Whole(1),
                Text(&document),
                Whole(LESSONS),
                Whole(LESSONS),
                Id(id(Kind::User, course / COURSES * LEARNERS)),
                Moment(self.now),
            ])
            .await?;
        }
        rows.end().await
    }

    async fn enrollments(&self, tx: &DatabaseTransaction) -> Result<u64> {
        let columns = "org_id, id, course_id, user_id, status, completed_lessons, required_lessons, outline_number, time_spent_seconds, \
                       resume_lesson_id, resume_position, resume_at, resume_sequence, enrolled_at, last_activity_at, updated_at";
        let mut rows = Bulk::new(tx, "enrollments", columns);
        let enrolled = self.now - chrono::Duration::days(30);
        for n in 0..self.size.enrollments() {
            let enrollment = Enrollment(n);
            rows.row(&[
                Id(org_of(enrollment.learner())),
                Id(id(Kind::Enrollment, n)),
                Id(id(Kind::Course, enrollment.course())),
                Id(id(Kind::User, enrollment.learner())),
                Text("active"),
                Whole(COMPLETED),
                Whole(LESSONS),
                Whole(1),
                Whole(7_200),
                Id(id(Kind::Lesson, enrollment.lesson(COMPLETED - 1))),
                Real(0.5),
                Moment(self.now),
                Whole(1),
                Moment(enrolled),
                Moment(self.now),
                Moment(self.now),
            ])
            .await?;
        }
        rows.end().await
    }

    async fn progress(&self, tx: &DatabaseTransaction) -> Result<u64> {
        let columns = "org_id, id, enrollment_id, lesson_id, state, revision_id, completed_at, position, position_at, position_sequence, \
                       reached_end, time_spent_seconds, opened_at, updated_at";
        let mut rows = Bulk::new(tx, "lesson_progress", columns);
        // in the order in which learners work: place by place, not learner by learner
        for place in 0..COMPLETED {
            let at = self.now - chrono::Duration::days(29 - i64::try_from(place)?);
            for n in 0..self.size.enrollments() {
                let enrollment = Enrollment(n);
                let lesson = enrollment.lesson(place);
                rows.row(&[
                    Id(org_of(enrollment.learner())),
                    Id(id(Kind::Progress, place * self.size.enrollments() + n)),
                    Id(id(Kind::Enrollment, n)),
                    Id(id(Kind::Lesson, lesson)),
                    Text("completed"),
                    Id(id(Kind::LessonRevision, lesson)),
                    Moment(at),
                    Real(1.0),
                    Moment(at),
                    Whole(1),
                    Flag(true),
                    Whole(288),
                    Moment(at),
                    Moment(at),
                ])
                .await?;
            }
        }
        rows.end().await
    }

    async fn certificates(&self, tx: &DatabaseTransaction) -> Result<u64> {
        let columns = "org_id, id, enrollment_id, issue_number, user_id, course_id, code, learner_name, course_title, organization_name, \
                       instructor_names, completed_at, issued_at, record, signature, key_id";
        let mut rows = Bulk::new(tx, "certificates", columns);
        for n in 0..CERTIFICATES {
            let enrollment = Enrollment(n * crate::data::ENROLLMENTS);
            let mut certificate = Certificate {
                id: CertificateId(id(Kind::Certificate, n)),
                enrollment_id: EnrollmentId(id(Kind::Enrollment, enrollment.0)),
                issue_number: 1,
                user_id: UserId(id(Kind::User, enrollment.learner())),
                course_id: CourseId(id(Kind::Course, enrollment.course())),
                code: code(n),
                learner_name: format!("Learner {}", enrollment.learner()),
                course_title: format!("Course {}: how things are measured", enrollment.course()),
                organization_name: slug(0),
                instructor_names: vec!["Ines Okafor".to_owned()],
                completed_at: self.now,
                issued_at: self.now,
                expires_at: None,
                revoked_at: None,
                revocation_reason: None,
                replaced_by: None,
                record: String::new(),
                signature: String::new(),
                key_id: String::new(),
                pdf_stored_at: None,
            };
            certificate.record = certificates::record::record_of(OrgId(id(Kind::Organization, 0)), &certificate)?;
            let signature = self.keyring.sign(Purpose::Certificate, certificate.record.as_bytes()).ok_or("no key signs certificates")?;
            let instructors = serde_json::to_string(&certificate.instructor_names)?;
            rows.row(&[
                Id(id(Kind::Organization, 0)),
                Id(certificate.id.0),
                Id(certificate.enrollment_id.0),
                Whole(1),
                Id(certificate.user_id.0),
                Id(certificate.course_id.0),
                Text(certificate.code.as_str()),
                Text(&certificate.learner_name),
                Text(&certificate.course_title),
                Text(&certificate.organization_name),
                Text(&instructors),
                Moment(self.now),
                Moment(self.now),
                Text(&certificate.record),
                Text(&signature.value),
                Text(&signature.key_id.to_string()),
            ])
            .await?;
        }
        rows.end().await
    }
}

fn org_of(learner: u64) -> uuid::Uuid {
    id(Kind::Organization, learner / LEARNERS)
}

/// The code of the n-th certificate.
pub fn code(n: u64) -> VerificationCode {
    let mut bytes = [0x5a; 17];
    for (byte, part) in bytes.iter_mut().zip(n.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes()) {
        *byte = part;
    }
    VerificationCode::from_random(bytes)
}

fn section_title(n: u64) -> String {
    format!("Part {}: a heading of usual length", n + 1)
}

fn lesson_title(place: u64) -> String {
    format!("Lesson {}: a title of usual length", place + 1)
}

fn kind(place: u64) -> LessonKind {
    if place == WATCHED { LessonKind::Video } else { LessonKind::Text }
}

fn outline(course: u64) -> OutlineDocument {
    let lesson = |place: u64| OutlineLesson {
        id: LessonId(id(Kind::Lesson, course * LESSONS + place)),
        title: lesson_title(place),
        kind: kind(place),
        revision_id: LessonRevisionId(id(Kind::LessonRevision, course * LESSONS + place)),
        required: true,
        free_preview: place == 0,
        completion_rule: CompletionRule::Manual,
        video_id: (place == WATCHED).then(|| VideoId(id(Kind::Video, course))),
    };
    let each = LESSONS / SECTIONS;
    let section = |n: u64| OutlineSection {
        id: SectionId(id(Kind::Section, course * SECTIONS + n)),
        title: section_title(n),
        lessons: (n * each..(n + 1) * each).map(lesson).collect(),
    };
    OutlineDocument { sections: (0..SECTIONS).map(section).collect() }
}
