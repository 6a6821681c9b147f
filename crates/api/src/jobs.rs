//! The one table that wires events to jobs, and jobs to those who do them.

use std::sync::Arc;

use domain::{plans::Metric, time::Timestamp};
use repositories::{JobLease, RepositoryError};

use crate::{
    app::App,
    video::{carry::CARRY_VIDEO, jobs::PROCESS_VIDEO, transcribe::TRANSCRIBE_VIDEO},
};

/// Why a job failed, and whether another try can help.
#[derive(Debug)]
pub enum JobError {
    /// Try again later.
    Temporary(String),
    /// It will never work: set it aside at once.
    Final(String),
    /// Nothing failed: it is done again then.
    Later(String, Timestamp),
    /// Nothing failed: it waits for room of a metric, until then, or until there is some.
    NoRoom(String, Metric, Timestamp),
}

impl JobError {
    /// A payload that names something else than the job is about.
    pub fn wrong_payload(lease: &JobLease) -> Self {
        Self::Final(format!("the payload {:?} is none of {}", lease.payload(), lease.kind()))
    }
}

impl From<RepositoryError> for JobError {
    fn from(error: RepositoryError) -> Self {
        match &error {
            RepositoryError::NotFound | RepositoryError::Damaged(_) => Self::Final(chain(&error)),
            _ => Self::Temporary(chain(&error)),
        }
    }
}

/// An error with its causes, for the job's row.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        words = format!("{words}: {cause}");
        next = cause.source();
    }
    words
}

/// The job that sends a mail. A worker does few of them at a time, so that a slow mail server holds nothing else.
pub const SEND_MAIL: &str = "send_mail";

/// The jobs that an event leads to.
pub fn handlers(event: &str) -> &'static [&'static str] {
    match event {
        "email_verification_requested"
        | "registration_repeated"
        | "password_reset_requested"
        | "password_changed"
        | "invitation_created"
        | "learner_enrolled"
        | "certificate_revoked"
        | "sending_domain_failed"
        | "plan_notice_due" => &[SEND_MAIL],
        "video_uploaded" => &[PROCESS_VIDEO],
        "video_transcription_requested" => &[TRANSCRIBE_VIDEO],
        "video_deleted" => &["delete_video_files"],
        "video_awaited" => &["follow_video"],
        "remote_video_dropped" => &["delete_remote_video"],
        "video_move_begun" => &[CARRY_VIDEO],
        "videos_to_move" => &["move_videos"],
        "video_left" => &["delete_left_files"],
        "subscription_change_requested" => &["change_subscription"],
        "member_removed" => &["withdraw_learner"],
        "course_completed" => &["issue_certificate"],
        "certificate_issued" => &["render_certificate", SEND_MAIL],
        _ => &[],
    }
}

/// Jobs that every organization gets each hour.
pub const HOURLY: &[&str] = &[
    "expire_enrollments",
    "sweep_assets",
    "sweep_videos",
    "count_watching",
    "expire_uploads",
    "release_invitations",
    "forget_expired",
    "review_plan",
    "measure_health",
    "watch_sending_domain",
];

/// Jobs that every organization gets each night (UTC).
pub const NIGHTLY: &[&str] = &["recount_usage", "reconcile_subscription"];

/// Does one job.
///
/// # Errors
/// Why it could not be done.
pub async fn perform(app: &Arc<App>, lease: &JobLease) -> Result<(), JobError> {
    match lease.kind() {
        SEND_MAIL => crate::messaging::jobs::send_mail(app, lease).await,
        "watch_sending_domain" => crate::messaging::jobs::watch_sending_domain(app, lease).await,
        PROCESS_VIDEO => crate::video::jobs::process_video(app, lease).await,
        TRANSCRIBE_VIDEO => crate::video::transcribe::transcribe_video(app, lease).await,
        "delete_video_files" => crate::video::jobs::delete_video_files(app, lease).await,
        "follow_video" => crate::video::hosts::jobs::follow_video(app, lease).await,
        "delete_remote_video" => crate::video::hosts::jobs::delete_remote_video(app, lease).await,
        CARRY_VIDEO => crate::video::carry::carry_video(app, lease).await,
        "move_videos" => crate::video::carry::move_videos(app, lease).await,
        "delete_left_files" => crate::video::jobs::delete_left_files(app, lease).await,
        "sweep_videos" => crate::video::jobs::sweep_videos(app, lease).await,
        "count_watching" => crate::video::jobs::count_watching(app, lease).await,
        "count_delivery" => crate::video::jobs::count_delivery(app, lease).await,
        "sweep_assets" => crate::assets::jobs::sweep_assets(app, lease).await,
        "expire_uploads" => crate::video::upload_jobs::expire_uploads(app, lease).await,
        "expire_enrollments" => crate::learning::jobs::expire_enrollments(app, lease).await,
        "release_invitations" => crate::identity::jobs::release_invitations(app, lease).await,
        "forget_expired" => crate::identity::jobs::forget_expired(app, lease).await,
        "measure_health" => crate::console::jobs::measure_health(app, lease).await,
        "recount_usage" => crate::billing::jobs::recount_usage(app, lease).await,
        "review_plan" => crate::billing::jobs::review_plan(app, lease).await,
        "sync_subscription" => crate::billing::jobs::sync_subscription(app, lease).await,
        "reconcile_subscription" => crate::billing::jobs::reconcile_subscription(app, lease).await,
        "change_subscription" => crate::billing::jobs::change_subscription(app, lease).await,
        "withdraw_learner" => crate::learning::jobs::withdraw_learner(app, lease).await,
        "issue_certificate" => crate::certificates::jobs::issue_certificate(app, lease).await,
        "render_certificate" => crate::certificates::jobs::render_certificate(app, lease).await,
        other => Err(JobError::Final(format!("no worker knows the job {other:?}"))),
    }
}
