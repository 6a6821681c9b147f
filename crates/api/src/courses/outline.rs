//! Operations on a course's outline, its sections and its bin.

use actix_web::{
    HttpResponse, delete, get, patch, post, put,
    web::{Data, Path},
};
use courses::{outline, sections};
use domain::{
    access::{CreateSection, DeleteSection, GetBin, GetOutline, RestoreSection, UpdateOutline, UpdateSection},
    ids::SectionId,
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    courses::CoursePath,
    outline_dto::{AuthorOutline, CourseBin, NewSection, OutlineOrder, Section, SectionPatch},
};
use crate::{
    app::App,
    http::{Allowed, Answer, IfMatch, Json, Once, Reply, etag::versioned},
};

/// Which section.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct SectionPath {
    /// The section.
    pub section_id: Uuid,
}

impl SectionPath {
    /// The section.
    pub fn id(&self) -> SectionId {
        SectionId(self.section_id)
    }
}

/// Read a course's outline as its authors have it.
#[utoipa::path(tag = "courses", params(CoursePath), responses((status = 200, body = AuthorOutline)))]
#[get("/courses/{course_id}/outline")]
pub async fn get_outline(app: Data<App>, caller: Allowed<GetOutline>, path: Path<CoursePath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let grant = read.courses().authorize(&caller.grant, path.id()).await?;
    let found = outline::get_outline(&read, &grant).await?;
    let version = found.version;
    versioned(&AuthorOutline::from(found), version)
}

/// Put a course's sections and lessons in another order.
///
/// All in one: exactly the sections and lessons that are not in the bin, each once; lessons may change their section. Needs
/// `If-Match` with the outline's version. Refused: `stale_version`, `outline_mismatch`, `course_deleted`; nothing changes then.
#[utoipa::path(tag = "courses", params(CoursePath, IfMatch), responses((status = 200, body = AuthorOutline)))]
#[put("/courses/{course_id}/outline")]
pub async fn update_outline(
    app: Data<App>,
    caller: Allowed<UpdateOutline>,
    path: Path<CoursePath>,
    version: IfMatch,
    body: Json<OutlineOrder>,
) -> Answer {
    let wanted = body.into_inner().into();
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.courses().authorize(&caller.grant, path.id()).await?;
    let changed = outline::update_outline(&tx, &grant, version.0, &wanted).await?;
    tx.commit().await?;
    let version = changed.version;
    versioned(&AuthorOutline::from(changed), version)
}

/// List what of a course is in the bin.
///
/// Lessons that went there with their section come back with it and are not listed.
#[utoipa::path(tag = "courses", params(CoursePath), responses((status = 200, body = CourseBin)))]
#[get("/courses/{course_id}/bin")]
pub async fn get_bin(app: Data<App>, caller: Allowed<GetBin>, path: Path<CoursePath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let grant = read.courses().authorize(&caller.grant, path.id()).await?;
    let bin = outline::get_bin(&read, &grant).await?;
    Ok(HttpResponse::Ok().json(CourseBin::from(bin)))
}

/// Add a section to a course.
#[utoipa::path(tag = "courses", params(CoursePath, Once), responses((status = 201, body = Section)))]
#[post("/courses/{course_id}/sections")]
pub async fn create_section(
    app: Data<App>,
    caller: Allowed<CreateSection>,
    path: Path<CoursePath>,
    once: Once,
    body: Json<NewSection>,
) -> Answer {
    once.run(&app.db, &caller.grant, body.hash(), async |tx| {
        let grant = tx.courses().authorize(&caller.grant, path.id()).await?;
        let place = body.position.and_then(|place| usize::try_from(place).ok());
        Reply::created(&Section::from(sections::create_section(tx, &grant, body.title.trim(), place).await?))
    })
    .await
}

/// Rename a section.
///
/// Needs `If-Match` with the section's version. Refused: `stale_version`, `course_deleted`.
#[utoipa::path(tag = "courses", params(SectionPath, IfMatch), responses((status = 200, body = Section)))]
#[patch("/sections/{section_id}")]
pub async fn update_section(
    app: Data<App>,
    caller: Allowed<UpdateSection>,
    path: Path<SectionPath>,
    version: IfMatch,
    body: Json<SectionPatch>,
) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.sections().authorize(&caller.grant, path.id()).await?;
    let section = sections::update_section(&tx, &grant, path.id(), version.0, body.title.trim()).await?;
    tx.commit().await?;
    let version = section.section.version;
    versioned(&Section::from(section), version)
}

/// Put a section into the bin, its lessons with it.
///
/// Learners of a published course no longer see them; what they completed they keep.
#[utoipa::path(tag = "courses", params(SectionPath), responses((status = 204)))]
#[delete("/sections/{section_id}")]
pub async fn delete_section(app: Data<App>, caller: Allowed<DeleteSection>, path: Path<SectionPath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.sections().authorize(&caller.grant, path.id()).await?;
    sections::delete_section(&tx, &grant, path.id()).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take a section out of the bin, to the end of the course, with the lessons that went there with it.
///
/// Learners see them again once they are published.
#[utoipa::path(tag = "courses", params(SectionPath, Once), responses((status = 200, body = Section)))]
#[post("/sections/{section_id}/restore")]
pub async fn restore_section(app: Data<App>, caller: Allowed<RestoreSection>, path: Path<SectionPath>, once: Once) -> Answer {
    once.run(&app.db, &caller.grant, "", async |tx| {
        let grant = tx.sections().authorize(&caller.grant, path.id()).await?;
        Reply::ok(&Section::from(sections::restore_section(tx, &grant, path.id()).await?))
    })
    .await
}
