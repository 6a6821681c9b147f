//! Videos: what is kept of them, who watches, and what was watched.

use sea_orm_migration::{prelude::*, sea_orm::ConnectionTrait};

use crate::table::{
    Kind::{self, Flag, Integer, Moment, Text, Uuid},
    OnDelete::{Cascade, Restrict},
    TenantTable, drop_tables, needed, optional,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[TenantTable] = &[
    TenantTable {
        name: "videos",
        columns: &[
            needed("course_id", Uuid),
            needed("title", Text),
            needed("file_name", Text),
            needed("host", Text),
            optional("remote_id", Text),
            optional("remote_playback_id", Text),
            // where a host elsewhere takes its bytes, sealed: who knows it can upload
            optional("remote_upload", Text),
            needed("status", Text),
            optional("fault", Text),
            optional("fault_detail", Text),
            // as announced, then as measured
            needed("bytes", Integer),
            optional("sha256", Text),
            optional("duration_ms", Integer),
            optional("width", Integer),
            optional("height", Integer),
            optional("has_audio", Flag),
            needed("percent", Integer),
            // what the counters of the plan hold for it: reserved, then settled
            needed("billed_bytes", Integer),
            needed("billed_minutes", Integer),
            needed("attempt", Integer),
            needed("has_original", Flag),
            needed("has_poster", Flag),
            optional("sprite", Text),
            needed("chapters", Text),
            needed("created_by", Uuid),
            needed("created_at", Moment),
            needed("updated_at", Moment),
            optional("ready_at", Moment),
            needed("version", Integer),
        ],
        parents: &[("course_id", "courses", Restrict), ("created_by", "users", Restrict)],
        unique: &[],
        indexes: &[&["course_id", "created_at"], &["status", "updated_at"], &["created_at"]],
    },
    // bytes that are coming; its id is the video's
    TenantTable {
        name: "video_uploads",
        columns: &[
            needed("received", Integer),
            // what the storage must know to go on
            needed("state", Text),
            // one request appends at a time
            optional("lock_id", Uuid),
            optional("locked_until", Moment),
            needed("expires_at", Moment),
            needed("updated_at", Moment),
        ],
        parents: &[("id", "videos", Cascade)],
        unique: &[],
        indexes: &[&["expires_at"]],
    },
    // which video a lesson shows, and which it showed when it was published: at most one each
    TenantTable {
        name: "video_references",
        columns: &[needed("video_id", Uuid), needed("holder_kind", Text), needed("holder_id", Uuid)],
        parents: &[("video_id", "videos", Restrict)],
        unique: &[&["holder_kind", "holder_id"]],
        indexes: &[&["video_id"]],
    },
    TenantTable {
        name: "video_captions",
        columns: &[
            needed("video_id", Uuid),
            needed("language", Text),
            needed("label", Text),
            needed("source", Text),
            needed("vtt", Text),
            needed("cue_count", Integer),
            // which file in the storage holds them: another after every change
            needed("file", Uuid),
            needed("created_at", Moment),
            needed("updated_at", Moment),
            needed("version", Integer),
        ],
        parents: &[("video_id", "videos", Cascade)],
        unique: &[&["video_id", "language"]],
        indexes: &[],
    },
    // on the way to another host; its id is the video's
    TenantTable {
        name: "video_moves",
        columns: &[
            needed("to_host", Text),
            needed("status", Text),
            optional("fault", Text),
            optional("fault_detail", Text),
            // what the new host calls it
            optional("remote_id", Text),
            optional("remote_playback_id", Text),
            // what was made of its file here so far
            optional("made", Text),
            needed("created_at", Moment),
            needed("updated_at", Moment),
        ],
        parents: &[("id", "videos", Cascade)],
        unique: &[],
        indexes: &[&["status", "updated_at"]],
    },
    // captions that are made from the sound
    TenantTable {
        name: "video_transcriptions",
        columns: &[
            needed("video_id", Uuid),
            // as asked for, or as it was found out
            optional("language", Text),
            needed("status", Text),
            optional("fault", Text),
            optional("fault_detail", Text),
            // what was heard so far, so that nothing is sent twice; empty once it is over
            needed("heard", Text),
            needed("created_by", Uuid),
            needed("created_at", Moment),
            needed("updated_at", Moment),
        ],
        parents: &[("video_id", "videos", Cascade), ("created_by", "users", Restrict)],
        unique: &[],
        indexes: &[&["video_id", "created_at"], &["status", "updated_at"]],
    },
    // who watches what, and until when that was looked at
    TenantTable {
        name: "video_playbacks",
        columns: &[
            needed("video_id", Uuid),
            optional("user_id", Uuid),
            optional("enrollment_id", Uuid),
            optional("lesson_id", Uuid),
            // the session or API key that it belongs to
            optional("principal", Uuid),
            needed("started_at", Moment),
            needed("expires_at", Moment),
            optional("ended_at", Moment),
        ],
        parents: &[
            ("video_id", "videos", Cascade),
            ("user_id", "users", Cascade),
            ("enrollment_id", "enrollments", Cascade),
            ("lesson_id", "lessons", Cascade),
        ],
        unique: &[],
        indexes: &[&["user_id", "expires_at"], &["expires_at"]],
    },
    TenantTable {
        name: "video_usage",
        columns: &[
            needed("video_id", Uuid),
            // 2026-11
            needed("month", Text),
            needed("encoded_ms", Integer),
            needed("delivered_ms", Integer),
            needed("delivered_bytes", Integer),
        ],
        parents: &[("video_id", "videos", Restrict)],
        unique: &[&["video_id", "month"]],
        indexes: &[&["month"]],
    },
    // how often each second was watched: a row holds a minute
    TenantTable {
        name: "video_seconds",
        columns: &[needed("video_id", Uuid), needed("minute", Integer), needed("counts", Text)],
        parents: &[("video_id", "videos", Cascade)],
        unique: &[&["video_id", "minute"]],
        indexes: &[],
    },
    // until when what was watched is counted: one row
    TenantTable {
        name: "video_counting",
        columns: &[needed("what", Text), needed("counted_until", Moment)],
        parents: &[],
        unique: &[&["what"]],
        indexes: &[],
    },
];

const COLUMNS: &[(&str, &str, Kind)] = &[
    // the share of a video that a rule demands
    ("lessons", "rule_percent", Integer),
    ("lesson_revisions", "rule_percent", Integer),
    ("learning_events", "watched_video", Uuid),
    ("learning_events", "from_ms", Integer),
    ("learning_events", "to_ms", Integer),
    ("learning_events", "credited_ms", Integer),
    // the union of what was watched of one video, and how long that video is
    ("lesson_progress", "watched_video", Uuid),
    ("lesson_progress", "watched", Text),
    ("lesson_progress", "watched_duration_ms", Integer),
    // until when watching is credited
    ("learners", "watched_until", Moment),
    ("organization_settings", "video_host", Text),
    // what a message is about, for the job that follows it
    ("webhook_inbox", "subject", Text),
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
        let db = m.get_connection();
        for (table, column, kind) in COLUMNS {
            db.execute_unprepared(&format!("ALTER TABLE {table} ADD COLUMN {column} {}", kind.sql(db.get_database_backend()))).await?;
        }
        // what was watched is counted once an hour; all other facts stay out of it
        db.execute_unprepared(
            "CREATE INDEX learning_events_watched_idx ON learning_events (org_id, received_at) WHERE watched_video IS NOT NULL",
        )
        .await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let db = m.get_connection();
        db.execute_unprepared("DROP INDEX learning_events_watched_idx").await?;
        for (table, column, _) in COLUMNS.iter().rev() {
            db.execute_unprepared(&format!("ALTER TABLE {table} DROP COLUMN {column}")).await?;
        }
        let names: Vec<&str> = TABLES.iter().rev().map(|table| table.name).collect();
        drop_tables(m, &names).await
    }
}
