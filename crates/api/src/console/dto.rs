//! What goes in and out of the console's operations.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use domain::{
    organizations::OrganizationStatus,
    plans::{Limit, Metric, Plan},
};
use qrcode::{Color, EcLevel};
use repositories::{Operator, console};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::app::App;

/// A code that `lyceum operator add` printed.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupCode {
    /// The code.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub setup_code: String,
}

/// What sets an account up.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishedSetup {
    /// The code that `lyceum operator add` printed.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub setup_code: String,
    /// The password: 15 to 256 characters, not one of the first that an attacker tries.
    #[validate(length(max = 1024))]
    #[schema(format = Password, min_length = 15, max_length = 256)]
    pub password: String,
    /// The six digits that the authenticator shows.
    #[validate(length(max = 20))]
    #[schema(max_length = 20)]
    pub code: String,
}

/// E-mail, password, and the authenticator's code.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOperatorSession {
    /// The e-mail address.
    #[validate(length(max = 254))]
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// The password.
    #[validate(length(max = 1024))]
    #[schema(format = Password, max_length = 1024)]
    pub password: String,
    /// The six digits that the authenticator shows.
    #[validate(length(max = 20))]
    #[schema(max_length = 20)]
    pub code: String,
}

/// A QR code, to be drawn: one unit for each module, without the quiet zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct QrCode {
    /// Modules in a row.
    pub size: usize,
    /// The dark modules, as the path data of an SVG.
    pub path: String,
}

impl QrCode {
    /// The code of a text; `None` when it is too long.
    pub fn of(text: &str) -> Option<Self> {
        let code = qrcode::QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let size = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(size).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(PartialEq::eq) {
                if run.first() == Some(&Color::Dark) {
                    // writing to a String cannot fail
                    let _ = write!(path, "M{x} {y}h{0}v1h-{0}z", run.len());
                }
                x += run.len();
            }
        }
        Some(Self { size, path })
    }
}

/// An account that waits for its operator.
#[derive(Debug, Serialize, ToSchema)]
pub struct OperatorSetup {
    /// The address that the operator will sign in with.
    pub email: String,
    /// The operator's name.
    pub name: String,
    /// The authenticator's secret, in base32, to be typed.
    pub secret: String,
    /// The same as an address that authenticators open.
    pub address: String,
    /// The same as a picture.
    pub qr: QrCode,
}

/// An operator's open session. Its token is in a cookie that scripts cannot read.
#[derive(Debug, Serialize, ToSchema)]
pub struct OperatorSession {
    /// Who.
    pub operator_id: Uuid,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// When the session ends, however much it is used.
    pub expires_at: DateTime<Utc>,
}

impl From<&Operator> for OperatorSession {
    fn from(operator: &Operator) -> Self {
        Self {
            operator_id: operator.id().0,
            name: operator.name().to_owned(),
            email: operator.email().to_owned(),
            expires_at: operator.expires_at(),
        }
    }
}

/// A plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Plan)]
pub enum PlanWord {
    /// To try the product, for ever.
    Free,
    /// For one instructor with a few courses.
    Starter,
    /// For a small school.
    Pro,
    /// For a training company.
    Business,
    /// By agreement: without limits.
    Contract,
}

impl From<PlanWord> for Plan {
    fn from(plan: PlanWord) -> Self {
        match plan {
            PlanWord::Free => Self::Free,
            PlanWord::Starter => Self::Starter,
            PlanWord::Pro => Self::Pro,
            PlanWord::Business => Self::Business,
            PlanWord::Contract => Self::Contract,
        }
    }
}

impl From<Plan> for PlanWord {
    fn from(plan: Plan) -> Self {
        match plan {
            Plan::Free => Self::Free,
            Plan::Starter => Self::Starter,
            Plan::Pro => Self::Pro,
            Plan::Business => Self::Business,
            Plan::Contract => Self::Contract,
        }
    }
}

/// Whether an organization is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OrganizationStatus)]
pub enum OrganizationStatusWord {
    /// Open.
    Active,
    /// Closed by the platform.
    Suspended,
}

impl From<OrganizationStatusWord> for OrganizationStatus {
    fn from(status: OrganizationStatusWord) -> Self {
        match status {
            OrganizationStatusWord::Active => Self::Active,
            OrganizationStatusWord::Suspended => Self::Suspended,
        }
    }
}

/// Why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// In words that the organization's owners may read: 10 to 500 characters.
    #[schema(min_length = 10, max_length = 500)]
    pub reason: String,
}

/// A plan by agreement.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenPlan {
    /// The plan.
    pub plan: PlanWord,
    /// Which agreement, in words that the organization's owners may read: 10 to 500 characters.
    #[schema(min_length = 10, max_length = 500)]
    pub note: String,
}

