//! Uploads that nobody goes on with.

use domain::{
    access::ExpireUploads,
    ids::VideoId,
    video::{VideoFault, VideoStatus},
};
use repositories::{Db, Grant, videos::Upload};
use storage::{ObjectKey, Storage};

use super::{abort, discard, finish_video_upload};
use crate::{VideoError, manage::give_room_back};

/// Gives up uploads that rested for too long, finishes those that only were not finished, and throws away what is left of those that
/// were ended. Says how many.
///
/// # Errors
/// When the database or the storage fails; the next run goes on.
pub async fn expire_uploads(db: &Db, storage: &Storage, grant: &Grant<ExpireUploads>) -> Result<usize, VideoError> {
    let (mut settled, mut fault) = (0, None);
    let expired = db.read(grant).await?.videos().expired_uploads().await?;
    for upload in expired {
        // one that cannot be thrown away keeps the others from nothing
        match settle(db, storage, grant, &upload).await {
            Ok(()) => settled += 1,
            Err(VideoError::UploadLocked) => {}
            Err(error) => fault = Some(error),
        }
    }
    fault.map_or(Ok(settled), Err)
}

async fn settle(db: &Db, storage: &Storage, grant: &Grant<ExpireUploads>, upload: &Upload) -> Result<(), VideoError> {
    let id = upload.video_id;
    match db.read(grant).await?.videos().find(id).await? {
        Some(video) if video.status != VideoStatus::Uploading => discard(db, storage, grant, id).await,
        Some(video) if video.bytes == upload.received => finish_video_upload(db, storage, grant, id).await,
        Some(_) => expire(db, storage, grant, id).await,
        None => discard(db, storage, grant, id).await,
    }
}

async fn expire(db: &Db, storage: &Storage, grant: &Grant<ExpireUploads>, id: VideoId) -> Result<(), VideoError> {
    let tx = db.write(grant).await?;
    let (_, upload) = tx.videos().lock_upload(id).await?.ok_or(VideoError::UploadLocked)?;
    if upload.expires_at >= tx.now() {
        return Ok(());
    }
    tx.commit().await?;
    // the bytes first: a row that is gone could not say any more what is to be thrown away
    abort(storage, &ObjectKey::video_original(grant.org_id(), id), &upload.state).await?;
    let tx = db.write(grant).await?;
    let mut video = tx.videos().lock(id).await?;
    if video.status == VideoStatus::Uploading {
        give_room_back(&tx, &mut video).await?;
        video.status = VideoStatus::Failed;
        video.fault = Some(VideoFault::UploadExpired);
        video.fault_detail = Some(format!("{} of {} bytes came, and then none for 24 hours.", upload.received, video.bytes));
        tx.videos().save(&video).await?;
    }
    tx.videos().end_upload(id).await?;
    Ok(tx.commit().await?)
}
