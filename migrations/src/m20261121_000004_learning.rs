//! Learners in courses: enrollments, what happened, what it came to, and certificates.

use sea_orm_migration::prelude::*;

use crate::table::{
    Kind::{Flag, Integer, Moment, Real, Text, Uuid},
    OnDelete::{Cascade, Restrict},
    TenantTable, append_only, drop_tables, needed, optional,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[TenantTable] = &[
    TenantTable {
        name: "enrollments",
        columns: &[
            needed("course_id", Uuid),
            needed("user_id", Uuid),
            needed("status", Text),
            // completed and all lessons that count, in the outline revision with this number
            needed("completed_lessons", Integer),
            needed("required_lessons", Integer),
            needed("outline_number", Integer),
            // the outline revision that was completed
            optional("completed_outline_number", Integer),
            needed("time_spent_seconds", Integer),
            // the lesson opened last, the place in it, and when and as which fact of its device it was opened
            optional("resume_lesson_id", Uuid),
            optional("resume_position", Real),
            optional("resume_at", Moment),
            optional("resume_sequence", Integer),
            optional("enrolled_by", Uuid),
            needed("enrolled_at", Moment),
            optional("completed_at", Moment),
            optional("expires_at", Moment),
            optional("last_activity_at", Moment),
            needed("updated_at", Moment),
        ],
        parents: &[
            ("course_id", "courses", Restrict),
            ("user_id", "users", Restrict),
            ("enrolled_by", "users", Restrict),
            ("resume_lesson_id", "lessons", Restrict),
        ],
        unique: &[&["course_id", "user_id"]],
        indexes: &[&["user_id", "enrolled_at"], &["course_id", "enrolled_at"], &["status", "expires_at"]],
    },
    // one row for each user who ever enrolled; its id is the user's
    TenantTable {
        name: "learners",
        columns: &[needed("active_enrollments", Integer), optional("credited_until", Moment)],
        parents: &[("id", "users", Cascade)],
        unique: &[],
        indexes: &[],
    },
    TenantTable {
        name: "lesson_progress",
        columns: &[
            needed("enrollment_id", Uuid),
            needed("lesson_id", Uuid),
            needed("state", Text),
            // the revision that was completed: what a learner completed stays what they completed
            optional("revision_id", Uuid),
            optional("completed_at", Moment),
            // the place named last, and when and as which fact of its device
            optional("position", Real),
            optional("position_at", Moment),
            optional("position_sequence", Integer),
            needed("reached_end", Flag),
            needed("time_spent_seconds", Integer),
            needed("opened_at", Moment),
            needed("updated_at", Moment),
        ],
        parents: &[
            ("enrollment_id", "enrollments", Cascade),
            ("lesson_id", "lessons", Restrict),
            ("revision_id", "lesson_revisions", Restrict),
        ],
        unique: &[&["enrollment_id", "lesson_id"]],
        indexes: &[],
    },
    TenantTable {
        name: "learning_events",
        columns: &[
            needed("enrollment_id", Uuid),
            needed("lesson_id", Uuid),
            needed("client_event_id", Uuid),
            needed("device_id", Uuid),
            needed("sequence", Integer),
            needed("kind", Text),
            optional("position", Real),
            needed("claimed_seconds", Integer),
            needed("credited_seconds", Integer),
            needed("occurred_at", Moment),
            needed("received_at", Moment),
        ],
        parents: &[("enrollment_id", "enrollments", Cascade), ("lesson_id", "lessons", Restrict)],
        unique: &[&["enrollment_id", "client_event_id"]],
        indexes: &[],
    },
    TenantTable {
        name: "certificates",
        columns: &[
            needed("enrollment_id", Uuid),
            // 1 for the first certificate of an enrollment, 2 for its re-issue ..: unique, so that nothing is issued twice
            needed("issue_number", Integer),
            needed("user_id", Uuid),
            needed("course_id", Uuid),
            needed("code", Text),
            needed("learner_name", Text),
            needed("course_title", Text),
            needed("organization_name", Text),
            needed("instructor_names", Text),
            needed("completed_at", Moment),
            needed("issued_at", Moment),
            optional("expires_at", Moment),
            optional("revoked_at", Moment),
            optional("revocation_reason", Text),
            optional("replaced_by", Text),
            // the canonical JSON that was signed, its signature and the key's id
            needed("record", Text),
            needed("signature", Text),
            needed("key_id", Text),
            optional("pdf_stored_at", Moment),
        ],
        parents: &[("enrollment_id", "enrollments", Restrict), ("user_id", "users", Restrict), ("course_id", "courses", Restrict)],
        unique: &[&["code"], &["enrollment_id", "issue_number"]],
        indexes: &[&["user_id", "issued_at"], &["course_id", "issued_at"], &["issued_at"]],
    },
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            table.create(m).await?;
        }
        append_only(m, "learning_events").await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let names: Vec<&str> = TABLES.iter().rev().map(|table| table.name).collect();
        drop_tables(m, &names).await
    }
}
