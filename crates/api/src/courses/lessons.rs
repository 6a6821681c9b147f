//! Operations on lessons.

use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Path, Query},
};
use courses::{lessons as use_cases, lessons::LessonView, publish};
use domain::{
    access::{
        CreateLesson, DeleteLesson, DuplicateLesson, GetLesson, ListLessonRevisions, PublishLesson, RestoreLesson, UnpublishLesson,
        UpdateLesson,
    },
    ids::LessonId,
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    course_dto::TextInput,
    lesson_dto::{Lesson, LessonPatch, LessonRevision, NewLesson},
    outline::SectionPath,
};
use crate::{
    app::App,
    http::{Allowed, Answer, IfMatch, Json, Once, PageQuery, Reply, etag::versioned, page::PageBody},
};

/// Which lesson.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct LessonPath {
    /// The lesson.
    pub lesson_id: Uuid,
}

impl LessonPath {
    /// The lesson.
    pub fn id(&self) -> LessonId {
        LessonId(self.lesson_id)
    }
}

fn show<A>(app: &App, caller: &Allowed<A>, view: LessonView) -> Lesson {
    Lesson::of(app, caller.tenant.org_id(), view)
}

/// Add a lesson to a section.
///
/// It is a draft and goes out with the course. Refused: `unknown_asset` when the content shows a picture that the organization
/// does not have, `invalid_content`, `course_deleted`.
#[utoipa::path(tag = "courses", params(SectionPath, Once), responses((status = 201, body = Lesson)))]
#[post("/sections/{section_id}/lessons")]
pub async fn create_lesson(
    app: Data<App>,
    caller: Allowed<CreateLesson>,
    path: Path<SectionPath>,
    once: Once,
    body: Json<NewLesson>,
) -> Answer {
    let hash = body.hash().to_owned();
    let body = body.into_inner();
    let empty = TextInput { markdown: Some(String::new()), html: None };
    let new = repositories::lessons::NewLesson {
        section_id: path.id(),
        title: body.title.trim().to_owned(),
        kind: body.kind.into(),
        content: body.content.unwrap_or(empty).clean("/content").await?,
        place: body.position.and_then(|place| usize::try_from(place).ok()),
    };
    once.run(&app.db, &caller.grant, &hash, async |tx| {
        let grant = tx.sections().authorize(&caller.grant, path.id()).await?;
        Reply::created(&show(&app, &caller, use_cases::create_lesson(tx, &grant, new).await?))
    })
    .await
}

/// Read a lesson as its authors have it.
#[utoipa::path(tag = "courses", params(LessonPath), responses((status = 200, body = Lesson)))]
#[get("/lessons/{lesson_id}")]
pub async fn get_lesson(app: Data<App>, caller: Allowed<GetLesson>, path: Path<LessonPath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let grant = read.lessons().authorize(&caller.grant, path.id()).await?;
    let view = use_cases::get_lesson(&read, &grant, path.id()).await?;
    let version = view.lesson.version;
    versioned(&show(&app, &caller, view), version)
}

/// Change a lesson.
///
/// Learners see the change once it is published. Needs `If-Match` with the lesson's version. Refused: `stale_version`,
/// `unknown_asset`, `invalid_content`, `course_deleted`; nothing changes then.
#[utoipa::path(tag = "courses", params(LessonPath, IfMatch), responses((status = 200, body = Lesson)))]
#[patch("/lessons/{lesson_id}")]
pub async fn update_lesson(
    app: Data<App>,
    caller: Allowed<UpdateLesson>,
    path: Path<LessonPath>,
    version: IfMatch,
    body: Json<LessonPatch>,
) -> Answer {
    let patch = body.into_inner().read().await?;
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.lessons().authorize(&caller.grant, path.id()).await?;
    let view = use_cases::update_lesson(&tx, &grant, path.id(), version.0, patch).await?;
    tx.commit().await?;
    let version = view.lesson.version;
    versioned(&show(&app, &caller, view), version)
}

