//! What may be done: if this is refused, the refusals beside it prove nothing.
use domain::{
    access::{CompleteLesson, GetCatalogCourse, GetCourse, PublishCourse, ReplayJob, SendMail},
    courses::Course,
    ids::{CourseId, JobId},
};
use repositories::{
    Db, Grant, JobLease, Member, TenantRead, TenantTx, Visitor,
    usage::{PublishedCourses, Seat, SeatError},
};

pub fn grants(member: &Member, visitor: &Visitor, lease: &JobLease) {
    let _ = member.grant::<CompleteLesson>();
    let _ = visitor.grant::<GetCatalogCourse>();
    let _ = lease.grant::<SendMail>();
}

pub async fn writes(db: &Db, grant: &Grant<PublishCourse>, course: &Course) {
    let tx: TenantTx = db.write(grant).await.unwrap();
    let paid: Result<Seat<'_, PublishedCourses>, SeatError> = tx.take_seat(1).await;
    tx.courses().publish(course, 1, paid.ok()).await.unwrap();
    tx.commit().await.unwrap();
}

pub async fn reads(db: &Db, grant: &Grant<GetCourse>, id: CourseId) {
    let read: TenantRead = db.read(grant).await.unwrap();
    let _ = read.courses().authorize(grant, id).await;
    let _ = read.courses().get(id).await;
}

pub async fn replays(tx: &TenantTx, grant: &Grant<ReplayJob>, id: JobId) {
    let _ = tx.replay_job(grant, id).await;
}
