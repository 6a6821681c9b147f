//! Courses as their authors write them, and the immutable revisions that publishing makes.

use sea_orm_migration::prelude::*;

use crate::table::{
    Kind::{Flag, Integer, Moment, Text, Uuid},
    OnDelete::{Cascade, Restrict},
    TenantTable, append_only, drop_tables, needed, optional,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[TenantTable] = &[
    TenantTable {
        name: "courses",
        columns: &[
            needed("title", Text),
            needed("slug", Text),
            optional("teaser", Text),
            needed("description_source", Text),
            needed("description_source_kind", Text),
            needed("description_html", Text),
            needed("description_cleaner_version", Integer),
            needed("language", Text),
            needed("level", Text),
            optional("category", Text),
            needed("tags", Text),
            needed("objectives", Text),
            needed("requirements", Text),
            needed("visibility", Text),
            optional("thumbnail_asset_id", Uuid),
            optional("estimated_minutes", Integer),
            needed("self_enrollment", Flag),
            needed("certificate_enabled", Flag),
            needed("created_by", Uuid),
            needed("created_at", Moment),
            needed("updated_at", Moment),
            // when a draft last changed something that publishing would publish
            needed("changed_at", Moment),
            optional("published_at", Moment),
            optional("deleted_at", Moment),
            // the number of the outline revision that learners see; 0 before the first
            needed("outline_number", Integer),
            needed("outline_version", Integer),
            needed("version", Integer),
        ],
        parents: &[("created_by", "users", Restrict), ("thumbnail_asset_id", "assets", Restrict)],
        unique: &[&["slug"]],
        indexes: &[&["created_at"], &["visibility", "published_at"]],
    },
    TenantTable {
        name: "course_staff",
        columns: &[needed("course_id", Uuid), needed("user_id", Uuid), needed("role", Text), needed("created_at", Moment)],
        parents: &[("course_id", "courses", Cascade), ("user_id", "users", Cascade)],
        unique: &[&["course_id", "user_id"]],
        indexes: &[&["user_id"]],
    },
    TenantTable {
        name: "sections",
        columns: &[
            needed("course_id", Uuid),
            needed("title", Text),
            needed("position", Integer),
            needed("created_at", Moment),
            needed("updated_at", Moment),
            optional("deleted_at", Moment),
            needed("version", Integer),
        ],
        parents: &[("course_id", "courses", Cascade)],
        unique: &[],
        indexes: &[&["course_id", "position"]],
    },
    TenantTable {
        name: "lessons",
        columns: &[
            needed("course_id", Uuid),
            needed("section_id", Uuid),
            needed("title", Text),
            needed("kind", Text),
            needed("source", Text),
            needed("source_kind", Text),
            needed("html", Text),
            needed("cleaner_version", Integer),
            needed("is_empty", Flag),
            needed("missing_alt", Integer),
            needed("free_preview", Flag),
            needed("required", Flag),
            needed("rule_kind", Text),
            needed("rule_min_seconds", Integer),
            needed("position", Integer),
            needed("status", Text),
            // the number of the revision that learners see; 0 before the first
            needed("revision_number", Integer),
            needed("created_at", Moment),
            needed("updated_at", Moment),
            needed("changed_at", Moment),
            optional("published_at", Moment),
            optional("deleted_at", Moment),
            needed("version", Integer),
        ],
        parents: &[("course_id", "courses", Cascade), ("section_id", "sections", Cascade)],
        unique: &[],
        indexes: &[&["course_id", "position"], &["section_id", "position"]],
    },
    TenantTable {
        name: "lesson_revisions",
        columns: &[
            needed("lesson_id", Uuid),
            needed("course_id", Uuid),
            needed("number", Integer),
            needed("title", Text),
            needed("kind", Text),
            needed("source", Text),
            needed("source_kind", Text),
            needed("html", Text),
            needed("cleaner_version", Integer),
            needed("rule_kind", Text),
            needed("rule_min_seconds", Integer),
            needed("published_by", Uuid),
            needed("published_at", Moment),
        ],
        parents: &[("lesson_id", "lessons", Cascade), ("course_id", "courses", Cascade), ("published_by", "users", Restrict)],
        unique: &[&["lesson_id", "number"]],
        indexes: &[],
    },
    TenantTable {
        name: "outline_revisions",
        columns: &[
            needed("course_id", Uuid),
            needed("number", Integer),
            // sections, lessons, lesson revisions and what is required, as one document that never changes
            needed("document", Text),
            needed("lesson_count", Integer),
            needed("required_count", Integer),
            needed("published_by", Uuid),
            needed("published_at", Moment),
        ],
        parents: &[("course_id", "courses", Cascade), ("published_by", "users", Restrict)],
        unique: &[&["course_id", "number"]],
        indexes: &[],
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
        append_only(m, "lesson_revisions").await?;
        append_only(m, "outline_revisions").await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let names: Vec<&str> = TABLES.iter().rev().map(|table| table.name).collect();
        drop_tables(m, &names).await
    }
}
