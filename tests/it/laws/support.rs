//! Law (T09): a support session sees as an owner does, in its one organization, and changes nothing, whoever adds an operation.

use domain::access::{Audience, Permission};
use lyceum_tests::{TestApp, catalog};

use super::{operations::operations, stranger::call, world::World};

#[tokio::test]
async fn an_operator_looks_and_changes_nothing() {
    let app = TestApp::spawn().await;
    let world = World::build(&app, "acme").await;
    app.run_jobs().await;
    let before = catalog::digest(&app.db.owner_url, world.org.id).await;
    let (mut seen, mut refused) = (0, 0);
    for operation in operations() {
        let policy = operation.policy();
        if matches!(policy.audience, Audience::Apex | Audience::Support) {
            continue;
        }
        let id = |name: &str| world.id(lyceum::openapi::resource(name).unwrap_or("slug")).to_owned();
        let answer = call(&world.support.clone().from_somewhere(), &operation, &world, id).await;
        let is_own = policy.audience == Audience::Member(Permission::OwnAccount);
        let is_member = matches!(policy.audience, Audience::Member(_) | Audience::Course(_));
        if policy.writes && !is_member {
            // what visitors do is refused for whichever reason is found first
            assert!(
                matches!(answer.code(), "support_looks_only" | "invalid_input" | "origin_not_allowed"),
                "{}: {}",
                operation.id,
                answer.body
            );
        } else if policy.writes || is_own || (is_member && policy.scope.is_none()) {
            assert_eq!((answer.status, answer.code()), (403, "support_looks_only"), "{}: {}", operation.id, answer.body);
            refused += 1;
        } else if is_member {
            let owner = call(&world.org.owner.clone().from_somewhere(), &operation, &world, id).await;
            assert_eq!(answer.status, owner.status, "{}: {}", operation.id, answer.body);
            seen += 1;
        }
    }
    assert!(seen > 15 && refused > 40, "{seen} were seen, {refused} refused");
    assert_eq!(catalog::digest(&app.db.owner_url, world.org.id).await, before, "a support session changed something");
}

#[tokio::test]
async fn a_support_session_opens_one_organization() {
    let app = TestApp::spawn().await;
    let a = World::build(&app, "acme").await;
    let b = World::build(&app, "bolt").await;
    for operation in operations().iter().filter(|operation| operation.policy().scope.is_some()) {
        let stranger = b.org.visitor().with_token(a.support.token.as_deref().unwrap());
        let answer = call(&stranger, operation, &b, |name| b.id(lyceum::openapi::resource(name).unwrap_or("slug")).to_owned()).await;
        assert_eq!(answer.status, 401, "{}: {}", operation.id, answer.body);
    }
}
