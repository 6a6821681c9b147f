//! Ids of different things are different types: an organization's id is no course's.
use domain::ids::{CourseId, LessonId, OrgId};
use repositories::TenantRead;

pub async fn mistaken(read: &TenantRead, org: OrgId, lesson: LessonId) {
    let _ = read.courses().get(org).await;
    let _ = read.courses().get(lesson).await;
    let _: CourseId = org.into();
}
