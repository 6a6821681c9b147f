//! Puts an organization on a plan: for whoever runs an installation that takes no payments.

use domain::plans::Plan;
use repositories::{Db, DbConfig, system::HostMatch};

use crate::{
    app::{StartError, system_world},
    config::Config,
};

/// Puts the organization with this slug on a plan. Processes that serve obey it within five seconds.
///
/// # Errors
/// A sentence for the operator: an unknown plan or slug, or a database that does not answer.
pub async fn set(config: &Config, slug: &str, plan: &str) -> Result<(), StartError> {
    let Some(plan) = Plan::parse(plan) else {
        let known = Plan::ALL.map(Plan::as_str).join(", ");
        return Err(StartError(format!("{plan:?} is no plan: choose one of {known}")));
    };
    let unreachable = |error| StartError::because("LYCEUM_DATABASE_URL: the database does not answer", error);
    let db = Db::open(&DbConfig { url: config.database.url.clone(), max_connections: 2 }, system_world()).await.map_err(unreachable)?;
    let found = db.resolve_slug(slug).await.map_err(unreachable)?;
    let HostMatch::Organization(tenant) = found else {
        return Err(StartError(format!("no organization has the subdomain {slug:?}")));
    };
    db.set_plan(tenant.org_id(), plan).await.map_err(|error| StartError::because("the plan was not changed", error))?;
    println!("{slug}: {} before, {} now", tenant.plan().as_str(), plan.as_str());
    Ok(())
}
