//! Each source gives grants of its own family of actions only.
use domain::access::{CompleteLesson, SendMail};
use repositories::{JobLease, Member, Visitor};

pub fn visitor(visitor: &Visitor) {
    let _ = visitor.grant::<CompleteLesson>();
}

pub fn job(lease: &JobLease) {
    let _ = lease.grant::<CompleteLesson>();
}

pub fn member(member: &Member) {
    let _ = member.grant::<SendMail>();
}
