//! Lessons, as their authors have them.

use std::collections::HashMap;

use domain::{
    access::CourseAction,
    content::SafeHtml,
    courses::{
        AuthorLesson, BinnedItem, CleanedContent, CompletionRule, Content, Lesson, LessonKind, LessonPatch, LessonStatus, WantedOutline,
    },
    ids::{CourseId, LessonId, SectionId},
    time::Timestamp,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, FromQueryResult, IntoActiveModel, Order,
    sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    courses::{AccessError, confirm, moment_after, source_kind},
    db::{TenantRead, TenantTx},
    entity::{
        lessons::{self, Column},
        sections,
    },
    error::RepositoryError,
    principal::{CourseGrant, Grant},
    scoped::{Reading, Scoped, Writing},
    sections::MOVED_AT_ONCE,
    videos::shown::{Shows, copy_shown, shown, shown_by_lessons},
};

/// Lessons.
pub struct LessonRepo<'t, M> {
    rows: Scoped<'t, lessons::Entity, M>,
}

impl TenantRead {
    /// Lessons, to read.
    pub fn lessons(&self) -> LessonRepo<'_, Reading> {
        LessonRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Lessons, to read and write.
    pub fn lessons(&self) -> LessonRepo<'_, Writing> {
        LessonRepo { rows: Scoped::new(&self.scope) }
    }
}

/// A lesson to be added.
#[derive(Clone, Debug)]
pub struct NewLesson {
    /// In this section, whose course is locked.
    pub section_id: SectionId,
    /// The title.
    pub title: String,
    /// What it is made of.
    pub kind: LessonKind,
    /// The content.
    pub content: CleanedContent,
    /// Its place in the section; at the end if absent.
    pub place: Option<usize>,
}

#[derive(Debug, FromQueryResult)]
struct PositionRow {
    id: Uuid,
    position: i64,
}

/// A lesson without its content.
#[derive(Debug, FromQueryResult)]
struct OutlineRow {
    id: Uuid,
    section_id: Uuid,
    title: String,
    kind: String,
    is_empty: bool,
    missing_alt: i64,
    free_preview: bool,
    required: bool,
    rule_kind: String,
    rule_min_seconds: i64,
    rule_percent: Option<i64>,
    status: String,
    revision_number: i64,
    updated_at: Timestamp,
    changed_at: Timestamp,
    published_at: Option<Timestamp>,
    version: i64,
}

impl<M> LessonRepo<'_, M> {
    /// Proof that the caller may do `A` in the course that a lesson belongs to.
    ///
    /// # Errors
    /// As [`crate::courses::CourseRepo::authorize`].
    pub async fn authorize<A: CourseAction>(&self, grant: &Grant<A>, id: LessonId) -> Result<CourseGrant<A>, AccessError> {
        confirm(&self.rows, id.0, Column::CourseId, grant).await
    }

    /// A lesson, be it in the bin or not.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn get(&self, id: LessonId) -> Result<Lesson, RepositoryError> {
        let mut found = lesson(self.rows.get(id).await?)?;
        if found.kind == LessonKind::Video {
            found.video_id = shown(&self.rows, Shows::Lesson(id)).await?;
        }
        Ok(found)
    }

    /// The lessons of a course that are not in the bin, in order, each with its section; without their contents.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(&self, course: CourseId) -> Result<Vec<(SectionId, AuthorLesson)>, RepositoryError> {
        let columns = [
            (Column::Id, "id"),
            (Column::SectionId, "section_id"),
            (Column::Title, "title"),
            (Column::Kind, "kind"),
            (Column::IsEmpty, "is_empty"),
            (Column::MissingAlt, "missing_alt"),
            (Column::FreePreview, "free_preview"),
            (Column::Required, "required"),
            (Column::RuleKind, "rule_kind"),
            (Column::RuleMinSeconds, "rule_min_seconds"),
            (Column::RulePercent, "rule_percent"),
            (Column::Status, "status"),
            (Column::RevisionNumber, "revision_number"),
            (Column::UpdatedAt, "updated_at"),
            (Column::ChangedAt, "changed_at"),
            (Column::PublishedAt, "published_at"),
            (Column::Version, "version"),
        ];
        let rows: Vec<OutlineRow> = self
            .rows
            .select()
            .filter(Column::CourseId.eq(course.0))
            .filter(Column::DeletedAt.is_null())
            .columns(columns.map(|(column, name)| (Expr::col(column), name)))
            .order(Column::Position, Order::Asc)
            .order(Column::Id, Order::Asc)
            .all_as()
            .await?;
        let has_videos = rows.iter().any(|row| row.kind == LessonKind::Video.as_str());
        let mut videos = if has_videos { shown_by_lessons(&self.rows, course).await? } else { HashMap::new() };
        let lessons = rows.into_iter().map(|row| {
            let (section, video) = (SectionId(row.section_id), videos.remove(&LessonId(row.id)));
            Ok((section, AuthorLesson { video, ..author_lesson(row)? }))
        });
        lessons.collect()
    }

    /// The lessons of a course that went to the bin by themselves, not with their section; the last deleted first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn binned(&self, course: CourseId) -> Result<Vec<BinnedItem<LessonId>>, RepositoryError> {
        let own = |column| Expr::col((lessons::Entity, column));
        let section = |column| Expr::col((sections::Entity, column));
        let by_itself = Condition::any()
            .add(section(sections::Column::DeletedAt).is_null())
            .add(section(sections::Column::DeletedAt).ne(own(Column::DeletedAt)));
        let rows: Vec<BinnedRow> = self
            .rows
            .select()
            .join::<sections::Entity>(sea_orm::JoinType::InnerJoin, Column::SectionId)
            .filter(Column::CourseId.eq(course.0))
            .filter(Column::DeletedAt.is_not_null())
            .filter(by_itself)
            .columns([(own(Column::Id), "id"), (own(Column::Title), "title"), (own(Column::DeletedAt), "deleted_at")])
            .order(own(Column::DeletedAt), Order::Desc)
            .order(own(Column::Id), Order::Desc)
            .all_as()
            .await?;
        Ok(rows.into_iter().map(|row| BinnedItem { id: LessonId(row.id), title: row.title, deleted_at: row.deleted_at }).collect())
    }
}

