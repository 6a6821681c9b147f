//! Operations on enrollments.

use actix_web::{
    HttpResponse, get, patch, post, put,
    web::{Data, Path, Query},
};
use domain::{
    access::{
        CompleteLesson, CreateEnrollment, EnrollLearners, GetDashboard, GetEnrollment, GetEnrollmentLesson, GetEnrollmentOutline,
        GetProgress, ListEnrollments, ListLearners, RecordEvents, UpdateEnrollment,
    },
    ids::{CourseId, EnrollmentId, LessonId, UserId},
    learning::EnrollmentStatus,
};
use learning::EnrollmentQuery;
use repositories::{TenantTx, learning::LearnerFilter};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    dto::{LearnerLesson, LearnerOutline, Progress},
    enrollment_dto::{Dashboard, Enrolled, Enrollment, EnrollmentPatch, Enrollments, Learner, NewEnrollment},
    events::{EventsRecorded, NewEvents},
};
use crate::{
    app::App,
    http::{
        Allowed, Answer, Json, Once, Problem, Reply,
        json::Empty,
        page::{PageBody, page_request},
    },
};

/// Which enrollment.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct EnrollmentPath {
    /// The enrollment.
    pub enrollment_id: Uuid,
}

/// Which lesson of which enrollment.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct EnrollmentLessonPath {
    /// The enrollment.
    pub enrollment_id: Uuid,
    /// The lesson.
    pub lesson_id: Uuid,
}

/// Whose learners.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct LearnersPath {
    /// The course.
    pub course_id: Uuid,
}

/// Which enrollments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EnrollmentsQuery {
    /// `active`, `completed`, `expired` or `cancelled`.
    pub status: Option<String>,
    /// Of this learner, for staff; one's own if absent.
    pub user_id: Option<Uuid>,
    /// In this course.
    pub course_id: Option<Uuid>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Which learners.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LearnersQuery {
    /// Part of the name or e-mail address.
    pub q: Option<String>,
    /// `active`, `completed`, `expired` or `cancelled`.
    pub status: Option<String>,
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

fn status(word: Option<&str>) -> Result<Option<EnrollmentStatus>, Problem> {
    let parse = |word| {
        EnrollmentStatus::parse(word)
            .ok_or_else(|| Problem::invalid_field("?status", "unknown_word", "use active, completed, expired or cancelled"))
    };
    word.map(parse).transpose()
}

/// List enrollments.
///
/// One's own, the newest first. Owners, admins and managers may name another user; instructors too, and see that user's
/// enrollments in the courses that they are staff of.
#[utoipa::path(tag = "learning", params(EnrollmentsQuery), responses((status = 200, body = PageBody<Enrollment>)))]
#[get("/enrollments")]
pub async fn list_enrollments(app: Data<App>, caller: Allowed<ListEnrollments>, query: Query<EnrollmentsQuery>) -> Answer {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let query = EnrollmentQuery {
        user_id: query.user_id.map(UserId),
        course_id: query.course_id.map(CourseId),
        status: status(query.status.as_deref())?,
    };
    let read = app.db.read(&caller.grant).await?;
    let found = learning::list_enrollments(&read, &caller.grant, query, page).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, |view| Enrollment::of(&app, caller.tenant.org_id(), view))))
}

/// Enroll in a course.
///
/// Members enroll themselves in published courses that allow it. Staff name one learner or up to 500, in any published course;
/// either all of them are enrolled or, when the plan has no room for all, none. Whoever is enrolled already keeps the enrollment
/// there is: then the answer is 200, not 201. Refused: `course_not_published`, `self_enrollment_closed`, `plan_limit_reached`, 404
/// for a user who is not a member.
#[utoipa::path(tag = "learning", params(Once), responses((status = 201, body = Enrolled), (status = 200, body = Enrollment)))]
#[post("/enrollments")]
pub async fn create_enrollment(app: Data<App>, caller: Allowed<CreateEnrollment>, once: Once, body: Json<NewEnrollment>) -> Answer {
    once.run(&app.db, &caller.grant, body.hash(), async |tx| {
        let course_id = CourseId(body.course_id);
        match (&body.user_ids, body.user_id) {
            (Some(users), _) => enroll_many(&app, tx, &caller, course_id, users).await,
            (None, Some(user)) => enroll_one(&app, tx, &caller, course_id, UserId(user)).await,
            (None, None) => reply(&app, &caller, learning::enroll(tx, &caller.grant, course_id).await?),
        }
    })
    .await
}

