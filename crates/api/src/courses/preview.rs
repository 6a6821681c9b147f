//! A course as its learners would see it, were it published now.

use actix_web::{
    HttpResponse, get,
    web::{Data, Path},
};
use courses::preview::{self, LessonPreview, OutlinePreview};
use domain::{
    access::{PreviewLesson, PreviewOutline},
    courses::AuthorLesson,
    ids::{CourseId, LessonId, OrgId},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::courses::CoursePath;
use crate::{
    app::App,
    assets::picture_urls,
    http::{Allowed, Answer},
    learning::dto::{LearnerLesson, LearnerOutline, LearnerOutlineLesson, LearnerOutlineSection, LessonProgress, OutlineCourse},
    video::{dto::LearnerVideo, seconds},
};

/// Which lesson of which course.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct CourseLessonPath {
    /// The course.
    pub course_id: Uuid,
    /// The lesson.
    pub lesson_id: Uuid,
}

/// Read a course's outline as its learners would see it, were it published now.
#[utoipa::path(tag = "courses", params(CoursePath), responses((status = 200, body = LearnerOutline)))]
#[get("/courses/{course_id}/preview")]
pub async fn preview_outline(app: Data<App>, caller: Allowed<PreviewOutline>, path: Path<CoursePath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let grant = read.courses().authorize(&caller.grant, path.id()).await?;
    let found = preview::preview_outline(&read, &grant).await?;
    Ok(HttpResponse::Ok().json(outline(found)))
}

/// Read a lesson as its learners would see it, were it published now.
#[utoipa::path(tag = "courses", params(CourseLessonPath), responses((status = 200, body = LearnerLesson)))]
#[get("/courses/{course_id}/preview/lessons/{lesson_id}")]
pub async fn preview_lesson(app: Data<App>, caller: Allowed<PreviewLesson>, path: Path<CourseLessonPath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let grant = read.courses().authorize(&caller.grant, CourseId(path.course_id)).await?;
    let found = preview::preview_lesson(&read, &grant, LessonId(path.lesson_id)).await?;
    Ok(HttpResponse::Ok().json(lesson(&app, caller.tenant.org_id(), found)))
}

fn outline(preview: OutlinePreview) -> LearnerOutline {
    let lesson = |lesson: AuthorLesson| LearnerOutlineLesson {
        id: lesson.id.0,
        title: lesson.title,
        kind: lesson.kind.as_str(),
        video_seconds: lesson.video.and_then(|video| video.duration_ms).map(seconds),
        required: lesson.required,
        state: "not_started",
        completed_at: None,
        is_new: false,
    };
    let sections = preview.outline.sections.into_iter().map(|section| LearnerOutlineSection {
        id: section.id.0,
        title: section.title,
        lessons: section.lessons.into_iter().map(lesson).collect(),
    });
    LearnerOutline {
        enrollment_id: None,
        sections: sections.collect(),
        course: OutlineCourse { id: preview.course.id.0, title: preview.course.title, slug: preview.course.slug },
        status: "active",
        progress_percent: 0,
        outline_revision_id: None,
        resume: None,
        certificate_code: None,
    }
}

fn lesson(app: &App, org_id: OrgId, preview: LessonPreview) -> LearnerLesson {
    let LessonPreview { lesson, video, section_title, previous, next } = preview;
    let progress = LessonProgress {
        lesson_id: lesson.id.0,
        state: "not_started",
        completed_at: None,
        time_spent_seconds: 0,
        position: None,
        reached_end: false,
        watched_percent: None,
        missing: Vec::new(),
        seconds_needed: None,
    };
    LearnerLesson {
        id: lesson.id.0,
        title: lesson.title,
        kind: lesson.kind.as_str(),
        section_title: Some(section_title),
        video: video.map(|video| LearnerVideo::of(app, org_id, video)),
        asset_urls: picture_urls(app, org_id, &lesson.content.html),
        content_html: lesson.content.html.into_string(),
        required: lesson.required,
        completion_rule: lesson.completion_rule.into(),
        progress,
        previous_lesson_id: previous.map(|id| id.0),
        next_lesson_id: next.map(|id| id.0),
        revision_id: None,
        newer_revision: false,
    }
}
