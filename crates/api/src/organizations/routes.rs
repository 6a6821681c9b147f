//! Operations on organizations.

use actix_web::{
    HttpResponse, get, patch, post,
    web::{Data, Query},
};
use domain::{
    access::{GetOrganization, Permission, UpdateOrganization},
    identity::clean_name,
    organizations::{Slug, SlugError},
};
use identity::sign_up;
use repositories::{Actor, RepositoryError, TenantRead, audit::Object, organization_settings::SettingsPatch};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

use super::dto::{CreatedOrganization, FirstSteps, NewOrganization, Organization, OrganizationPatch, SlugAvailability};
use crate::{
    app::App,
    http::{Allowed, Answer, Apex, Client, Code, Json, Problem, Public, json::parsed_email, limit::Limit},
    identity::refusals::refuse_at,
};

const SIGN_UPS: Limit = Limit::new("sign_up", 10, 3_600);
const SLUG_LOOK_UPS: Limit = Limit::new("slug", 120, 60);

/// Sign up an organization.
///
/// Makes the organization, its first owner, and mails a link that proves the owner's address. Answers a code that opens
/// the owner's first session on the organization's own host. Refused: a slug that is taken, reserved or no address, a
/// password that breaks a rule; nothing is made then. At most 10 an hour from one address.
#[utoipa::path(tag = "organizations", responses((status = 201, body = CreatedOrganization)))]
#[post("/organizations")]
pub async fn create_organization(app: Data<App>, _apex: Apex, client: Client, body: Json<NewOrganization>) -> Answer {
    SIGN_UPS.count(&app.db, &client.ip).await?;
    let body = body.into_inner();
    let new = sign_up::NewOrganization {
        name: clean_name(&body.name).unwrap_or_default(),
        slug: body.slug,
        owner_name: clean_name(&body.owner.name).unwrap_or_default(),
        owner_email: parsed_email(&body.owner.email, "/owner/email")?,
        owner_password: body.owner.password,
        plan: app.config.security.default_plan,
    };
    let (name, slug) = (new.name.clone(), new.slug.clone());
    let made = sign_up::create_organization(&app.db, &app.hasher, new).await.map_err(|error| refuse_at(error, "/owner/password"))?;
    let url = app.config.server.organization_origin(&slug);
    let handoff_code = identity::sessions::handoff_code(app.keyring.master(), made.org_id, made.handoff_id);
    Ok(HttpResponse::Created().json(CreatedOrganization { id: made.org_id.0, name, slug, url, handoff_code }))
}

/// Which subdomain is meant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SlugQuery {
    /// The subdomain.
    #[param(max_length = 100)]
    pub slug: String,
}

/// Ask whether a subdomain can be had.
///
/// Says why not: taken, reserved, or no address. At most 120 questions a minute from one address.
#[utoipa::path(tag = "organizations", params(SlugQuery), responses((status = 200, body = SlugAvailability)))]
#[get("/slug-availability")]
pub async fn get_slug_availability(app: Data<App>, _apex: Apex, client: Client, query: Query<SlugQuery>) -> Answer {
    SLUG_LOOK_UPS.count(&app.db, &client.ip).await?;
    let slug = query.into_inner().slug;
    let reason = match Slug::parse(&slug) {
        Err(SlugError::Invalid) => Some(("invalid", SlugError::Invalid.to_string())),
        Err(SlugError::Reserved) => Some(("reserved", SlugError::Reserved.to_string())),
        Ok(free) if app.db.slug_is_free(&free).await? => None,
        Ok(_) => Some(("taken", "another organization has, or had, this name".to_owned())),
    };
    let (reason, message) = reason.map_or((None, None), |(code, words)| (Some(code.to_owned()), Some(words)));
    Ok(HttpResponse::Ok().json(SlugAvailability { slug, available: reason.is_none(), reason, message }))
}