async fn enroll_one(
    app: &App,
    tx: &TenantTx,
    caller: &Allowed<CreateEnrollment>,
    course_id: CourseId,
    user: UserId,
) -> Result<Reply, Problem> {
    // naming oneself is no act of staff for somebody who is none
    if user == caller.grant.user_id() && caller.also::<EnrollLearners>().is_err() {
        return reply(app, caller, learning::enroll(tx, &caller.grant, course_id).await?);
    }
    let grant = tx.courses().authorize(&caller.also::<EnrollLearners>()?, course_id).await?;
    let enrolled = learning::enroll_learners(tx, &grant, &[user]).await?;
    let enrolled = enrolled.into_iter().next().ok_or_else(|| Problem::new(crate::http::Code::NotFound))?;
    reply(app, caller, enrolled)
}

async fn enroll_many(
    app: &App,
    tx: &TenantTx,
    caller: &Allowed<CreateEnrollment>,
    course_id: CourseId,
    users: &[Uuid],
) -> Result<Reply, Problem> {
    let grant = tx.courses().authorize(&caller.also::<EnrollLearners>()?, course_id).await?;
    let users: Vec<UserId> = users.iter().map(|user| UserId(*user)).collect();
    let enrolled = learning::enroll_learners(tx, &grant, &users).await?;
    let show = |enrolled: learning::Enrolled| Enrollment::of(app, caller.tenant.org_id(), enrolled.enrollment);
    Reply::created(&Enrolled::Many(Enrollments { items: enrolled.into_iter().map(show).collect() }))
}

fn reply(app: &App, caller: &Allowed<CreateEnrollment>, enrolled: learning::Enrolled) -> Result<Reply, Problem> {
    let shown = Enrolled::One(Box::new(Enrollment::of(app, caller.tenant.org_id(), enrolled.enrollment)));
    if enrolled.is_new { Reply::created(&shown) } else { Reply::ok(&shown) }
}

/// Read an enrollment.
///
/// The learner may, and whoever may view the course's learners.
#[utoipa::path(tag = "learning", params(EnrollmentPath), responses((status = 200, body = Enrollment)))]
#[get("/enrollments/{enrollment_id}")]
pub async fn get_enrollment(app: Data<App>, caller: Allowed<GetEnrollment>, path: Path<EnrollmentPath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let view = learning::get_enrollment(&read, &caller.grant, EnrollmentId(path.enrollment_id)).await?;
    Ok(HttpResponse::Ok().json(Enrollment::of(&app, caller.tenant.org_id(), view)))
}

/// Withdraw a learner, take one back, or set when an enrollment ends.
///
/// Those may who may enroll learners in the course. A learner who is taken back needs room in the plan; what was completed stays
/// completed. Refused: making an enrollment active whose end is over.
#[utoipa::path(tag = "learning", params(EnrollmentPath), responses((status = 200, body = Enrollment)))]
#[patch("/enrollments/{enrollment_id}")]
pub async fn update_enrollment(
    app: Data<App>,
    caller: Allowed<UpdateEnrollment>,
    path: Path<EnrollmentPath>,
    body: Json<EnrollmentPatch>,
) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    let id = EnrollmentId(path.enrollment_id);
    let view = learning::update_enrollment(&tx, &caller.grant, id, body.into_inner().into()).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(Enrollment::of(&app, caller.tenant.org_id(), view)))
}

/// Read a learner's outline.
///
/// The outline that is taught now, and where the learner stands in each lesson.
#[utoipa::path(tag = "learning", params(EnrollmentPath), responses((status = 200, body = LearnerOutline)))]
#[get("/enrollments/{enrollment_id}/outline")]
pub async fn get_enrollment_outline(app: Data<App>, caller: Allowed<GetEnrollmentOutline>, path: Path<EnrollmentPath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let outline = learning::get_enrollment_outline(&read, &caller.grant, EnrollmentId(path.enrollment_id)).await?;
    Ok(HttpResponse::Ok().json(LearnerOutline::from(outline)))
}

/// Read a lesson as its learner.
///
/// A lesson that the learner completed is shown as it was completed, even when it is no longer taught. Refused:
/// `enrollment_inactive` for a learner whose enrollment expired or was cancelled.
#[utoipa::path(tag = "learning", params(EnrollmentLessonPath), responses((status = 200, body = LearnerLesson)))]
#[get("/enrollments/{enrollment_id}/lessons/{lesson_id}")]
pub async fn get_enrollment_lesson(app: Data<App>, caller: Allowed<GetEnrollmentLesson>, path: Path<EnrollmentLessonPath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let (enrollment, lesson) = (EnrollmentId(path.enrollment_id), LessonId(path.lesson_id));
    let lesson = learning::get_enrollment_lesson(&read, &caller.grant, enrollment, lesson).await?;
    Ok(HttpResponse::Ok().json(LearnerLesson::of(&app, caller.tenant.org_id(), lesson)))
}

