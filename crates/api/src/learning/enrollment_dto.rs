//! What goes in and out of the operations on enrollments.

use chrono::{DateTime, Utc};
use domain::{
    ids::OrgId,
    learning::{EnrollmentPatch as Patch, MAX_LEARNERS_AT_ONCE, WantedStatus},
};
use learning::{EnrollmentView, LearnerView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::{app::App, http::json::present};

/// Who is to be enrolled in which course.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "one_or_many"))]
pub struct NewEnrollment {
    /// The course.
    pub course_id: Uuid,
    /// A learner, for staff; absent to enroll oneself.
    pub user_id: Option<Uuid>,
    /// Several learners at once, for staff: all are enrolled or, when the plan has no room for all, none.
    #[validate(custom(function = "not_too_many"))]
    #[schema(min_items = 1, max_items = 500)]
    pub user_ids: Option<Vec<Uuid>>,
}

fn not_too_many(users: &[Uuid]) -> Result<(), ValidationError> {
    if (1..=MAX_LEARNERS_AT_ONCE).contains(&users.len()) {
        return Ok(());
    }
    Err(ValidationError::new("length").with_message("1 to 500 learners".into()))
}

fn one_or_many(new: &NewEnrollment) -> Result<(), ValidationError> {
    if new.user_id.is_some() && new.user_ids.is_some() {
        return Err(ValidationError::new("one_or_many").with_message("give user_id or user_ids, not both".into()));
    }
    Ok(())
}

/// What of an enrollment is changed. What is absent stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrollmentPatch {
    /// `active` takes a learner back, `cancelled` withdraws one. What was completed stays completed.
    pub status: Option<EnrollmentAction>,
    /// When the enrollment ends; `null` for never.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub expires_at: Option<Option<DateTime<Utc>>>,
}

/// What staff can make of an enrollment.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EnrollmentAction {
    /// The learner learns.
    Active,
    /// The learner is withdrawn.
    Cancelled,
}

impl From<EnrollmentPatch> for Patch {
    fn from(patch: EnrollmentPatch) -> Self {
        Self {
            status: patch.status.map(|status| match status {
                EnrollmentAction::Active => WantedStatus::Active,
                EnrollmentAction::Cancelled => WantedStatus::Cancelled,
            }),
            expires_at: patch.expires_at.map(|end| end.map(domain::time::truncated)),
        }
    }
}

/// The lesson that was opened last.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResumePlace {
    /// The lesson that was opened last; once that is complete, the next open one.
    pub lesson_id: Uuid,
    /// Its title.
    pub lesson_title: String,
    /// The place in it, from 0 to 1; `null` in a lesson that was not opened last.
    #[schema(required = true)]
    pub position: Option<f64>,
}

/// A learner in a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct Enrollment {
    /// The enrollment.
    pub id: Uuid,
    /// The course.
    pub course_id: Uuid,
    /// Its title.
    pub course_title: String,
    /// Its slug.
    pub course_slug: String,
    /// Where its picture can be loaded.
    #[schema(required = true)]
    pub thumbnail_url: Option<String>,
    /// The learner.
    pub user_id: Uuid,
    /// The learner's name.
    pub user_name: String,
    /// `active`, `completed`, `expired` or `cancelled`.
    pub status: &'static str,
    /// Whole percent of the lessons that count; 100 only when all are complete, and once the course was completed.
    pub progress_percent: i64,
    /// Lessons that count and are complete.
    pub completed_lessons: i64,
    /// Lessons that count.
    pub required_lessons: i64,
    /// Since when.
    pub enrolled_at: DateTime<Utc>,
    /// When the last lesson that counts was completed.
    #[schema(required = true)]
    pub completed_at: Option<DateTime<Utc>>,
    /// When it ends.
    #[schema(required = true)]
    pub expires_at: Option<DateTime<Utc>>,
    /// The code of the certificate that stands.
    #[schema(required = true)]
    pub certificate_code: Option<String>,
    /// Where the learner goes on.
    #[schema(required = true)]
    pub resume: Option<ResumePlace>,
    /// When the learner last did something.
    #[schema(required = true)]
    pub last_activity_at: Option<DateTime<Utc>>,
    /// Credited study time.
    pub time_spent_seconds: i64,
    /// Whether lessons were added since the course was completed.
    pub has_new_lessons: bool,
}

