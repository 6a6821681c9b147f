//! Frozen content of lessons: written once, never changed.

use std::collections::HashMap;

use domain::{
    content::SafeHtml,
    courses::{LessonKind, LessonRevision},
    ids::{CourseId, LessonId, LessonRevisionId, UserId},
    page::{Cursor, Page, PageRequest},
    time::Timestamp,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, FromQueryResult, JoinType,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    assets::{Holder, reference_row},
    db::{TenantRead, TenantTx},
    entity::{
        asset_references,
        lesson_revisions::{self, Column},
        lessons, users,
    },
    error::RepositoryError,
    lessons::{kind, rule},
    scoped::{Reading, Scoped, Writing},
    videos::shown::{Shows, keep_videos, shown},
};

/// Frozen content of lessons.
pub struct LessonRevisionRepo<'t, M> {
    rows: Scoped<'t, lesson_revisions::Entity, M>,
}

impl TenantRead {
    /// Frozen content of lessons, to read.
    pub fn lesson_revisions(&self) -> LessonRevisionRepo<'_, Reading> {
        LessonRevisionRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Frozen content of lessons, to read and write.
    pub fn lesson_revisions(&self) -> LessonRevisionRepo<'_, Writing> {
        LessonRevisionRepo { rows: Scoped::new(&self.scope) }
    }
}

/// A revision in the list of a lesson's revisions.
#[derive(Clone, Debug)]
pub struct RevisionEntry {
    /// The revision.
    pub id: LessonRevisionId,
    /// The title then.
    pub title: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// By whom.
    pub published_by_name: Option<String>,
}

#[derive(Debug, FromQueryResult)]
struct EntryRow {
    id: Uuid,
    title: String,
    published_at: Timestamp,
    published_by_name: Option<String>,
}

#[derive(Debug, FromQueryResult)]
struct CurrentRow {
    id: Uuid,
    lesson_id: Uuid,
}

impl<M> LessonRevisionRepo<'_, M> {
    /// A revision.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn get(&self, id: LessonRevisionId) -> Result<LessonRevision, RepositoryError> {
        let mut found = revision(self.rows.get(id).await?)?;
        if found.kind == LessonKind::Video {
            found.video_id = shown(&self.rows, Shows::Revision(id)).await?;
        }
        Ok(found)
    }

    /// The revisions of a lesson, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, lesson: LessonId, page: PageRequest) -> Result<Page<RevisionEntry>, RepositoryError> {
        let own = |column| Expr::col((lesson_revisions::Entity, column));
        let rows: Page<EntryRow> = self
            .rows
            .select()
            .join::<users::Entity>(JoinType::LeftJoin, Column::PublishedBy)
            .filter(Column::LessonId.eq(lesson.0))
            .columns([
                (own(Column::Id), "id"),
                (own(Column::Title), "title"),
                (own(Column::PublishedAt), "published_at"),
                (Expr::col((users::Entity, users::Column::Name)), "published_by_name"),
            ])
            .page_as(Column::PublishedAt, page, |row: &EntryRow| Cursor { at: row.published_at, id: row.id })
            .await?;
        Ok(rows.map(|row| RevisionEntry {
            id: LessonRevisionId(row.id),
            title: row.title,
            published_at: row.published_at,
            published_by_name: row.published_by_name,
        }))
    }

    /// The newest revision of each lesson of a course that has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_of(&self, course: CourseId) -> Result<HashMap<LessonId, LessonRevisionId>, RepositoryError> {
        let own = |column| Expr::col((lesson_revisions::Entity, column));
        let rows: Vec<CurrentRow> = self
            .rows
            .select()
            .join::<lessons::Entity>(JoinType::InnerJoin, Column::LessonId)
            .filter(Column::CourseId.eq(course.0))
            .filter(own(Column::Number).equals((lessons::Entity, lessons::Column::RevisionNumber)))
            .columns([(own(Column::Id), "id"), (own(Column::LessonId), "lesson_id")])
            .all_as()
            .await?;
        Ok(rows.into_iter().map(|row| (LessonId(row.lesson_id), LessonRevisionId(row.id))).collect())
    }
}

impl LessonRevisionRepo<'_, Writing> {
    /// Freezes lessons of a locked course as they are now, with the pictures that they show; gives each one's new revision.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn freeze(&self, lessons: &[LessonId], by: UserId) -> Result<HashMap<LessonId, LessonRevisionId>, RepositoryError> {
        if lessons.is_empty() {
            return Ok(HashMap::new());
        }
        let scope = self.rows.scope();
        let ids: Vec<Uuid> = lessons.iter().map(|id| id.0).collect();
        let drafts = self.rows.of::<lessons::Entity>();
        let mut frozen = HashMap::new();
        let mut rows = Vec::new();
        for draft in drafts.select().filter(lessons::Column::Id.is_in(ids.iter().copied())).all().await? {
            let id = scope.world.new_id();
            frozen.insert(LessonId(draft.id), LessonRevisionId(id));
            rows.push(lesson_revisions::ActiveModel {
                id: Set(id),
                lesson_id: Set(draft.id),
                course_id: Set(draft.course_id),
                number: Set(draft.revision_number + 1),
                title: Set(draft.title),
                kind: Set(draft.kind),
                source: Set(draft.source),
                source_kind: Set(draft.source_kind),
                html: Set(draft.html),
                cleaner_version: Set(draft.cleaner_version),
                rule_kind: Set(draft.rule_kind),
                rule_min_seconds: Set(draft.rule_min_seconds),
                rule_percent: Set(draft.rule_percent),
                published_by: Set(by.0),
                published_at: Set(scope.now),
                ..Default::default()
            });
        }
        self.rows.insert_many(rows).await?;
        drafts
            .update()
            .set_expr(lessons::Column::RevisionNumber, Expr::col(lessons::Column::RevisionNumber).add(1))
            .filter(lessons::Column::Id.is_in(ids.iter().copied()))
            .rows()
            .await?;
        self.keep_pictures(&ids, &frozen).await?;
        keep_videos(&self.rows, &frozen).await?;
        Ok(frozen)
    }

    /// A revision shows the pictures that its lesson shows: they stay while it does.
    async fn keep_pictures(&self, lessons: &[Uuid], frozen: &HashMap<LessonId, LessonRevisionId>) -> Result<(), RepositoryError> {
        use asset_references::Column::{HolderId, HolderKind};
        let references = self.rows.of::<asset_references::Entity>();
        let shown = references.select().filter(HolderKind.eq(Holder::LESSON)).filter(HolderId.is_in(lessons.iter().copied())).all().await?;
        let scope = self.rows.scope();
        let kept = shown.into_iter().filter_map(|row| {
            let revision = frozen.get(&LessonId(row.holder_id))?;
            Some(reference_row(scope, Holder::LessonRevision(*revision), row.asset_id))
        });
        references.insert_many(kept).await
    }
}

fn revision(row: lesson_revisions::Model) -> Result<LessonRevision, RepositoryError> {
    Ok(LessonRevision {
        id: LessonRevisionId(row.id),
        lesson_id: LessonId(row.lesson_id),
        course_id: CourseId(row.course_id),
        number: row.number,
        title: row.title,
        kind: kind(&row.kind)?,
        html: SafeHtml::from_cleaner(row.html),
        completion_rule: rule(&row.rule_kind, row.rule_min_seconds, row.rule_percent)?,
        video_id: None,
        published_at: row.published_at,
    })
}
