//! A seat is taken from the plan's counter.
use std::marker::PhantomData;

use repositories::{
    TenantTx,
    usage::{PublishedCourses, Seat},
};

pub fn by_hand(_tx: &TenantTx) -> Seat<'_, PublishedCourses> {
    Seat { count: 1, tx: PhantomData, counted: PhantomData }
}
