//! Operations on the staff of a course.

use actix_web::{
    HttpResponse, get, put,
    web::{Data, Path},
};
use courses::staff;
use domain::access::{GetStaff, UpdateStaff};

use super::{
    courses::CoursePath,
    outline_dto::{Staff, StaffList},
};
use crate::{
    app::App,
    http::{Allowed, Answer, Json},
};

/// Read who is staff of a course.
#[utoipa::path(tag = "courses", params(CoursePath), responses((status = 200, body = Staff)))]
#[get("/courses/{course_id}/staff")]
pub async fn get_staff(app: Data<App>, caller: Allowed<GetStaff>, path: Path<CoursePath>) -> Answer {
    let read = app.db.read(&caller.grant).await?;
    let grant = read.courses().authorize(&caller.grant, path.id()).await?;
    let found = staff::get_staff(&read, &grant).await?;
    Ok(HttpResponse::Ok().json(Staff::from(found)))
}

/// Name who is staff of a course, in place of those who were.
///
/// Its creators may, owners and admins. Each must be a member who may write courses, and one at least a creator; else nothing
/// changes.
#[utoipa::path(tag = "courses", params(CoursePath), responses((status = 200, body = Staff)))]
#[put("/courses/{course_id}/staff")]
pub async fn update_staff(app: Data<App>, caller: Allowed<UpdateStaff>, path: Path<CoursePath>, body: Json<StaffList>) -> Answer {
    let tx = app.db.write(&caller.grant).await?;
    let grant = tx.courses().authorize(&caller.grant, path.id()).await?;
    let changed = staff::update_staff(&tx, &grant, &body.assignments()).await?;
    tx.commit().await?;
    Ok(HttpResponse::Ok().json(Staff::from(changed)))
}
