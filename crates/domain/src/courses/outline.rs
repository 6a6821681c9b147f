//! Outlines: the authors' own, which changes, and the published one, which never does.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{
    courses::{CompletionRule, LessonKind, LessonStatus, lesson::has_unpublished_changes},
    ids::{CourseId, LessonId, LessonRevisionId, OutlineRevisionId, SectionId, VideoId},
    time::Timestamp,
    video::{VideoFault, VideoStatus},
};

/// A published outline: sections, their lessons, and which revision of each learners read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineDocument {
    /// The sections in order; none is empty.
    pub sections: Vec<OutlineSection>,
}

/// A section of a published outline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineSection {
    /// The section.
    pub id: SectionId,
    /// Its title then.
    pub title: String,
    /// Its lessons in order.
    pub lessons: Vec<OutlineLesson>,
}

/// A lesson of a published outline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineLesson {
    /// The lesson.
    pub id: LessonId,
    /// Its title then.
    pub title: String,
    /// What it is made of.
    pub kind: LessonKind,
    /// The content that learners read.
    pub revision_id: LessonRevisionId,
    /// Whether the course is complete only with it.
    pub required: bool,
    /// Whether visitors may read it.
    pub free_preview: bool,
    /// When it counts.
    pub completion_rule: CompletionRule,
    /// The video that learners watch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_id: Option<VideoId>,
}

impl OutlineDocument {
    /// Every lesson with its section, in order.
    pub fn lessons(&self) -> impl Iterator<Item = (&OutlineSection, &OutlineLesson)> + Clone {
        self.sections.iter().flat_map(|section| section.lessons.iter().map(move |lesson| (section, lesson)))
    }

    /// A lesson with its section.
    pub fn find(&self, id: LessonId) -> Option<(&OutlineSection, &OutlineLesson)> {
        self.lessons().find(|(_, lesson)| lesson.id == id)
    }

    /// How many lessons there are.
    pub fn lesson_count(&self) -> usize {
        self.lessons().count()
    }

    /// How many of them are required.
    pub fn required_count(&self) -> usize {
        self.lessons().filter(|(_, lesson)| lesson.required).count()
    }

    /// The outline without these lessons; sections that are empty then are left out.
    #[must_use]
    pub fn without(&self, gone: &HashSet<LessonId>) -> Self {
        let sections = self.sections.iter().map(|section| OutlineSection {
            lessons: section.lessons.iter().filter(|lesson| !gone.contains(&lesson.id)).cloned().collect(),
            ..section.clone()
        });
        Self { sections: sections.filter(|section| !section.lessons.is_empty()).collect() }
    }

    /// The outline with one lesson put in, or put anew, where the authors' outline has it: in its section, after the nearest
    /// of the lessons before it that is published too. A section that was not published yet comes in with it, in its place.
    #[must_use]
    pub fn with(&self, lesson: OutlineLesson, authors: &AuthorOutline) -> Self {
        let Some(home) = authors.sections.iter().find(|section| section.lessons.iter().any(|other| other.id == lesson.id)) else {
            return self.clone();
        };
        let present = self.find(lesson.id).map(|(section, _)| section.id);
        let mut sections = self.sections.clone();
        if present == Some(home.id) {
            for other in sections.iter_mut().flat_map(|section| &mut section.lessons).filter(|other| other.id == lesson.id) {
                *other = lesson.clone();
            }
            return Self { sections };
        }
        sections = self.without(&HashSet::from([lesson.id])).sections;
        if !sections.iter().any(|section| section.id == home.id) {
            let before = authors.sections.iter().map(|section| section.id).take_while(|id| *id != home.id);
            let at = place_after(sections.iter().map(|section| section.id), before);
            sections.insert(at, OutlineSection { id: home.id, title: home.title.clone(), lessons: Vec::new() });
        }
        if let Some(section) = sections.iter_mut().find(|section| section.id == home.id) {
            let before = home.lessons.iter().map(|other| other.id).take_while(|id| *id != lesson.id);
            let at = place_after(section.lessons.iter().map(|other| other.id), before);
            section.lessons.insert(at, lesson);
        }
        Self { sections }
    }
}

/// The place behind the last of `present` that is among `before`.
fn place_after<T: std::hash::Hash + Eq>(present: impl Iterator<Item = T>, before: impl Iterator<Item = T>) -> usize {
    let before: HashSet<T> = before.collect();
    present.enumerate().filter(|(_, id)| before.contains(id)).last().map_or(0, |(place, _)| place + 1)
}

/// A published outline and its number: it never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineRevision {
    /// The revision.
    pub id: OutlineRevisionId,
    /// Of this course.
    pub course_id: CourseId,
    /// Counts the course's outline revisions from 1.
    pub number: i64,
    /// What it says.
    pub document: OutlineDocument,
}

/// A course's sections and lessons as the authors have them now, without those in the bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorOutline {
    /// The course.
    pub course_id: CourseId,
    /// Counts changes of the structure.
    pub version: i64,
    /// The sections in order.
    pub sections: Vec<AuthorSection>,
}

/// A section as the authors have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorSection {
    /// The section.
    pub id: SectionId,
    /// The title.
    pub title: String,
    /// Counts edits.
    pub version: i64,
    /// Its lessons in order.
    pub lessons: Vec<AuthorLesson>,
}

