//! An organization's settings: one row, whose id is the organization's own.

use domain::{ids::AssetId, time::Timestamp};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    db::{TenantRead, TenantTx},
    entity::organization_settings as settings,
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
};

/// What an organization set.
#[derive(Clone, Debug)]
pub struct OrganizationSettings {
    /// The name.
    pub name: String,
    /// A line below the name.
    pub tagline: Option<String>,
    /// Whether anybody may register.
    pub self_registration: bool,
    /// Whether only people with a proven address may sign in.
    pub require_verified_email: bool,
    /// The color, as `#rrggbb`.
    pub color: Option<String>,
    /// The logo.
    pub logo_asset_id: Option<AssetId>,
    /// The language that new people get.
    pub default_language: String,
    /// Counts changes.
    pub version: i64,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What is changed; absent stays, an inner `None` empties.
#[derive(Clone, Debug, Default)]
pub struct SettingsPatch {
    /// The name.
    pub name: Option<String>,
    /// The line below it.
    pub tagline: Option<Option<String>>,
    /// Whether anybody may register.
    pub self_registration: Option<bool>,
    /// Whether only people with a proven address may sign in.
    pub require_verified_email: Option<bool>,
    /// The color.
    pub color: Option<Option<String>>,
    /// The logo.
    pub logo_asset_id: Option<Option<AssetId>>,
}

impl TenantRead {
    /// The settings.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settings(&self) -> Result<OrganizationSettings, RepositoryError> {
        let row = Scoped::<settings::Entity, Reading>::new(&self.scope).get(self.org_id()).await?;
        Ok(OrganizationSettings {
            name: row.name,
            tagline: row.tagline,
            self_registration: row.self_registration,
            require_verified_email: row.require_verified_email,
            color: row.color,
            logo_asset_id: row.logo_asset_id.map(AssetId),
            default_language: row.default_language,
            version: row.version,
            updated_at: row.updated_at,
        })
    }
}

impl TenantTx {
    /// Writes the first settings of a new organization, which has one owner.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_settings(&self, name: &str) -> Result<(), RepositoryError> {
        let row = settings::ActiveModel {
            id: Set(self.org_id().0),
            name: Set(name.to_owned()),
            self_registration: Set(false),
            require_verified_email: Set(false),
            default_language: Set("en".to_owned()),
            owner_count: Set(1),
            version: Set(1),
            updated_at: Set(self.now()),
            tagline: Set(None),
            color: Set(None),
            logo_asset_id: Set(None),
            ..Default::default()
        };
        self.rows().insert_many([row]).await?;
        self.begin_health(name).await
    }

    /// Changes what is given.
    ///
    /// # Errors
    /// [`RepositoryError::Reference`] when the logo is not one of the organization's pictures.
    pub async fn change_settings(&self, patch: SettingsPatch) -> Result<(), RepositoryError> {
        self.rows()
            .update()
            .set_expr(settings::Column::Version, Expr::col(settings::Column::Version).add(1))
            .set(settings::Column::UpdatedAt, self.now())
            .set_some(settings::Column::Name, patch.name)
            .set_some(settings::Column::Tagline, patch.tagline)
            .set_some(settings::Column::SelfRegistration, patch.self_registration)
            .set_some(settings::Column::RequireVerifiedEmail, patch.require_verified_email)
            .set_some(settings::Column::Color, patch.color)
            .set_some(settings::Column::LogoAssetId, patch.logo_asset_id.map(|logo| logo.map(|id| id.0)))
            .filter(settings::Column::Id.eq(self.org_id().0))
            .one()
            .await
    }

    /// Locks the settings' row until the transaction ends: what must not happen twice at once in an organization waits here.
    /// Users' rows are locked before it, invitations' and counters after it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_settings(&self) -> Result<(), RepositoryError> {
        self.rows().select().filter(settings::Column::Id.eq(self.org_id().0)).lock().get().await?;
        Ok(())
    }

    /// Counts one more owner.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owner_came(&self) -> Result<(), RepositoryError> {
        self.rows().update().set_expr(settings::Column::OwnerCount, Expr::col(settings::Column::OwnerCount).add(1)).one().await
    }

    /// Counts one owner less, unless it is the last: one conditional statement, so that two cannot go at once.
    /// Says whether the owner may go.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owner_may_go(&self) -> Result<bool, RepositoryError> {
        let changed = self
            .rows()
            .update()
            .set_expr(settings::Column::OwnerCount, Expr::col(settings::Column::OwnerCount).sub(1))
            .filter(settings::Column::OwnerCount.gt(1))
            .rows()
            .await?;
        Ok(changed == 1)
    }

    fn rows(&self) -> Scoped<'_, settings::Entity, Writing> {
        Scoped::new(&self.scope)
    }
}

/// What an organization has done already.
#[derive(Clone, Copy, Debug)]
pub struct FirstSteps {
    /// A course exists.
    pub course_created: bool,
    /// A lesson exists.
    pub lesson_written: bool,
    /// A course is published.
    pub course_published: bool,
    /// Somebody was invited, or is there besides the owner.
    pub member_invited: bool,
}

impl TenantRead {
    /// The checklist of first steps.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_steps(&self) -> Result<FirstSteps, RepositoryError> {
        use crate::entity::{courses, invitations, lessons, users};
        let scope = &self.scope;
        let courses = Scoped::<courses::Entity, Reading>::new(scope);
        Ok(FirstSteps {
            course_created: courses.select().limit(1).one().await?.is_some(),
            lesson_written: Scoped::<lessons::Entity, Reading>::new(scope).select().limit(1).one().await?.is_some(),
            course_published: courses.select().filter(courses::Column::PublishedAt.is_not_null()).limit(1).one().await?.is_some(),
            member_invited: Scoped::<invitations::Entity, Reading>::new(scope).select().limit(1).one().await?.is_some()
                || Scoped::<users::Entity, Reading>::new(scope).select().limit(2).all().await?.len() > 1,
        })
    }

    /// Whether the organization has this picture.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_picture(&self, id: AssetId) -> Result<bool, RepositoryError> {
        Ok(Scoped::<crate::entity::assets::Entity, Reading>::new(&self.scope).find(id).await?.is_some())
    }
}
