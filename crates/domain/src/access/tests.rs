use super::*;

#[test]
fn an_operation_carries_its_actions_name() {
    for policy in POLICIES.iter().filter(|policy| !policy.operation.is_empty()) {
        let camel: String = policy.operation.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        assert_eq!(camel, policy.action);
        assert_eq!(POLICIES.iter().filter(|other| other.operation == policy.operation).count(), 1, "{}", policy.operation);
    }
}

#[test]
fn a_learner_holds_no_permission_over_others() {
    let learner: RoleSet = [Role::Learner].into_iter().collect();
    for policy in POLICIES {
        match policy.audience {
            Audience::Member(permission) => {
                assert_eq!(
                    learner.allow(permission),
                    matches!(permission, Permission::OwnAccount | Permission::Learn),
                    "{}",
                    policy.action
                );
            }
            Audience::Course(permission) => assert!(!permission.is_held_by(learner, Some(CourseRole::Creator))),
            Audience::Apex | Audience::Visitor | Audience::Job | Audience::Support => {}
        }
    }
}

#[test]
fn only_owners_manage_owners() {
    let owner: RoleSet = [Role::Owner].into_iter().collect();
    let admin: RoleSet = [Role::Admin, Role::Instructor].into_iter().collect();
    assert!(owner.may_manage(owner) && owner.may_manage(admin));
    assert!(!admin.may_manage(owner) && admin.may_manage(admin));
}
