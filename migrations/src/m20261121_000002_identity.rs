//! Who belongs to an organization, what they may do, and what administrators did.

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
        name: "users",
        columns: &[
            needed("email", Text),
            // the address as it is compared; `removed:<id>` once the member is gone, which frees the address
            needed("email_key", Text),
            needed("name", Text),
            needed("password_hash", Text),
            optional("email_verified_at", Moment),
            needed("status", Text),
            needed("language", Text),
            needed("time_zone", Text),
            needed("theme", Text),
            needed("created_at", Moment),
            optional("last_seen_at", Moment),
        ],
        parents: &[],
        unique: &[&["email_key"]],
        indexes: &[&["created_at"]],
    },
    TenantTable {
        name: "member_roles",
        columns: &[needed("user_id", Uuid), needed("role", Text)],
        parents: &[("user_id", "users", Cascade)],
        unique: &[&["user_id", "role"]],
        indexes: &[&["role"]],
    },
    TenantTable {
        name: "sessions",
        columns: &[
            needed("user_id", Uuid),
            // the highest refresh token of the family that was presented
            needed("generation", Integer),
            optional("user_agent", Text),
            optional("ip", Text),
            needed("created_at", Moment),
            needed("last_seen_at", Moment),
            needed("expires_at", Moment),
            optional("revoked_at", Moment),
        ],
        parents: &[("user_id", "users", Cascade)],
        unique: &[],
        indexes: &[&["user_id", "created_at"]],
    },
    TenantTable {
        name: "links",
        columns: &[
            needed("kind", Text),
            needed("user_id", Uuid),
            needed("email", Text),
            needed("created_at", Moment),
            needed("expires_at", Moment),
            optional("used_at", Moment),
        ],
        parents: &[("user_id", "users", Cascade)],
        unique: &[],
        indexes: &[&["user_id", "kind"]],
    },
    TenantTable {
        name: "handoffs",
        columns: &[needed("user_id", Uuid), needed("created_at", Moment), needed("expires_at", Moment), optional("used_at", Moment)],
        parents: &[("user_id", "users", Cascade)],
        unique: &[],
        indexes: &[],
    },
    TenantTable {
        name: "invitations",
        columns: &[
            needed("email", Text),
            needed("email_key", Text),
            needed("roles", Text),
            needed("invited_by", Uuid),
            // whether an instructor's seat of the plan is kept for it
            needed("holds_seat", Flag),
            needed("created_at", Moment),
            needed("expires_at", Moment),
            optional("accepted_at", Moment),
            optional("accepted_by", Uuid),
            optional("revoked_at", Moment),
        ],
        parents: &[("invited_by", "users", Restrict), ("accepted_by", "users", Restrict)],
        unique: &[],
        indexes: &[&["created_at"], &["email_key"]],
    },
    TenantTable {
        name: "api_keys",
        columns: &[
            needed("user_id", Uuid),
            needed("name", Text),
            needed("prefix", Text),
            needed("secret_hash", Text),
            needed("scopes", Text),
            needed("created_at", Moment),
            optional("last_used_at", Moment),
            optional("expires_at", Moment),
            optional("revoked_at", Moment),
        ],
        parents: &[("user_id", "users", Cascade)],
        unique: &[&["secret_hash"]],
        indexes: &[&["user_id", "created_at"]],
    },
    TenantTable {
        name: "idempotency_keys",
        columns: &[
            needed("actor", Text),
            needed("operation", Text),
            needed("key", Text),
            needed("body_hash", Text),
            optional("status", Integer),
            optional("body", Text),
            needed("created_at", Moment),
        ],
        parents: &[],
        unique: &[&["actor", "operation", "key"]],
        indexes: &[&["created_at"]],
    },
    TenantTable {
        name: "usage_counters",
        columns: &[needed("metric", Text), needed("used", Integer)],
        parents: &[],
        unique: &[&["metric"]],
        indexes: &[],
    },
    TenantTable {
        name: "audit_events",
        columns: &[
            needed("occurred_at", Moment),
            needed("action", Text),
            needed("actor_kind", Text),
            optional("actor_id", Uuid),
            needed("object_kind", Text),
            optional("object_id", Uuid),
            optional("object_label", Text),
            needed("details", Text),
        ],
        parents: &[],
        unique: &[],
        indexes: &[&["occurred_at"], &["action", "occurred_at"]],
    },
    TenantTable {
        name: "assets",
        columns: &[
            needed("kind", Text),
            needed("file_name", Text),
            needed("alt", Text),
            needed("content_type", Text),
            needed("bytes", Integer),
            needed("width", Integer),
            needed("height", Integer),
            needed("created_by", Uuid),
            needed("created_at", Moment),
        ],
        parents: &[("created_by", "users", Restrict)],
        unique: &[],
        indexes: &[&["created_at"]],
    },
    TenantTable {
        name: "asset_references",
        columns: &[needed("asset_id", Uuid), needed("holder_kind", Text), needed("holder_id", Uuid)],
        parents: &[("asset_id", "assets", Restrict)],
        unique: &[&["asset_id", "holder_kind", "holder_id"]],
        indexes: &[&["holder_kind", "holder_id"]],
    },
    // one row, whose id is the organization's own
    TenantTable {
        name: "organization_settings",
        columns: &[
            needed("name", Text),
            optional("tagline", Text),
            needed("self_registration", Flag),
            needed("require_verified_email", Flag),
            optional("color", Text),
            optional("logo_asset_id", Uuid),
            needed("default_language", Text),
            // how many users hold the owner's role: the last one cannot go, under races too
            needed("owner_count", Integer),
            needed("version", Integer),
            needed("updated_at", Moment),
        ],
        parents: &[("logo_asset_id", "assets", Restrict)],
        unique: &[],
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
        append_only(m, "audit_events").await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let names: Vec<&str> = TABLES.iter().rev().map(|table| table.name).collect();
        drop_tables(m, &names).await
    }
}
