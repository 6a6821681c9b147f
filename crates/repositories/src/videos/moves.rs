//! Videos on their way from one host to another: at most one move each.

use std::collections::BTreeMap;

use domain::{
    ids::VideoId,
    time::Timestamp,
    video::{HostKind, MoveStatus, VideoMove, VideoStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, FromQueryResult, sea_query::Expr};
use uuid::Uuid;

use super::{VideoRepo, fault};
use crate::{
    entity::{
        video_moves::{self, Column, Entity},
        videos,
    },
    error::RepositoryError,
    scoped::Writing,
};

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

impl<M> VideoRepo<'_, M> {
    /// The move of a video, under way or failed, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_move(&self, id: VideoId) -> Result<Option<VideoMove>, RepositoryError> {
        Ok(self.moves_of([id]).await?.remove(&id))
    }

    /// The moves of these videos.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn moves_of(&self, ids: impl IntoIterator<Item = VideoId>) -> Result<BTreeMap<VideoId, VideoMove>, RepositoryError> {
        let rows = self.rows.of::<Entity>().select().filter(Column::Id.is_in(ids.into_iter().map(|id| id.0)));
        rows.all().await?.into_iter().map(|row| Ok((VideoId(row.id), video_move(row)?))).collect()
    }

    /// The videos that can be played and are not at a host.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ready_elsewhere(&self, host: HostKind) -> Result<Vec<VideoId>, RepositoryError> {
        let rows = self.rows.select().filter(videos::Column::Status.eq(VideoStatus::Ready.as_str()));
        let elsewhere = rows.filter(videos::Column::Host.ne(host.as_str()));
        let found: Vec<IdRow> = elsewhere.columns([(Expr::col(videos::Column::Id), "id")]).all_as().await?;
        Ok(found.into_iter().map(|row| VideoId(row.id)).collect())
    }

    /// Moves that nothing was heard of since a moment, at most a hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn abandoned_moves(&self, before: Timestamp) -> Result<Vec<VideoMove>, RepositoryError> {
        let rows = self.rows.of::<Entity>().select().filter(Column::Status.eq(MoveStatus::Running.as_str()));
        rows.filter(Column::UpdatedAt.lt(before)).limit(100).all().await?.into_iter().map(video_move).collect()
    }
}

impl VideoRepo<'_, Writing> {
    /// Begins the move of a locked video.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_move(&self, id: VideoId, to: HostKind) -> Result<(), RepositoryError> {
        let now = self.rows.scope().now;
        let row = video_moves::ActiveModel {
            id: Set(id.0),
            to_host: Set(to.as_str().to_owned()),
            status: Set(MoveStatus::Running.as_str().to_owned()),
            fault: Set(None),
            fault_detail: Set(None),
            remote_id: Set(None),
            remote_playback_id: Set(None),
            made: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
            ..Default::default()
        };
        self.rows.of::<Entity>().insert_many([row]).await
    }

    /// Writes the move of a locked video as it is now.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when it is over.
    pub async fn save_move(&self, known: &VideoMove) -> Result<(), RepositoryError> {
        let made = known.made.as_ref().map(serde_json::to_string).transpose()?;
        let update = self
            .rows
            .of::<Entity>()
            .update()
            .set(Column::Status, known.status.as_str())
            .set(Column::Fault, known.fault.map(domain::video::VideoFault::as_str))
            .set(Column::FaultDetail, known.fault_detail.clone())
            .set(Column::RemoteId, known.remote_id.clone())
            .set(Column::RemotePlaybackId, known.remote_playback_id.clone())
            .set(Column::Made, made)
            .set(Column::UpdatedAt, self.rows.scope().now);
        update.filter(Column::Id.eq(known.video_id.0)).one().await
    }

    /// Forgets the move of a locked video.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_move(&self, id: VideoId) -> Result<(), RepositoryError> {
        self.rows.of::<Entity>().delete(Column::Id.eq(id.0)).await?;
        Ok(())
    }
}

fn video_move(row: video_moves::Model) -> Result<VideoMove, RepositoryError> {
    Ok(VideoMove {
        video_id: VideoId(row.id),
        to: HostKind::parse(&row.to_host).ok_or_else(|| RepositoryError::damaged("video host", &row.to_host))?,
        status: MoveStatus::parse(&row.status).ok_or_else(|| RepositoryError::damaged("move status", &row.status))?,
        fault: fault(row.fault.as_deref())?,
        fault_detail: row.fault_detail,
        remote_id: row.remote_id,
        remote_playback_id: row.remote_playback_id,
        made: row.made.as_deref().map(serde_json::from_str).transpose()?,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
