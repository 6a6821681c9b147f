//! What changes rows exists on writing transactions only.
use domain::{courses::Course, events::DomainEvent};
use repositories::{TenantRead, courses::NewCourse, usage::PublishedCourses};

pub async fn write(read: &TenantRead, new: NewCourse, course: &Course, event: &DomainEvent) {
    let _ = read.courses().add(new).await;
    let _ = read.courses().delete(course).await;
    let _ = read.emit(event).await;
    let _ = read.take_seat::<PublishedCourses>(1).await;
}
