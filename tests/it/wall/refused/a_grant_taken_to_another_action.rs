//! A grant cannot be turned, copied or defaulted into another.
use domain::access::{ListJobs, ReplayJob};
use repositories::Grant;

pub fn turned(grant: Grant<ListJobs>) -> Grant<ReplayJob> {
    grant.into()
}

pub fn updated(grant: Grant<ListJobs>) -> Grant<ReplayJob> {
    Grant { ..grant }
}

pub fn copied(grant: &Grant<ListJobs>) -> Grant<ListJobs> {
    grant.clone()
}

pub fn out_of_nothing() -> Grant<ListJobs> {
    Default::default()
}