/// Record what a learner did.
///
/// Each event counts once, in whatever order and portions they come. Events that cannot be are listed with a code, and the
/// others count. Study time is credited up to the time that has passed since the learner was last credited, in whatever
/// course and on whatever device. Only the learner may, while the enrollment is active or completed.
#[utoipa::path(tag = "learning", params(EnrollmentPath, Once), responses((status = 200, body = EventsRecorded)))]
#[post("/enrollments/{enrollment_id}/events")]
pub async fn record_events(
    app: Data<App>,
    caller: Allowed<RecordEvents>,
    path: Path<EnrollmentPath>,
    once: Once,
    body: Json<NewEvents>,
) -> Answer {
    let hash = body.hash().to_owned();
    let batch = body.into_inner().into_batch()?;
    once.run(&app.db, &caller.grant, &hash, async |tx| {
        let recorded = learning::record_events(tx, &caller.grant, EnrollmentId(path.enrollment_id), batch).await?;
        Reply::ok(&EventsRecorded::from(recorded))
    })
    .await
}

/// Complete a lesson.
///
/// The server judges by the lesson's rule. A lesson that is complete already stays as it is; completing the last lesson that
/// counts completes the course. Refused: `completion_rule_unmet` with what is `missing` and the `seconds_needed`; nothing changes
/// then.
#[utoipa::path(tag = "learning", params(EnrollmentLessonPath), responses((status = 200, body = Progress)))]
#[put("/enrollments/{enrollment_id}/lessons/{lesson_id}/completion")]
pub async fn complete_lesson(
    app: Data<App>,
    caller: Allowed<CompleteLesson>,
    path: Path<EnrollmentLessonPath>,
    _body: Json<Empty>,
) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    let (enrollment, lesson) = (EnrollmentId(path.enrollment_id), LessonId(path.lesson_id));
    let progress = learning::complete_lesson(&tx, &caller.grant, enrollment, lesson).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(Progress::from(progress)))
}

/// Read a learner's progress, lesson by lesson.
#[utoipa::path(tag = "learning", params(EnrollmentPath), responses((status = 200, body = Progress)))]
#[get("/enrollments/{enrollment_id}/progress")]
pub async fn get_progress(app: Data<App>, caller: Allowed<GetProgress>, path: Path<EnrollmentPath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let progress = learning::get_progress(&read, &caller.grant, EnrollmentId(path.enrollment_id)).await?;
    Ok(HttpResponse::Ok().json(Progress::from(progress)))
}

/// List the learners of a course.
///
/// Owners, admins and managers may, and the course's staff.
#[utoipa::path(tag = "learning", params(LearnersPath, LearnersQuery), responses((status = 200, body = PageBody<Learner>)))]
#[get("/courses/{course_id}/learners")]
pub async fn list_learners(app: Data<App>, caller: Allowed<ListLearners>, path: Path<LearnersPath>, query: Query<LearnersQuery>) -> Answer {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let filter = LearnerFilter { text: query.q.clone(), status: status(query.status.as_deref())? };
    let read = app.db.read(&caller.grant).await?;
    let grant = read.courses().authorize(&caller.grant, CourseId(path.course_id)).await?;
    let found = learning::list_learners(&read, &grant, &filter, page).await?;
    Ok(HttpResponse::Ok().json(PageBody::of(found, Learner::from)))
}

/// Read what one finds on arrival.
///
/// The enrollment to go on with, active and completed enrollments, and the number of certificates.
#[utoipa::path(tag = "learning", responses((status = 200, body = Dashboard)))]
#[get("/me/dashboard")]
pub async fn get_dashboard(app: Data<App>, caller: Allowed<GetDashboard>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let arrival = learning::get_dashboard(&read, &caller.grant).await?;
    let org_id = caller.tenant.org_id();
    let is_empty = arrival.enrollments.is_empty() && arrival.certificates_count == 0;
    let first = arrival.enrollments.iter().find(|view| view.status == EnrollmentStatus::Active).cloned();
    Ok(HttpResponse::Ok().json(Dashboard {
        r#continue: first.map(|view| Enrollment::of(&app, org_id, view)),
        enrollments: arrival.enrollments.into_iter().map(|view| Enrollment::of(&app, org_id, view)).collect(),
        certificates_count: arrival.certificates_count,
        is_empty,
    }))
}
