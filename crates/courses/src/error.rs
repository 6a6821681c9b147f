//! Why something about courses was refused.

use billing::BillingError;
use domain::{
    courses::Check,
    ids::{AssetId, UserId},
};
use repositories::{Denied, RepositoryError, courses::AccessError};
use storage::StorageError;

use crate::{content::ContentError, pictures::PictureError};

/// What is wrong with a list of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StaffFault {
    /// Somebody is no member with an authoring role.
    #[error("{0} is no member who may write courses")]
    NoAuthor(UserId),
    /// Somebody is named twice.
    #[error("{0} is named twice")]
    Twice(UserId),
    /// Nobody would answer for the course.
    #[error("a course needs a creator")]
    NoCreator,
}

/// Why something about courses was refused.
#[derive(Debug, thiserror::Error)]
pub enum CourseError {
    /// The course is in the bin.
    #[error("the course is in the bin")]
    Deleted,
    /// The course is not published.
    #[error("the course is not published")]
    NotPublished,
    /// Something must be mended before publishing.
    #[error("something must be mended before publishing")]
    PublishBlocked(Vec<Check>),
    /// The wanted outline does not hold exactly the live sections and lessons.
    #[error("the outline does not hold exactly the live sections and lessons")]
    OutlineMismatch,
    /// Pictures are shown that the organization does not have.
    #[error("pictures are shown that the organization does not have")]
    UnknownAssets(Vec<AssetId>),
    /// The course has no such video.
    #[error("the course has no such video")]
    UnknownVideo,
    /// The lesson is of a kind that shows no video.
    #[error("the lesson is of a kind that shows no video")]
    NotAVideoLesson,
    /// Another course has the slug.
    #[error("another course has the slug")]
    SlugTaken,
    /// The slug cannot be part of an address.
    #[error("the slug cannot be part of an address")]
    InvalidSlug,
    /// The list of staff is not right.
    #[error(transparent)]
    Staff(#[from] StaffFault),
    /// The text cannot be taken.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The picture cannot be taken.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The caller may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The plan does not allow it.
    #[error(transparent)]
    Billing(#[from] BillingError),
    /// Work that was done beside did not come to its end.
    #[error("work that was done beside did not come to its end")]
    Aborted(#[from] tokio::task::JoinError),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// There is no such thing for the caller, somebody changed it meanwhile, or the database failed.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

impl From<AccessError> for CourseError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Denied(denied) => denied.into(),
            AccessError::Repository(error) => error.into(),
        }
    }
}
