//! Counter and row become durable together: a seat cannot be carried over a commit.
use domain::courses::Course;
use repositories::{TenantTx, usage::PublishedCourses};

pub async fn carried(tx: TenantTx, other: TenantTx, course: &Course) {
    let seat = tx.take_seat::<PublishedCourses>(1).await.unwrap();
    tx.commit().await.unwrap();
    let _ = other.courses().publish(course, 1, Some(seat)).await;
}

pub async fn after_the_end(tx: TenantTx) {
    tx.commit().await.unwrap();
    let _ = tx.courses();
}
