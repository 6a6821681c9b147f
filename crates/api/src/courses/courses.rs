//! Operations on courses.

use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Path, Query},
};
use courses::{courses as use_cases, publish};
use domain::{
    access::{CreateCourse, DeleteCourse, GetCourse, GetCourseChecks, ListCourses, PublishCourse, RestoreCourse, UpdateCourse},
    ids::CourseId,
};
use repositories::courses::{CourseEntry, CourseFilter};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    course_dto::{Course, CoursePatch, NewCourse, course_status},
    outline_dto::Checks,
};
use crate::{
    app::App,
    http::{
        Allowed, Answer, IfMatch, Json, Once, Reply,
        etag::versioned,
        page::{PageBody, page_request},
    },
};

/// Which course.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct CoursePath {
    /// The course.
    pub course_id: Uuid,
}

impl CoursePath {
    /// The course.
    pub fn id(&self) -> CourseId {
        CourseId(self.course_id)
    }
}

/// Which courses.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CoursesQuery {
    /// `draft`, `published` or `deleted`; all that are not in the bin if absent.
    pub status: Option<String>,
    /// Part of title or teaser.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

fn show<A>(app: &App, caller: &Allowed<A>, entry: CourseEntry) -> Course {
    Course::of(app, caller.tenant.org_id(), caller.member.roles(), entry)
}

/// List courses, the newest first.
///
/// Owners and admins see all, managers those that are published, instructors those that they are staff of.
#[utoipa::path(tag = "courses", params(CoursesQuery), responses((status = 200, body = PageBody<Course>)))]
#[get("/courses")]
pub async fn list_courses(app: Data<App>, caller: Allowed<ListCourses>, query: Query<CoursesQuery>) -> Answer {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let text = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let filter = CourseFilter { status: query.status.as_deref().map(course_status).transpose()?, text };
    let read = app.db.read(&caller.grant).await?;
    let found = read.courses().list(&caller.grant, &filter, page).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, |entry| show(&app, &caller, entry))))
}

/// Make a course.
///
/// Owners, admins and instructors may; whoever does is its creator. Without a slug it gets the first free one that its title
/// leads to. Refused: `slug_taken`, `invalid_slug`, `unknown_asset`, `invalid_content`.
#[utoipa::path(tag = "courses", params(Once), responses((status = 201, body = Course)))]
#[post("/courses")]
pub async fn create_course(app: Data<App>, caller: Allowed<CreateCourse>, once: Once, body: Json<NewCourse>) -> Answer {
    let hash = body.hash().to_owned();
    let (title, rest) = body.into_inner().split();
    let rest = rest.read().await?;
    once.run(&app.db, &caller.grant, &hash, async |tx| {
        let entry = use_cases::create_course(tx, &caller.grant, title, rest).await?;
        Reply::created(&show(&app, &caller, entry))
    })
    .await
}

/// Read a course.
///
/// Its staff, owners and admins may, also while it is in the bin.
#[utoipa::path(tag = "courses", params(CoursePath), responses((status = 200, body = Course)))]
#[get("/courses/{course_id}")]
pub async fn get_course(app: Data<App>, caller: Allowed<GetCourse>, path: Path<CoursePath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    read.courses().authorize(&caller.grant, path.id()).await?;
    let entry = read.courses().entry(&caller.grant, path.id()).await?;
    let version = entry.course.version;
    versioned(&show(&app, &caller, entry), version)
}

/// Change a course.
///
/// Creators and editors may, owners and admins. Needs `If-Match` with the version that was read. Title, description and
/// settings show at once, published or not. Refused: `stale_version`, `course_deleted`, `slug_taken`, `invalid_slug`,
/// `unknown_asset`, `invalid_content`; nothing changes then.
#[utoipa::path(tag = "courses", params(CoursePath, IfMatch), responses((status = 200, body = Course)))]
#[patch("/courses/{course_id}")]
pub async fn update_course(
    app: Data<App>,
    caller: Allowed<UpdateCourse>,
    path: Path<CoursePath>,
    version: IfMatch,
    body: Json<CoursePatch>,
) -> Answer {
    let patch = body.into_inner().read().await?;
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.courses().authorize(&caller.grant, path.id()).await?;
    let entry = use_cases::update_course(&tx, &grant, version.0, patch).await?;
    tx.commit().await?;
    let version = entry.course.version;
    versioned(&show(&app, &caller, entry), version)
}

/// Put a course into the bin.
///
/// Its creators may, owners and admins. Learners no longer find it and keep what they completed. It no longer counts for the
/// plan.
#[utoipa::path(tag = "courses", params(CoursePath), responses((status = 204)))]
#[delete("/courses/{course_id}")]
pub async fn delete_course(app: Data<App>, caller: Allowed<DeleteCourse>, path: Path<CoursePath>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.courses().authorize(&caller.grant, path.id()).await?;
    use_cases::delete_course(&tx, &grant).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take a course out of the bin.
///
/// Its creators may, owners and admins. One that was published is published again. Refused: `plan_limit_reached`.
#[utoipa::path(tag = "courses", params(CoursePath, Once), responses((status = 200, body = Course)))]
#[post("/courses/{course_id}/restore")]
pub async fn restore_course(app: Data<App>, caller: Allowed<RestoreCourse>, path: Path<CoursePath>, once: Once) -> Answer {
    once.run(&app.db, &caller.grant, "", async |tx| {
        let grant = tx.courses().authorize(&caller.grant, path.id()).await?;
        let entry = use_cases::restore_course(tx, &grant).await?;
        Reply::ok(&show(&app, &caller, entry))
    })
    .await
}

/// Publish a course.
///
/// Creators and editors may, owners and admins. Freezes every lesson that changed, and the outline; lessons that were
/// unpublished stay out. A course with the visibility `draft` becomes `public`. The first time it counts for the plan. Refused:
/// `publish_blocked` with the `problems` that must be mended, `plan_limit_reached`, `course_deleted`.
#[utoipa::path(tag = "courses", params(CoursePath, Once), responses((status = 200, body = Course)))]
#[post("/courses/{course_id}/publish")]
pub async fn publish_course(app: Data<App>, caller: Allowed<PublishCourse>, path: Path<CoursePath>, once: Once) -> Answer {
    once.run(&app.db, &caller.grant, "", async |tx| {
        let grant = tx.courses().authorize(&caller.grant, path.id()).await?;
        let entry = publish::publish_course(tx, &grant).await?;
        Reply::ok(&show(&app, &caller, entry))
    })
    .await
}

/// Look a course over before publishing.
///
/// Errors must be mended before it can be published, warnings better are.
#[utoipa::path(tag = "courses", params(CoursePath), responses((status = 200, body = Checks)))]
#[get("/courses/{course_id}/checks")]
pub async fn get_course_checks(app: Data<App>, caller: Allowed<GetCourseChecks>, path: Path<CoursePath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let grant = read.courses().authorize(&caller.grant, path.id()).await?;
    let checks = publish::get_course_checks(&read, &grant).await?;
    Ok(HttpResponse::Ok().json(Checks::from(checks)))
}
