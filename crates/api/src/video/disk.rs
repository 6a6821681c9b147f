//! The disk on which workers keep what they work on.

use std::path::Path;

/// Makes a folder, and looks whether its disk has room for so many bytes more, with some to spare for others.
///
/// # Errors
/// What is in the way, for the job's row.
pub fn make_room(folder: &Path, bytes: i64, spare: u64) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(failed)?;
    let free = rustix::fs::statvfs(folder).map_err(|error| failed(error.into()))?;
    let free = free.f_bavail.saturating_mul(free.f_frsize);
    let wanted = u64::try_from(bytes).unwrap_or(0).saturating_add(spare);
    if free >= wanted { Ok(()) } else { Err(format!("{}: {free} bytes are free, {wanted} are needed", folder.display())) }
}