/// How much of a limit is in use.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsageFigure {
    /// What is counted: `published_courses`, `active_learners`, `instructors`, `storage_bytes`, `video_minutes`, `emails` (this month).
    pub metric: &'static str,
    /// How much was in use when it was measured.
    pub used: i64,
    /// How much the plan allows; `null` without a limit.
    #[schema(required = true)]
    pub limit: Option<i64>,
}

/// Why and since when an organization is closed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Suspension {
    /// In the operator's words, which whoever opens the organization's address reads.
    #[schema(required = true)]
    pub reason: Option<String>,
    /// Since when.
    #[schema(required = true)]
    pub at: Option<DateTime<Utc>>,
}

/// An organization from the outside.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganizationFacts {
    /// The organization.
    pub id: Uuid,
    /// Its name when it was measured last.
    pub name: String,
    /// Its subdomain.
    pub slug: String,
    /// Its address.
    pub url: String,
    /// The plan that it is on.
    pub plan: PlanWord,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Whether it is open.
    pub status: OrganizationStatusWord,
    /// Why it is closed; `null` while it is open.
    #[schema(required = true)]
    pub suspension: Option<Suspension>,
    /// People who may come in, when it was measured.
    pub members: i64,
    /// What of the plan is in use.
    pub usage: Vec<UsageFigure>,
    /// When one of its people was last seen.
    #[schema(required = true)]
    pub last_activity_at: Option<DateTime<Utc>>,
    /// Jobs that were set aside, now.
    pub dead_jobs: i64,
    /// When the figures were taken; `null` before the first time.
    #[schema(required = true)]
    pub measured_at: Option<DateTime<Utc>>,
}

impl OrganizationFacts {
    /// Shows what is known of an organization.
    pub fn of(app: &App, facts: console::OrganizationFacts) -> Self {
        let usage = |&(metric, used): &(Metric, i64)| UsageFigure {
            metric: metric.as_str(),
            used,
            limit: match facts.plan.limit(metric) {
                Limit::AtMost(limit) => Some(limit),
                Limit::Unlimited => None,
            },
        };
        Self {
            id: facts.id.0,
            url: app.config.server.organization_origin(&facts.slug),
            plan: facts.plan.into(),
            created_at: facts.created_at,
            status: if facts.suspension.is_some() { OrganizationStatusWord::Suspended } else { OrganizationStatusWord::Active },
            members: facts.health.members,
            usage: facts.health.usage.iter().map(usage).collect(),
            suspension: facts.suspension.map(|suspension| Suspension { reason: suspension.reason, at: suspension.at }),
            last_activity_at: facts.health.last_activity_at,
            dead_jobs: facts.dead_jobs,
            measured_at: facts.health.measured_at,
            name: facts.health.name,
            slug: facts.slug,
        }
    }
}

/// The way into a support session.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupportInvitation {
    /// The support session.
    pub id: Uuid,
    /// Where its code is exchanged: open it.
    pub url: String,
    /// The code: `POST /support-sessions/enter` on the organization's host, once.
    pub code: String,
    /// Until when the code works.
    pub code_expires_at: DateTime<Utc>,
    /// When the session ends by itself.
    pub expires_at: DateTime<Utc>,
}

/// How many organizations are on a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanFigure {
    /// The plan.
    pub plan: PlanWord,
    /// Open ones.
    pub active: i64,
    /// Closed ones.
    pub suspended: i64,
}

impl From<&console::PlanCount> for PlanFigure {
    fn from(count: &console::PlanCount) -> Self {
        Self { plan: count.plan.into(), active: count.active, suspended: count.suspended }
    }
}

/// Organizations that were made in a month.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonthFigure {
    /// The month, as `2026-03`.
    pub month: String,
    /// How many.
    pub organizations: i64,
}

/// An amount.
#[derive(Debug, Serialize, ToSchema)]
pub struct Revenue {
    /// ISO 4217, in lowercase.
    pub currency: String,
    /// Cents.
    pub minor_units: i64,
}

/// How background work stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobFigures {
    /// Jobs that wait, mails included.
    pub queued: i64,
    /// Jobs that a worker has.
    pub running: i64,
    /// Jobs that were set aside.
    pub dead: i64,
    /// Mails that wait.
    pub waiting_mails: i64,
    /// Mails that failed for good.
    pub failed_mails: i64,
}

/// The platform in figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformOverview {
    /// Organizations by plan, the smallest plan first.
    pub plans: Vec<PlanFigure>,
    /// Organizations that were made in the last 30 days.
    pub new_in_30_days: i64,
    /// Organizations by the month that they were made in, the last twelve, the oldest first.
    pub new_by_month: Vec<MonthFigure>,
    /// What the plans of open organizations come to in a month, if all paid the list price of a month in this currency.
    pub monthly_list_price: Vec<Revenue>,
    /// How background work stands.
    pub jobs: JobFigures,
    /// When this was counted: now.
    pub measured_at: DateTime<Utc>,
}
