//! Who is staff of a course.

use std::collections::HashSet;

use domain::{
    access::{CourseRole, GetStaff, UpdateStaff},
    courses::StaffMember,
    ids::UserId,
};
use repositories::{CourseGrant, TenantRead, TenantTx};
use serde_json::json;

use crate::{
    courses::{lock_live, object},
    error::{CourseError, StaffFault},
};

/// Reads a course's staff.
///
/// # Errors
/// When the database fails.
pub async fn get_staff(read: &TenantRead, grant: &CourseGrant<GetStaff>) -> Result<Vec<StaffMember>, CourseError> {
    Ok(read.staff().of(grant.course_id()).await?)
}

/// Replaces a course's staff.
///
/// # Errors
/// [`CourseError::Staff`] when somebody may not write courses or is named twice, or nobody would be creator.
pub async fn update_staff(
    tx: &TenantTx,
    grant: &CourseGrant<UpdateStaff>,
    staff: &[(UserId, CourseRole)],
) -> Result<Vec<StaffMember>, CourseError> {
    let course = lock_live(tx, grant.course_id()).await?;
    let roles = tx.users().roles_of(&staff.iter().map(|(user, _)| user.0).collect::<Vec<_>>()).await?;
    let mut named = HashSet::new();
    for (user, _) in staff {
        if !roles.get(&user.0).is_some_and(|roles| roles.is_authoring()) {
            return Err(StaffFault::NoAuthor(*user).into());
        }
        if !named.insert(*user) {
            return Err(StaffFault::Twice(*user).into());
        }
    }
    if !staff.iter().any(|(_, role)| *role == CourseRole::Creator) {
        return Err(StaffFault::NoCreator.into());
    }
    tx.staff().replace(course.id, staff).await?;
    let named: Vec<_> = staff.iter().map(|(user, role)| json!({ "user_id": user, "role": role.as_str() })).collect();
    tx.audit(grant.grant(), "course_staff_changed", object(&course), json!({ "staff": named })).await?;
    Ok(tx.staff().of(course.id).await?)
}
