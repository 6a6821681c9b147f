//! Lessons, and their frozen content.

use domain::{
    content::SafeHtml,
    courses::{CompletionRule, LessonKind, LessonRevision},
    ids::{CourseId, LessonId, LessonRevisionId},
};

use crate::{
    db::{TenantRead, TenantTx},
    entity::lesson_revisions,
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
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

impl<M> LessonRevisionRepo<'_, M> {
    /// A revision.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn get(&self, id: LessonRevisionId) -> Result<LessonRevision, RepositoryError> {
        revision(self.rows.get(id).await?)
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
        completion_rule: rule(&row.rule_kind, row.rule_min_seconds)?,
        published_at: row.published_at,
    })
}

pub(crate) fn kind(word: &str) -> Result<LessonKind, RepositoryError> {
    LessonKind::parse(word).ok_or_else(|| RepositoryError::damaged("lesson kind", word))
}

pub(crate) fn rule(word: &str, min_seconds: i64) -> Result<CompletionRule, RepositoryError> {
    let rule = u32::try_from(min_seconds).ok().and_then(|min_seconds| CompletionRule::parse(word, min_seconds));
    rule.ok_or_else(|| RepositoryError::damaged("completion rule", word))
}
