//! Law (A11): whoever lacks the permission is refused, in every operation; what the table does not give, nobody has.

use std::fmt::Write;

use domain::access::{Audience, Role, RoleSet};
use lyceum_tests::{TestApp, catalog};

use super::{operations::operations, stranger::call, world::World};

#[tokio::test]
async fn nobody_and_every_weaker_role_are_refused() {
    let app = TestApp::spawn().await;
    let world = World::build(&app, "acme").await;
    let mut members = Vec::new();
    for role in [Role::Admin, Role::Manager, Role::Instructor, Role::Learner] {
        members.push((role, world.org.member(role).await));
    }
    let before = catalog::digest(&app.db.owner_url, world.org.id).await;
    let mut tried = 0;
    for operation in operations() {
        let id = |name: &str| world.id(lyceum::openapi::resource(name).unwrap_or("slug")).to_owned();
        let audience = operation.policy().audience;
        if matches!(audience, Audience::Apex | Audience::Visitor | Audience::Job) {
            continue;
        }
        let answer = call(&world.org.visitor(), &operation, &world, id).await;
        assert_eq!(answer.status, 401, "{} let nobody in: {}", operation.id, answer.body);
        for (role, member) in &members {
            let roles: RoleSet = [*role].into_iter().collect();
            let may = match audience {
                Audience::Member(permission) => roles.allow(permission),
                // none of them is staff of the course
                Audience::Course(permission) => permission.is_held_by(roles, None),
                Audience::Support => false,
                _ => true,
            };
            if may {
                continue;
            }
            let answer = call(&member.clone().from_somewhere(), &operation, &world, id).await;
            assert!(matches!(answer.status, 403 | 404), "{role:?} may {}: {} {}", operation.id, answer.status, answer.body);
            tried += 1;
        }
    }
    assert!(tried > 100, "only {tried} refusals were tried");
    assert_eq!(catalog::digest(&app.db.owner_url, world.org.id).await, before, "a refused call changed something");
}

#[tokio::test]
async fn an_api_key_does_what_its_scopes_and_its_user_may_and_no_more() {
    let app = TestApp::spawn().await;
    let world = World::build(&app, "acme").await;
    let mut keys = Vec::new();
    for scope in domain::access::Scope::ALL {
        let made =
            world.org.owner.post("/api-keys", serde_json::json!({ "name": scope.as_str(), "scopes": [scope.as_str()] })).await.expect(201);
        keys.push((scope, made.body["secret"].as_str().unwrap().to_owned()));
    }
    let before = catalog::digest(&app.db.owner_url, world.org.id).await;
    for operation in operations() {
        let policy = operation.policy();
        if !matches!(policy.audience, Audience::Member(_) | Audience::Course(_)) {
            continue;
        }
        let id = |name: &str| world.id(lyceum::openapi::resource(name).unwrap_or("slug")).to_owned();
        for (scope, secret) in keys.iter().filter(|(scope, _)| policy.scope != Some(*scope)) {
            let answer = call(&world.org.visitor().with_token(secret), &operation, &world, id).await;
            let code = if operation.method == "HEAD" { "" } else { "scope_missing" };
            assert_eq!((answer.status, answer.code()), (403, code), "{scope:?} for {}: {}", operation.id, answer.body);
        }
    }
    assert_eq!(catalog::digest(&app.db.owner_url, world.org.id).await, before);
}

/// The whole table in words. The other laws read the table itself, so a row that is wrong would be right to them: whoever
/// changes who may do what, changes this page too, and it is seen.
#[test]
fn who_may_do_what_is_as_it_is_written_down() {
    let written = include_str!("policies.txt");
    let is: String = domain::access::POLICIES.iter().fold(String::new(), |mut page, policy| {
        let writes = match (policy.writes, policy.is_held_back()) {
            (false, _) => "reads",
            (true, true) => "writes",
            (true, false) => "always",
        };
        let scope = policy.scope.map_or("no key", domain::access::Scope::as_str);
        writeln!(page, "{:<28} {:<34} {writes:<6} {scope}", policy.action, format!("{:?}", policy.audience)).unwrap();
        page
    });
    for (is, written) in is.lines().zip(written.lines()) {
        assert_eq!(is, written);
    }
    assert_eq!(is, written, "{is}");
}