#[derive(Debug, FromQueryResult)]
struct BinnedRow {
    id: Uuid,
    title: String,
    deleted_at: Timestamp,
}

impl LessonRepo<'_, Writing> {
    /// Adds a lesson to a section of a locked course.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add(&self, course: CourseId, new: NewLesson) -> Result<LessonId, RepositoryError> {
        let position = self.make_room(new.section_id, new.place).await?;
        let scope = self.rows.scope();
        let id = LessonId(scope.world.new_id());
        let CleanedContent { content, is_empty, missing_alt, .. } = new.content;
        let row = lessons::ActiveModel {
            id: Set(id.0),
            course_id: Set(course.0),
            section_id: Set(new.section_id.0),
            title: Set(new.title),
            kind: Set(new.kind.as_str().to_owned()),
            source: Set(content.source),
            source_kind: Set(content.source_kind.as_str().to_owned()),
            html: Set(content.html.as_str().to_owned()),
            cleaner_version: Set(content.cleaner_version),
            is_empty: Set(is_empty),
            missing_alt: Set(missing_alt),
            free_preview: Set(false),
            required: Set(true),
            rule_kind: Set(CompletionRule::of_new(new.kind).as_str().to_owned()),
            rule_min_seconds: Set(0),
            rule_percent: Set(CompletionRule::of_new(new.kind).percent().map(i64::from)),
            position: Set(position),
            status: Set(LessonStatus::Draft.as_str().to_owned()),
            revision_number: Set(0),
            created_at: Set(scope.now),
            updated_at: Set(scope.now),
            changed_at: Set(scope.now),
            published_at: Set(None),
            deleted_at: Set(None),
            version: Set(1),
            ..Default::default()
        };
        self.rows.insert_many([row]).await?;
        Ok(id)
    }

    /// Adds a copy of a lesson right behind it, as a draft; its course is locked.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn duplicate(&self, id: LessonId, title: &str) -> Result<LessonId, RepositoryError> {
        let original = self.rows.get(id).await?;
        let place = self.positions(SectionId(original.section_id)).await?.iter().position(|row| row.id == id.0);
        let position = self.make_room(SectionId(original.section_id), place.map(|place| place + 1)).await?;
        let scope = self.rows.scope();
        let copy = LessonId(scope.world.new_id());
        let mut row = original.into_active_model().reset_all();
        row.id = Set(copy.0);
        row.title = Set(title.to_owned());
        row.position = Set(position);
        row.status = Set(LessonStatus::Draft.as_str().to_owned());
        row.revision_number = Set(0);
        row.created_at = Set(scope.now);
        row.updated_at = Set(scope.now);
        row.changed_at = Set(scope.now);
        row.published_at = Set(None);
        row.version = Set(1);
        self.rows.insert_many([row]).await?;
        copy_shown(&self.rows, id, copy).await?;
        Ok(copy)
    }

    async fn positions(&self, section: SectionId) -> Result<Vec<PositionRow>, RepositoryError> {
        let live = self.rows.select().filter(Column::SectionId.eq(section.0)).filter(Column::DeletedAt.is_null());
        let columns = [(Expr::col(Column::Id), "id"), (Expr::col(Column::Position), "position")];
        live.columns(columns).order(Column::Position, Order::Asc).order(Column::Id, Order::Asc).all_as().await
    }

    async fn make_room(&self, section: SectionId, place: Option<usize>) -> Result<i64, RepositoryError> {
        let rows = self.positions(section).await?;
        let end = rows.last().map_or(1, |row| row.position + 1);
        let Some((place, at)) = place.and_then(|place| Some((place, rows.get(place)?))) else { return Ok(end) };
        let later: Vec<Uuid> = rows.iter().skip(place).map(|row| row.id).collect();
        self.rows
            .update()
            .set_expr(Column::Position, Expr::col(Column::Position).add(1))
            .filter(Column::SectionId.eq(section.0))
            .filter(Column::Id.is_in(later))
            .rows()
            .await?;
        Ok(at.position)
    }

    /// Changes what is given of a lesson of a locked course, if the lesson still has the version that was read.
    ///
    /// # Errors
    /// [`RepositoryError::Stale`] when it has another version.
    pub async fn change(&self, read: &Lesson, patch: LessonPatch) -> Result<(), RepositoryError> {
        let later = moment_after(read.published_at, self.rows.scope().now);
        let is_frozen_by_revisions =
            patch.title.is_some() || patch.content.is_some() || patch.completion_rule.is_some() || patch.video_id.is_some();
        let mut update = self
            .rows
            .update()
            .set(Column::Version, read.version + 1)
            .set(Column::UpdatedAt, later)
            .set_some(Column::ChangedAt, is_frozen_by_revisions.then_some(later))
            .set_some(Column::Title, patch.title)
            .set_some(Column::FreePreview, patch.free_preview)
            .set_some(Column::Required, patch.required)
            .set_some(Column::RuleKind, patch.completion_rule.map(CompletionRule::as_str))
            .set_some(Column::RuleMinSeconds, patch.completion_rule.map(|rule| i64::from(rule.min_seconds())));
        if let Some(rule) = patch.completion_rule {
            update = update.set(Column::RulePercent, rule.percent().map(i64::from));
        }
        if let Some(CleanedContent { content, is_empty, missing_alt, .. }) = patch.content {
            update = update
                .set(Column::Source, content.source)
                .set(Column::SourceKind, content.source_kind.as_str())
                .set(Column::Html, content.html.as_str())
                .set(Column::CleanerVersion, content.cleaner_version)
                .set(Column::IsEmpty, is_empty)
                .set(Column::MissingAlt, missing_alt);
        }
        if update.filter(Column::Id.eq(read.id.0)).filter(Column::Version.eq(read.version)).rows().await? == 1 {
            return Ok(());
        }
        Err(RepositoryError::Stale(self.rows.get(read.id).await?.version))
    }

    /// Puts the lessons of a locked course into these sections, in this order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reorder(&self, course: CourseId, wanted: &WantedOutline) -> Result<(), RepositoryError> {
        let moves: Vec<(LessonId, SectionId, i64)> = wanted
            .iter()
            .flat_map(|(section, lessons)| lessons.iter().zip(1..).map(move |(lesson, place)| (*lesson, *section, place)))
            .collect();
        for chunk in moves.chunks(MOVED_AT_ONCE) {
            let (mut places, mut homes) = (CaseStatement::new(), CaseStatement::new());
            for (lesson, section, place) in chunk {
                places = places.case(Column::Id.eq(lesson.0), *place);
                homes = homes.case(Column::Id.eq(lesson.0), section.0);
            }
            self.rows
                .update()
                .set_expr(Column::Position, SimpleExpr::Case(Box::new(places.finally(Expr::col(Column::Position)))))
                .set_expr(Column::SectionId, SimpleExpr::Case(Box::new(homes.finally(Expr::col(Column::SectionId)))))
                .filter(Column::CourseId.eq(course.0))
                .filter(Column::Id.is_in(chunk.iter().map(|(lesson, ..)| lesson.0)))
                .rows()
                .await?;
        }
        Ok(())
    }

    /// Marks lessons of a locked course as published now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_published(&self, ids: &[LessonId]) -> Result<(), RepositoryError> {
        self.rows
            .update()
            .set(Column::Status, LessonStatus::Published.as_str())
            .set(Column::PublishedAt, self.rows.scope().now)
            .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
            .rows()
            .await?;
        Ok(())
    }

    /// Marks a lesson as taken out of the learners' outline.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn set_unpublished(&self, id: LessonId) -> Result<(), RepositoryError> {
        self.rows.update().set(Column::Status, LessonStatus::Unpublished.as_str()).filter(Column::Id.eq(id.0)).one().await
    }

    /// Puts lessons of a locked course into the bin. One that was published is a draft when it comes back: it goes out again
    /// with the course.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete(&self, ids: &[LessonId]) -> Result<(), RepositoryError> {
        if ids.is_empty() {
            return Ok(());
        }
        let drafted = CaseStatement::new()
            .case(Column::Status.eq(LessonStatus::Unpublished.as_str()), LessonStatus::Unpublished.as_str())
            .finally(LessonStatus::Draft.as_str());
        self.rows
            .update()
            .set(Column::DeletedAt, Some(self.rows.scope().now))
            .set_expr(Column::Status, SimpleExpr::Case(Box::new(drafted)))
            .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
            .rows()
            .await?;
        Ok(())
    }

    /// Takes a lesson of a locked course out of the bin, to the end of a section.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn restore(&self, id: LessonId, section: SectionId) -> Result<(), RepositoryError> {
        let position = self.make_room(section, None).await?;
        let nothing: Option<Timestamp> = None;
        self.rows
            .update()
            .set(Column::DeletedAt, nothing)
            .set(Column::SectionId, section.0)
            .set(Column::Position, position)
            .filter(Column::Id.eq(id.0))
            .one()
            .await
    }

    /// Takes the lessons out of the bin that went there with their section, at this moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn restore_of(&self, section: SectionId, deleted_at: Timestamp) -> Result<(), RepositoryError> {
        let nothing: Option<Timestamp> = None;
        let update = self.rows.update().set(Column::DeletedAt, nothing).filter(Column::SectionId.eq(section.0));
        update.filter(Column::DeletedAt.eq(deleted_at)).rows().await?;
        Ok(())
    }
}

