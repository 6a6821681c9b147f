//! The tables as sea-orm sees them. Nothing here leaves this crate; nothing here is serialized.

/// What every entity of an organization's table has in common.
macro_rules! tenant {
    () => {
        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}

        impl ActiveModelBehavior for ActiveModel {}

        impl crate::scoped::TenantEntity for Entity {
            const ORG: Column = Column::OrgId;
            const ID: Column = Column::Id;
        }
    };
}
use tenant;

pub(crate) mod api_keys;
pub(crate) mod asset_references;
pub(crate) mod assets;
pub(crate) mod audit_events;
pub(crate) mod certificates;
pub(crate) mod course_staff;
pub(crate) mod courses;
pub(crate) mod dkim_keys;
pub(crate) mod enrollments;
pub(crate) mod events;
pub(crate) mod handoffs;
pub(crate) mod idempotency_keys;
pub(crate) mod invitations;
pub(crate) mod jobs;
pub(crate) mod learners;
pub(crate) mod learning_events;
pub(crate) mod lesson_progress;
pub(crate) mod lesson_revisions;
pub(crate) mod lessons;
pub(crate) mod links;
pub(crate) mod mails;
pub(crate) mod member_roles;
pub(crate) mod operator_acts;
pub(crate) mod operator_sessions;
pub(crate) mod operators;
pub(crate) mod organization_health;
pub(crate) mod organization_settings;
pub(crate) mod organization_slugs;
pub(crate) mod organizations;
pub(crate) mod outline_revisions;
pub(crate) mod payment_customers;
pub(crate) mod sections;
pub(crate) mod sending_domains;
pub(crate) mod sessions;
pub(crate) mod signing_keys;
pub(crate) mod subscription_changes;
pub(crate) mod subscriptions;
pub(crate) mod support_sessions;
pub(crate) mod usage_counters;
pub(crate) mod users;
pub(crate) mod video_captions;
pub(crate) mod video_counting;
pub(crate) mod video_moves;
pub(crate) mod video_playbacks;
pub(crate) mod video_references;
pub(crate) mod video_seconds;
pub(crate) mod video_transcriptions;
pub(crate) mod video_uploads;
pub(crate) mod video_usage;
pub(crate) mod videos;
pub(crate) mod webhook_inbox;
