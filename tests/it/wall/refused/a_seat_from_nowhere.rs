//! A seat is taken from the plan's counter, once.
use repositories::{
    TenantTx,
    usage::{PublishedCourses, Seat},
};

pub fn handed_over(tx: &TenantTx) -> Seat<'_, PublishedCourses> {
    Seat::handed_over(tx)
}

pub fn twice(seat: Seat<'_, PublishedCourses>) -> (Seat<'_, PublishedCourses>, Seat<'_, PublishedCourses>) {
    (seat.clone(), seat)
}