fn author_lesson(row: OutlineRow) -> Result<AuthorLesson, RepositoryError> {
    Ok(AuthorLesson {
        id: LessonId(row.id),
        title: row.title,
        kind: kind(&row.kind)?,
        status: status(&row.status)?,
        free_preview: row.free_preview,
        required: row.required,
        completion_rule: rule(&row.rule_kind, row.rule_min_seconds, row.rule_percent)?,
        is_empty: row.is_empty,
        video: None,
        missing_alt: row.missing_alt,
        revision_number: row.revision_number,
        updated_at: row.updated_at,
        changed_at: row.changed_at,
        published_at: row.published_at,
        version: row.version,
    })
}

fn lesson(row: lessons::Model) -> Result<Lesson, RepositoryError> {
    Ok(Lesson {
        id: LessonId(row.id),
        course_id: CourseId(row.course_id),
        section_id: SectionId(row.section_id),
        title: row.title,
        kind: kind(&row.kind)?,
        content: Content {
            source: row.source,
            source_kind: source_kind(&row.source_kind)?,
            html: SafeHtml::from_cleaner(row.html),
            cleaner_version: row.cleaner_version,
        },
        status: status(&row.status)?,
        free_preview: row.free_preview,
        required: row.required,
        completion_rule: rule(&row.rule_kind, row.rule_min_seconds, row.rule_percent)?,
        video_id: None,
        revision_number: row.revision_number,
        created_at: row.created_at,
        updated_at: row.updated_at,
        changed_at: row.changed_at,
        published_at: row.published_at,
        deleted_at: row.deleted_at,
        version: row.version,
    })
}

fn status(word: &str) -> Result<LessonStatus, RepositoryError> {
    LessonStatus::parse(word).ok_or_else(|| RepositoryError::damaged("lesson status", word))
}

pub(crate) fn kind(word: &str) -> Result<LessonKind, RepositoryError> {
    LessonKind::parse(word).ok_or_else(|| RepositoryError::damaged("lesson kind", word))
}

pub(crate) fn rule(word: &str, min_seconds: i64, percent: Option<i64>) -> Result<CompletionRule, RepositoryError> {
    let percent = percent.and_then(|percent| u8::try_from(percent).ok());
    let rule = u32::try_from(min_seconds).ok().and_then(|min_seconds| CompletionRule::parse(word, min_seconds, percent));
    rule.ok_or_else(|| RepositoryError::damaged("completion rule", word))
}
