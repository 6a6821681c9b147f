//! Operations on the catalog.

use actix_web::{
    HttpResponse, get,
    web::{Data, Path, Query},
};
use courses::catalog;
use domain::{
    access::{GetCatalogCourse, GetCatalogLesson, ListCatalog},
    ids::LessonId,
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::dto::{CatalogCourse, CatalogCoursePage, CatalogLesson};
use crate::{
    app::App,
    http::{
        Answer, Public,
        page::{PageBody, page_request},
    },
};

/// Which courses.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CatalogQuery {
    /// Part of title or teaser.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Which course.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct CatalogPath {
    /// The word in its address.
    pub slug: String,
}

/// Which lesson of which course.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct CatalogLessonPath {
    /// The word in the course's address.
    pub slug: String,
    /// The lesson.
    pub lesson_id: Uuid,
}

/// List public courses, those published last first.
///
/// Anybody may.
#[utoipa::path(tag = "catalog", params(CatalogQuery), responses((status = 200, body = PageBody<CatalogCourse>)))]
#[get("/catalog")]
pub async fn list_catalog(app: Data<App>, caller: Public<ListCatalog>, query: Query<CatalogQuery>) -> Answer {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let text = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let read = app.db.read(&caller.grant).await?;
    let mut found = catalog::list_catalog(&read, &caller.grant, text, page).await?;
    let org_id = caller.tenant.org_id();
    let show = |entry: repositories::catalog::CatalogEntry| {
        let teachers = found.teachers.remove(&entry.id).unwrap_or_default();
        CatalogCourse::of(&app, org_id, entry, teachers)
    };
    Ok(HttpResponse::Ok().json(PageBody::of(found.page, show)))
}

/// Read a published course's page.
///
/// Anybody may look at a public or unlisted course, learners at a private one that they are in, staff at any. Says whether the
/// caller may enroll, and why not.
#[utoipa::path(tag = "catalog", params(CatalogPath), responses((status = 200, body = CatalogCoursePage)))]
#[get("/catalog/{slug}")]
pub async fn get_catalog_course(app: Data<App>, caller: Public<GetCatalogCourse>, path: Path<CatalogPath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let page = catalog::get_catalog_course(&read, &caller.grant, caller.member.as_ref(), &path.slug).await?;
    Ok(HttpResponse::Ok().json(CatalogCoursePage::of(&app, caller.tenant.org_id(), page)))
}

/// Read a lesson that its author lets anybody read.
///
/// As it was published last. Any other lesson is not found here.
#[utoipa::path(tag = "catalog", params(CatalogLessonPath), responses((status = 200, body = CatalogLesson)))]
#[get("/catalog/{slug}/lessons/{lesson_id}")]
pub async fn get_catalog_lesson(app: Data<App>, caller: Public<GetCatalogLesson>, path: Path<CatalogLessonPath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let lesson = LessonId(path.lesson_id);
    let revision = catalog::get_catalog_lesson(&read, &caller.grant, caller.member.as_ref(), &path.slug, lesson).await?;
    Ok(HttpResponse::Ok().json(CatalogLesson::of(&app, caller.tenant.org_id(), revision)))
}
