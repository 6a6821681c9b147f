//! Puts an organization on a plan: for whoever runs an installation that takes no payments, and for contracts.

use domain::plans::Plan;
use repositories::{Db, DbConfig, system::HostMatch};

use crate::{
    app::{StartError, system_world},
    config::Config,
};

/// The word that gives the choice back to the organization.
const SELF_SERVICE: &str = "self-service";

/// Puts the organization with this slug on a plan. Processes that serve obey it within five seconds.
///
/// # Errors
/// A sentence for the operator: an unknown plan or slug, or a database that does not answer.
pub async fn set(config: &Config, slug: &str, plan: &str) -> Result<(), StartError> {
    let wanted = Plan::parse(plan);
    if wanted.is_none() && plan != SELF_SERVICE {
        let known = Plan::ALL.map(Plan::as_str).join(", ");
        return Err(StartError(format!("{plan:?} is no plan: choose one of {known}, or {SELF_SERVICE}")));
    }
    let unreachable = |error| StartError::because("LYCEUM_DATABASE_URL: the database does not answer", error);
    let db = Db::open(&DbConfig { url: config.database.url.clone(), max_connections: 2 }, system_world()).await.map_err(unreachable)?;
    let found = db.resolve_slug(slug).await.map_err(unreachable)?;
    let HostMatch::Organization(tenant) = found else {
        return Err(StartError(format!("no organization has the subdomain {slug:?}")));
    };
    let failed = |error| StartError::because("the plan was not changed", error);
    let org_id = tenant.org_id();
    match wanted {
        Some(plan) => db.set_plan(org_id, plan).await.map_err(failed)?,
        None => db.release_plan(org_id).await.map_err(failed)?,
    }
    // what a smaller plan has no room for freezes, what a larger one has room for thaws
    let occasion = format!("review_plan:by hand at {}", db.world().now());
    db.enqueue(org_id, "review_plan", "{}", &occasion).await.map_err(failed)?;
    println!("{slug}: {} before, {plan} now", tenant.plan().as_str());
    Ok(())
}
