//! Chooses who keeps an organization's new videos.

use domain::video::HostKind;
use repositories::{Db, DbConfig, system::HostMatch};

use crate::{
    app::{StartError, system_world},
    config::Config,
    video::hosts::Hosts,
};

/// The word for what is set for the whole platform.
const DEFAULT: &str = "default";

/// Lets the new videos of the organization with this slug go to a host. Those that it has stay where they are, unless they are to be
/// moved: a worker begins their moves then.
///
/// # Errors
/// A sentence for the operator: an unknown host or slug, a host that is not set up, or a database that does not answer.
pub async fn set(config: &Config, slug: &str, host: &str, moves: bool) -> Result<(), StartError> {
    let wanted = HostKind::parse(host);
    if wanted.is_none() && host != DEFAULT {
        let known = HostKind::ALL.map(HostKind::as_str).join(", ");
        return Err(StartError(format!("{host:?} is no video host: choose one of {known}, or {DEFAULT}")));
    }
    let world = system_world();
    if let Some(kind) = wanted.filter(|kind| !Hosts::open(config, &world).is_ok_and(|hosts| hosts.has(*kind))) {
        let word = kind.as_str();
        return Err(StartError(format!("{word} is not set up: set LYCEUM_{}_*, see docs/video-hosts.md", word.to_uppercase())));
    }
    let unreachable = |error| StartError::because("LYCEUM_DATABASE_URL: the database does not answer", error);
    let db = Db::open(&DbConfig { url: config.database.url.clone(), max_connections: 2 }, world).await.map_err(unreachable)?;
    let HostMatch::Organization(tenant) = db.resolve_slug(slug).await.map_err(unreachable)? else {
        return Err(StartError(format!("no organization has the subdomain {slug:?}")));
    };
    db.set_video_host(tenant.org_id(), wanted).await.map_err(|error| StartError::because("the video host was not changed", error))?;
    let now = wanted.unwrap_or(config.video.hosts.default);
    println!("{slug}: new videos go to {}", now.as_str());
    if moves {
        db.move_videos(tenant.org_id(), now).await.map_err(|error| StartError::because("no video is moved", error))?;
        println!(
            "{slug}: a worker moves those of its videos there that can be played and whose file is kept; each plays from where it was until it has arrived"
        );
    }
    Ok(())
}
