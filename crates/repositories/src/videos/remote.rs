//! Where a host elsewhere takes the bytes of a video, and which host an organization has.

use domain::{
    events::DomainEvent,
    ids::{OrgId, VideoId},
    video::{HostKind, Video, VideoStatus},
};
use sea_orm::ColumnTrait;

use super::{VideoRepo, video};
use crate::{
    db::{Db, TenantRead},
    entity::{organization_settings as settings, videos::Column},
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
};

impl<M> VideoRepo<'_, M> {
    /// Where a host elsewhere takes the bytes of a video, as it was kept; `None` when there is no such place, or none any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remote_upload(&self, id: VideoId) -> Result<Option<String>, RepositoryError> {
        Ok(self.rows.find(id).await?.and_then(|row| row.remote_upload))
    }
}

impl VideoRepo<'_, Writing> {
    /// A video that was not deleted, locked until the transaction ends, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_known(&self, id: VideoId) -> Result<Option<Video>, RepositoryError> {
        Ok(self.lock_any(id).await?.filter(|(_, is_deleted)| !is_deleted).map(|(video, _)| video))
    }

    /// A video, locked until the transaction ends, and whether it was deleted; `None` when there never was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_any(&self, id: VideoId) -> Result<Option<(Video, bool)>, RepositoryError> {
        let Some(row) = self.rows.select().filter(Column::Id.eq(id.0)).lock().one().await? else { return Ok(None) };
        let found = video(row)?;
        let is_deleted = found.status == VideoStatus::Deleted;
        Ok(Some((found, is_deleted)))
    }

    /// Keeps where a host elsewhere takes the bytes of a locked video, or forgets it.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such video.
    pub async fn keep_remote_upload(&self, id: VideoId, sealed: Option<&str>) -> Result<(), RepositoryError> {
        let sealed = sealed.map(str::to_owned);
        self.rows.update().set(Column::RemoteUpload, sealed).filter(Column::Id.eq(id.0)).one().await
    }
}

impl TenantRead {
    /// The host that the organization's new videos go to; `None` for the platform's default.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn video_host(&self) -> Result<Option<HostKind>, RepositoryError> {
        let row = Scoped::<settings::Entity, Reading>::new(&self.scope).get(self.org_id()).await?;
        let Some(word) = row.video_host else { return Ok(None) };
        HostKind::parse(&word).map(Some).ok_or_else(|| RepositoryError::damaged("video host", &word))
    }
}

impl Db {
    /// Lets an organization's new videos go to a host, or to the platform's default: the platform's act.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is no such organization.
    pub async fn set_video_host(&self, org_id: OrgId, host: Option<HostKind>) -> Result<(), RepositoryError> {
        let tx = self.begin_write(org_id, None).await?;
        let word = host.map(|host| host.as_str().to_owned());
        let rows = Scoped::<settings::Entity, Writing>::new(&tx.scope).update();
        rows.set(settings::Column::VideoHost, word).filter(settings::Column::Id.eq(org_id.0)).one().await?;
        tx.commit().await
    }

    /// Has an organization's videos moved to a host, wherever they are: the platform's act.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn move_videos(&self, org_id: OrgId, host: HostKind) -> Result<(), RepositoryError> {
        let tx = self.begin_write(org_id, None).await?;
        tx.emit(&DomainEvent::VideosToMove { host }).await?;
        tx.commit().await
    }
}
