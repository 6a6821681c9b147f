//! A grant has its sources and no other.
use std::marker::PhantomData;

use domain::{access::{CompleteLesson, RoleSet}, ids::{OrgId, UserId}};
use repositories::{Actor, Grant};

pub fn grant(org_id: OrgId, user_id: UserId) -> Grant<CompleteLesson> {
    Grant { org_id, actor: Actor::Visitor, user_id, roles: RoleSet::default(), action: PhantomData }
}
