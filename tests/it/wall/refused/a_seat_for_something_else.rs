//! A learner's seat pays for no course, and a seat pays once.
use domain::courses::Course;
use repositories::{TenantTx, usage::{ActiveLearners, PublishedCourses, Seat}};

pub async fn other(tx: &TenantTx, course: &Course, seat: Seat<'_, ActiveLearners>) {
    let _ = tx.courses().publish(course, 1, Some(seat)).await;
}

pub async fn twice(tx: &TenantTx, course: &Course, seat: Seat<'_, PublishedCourses>) {
    let _ = tx.courses().publish(course, 1, Some(seat)).await;
    let _ = tx.courses().publish(course, 1, Some(seat)).await;
}
