//! Pictures: uploaded, kept while something shows them, swept afterwards.

use std::collections::BTreeSet;

use bytes::Bytes;
use chrono::Duration;
use domain::{
    access::{CreateAsset, SweepAssets},
    courses::Asset,
    ids::{AssetId, OrgId},
    ports::World,
};
use repositories::{Db, Grant, TenantTx, usage::StorageBytes};
use storage::{ObjectKey, Storage};

use crate::{error::CourseError, pictures::prepare_picture};

/// How long a picture that nothing shows is kept: an author may be about to use it.
const UNUSED: Duration = Duration::hours(24);
/// Pictures that one transaction of the sweep deletes.
const SWEPT_AT_ONCE: u64 = 100;
/// Files without a row that one statement of the sweep looks up.
const LOOKED_UP_AT_ONCE: usize = 500;

/// What somebody says of a picture.
#[derive(Clone, Debug)]
pub struct PictureLabel {
    /// What its file is called.
    pub file_name: String,
    /// What it shows.
    pub alt: String,
}

/// A picture that is stored, but not yet the organization's: it has no row. If it never gets one, it is swept.
#[derive(Clone, Debug)]
pub struct StoredPicture(Asset);

/// Re-encodes a picture and stores it, before any transaction.
///
/// # Errors
/// [`CourseError::Picture`] when it is none of the accepted types, too large, or cannot be read.
pub async fn store_picture(
    storage: &Storage,
    world: &World,
    grant: &Grant<CreateAsset>,
    bytes: Bytes,
    content_type: String,
    label: PictureLabel,
) -> Result<StoredPicture, CourseError> {
    let picture = tokio::task::spawn_blocking(move || prepare_picture(&bytes, &content_type)).await??;
    let id = AssetId(world.new_id());
    let asset = Asset {
        id,
        file_name: label.file_name,
        alt: label.alt,
        content_type: picture.content_type.to_owned(),
        bytes: i64::try_from(picture.bytes.len()).unwrap_or(i64::MAX),
        width: i64::from(picture.width),
        height: i64::from(picture.height),
        created_by: grant.user_id(),
        created_at: world.now(),
    };
    storage.put(&ObjectKey::asset(grant.org_id(), id), picture.bytes).await?;
    Ok(StoredPicture(asset))
}

/// Makes a stored picture the organization's, and counts its bytes.
///
/// # Errors
/// [`CourseError::Billing`] when the plan has no room for it.
pub async fn create_asset(tx: &TenantTx, _grant: &Grant<CreateAsset>, stored: StoredPicture) -> Result<Asset, CourseError> {
    let seat = billing::take::<StorageBytes>(tx, stored.0.bytes).await?;
    tx.assets().add(&stored.0, seat).await?;
    Ok(stored.0)
}

/// Deletes pictures of a day ago and older that nothing shows: first the row, then the file. Files whose row never came, or
/// whose deletion was cut off, go too. Says how many.
///
/// # Errors
/// When the database or the storage fails; the next run goes on.
pub async fn sweep_assets(db: &Db, storage: &Storage, grant: &Grant<SweepAssets>) -> Result<usize, CourseError> {
    let mut swept = 0;
    loop {
        let tx = db.write(grant).await?;
        let gone = tx.assets().sweep(tx.now() - UNUSED, SWEPT_AT_ONCE).await?;
        tx.release_seat::<StorageBytes>(gone.iter().map(|asset| asset.bytes).sum()).await?;
        tx.commit().await?;
        for asset in &gone {
            storage.delete(&ObjectKey::asset(grant.org_id(), asset.id)).await?;
        }
        swept += gone.len();
        if gone.is_empty() {
            break;
        }
    }
    Ok(swept + sweep_files(db, storage, grant).await?)
}

async fn sweep_files(db: &Db, storage: &Storage, grant: &Grant<SweepAssets>) -> Result<usize, CourseError> {
    let org_id: OrgId = grant.org_id();
    let before = db.world().now() - UNUSED;
    let files = storage.assets_of(org_id).await?;
    let old: Vec<AssetId> = files.into_iter().filter(|file| file.written_at < before).map(|file| file.id).collect();
    let mut swept = 0;
    for chunk in old.chunks(LOOKED_UP_AT_ONCE) {
        let chunk: BTreeSet<AssetId> = chunk.iter().copied().collect();
        for id in db.read(grant).await?.assets().unknown(&chunk).await? {
            storage.delete(&ObjectKey::asset(org_id, id)).await?;
            swept += 1;
        }
    }
    Ok(swept)
}