/// Read the organization.
///
/// Anybody may: name, look, and whether people may register. Owners and admins also see the checklist of first steps.
#[utoipa::path(tag = "organizations", responses((status = 200, body = Organization)))]
#[get("/organization")]
pub async fn get_organization(app: Data<App>, caller: Public<GetOrganization>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let manages = caller.member.as_ref().is_some_and(|member| member.roles().allow(Permission::ManageOrganization));
    let shown = show(&app, &read, &caller.tenant, manages).await?;
    Ok(HttpResponse::Ok().json(shown))
}

/// Change the organization.
///
/// Owners and admins may. A new slug takes effect at once, and the old one keeps leading here; cookies do not move, so whoever
/// changed it gets a code that opens a session at the new address. Refused: a slug that is taken, reserved or no address; a
/// logo that is no picture of this organization; nothing changes then.
#[utoipa::path(tag = "organizations", responses((status = 200, body = Organization)))]
#[patch("/organization")]
pub async fn update_organization(app: Data<App>, caller: Allowed<UpdateOrganization>, body: Json<OrganizationPatch>) -> Answer {
    let body = body.into_inner();
    let slug = body.slug.as_deref().map(Slug::parse).transpose().map_err(|error| refuse_at(error.into(), "/slug"))?;
    let tx = app.db.write(&caller.grant).await?;
    let patch = SettingsPatch::from(body);
    let changed = changed_fields(&patch, slug.as_ref());
    if let Some(Some(logo)) = patch.logo_asset_id
        && !tx.has_picture(logo).await?
    {
        return Err(Problem::new(Code::UnknownAsset));
    }
    tx.change_settings(patch).await?;
    if let Some(slug) = &slug {
        tx.change_slug(slug).await.map_err(|error| match error {
            RepositoryError::Duplicate => Problem::new(Code::SlugTaken),
            other => other.into(),
        })?;
    }
    tx.audit(&caller.grant, "organization_changed", Object::organization(), json!({ "changed": changed })).await?;
    // an API key opens no session, and who stays needs none
    let moved = slug.as_ref().filter(|slug| slug.as_str() != caller.tenant.slug());
    let handoff_id = match (moved, caller.grant.actor()) {
        (Some(_), Actor::User { user_id, .. }) => Some(tx.add_handoff(*user_id).await?),
        _ => None,
    };
    let mut shown = show(&app, &tx, &caller.tenant, true).await?;
    tx.commit().await?;
    if let Some(slug) = slug {
        shown.url = app.config.server.organization_origin(slug.as_str());
        slug.as_str().clone_into(&mut shown.slug);
        shown.handoff_code = handoff_id.map(|id| identity::sessions::handoff_code(app.keyring.master(), caller.tenant.org_id(), id));
    }
    Ok(HttpResponse::Ok().json(shown))
}

async fn show(app: &App, read: &TenantRead, tenant: &repositories::Tenant, manages: bool) -> Result<Organization, Problem> {
    let settings = read.settings().await?;
    let logo_url = settings.logo_asset_id.map(|logo| app.asset_url(tenant.org_id(), logo));
    let branding_set = settings.color.is_some() || settings.logo_asset_id.is_some();
    let mut shown = Organization::of(tenant, settings, app.config.server.organization_origin(tenant.slug()), logo_url);
    if manages {
        let steps = read.first_steps().await?;
        shown.first_steps = Some(FirstSteps {
            course_created: steps.course_created,
            lesson_written: steps.lesson_written,
            course_published: steps.course_published,
            member_invited: steps.member_invited,
            branding_set,
        });
    }
    Ok(shown)
}

fn changed_fields(patch: &SettingsPatch, slug: Option<&Slug>) -> Vec<&'static str> {
    let fields = [
        ("name", patch.name.is_some()),
        ("slug", slug.is_some()),
        ("tagline", patch.tagline.is_some()),
        ("self_registration", patch.self_registration.is_some()),
        ("require_verified_email", patch.require_verified_email.is_some()),
        ("color", patch.color.is_some()),
        ("logo", patch.logo_asset_id.is_some()),
    ];
    fields.into_iter().filter_map(|(name, is_changed)| is_changed.then_some(name)).collect()
}
