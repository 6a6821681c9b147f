//! `lyceum backup` and `lyceum restore`: everything that an installation on SQLite keeps, as one archive. The database is
//! copied as of one moment while it is in use; PostgreSQL has tools of its own (see `deploy/`).

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use domain::ports::World;
use repositories::{Db, DbConfig};

use crate::{
    app::{StartError, system_world},
    config::Config,
};

const DATABASE: &str = "lyceum.db";
/// What of the data folder goes along with the database.
const PARTS: [&str; 2] = ["files", "secret.key"];

/// Writes an archive of database, files and secret.
///
/// # Errors
/// A sentence for the operator; no archive is left then.
pub async fn backup(config: &Config, archive: &Path) -> Result<(), StartError> {
    let database = sqlite_file(config)?;
    if !database.is_file() {
        return Err(StartError(format!("there is no database at {}", database.display())));
    }
    let copy = archive.with_extension("db.partial");
    let partial = archive.with_extension("partial");
    let _ = std::fs::remove_file(&copy);
    let made = write_archive(config, &copy, &partial, system_world()).await;
    let _ = std::fs::remove_file(&copy);
    if let Err(error) =
        made.and_then(|()| std::fs::rename(&partial, archive).map_err(|error| StartError::because(&archive.display().to_string(), error)))
    {
        let _ = std::fs::remove_file(&partial);
        return Err(error);
    }
    println!("Wrote {}", archive.display());
    Ok(())
}

async fn write_archive(config: &Config, copy: &Path, partial: &Path, world: World) -> Result<(), StartError> {
    let failed = |error: &dyn std::fmt::Display| StartError::because("the backup", error);
    let db = Db::open(&DbConfig { url: config.database.url.clone(), max_connections: 2 }, world).await.map_err(|error| failed(&error))?;
    db.copy_sqlite_to(&copy.display().to_string()).await.map_err(|error| failed(&error))?;
    let file = File::create(partial).map_err(|error| failed(&error))?;
    let mut tar = tar::Builder::new(file);
    tar.append_path_with_name(copy, DATABASE).map_err(|error| failed(&error))?;
    for part in PARTS {
        let path = config.storage.data_dir.join(part);
        if path.is_dir() {
            tar.append_dir_all(part, &path).map_err(|error| failed(&error))?;
        } else if path.is_file() {
            tar.append_path_with_name(&path, part).map_err(|error| failed(&error))?;
        }
    }
    let file = tar.into_inner().map_err(|error| failed(&error))?;
    file.sync_all().map_err(|error| failed(&error))
}

/// Puts an archive back into an empty data folder.
///
/// # Errors
/// A sentence for the operator. A folder with a database in it is not touched.
pub fn restore(config: &Config, archive: &Path) -> Result<(), StartError> {
    let database = sqlite_file(config)?;
    if database.exists() {
        return Err(StartError(format!(
            "LYCEUM_DATA_DIR: there is a database at {} already; restore into an empty folder",
            database.display()
        )));
    }
    let folder = &config.storage.data_dir;
    let failed = |error: std::io::Error| StartError::because(&archive.display().to_string(), error);
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut tar = tar::Archive::new(File::open(archive).map_err(failed)?);
    for entry in tar.entries().map_err(failed)? {
        let mut entry = entry.map_err(failed)?;
        let path = entry.path().map_err(failed)?.into_owned();
        let first = path.components().next().and_then(|part| part.as_os_str().to_str()).unwrap_or_default().to_owned();
        if first == DATABASE {
            entry.unpack(&database).map_err(failed)?;
        } else if PARTS.contains(&first.as_str()) {
            // refuses paths that lead out of the folder
            entry.unpack_in(folder).map_err(failed)?;
        }
    }
    println!("Restored {} into {}", archive.display(), folder.display());
    Ok(())
}

fn sqlite_file(config: &Config) -> Result<PathBuf, StartError> {
    let path = config.database.url.strip_prefix("sqlite://").and_then(|rest| rest.split('?').next());
    path.map(PathBuf::from)
        .ok_or_else(|| StartError("LYCEUM_DATABASE_URL: only SQLite is backed up here; use pg_dump with the backup role".to_owned()))
}