/// A lesson as the authors have it, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorLesson {
    /// The lesson.
    pub id: LessonId,
    /// The title.
    pub title: String,
    /// What it is made of.
    pub kind: LessonKind,
    /// Where it stands.
    pub status: LessonStatus,
    /// Whether visitors may read it.
    pub free_preview: bool,
    /// Whether the course is complete only with it.
    pub required: bool,
    /// When it counts.
    pub completion_rule: CompletionRule,
    /// Whether its text shows nothing.
    pub is_empty: bool,
    /// The video that it shows.
    pub video: Option<LessonVideo>,
    /// How many of its pictures have no words.
    pub missing_alt: i64,
    /// The revision that learners see; 0 before the first.
    pub revision_number: i64,
    /// When anything of it was last changed.
    pub updated_at: Timestamp,
    /// When something last changed that a revision freezes.
    pub changed_at: Timestamp,
    /// When it was last published.
    pub published_at: Option<Timestamp>,
    /// Counts edits.
    pub version: i64,
}

impl AuthorLesson {
    /// Whether publishing it again would bring something new to learners.
    pub fn has_unpublished_changes(&self) -> bool {
        has_unpublished_changes(self.status, self.updated_at, self.published_at)
    }

    /// Whether publishing must freeze its content anew: it was never frozen, or changed since.
    pub fn needs_revision(&self) -> bool {
        self.revision_number == 0 || self.published_at.is_none_or(|published_at| self.changed_at > published_at)
    }

    /// Whether there is nothing to read or watch in it.
    pub fn shows_nothing(&self) -> bool {
        match self.kind {
            LessonKind::Text => self.is_empty,
            LessonKind::Video => self.video.is_none_or(|video| video.status == VideoStatus::Deleted),
        }
    }

    /// Whether it is published with its course.
    pub fn goes_with_course(&self) -> bool {
        self.status != LessonStatus::Unpublished
    }

    /// Its entry in a published outline.
    pub fn published_as(&self, revision_id: LessonRevisionId) -> OutlineLesson {
        OutlineLesson {
            id: self.id,
            title: self.title.clone(),
            kind: self.kind,
            revision_id,
            required: self.required,
            free_preview: self.free_preview,
            completion_rule: self.completion_rule,
            video_id: self.video.map(|video| video.id),
        }
    }
}

/// What an outline says of a lesson's video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LessonVideo {
    /// The video.
    pub id: VideoId,
    /// How far it is.
    pub status: VideoStatus,
    /// Why it failed.
    pub fault: Option<VideoFault>,
    /// Percent done, while it is made playable.
    pub percent: i64,
    /// Milliseconds, once measured.
    pub duration_ms: Option<i64>,
}

/// A wanted order: sections and the lessons in each.
pub type WantedOutline = Vec<(SectionId, Vec<LessonId>)>;

impl AuthorOutline {
    /// Every lesson, in order.
    pub fn lessons(&self) -> impl Iterator<Item = &AuthorLesson> + Clone {
        self.sections.iter().flat_map(|section| &section.lessons)
    }

    /// A lesson.
    pub fn find(&self, id: LessonId) -> Option<&AuthorLesson> {
        self.lessons().find(|lesson| lesson.id == id)
    }

    /// A lesson, to be changed.
    pub fn find_mut(&mut self, id: LessonId) -> Option<&mut AuthorLesson> {
        self.sections.iter_mut().flat_map(|section| &mut section.lessons).find(|lesson| lesson.id == id)
    }

    /// Whether learners who see this outline see all that publishing would bring.
    pub fn is_taught_by(&self, document: &OutlineDocument) -> bool {
        let leaving = self.lessons().filter(|lesson| lesson.goes_with_course());
        let all_are_out = leaving.clone().all(|lesson| lesson.status == LessonStatus::Published && !lesson.has_unpublished_changes());
        all_are_out && self.published(|id| document.find(id).map(|(_, lesson)| lesson.revision_id)) == *document
    }

    /// Whether a wanted order holds exactly the sections and lessons that are here, each once.
    pub fn is_permuted_by(&self, wanted: &WantedOutline) -> bool {
        let sections: HashSet<SectionId> = wanted.iter().map(|(id, _)| *id).collect();
        let lessons: HashSet<LessonId> = wanted.iter().flat_map(|(_, lessons)| lessons).copied().collect();
        wanted.len() == self.sections.len()
            && wanted.iter().map(|(_, lessons)| lessons.len()).sum::<usize>() == self.lessons().count()
            && self.sections.iter().all(|section| sections.contains(&section.id))
            && self.lessons().all(|lesson| lessons.contains(&lesson.id))
    }

    /// What publishing makes of it, with the frozen content of each lesson; a lesson without any is left out, and so are
    /// lessons that were unpublished and sections that are empty then.
    pub fn published(&self, revision_of: impl Fn(LessonId) -> Option<LessonRevisionId>) -> OutlineDocument {
        let sections = self.sections.iter().map(|section| OutlineSection {
            id: section.id,
            title: section.title.clone(),
            lessons: section
                .lessons
                .iter()
                .filter(|lesson| lesson.goes_with_course())
                .filter_map(|lesson| Some(lesson.published_as(revision_of(lesson.id)?)))
                .collect(),
        });
        OutlineDocument { sections: sections.filter(|section| !section.lessons.is_empty()).collect() }
    }
}

#[cfg(test)]
mod tests;
