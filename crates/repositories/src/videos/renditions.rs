//! The forms in which the platform's own host keeps a video.

use domain::{ids::VideoId, video::RenditionName};
use sea_orm::{ActiveValue::Set, ColumnTrait, Order};

use super::VideoRepo;
use crate::{
    entity::video_renditions::{self, Column},
    error::RepositoryError,
    scoped::Writing,
};

/// A form in which a video can be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendition {
    /// Which.
    pub name: RenditionName,
    /// Pixels across; 0 for sound.
    pub width: i64,
    /// Pixels down; 0 for sound.
    pub height: i64,
    /// Bits a second at the most.
    pub bandwidth: i64,
    /// Bits a second in the mean.
    pub average_bandwidth: i64,
    /// RFC 6381.
    pub codecs: String,
    /// How large it is.
    pub bytes: i64,
    /// The HLS playlist; its addresses are names of files.
    pub playlist: String,
}

impl<M> VideoRepo<'_, M> {
    /// The forms of an attempt that are done, the smallest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renditions(&self, id: VideoId, attempt: i64) -> Result<Vec<Rendition>, RepositoryError> {
        let rows = self.rows.of::<video_renditions::Entity>().select().filter(Column::VideoId.eq(id.0)).filter(Column::Attempt.eq(attempt));
        rows.order(Column::Bandwidth, Order::Asc).all().await?.into_iter().map(rendition).collect()
    }
}

impl VideoRepo<'_, Writing> {
    /// Adds a form that is done; the same again changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_rendition(&self, id: VideoId, attempt: i64, new: &Rendition) -> Result<(), RepositoryError> {
        let scope = self.rows.scope();
        let row = video_renditions::ActiveModel {
            id: Set(scope.world.new_id()),
            video_id: Set(id.0),
            attempt: Set(attempt),
            name: Set(new.name.as_str().to_owned()),
            width: Set(new.width),
            height: Set(new.height),
            bandwidth: Set(new.bandwidth),
            average_bandwidth: Set(new.average_bandwidth),
            codecs: Set(new.codecs.clone()),
            bytes: Set(new.bytes),
            playlist: Set(new.playlist.clone()),
            ready_at: Set(scope.now),
            ..Default::default()
        };
        self.rows.of::<video_renditions::Entity>().insert_or_ignore(row).await?;
        Ok(())
    }

    /// Forgets the forms of a video, but for those of one attempt.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_renditions(&self, id: VideoId, but: Option<i64>) -> Result<(), RepositoryError> {
        let of_video = sea_orm::Condition::all().add(Column::VideoId.eq(id.0));
        let gone = of_video.add_option(but.map(|attempt| Column::Attempt.ne(attempt)));
        self.rows.of::<video_renditions::Entity>().delete(gone).await?;
        Ok(())
    }
}

fn rendition(row: video_renditions::Model) -> Result<Rendition, RepositoryError> {
    Ok(Rendition {
        name: RenditionName::parse(&row.name).ok_or_else(|| RepositoryError::damaged("rendition", &row.name))?,
        width: row.width,
        height: row.height,
        bandwidth: row.bandwidth,
        average_bandwidth: row.average_bandwidth,
        codecs: row.codecs,
        bytes: row.bytes,
        playlist: row.playlist,
    })
}