/// Put a lesson into the bin.
///
/// Learners of a published course no longer see it; those who completed it keep it.
#[utoipa::path(tag = "courses", params(LessonPath), responses((status = 204)))]
#[delete("/lessons/{lesson_id}")]
pub async fn delete_lesson(app: Data<App>, caller: Allowed<DeleteLesson>, path: Path<LessonPath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.lessons().authorize(&caller.grant, path.id()).await?;
    use_cases::delete_lesson(&tx, &grant, path.id()).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take a lesson out of the bin, to the end of its section.
///
/// If its section is in the bin it goes to the first one; if there is none, its own comes back too. Learners see it again
/// once it is published.
#[utoipa::path(tag = "courses", params(LessonPath, Once), responses((status = 200, body = Lesson)))]
#[post("/lessons/{lesson_id}/restore")]
pub async fn restore_lesson(app: Data<App>, caller: Allowed<RestoreLesson>, path: Path<LessonPath>, once: Once) -> Answer {
    once.run(&app.db, &caller.grant, "", async |tx| {
        let grant = tx.lessons().authorize(&caller.grant, path.id()).await?;
        Reply::ok(&show(&app, &caller, use_cases::restore_lesson(tx, &grant, path.id()).await?))
    })
    .await
}

/// Publish one lesson of a published course.
///
/// Learners see it as it is now, where its author put it. Refused: `course_not_published`, `publish_blocked` for an empty lesson,
/// `course_deleted`.
#[utoipa::path(tag = "courses", params(LessonPath, Once), responses((status = 200, body = Lesson)))]
#[post("/lessons/{lesson_id}/publish")]
pub async fn publish_lesson(app: Data<App>, caller: Allowed<PublishLesson>, path: Path<LessonPath>, once: Once) -> Answer {
    once.run(&app.db, &caller.grant, "", async |tx| {
        let grant = tx.lessons().authorize(&caller.grant, path.id()).await?;
        Reply::ok(&show(&app, &caller, publish::publish_lesson(tx, &grant, path.id()).await?))
    })
    .await
}

/// Take one lesson of a published course out of the learners' outline.
///
/// It stays out until it is published by itself; those who completed it keep it. Refused: `course_not_published`,
/// `course_deleted`.
#[utoipa::path(tag = "courses", params(LessonPath, Once), responses((status = 200, body = Lesson)))]
#[post("/lessons/{lesson_id}/unpublish")]
pub async fn unpublish_lesson(app: Data<App>, caller: Allowed<UnpublishLesson>, path: Path<LessonPath>, once: Once) -> Answer {
    once.run(&app.db, &caller.grant, "", async |tx| {
        let grant = tx.lessons().authorize(&caller.grant, path.id()).await?;
        Reply::ok(&show(&app, &caller, publish::unpublish_lesson(tx, &grant, path.id()).await?))
    })
    .await
}

/// Copy a lesson as a draft right behind it.
#[utoipa::path(tag = "courses", params(LessonPath, Once), responses((status = 201, body = Lesson)))]
#[post("/lessons/{lesson_id}/duplicate")]
pub async fn duplicate_lesson(app: Data<App>, caller: Allowed<DuplicateLesson>, path: Path<LessonPath>, once: Once) -> Answer {
    once.run(&app.db, &caller.grant, "", async |tx| {
        let grant = tx.lessons().authorize(&caller.grant, path.id()).await?;
        Reply::created(&show(&app, &caller, use_cases::duplicate_lesson(tx, &grant, path.id()).await?))
    })
    .await
}

/// List what a lesson was published as, the newest first.
#[utoipa::path(tag = "courses", params(LessonPath, PageQuery), responses((status = 200, body = PageBody<LessonRevision>)))]
#[get("/lessons/{lesson_id}/revisions")]
pub async fn list_lesson_revisions(
    app: Data<App>,
    caller: Allowed<ListLessonRevisions>,
    path: Path<LessonPath>,
    query: Query<PageQuery>,
) -> Answer {
    let page = query.request()?;
    let read = app.db.read(&caller.grant).await?;
    let grant = read.lessons().authorize(&caller.grant, path.id()).await?;
    let found = use_cases::list_lesson_revisions(&read, &grant, path.id(), page).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, LessonRevision::from)))
}