impl Enrollment {
    /// How an enrollment looks.
    pub fn of(app: &App, org_id: OrgId, view: EnrollmentView) -> Self {
        let progress_percent = view.progress_percent();
        let EnrollmentView { entry, status, tally, resume, has_new_lessons } = view;
        Self {
            id: entry.enrollment.id.0,
            course_id: entry.enrollment.course_id.0,
            course_title: entry.course.title,
            course_slug: entry.course.slug,
            thumbnail_url: entry.course.thumbnail_asset_id.map(|asset| app.asset_url(org_id, asset)),
            user_id: entry.enrollment.user_id.0,
            user_name: entry.user_name,
            status: status.as_str(),
            progress_percent,
            completed_lessons: tally.completed,
            required_lessons: tally.required,
            enrolled_at: entry.enrollment.enrolled_at,
            completed_at: entry.enrollment.standing.completed_at,
            expires_at: entry.enrollment.standing.expires_at,
            certificate_code: entry.certificate_code,
            resume: resume.map(|place| ResumePlace {
                lesson_id: place.lesson_id.0,
                lesson_title: place.lesson_title,
                position: place.position,
            }),
            last_activity_at: entry.enrollment.last_activity_at,
            time_spent_seconds: entry.enrollment.time_spent_seconds,
            has_new_lessons,
        }
    }
}

/// Several enrollments.
#[derive(Debug, Serialize, ToSchema)]
pub struct Enrollments {
    /// In the order in which the learners were named.
    pub items: Vec<Enrollment>,
}

/// One enrollment, or several when several learners were named.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Enrolled {
    /// The enrollment.
    One(Box<Enrollment>),
    /// The enrollments.
    Many(Enrollments),
}

/// Who a learner is.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnerUser {
    /// The user.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

/// A learner of a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct Learner {
    /// The enrollment.
    pub enrollment_id: Uuid,
    /// Who.
    pub user: LearnerUser,
    /// `active`, `completed`, `expired` or `cancelled`.
    pub status: &'static str,
    /// Whole percent of the lessons that count.
    pub progress_percent: i64,
    /// Lessons that count and are complete.
    pub completed_lessons: i64,
    /// Lessons that count.
    pub required_lessons: i64,
    /// When the learner last did something.
    #[schema(required = true)]
    pub last_activity_at: Option<DateTime<Utc>>,
    /// Since when.
    pub enrolled_at: DateTime<Utc>,
    /// When the last lesson that counts was completed.
    #[schema(required = true)]
    pub completed_at: Option<DateTime<Utc>>,
    /// Credited study time.
    pub time_spent_seconds: i64,
    /// The code of the certificate that stands.
    #[schema(required = true)]
    pub certificate_code: Option<String>,
}

impl From<LearnerView> for Learner {
    fn from(view: LearnerView) -> Self {
        let progress_percent = view.progress_percent();
        let LearnerView { entry, status, tally } = view;
        let enrollment = entry.enrollment;
        Self {
            enrollment_id: enrollment.id.0,
            user: LearnerUser { id: enrollment.user_id.0, name: entry.user_name, email: entry.user_email },
            status: status.as_str(),
            progress_percent,
            completed_lessons: tally.completed,
            required_lessons: tally.required,
            last_activity_at: enrollment.last_activity_at,
            enrolled_at: enrollment.enrolled_at,
            completed_at: enrollment.standing.completed_at,
            time_spent_seconds: enrollment.time_spent_seconds,
            certificate_code: entry.certificate_code,
        }
    }
}

/// What a learner finds on arrival.
#[derive(Debug, Serialize, ToSchema)]
pub struct Dashboard {
    /// The enrollment to go on with: the active one with the newest activity.
    #[schema(required = true)]
    pub r#continue: Option<Enrollment>,
    /// Active and completed enrollments, the newest activity first; 50 at the most.
    pub enrollments: Vec<Enrollment>,
    /// How many of one's certificates stand.
    pub certificates_count: i64,
    /// Whether there is nothing to show yet.
    pub is_empty: bool,
}
