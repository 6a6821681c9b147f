//! What goes in and out of the operations on organizations.

use domain::{ids::AssetId, organizations::is_color};
use repositories::organization_settings::{OrganizationSettings, SettingsPatch};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::http::json::present;

/// A new organization and its owner.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrganization {
    /// The name, 1 to 120 characters.
    #[validate(custom(function = "crate::http::json::name"))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// The subdomain: 3 to 40 lower-case letters, digits and single hyphens, beginning with a letter.
    #[schema(min_length = 3, max_length = 40, pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    pub slug: String,
    /// Who will own it.
    #[validate(nested)]
    pub owner: NewOwner,
}

/// The first owner of an organization.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOwner {
    /// The name, 1 to 120 characters.
    #[validate(custom(function = "crate::http::json::name"))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// The e-mail address.
    #[validate(custom(function = "crate::http::json::email"))]
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// The password: 15 to 256 characters, not one of the first that an attacker tries.
    #[schema(format = Password, min_length = 15, max_length = 256)]
    pub password: String,
}

/// An organization that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedOrganization {
    /// The organization.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// The subdomain.
    pub slug: String,
    /// Its address.
    pub url: String,
    /// Opens the owner's first session: `POST /sessions/handoff` on the organization's host, once, within a minute.
    pub handoff_code: String,
}

/// Whether a subdomain can be had.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlugAvailability {
    /// The subdomain that was asked for.
    pub slug: String,
    /// Whether it can be had.
    pub available: bool,
    /// `taken`, `reserved` or `invalid`; `null` when it can be had.
    #[schema(required = true)]
    pub reason: Option<String>,
    /// The reason in words.
    #[schema(required = true)]
    pub message: Option<String>,
}

/// How an organization looks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Branding {
    /// The color, as `#rrggbb`.
    #[schema(required = true)]
    pub color: Option<String>,
    /// The logo's picture.
    #[schema(required = true)]
    pub logo_asset_id: Option<Uuid>,
    /// Where the logo can be loaded.
    #[schema(required = true)]
    pub logo_url: Option<String>,
}

/// What a new organization has done already: the checklist of its first steps.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstSteps {
    /// A course exists.
    pub course_created: bool,
    /// A lesson exists.
    pub lesson_written: bool,
    /// A course is published.
    pub course_published: bool,
    /// Somebody was invited, or is there besides the owner.
    pub member_invited: bool,
    /// A color or a logo is set.
    pub branding_set: bool,
}

/// An organization.
#[derive(Debug, Serialize, ToSchema)]
pub struct Organization {
    /// The organization.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// The subdomain.
    pub slug: String,
    /// Its address.
    pub url: String,
    /// A line below the name.
    #[schema(required = true)]
    pub tagline: Option<String>,
    /// Whether anybody may register.
    pub self_registration: bool,
    /// Whether only people with a proven e-mail address may sign in.
    pub require_verified_email: bool,
    /// How it looks.
    pub branding: Branding,
    /// The language that new people get.
    pub default_language: String,
    /// The plan that it is on.
    pub plan: String,
    /// The checklist, for owners and admins.
    #[schema(required = true)]
    pub first_steps: Option<FirstSteps>,
    /// Counts changes.
    pub version: i64,
    /// Only to a person who changed the slug: opens a session at the new address, by `POST /sessions/handoff` there, once,
    /// within a minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handoff_code: Option<String>,
}

impl Organization {
    /// Puts together what everybody may see.
    pub fn of(tenant: &repositories::Tenant, settings: OrganizationSettings, url: String, logo_url: Option<String>) -> Self {
        Self {
            id: tenant.org_id().0,
            name: settings.name,
            slug: tenant.slug().to_owned(),
            url,
            tagline: settings.tagline,
            self_registration: settings.self_registration,
            require_verified_email: settings.require_verified_email,
            branding: Branding { color: settings.color, logo_asset_id: settings.logo_asset_id.map(|id| id.0), logo_url },
            default_language: settings.default_language,
            plan: tenant.plan().as_str().to_owned(),
            first_steps: None,
            version: settings.version,
            handoff_code: None,
        }
    }
}

/// What of an organization is changed. What is absent stays; `null` empties.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationPatch {
    /// The name.
    #[validate(custom(function = "crate::http::json::name"))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: Option<String>,
    /// The subdomain; the old one keeps leading here.
    #[schema(min_length = 3, max_length = 40)]
    pub slug: Option<String>,
    /// A line below the name; `null` removes it.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(max = 200))]
    #[schema(max_length = 200, value_type = Option<String>)]
    pub tagline: Option<Option<String>>,
    /// Whether anybody may register.
    pub self_registration: Option<bool>,
    /// Whether only people with a proven e-mail address may sign in.
    pub require_verified_email: Option<bool>,
    /// How it looks.
    #[validate(nested)]
    pub branding: Option<BrandingPatch>,
}

/// What of the look is changed. What is absent stays; `null` empties.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandingPatch {
    /// The color, as `#rrggbb`; `null` for the product's own.
    #[serde(default, deserialize_with = "present")]
    #[validate(custom(function = "valid_color"))]
    #[schema(pattern = "^#[0-9a-fA-F]{6}$", value_type = Option<String>)]
    pub color: Option<Option<String>>,
    /// A picture of this organization; `null` for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    pub logo_asset_id: Option<Option<Uuid>>,
}

fn valid_color(color: &str) -> Result<(), ValidationError> {
    if is_color(color) { Ok(()) } else { Err(ValidationError::new("color").with_message("write a color as #rrggbb".into())) }
}

impl From<OrganizationPatch> for SettingsPatch {
    fn from(patch: OrganizationPatch) -> Self {
        let (color, logo) = patch.branding.map_or((None, None), |branding| (branding.color, branding.logo_asset_id));
        Self {
            name: patch.name.and_then(|name| domain::identity::clean_name(&name)),
            tagline: patch.tagline.map(|line| line.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty())),
            self_registration: patch.self_registration,
            require_verified_email: patch.require_verified_email,
            color: color.map(|color| color.map(|color| color.to_lowercase())),
            logo_asset_id: logo.map(|logo| logo.map(AssetId)),
        }
    }
}
