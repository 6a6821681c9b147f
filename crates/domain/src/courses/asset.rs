//! An uploaded picture.

use crate::{
    ids::{AssetId, UserId},
    time::Timestamp,
};

/// The longest file name or description of a picture, in characters.
pub const LABEL_MAX: usize = 300;

/// A picture as it is kept: re-encoded, under a name that we made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The picture.
    pub id: AssetId,
    /// What its file was called, for people.
    pub file_name: String,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// The media type.
    pub content_type: String,
    /// How large it is.
    pub bytes: i64,
    /// Pixels across.
    pub width: i64,
    /// Pixels down.
    pub height: i64,
    /// Who uploaded it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
}
