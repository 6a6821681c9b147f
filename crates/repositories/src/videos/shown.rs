//! Which video a lesson shows, and which it showed when it was published.

use std::collections::HashMap;

use domain::{
    courses::{LessonVideo, OutlineDocument},
    ids::{CourseId, LessonId, LessonRevisionId, VideoId},
    video::Video,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, FromQueryResult, JoinType,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{fault, status};
use crate::{
    entity::{
        courses, lessons, outline_revisions,
        video_references::{self, Column},
        videos,
    },
    error::RepositoryError,
    scoped::{Scoped, TenantEntity, Writing},
};

/// What shows a video.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shows {
    /// A lesson's draft.
    Lesson(LessonId),
    /// A lesson as it was published once.
    Revision(LessonRevisionId),
}

const LESSON: &str = "lesson";
const REVISION: &str = "lesson_revision";

impl Shows {
    const fn kind(self) -> &'static str {
        match self {
            Self::Lesson(_) => LESSON,
            Self::Revision(_) => REVISION,
        }
    }

    const fn id(self) -> Uuid {
        match self {
            Self::Lesson(id) => id.0,
            Self::Revision(id) => id.0,
        }
    }
}

/// The video that something shows.
pub(crate) async fn shown<E: TenantEntity, M>(rows: &Scoped<'_, E, M>, shows: Shows) -> Result<Option<VideoId>, RepositoryError> {
    let references = rows.of::<video_references::Entity>().select();
    let found = references.filter(Column::HolderKind.eq(shows.kind())).filter(Column::HolderId.eq(shows.id())).one().await?;
    Ok(found.map(|row| VideoId(row.video_id)))
}

#[derive(Debug, FromQueryResult)]
struct ShownRow {
    lesson_id: Uuid,
    video_id: Uuid,
    status: String,
    fault: Option<String>,
    percent: i64,
    duration_ms: Option<i64>,
}

/// The videos that the lessons of a course show, in one statement.
pub(crate) async fn shown_by_lessons<E: TenantEntity, M>(
    rows: &Scoped<'_, E, M>,
    course: CourseId,
) -> Result<HashMap<LessonId, LessonVideo>, RepositoryError> {
    let video = |column| Expr::col((videos::Entity, column));
    let found: Vec<ShownRow> = rows
        .of::<video_references::Entity>()
        .select()
        .join::<videos::Entity>(JoinType::InnerJoin, Column::VideoId)
        .join::<lessons::Entity>(JoinType::InnerJoin, Column::HolderId)
        .filter(Column::HolderKind.eq(LESSON))
        .filter(lessons::Column::CourseId.eq(course.0))
        .columns([
            (Expr::col((video_references::Entity, Column::HolderId)), "lesson_id"),
            (Expr::col((video_references::Entity, Column::VideoId)), "video_id"),
            (video(videos::Column::Status), "status"),
            (video(videos::Column::Fault), "fault"),
            (video(videos::Column::Percent), "percent"),
            (video(videos::Column::DurationMs), "duration_ms"),
        ])
        .all_as()
        .await?;
    found.into_iter().map(lesson_video).collect()
}

fn lesson_video(row: ShownRow) -> Result<(LessonId, LessonVideo), RepositoryError> {
    let video = LessonVideo {
        id: VideoId(row.video_id),
        status: status(&row.status)?,
        fault: fault(row.fault.as_deref())?,
        percent: row.percent,
        duration_ms: row.duration_ms,
    };
    Ok((LessonId(row.lesson_id), video))
}

/// Whether a lesson that is not in the bin shows a video, or the outline that learners see.
pub(crate) async fn is_shown<E: TenantEntity, M>(rows: &Scoped<'_, E, M>, video: &Video) -> Result<bool, RepositoryError> {
    let references = || rows.of::<video_references::Entity>().select().filter(Column::VideoId.eq(video.id.0));
    let drafts = references().join::<lessons::Entity>(JoinType::InnerJoin, Column::HolderId).filter(lessons::Column::DeletedAt.is_null());
    if drafts.filter(Column::HolderKind.eq(LESSON)).one().await?.is_some() {
        return Ok(true);
    }
    let course = rows.of::<courses::Entity>().get(video.course_id).await?;
    let taught = rows.of::<outline_revisions::Entity>().select().filter(outline_revisions::Column::CourseId.eq(video.course_id.0));
    let Some(taught) = taught.filter(outline_revisions::Column::Number.eq(course.outline_number)).one().await? else { return Ok(false) };
    let document: OutlineDocument = serde_json::from_str(&taught.document)?;
    Ok(document.lessons().any(|(_, lesson)| lesson.video_id == Some(video.id)))
}

/// Lets a lesson's draft show a video, or none.
pub(crate) async fn show<E: TenantEntity>(
    rows: &Scoped<'_, E, Writing>,
    lesson: LessonId,
    video: Option<VideoId>,
) -> Result<(), RepositoryError> {
    let references = rows.of::<video_references::Entity>();
    references.delete(Column::HolderKind.eq(LESSON).and(Column::HolderId.eq(lesson.0))).await?;
    references.insert_many(video.map(|video| reference(rows, Shows::Lesson(lesson), video.0))).await
}

/// Lets a copy of a lesson show what the lesson shows.
pub(crate) async fn copy_shown<E: TenantEntity>(
    rows: &Scoped<'_, E, Writing>,
    from: LessonId,
    to: LessonId,
) -> Result<(), RepositoryError> {
    let video = shown(rows, Shows::Lesson(from)).await?;
    let references = rows.of::<video_references::Entity>();
    references.insert_many(video.map(|video| reference(rows, Shows::Lesson(to), video.0))).await
}

/// A revision shows the video that its lesson shows: it stays while it does.
pub(crate) async fn keep_videos<E: TenantEntity>(
    rows: &Scoped<'_, E, Writing>,
    frozen: &HashMap<LessonId, LessonRevisionId>,
) -> Result<(), RepositoryError> {
    let references = rows.of::<video_references::Entity>();
    let of_lessons = references.select().filter(Column::HolderKind.eq(LESSON));
    let shown = of_lessons.filter(Column::HolderId.is_in(frozen.keys().map(|lesson| lesson.0))).all().await?;
    let kept = shown.into_iter().filter_map(|row| {
        let revision = frozen.get(&LessonId(row.holder_id))?;
        Some(reference(rows, Shows::Revision(*revision), row.video_id))
    });
    references.insert_many(kept).await
}

fn reference<E: TenantEntity>(rows: &Scoped<'_, E, Writing>, shows: Shows, video: Uuid) -> video_references::ActiveModel {
    video_references::ActiveModel {
        id: Set(rows.scope().world.new_id()),
        video_id: Set(video),
        holder_kind: Set(shows.kind().to_owned()),
        holder_id: Set(shows.id()),
        ..Default::default()
    }
}
