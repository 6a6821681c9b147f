//! One's own sessions: seen, ended, and ended by what happens to the account (A03).

use domain::access::Role;
use lyceum_tests::{PASSWORD, TestApp};
use serde_json::json;
use uuid::Uuid;

use super::fixtures::{OTHER_PASSWORD, email_of, sign_in};

#[tokio::test]
async fn a_handoff_code_opens_one_session_within_a_minute_on_its_own_host() {
    let app = TestApp::spawn().await;
    let bolt = app.organization("bolt").await;
    let sign_up = |slug: &str| {
        let owner = json!({ "name": "Olga", "email": "o@example.org", "password": PASSWORD });
        let body = json!({ "name": "Academy", "slug": slug, "owner": owner });
        let apex = app.apex().from_somewhere();
        async move { apex.post("/organizations", body).await.expect(201) }
    };
    let made = sign_up("cobalt").await;
    let code = json!({ "code": made.body["handoff_code"] });
    bolt.visitor().post("/sessions/handoff", code.clone()).await.refused(410, "link_invalid");
    let cobalt = app.visitor("cobalt.lyceum.test").from_somewhere();
    cobalt.post("/sessions/handoff", code.clone()).await.expect(201);
    cobalt.post("/sessions/handoff", code).await.refused(410, "link_invalid");
    cobalt.post("/sessions/handoff", json!({ "code": "made up" })).await.refused(410, "link_invalid");
    let late = sign_up("delta").await;
    app.clock.advance(chrono::Duration::seconds(61));
    let delta = app.visitor("delta.lyceum.test").from_somewhere();
    delta.post("/sessions/handoff", json!({ "code": late.body["handoff_code"] })).await.refused(410, "link_invalid");
}

#[tokio::test]
async fn the_list_shows_living_sessions_and_which_one_asks() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let phone = acme.visitor().with_header("user-agent", &"Phone ".repeat(100));
    let session = phone.post("/sessions", json!({ "email": "owner@acme.example", "password": PASSWORD })).await.expect(201);
    let phone = phone.signed_in(&session);
    let list = phone.get("/sessions").await.expect(200);
    assert_eq!(list.items().len(), 2);
    assert_eq!((&list.items()[0]["id"], &list.items()[0]["current"]), (&session.body["session_id"], &json!(true)));
    assert_eq!(list.items()[0]["user_agent"].as_str().unwrap().len(), 300);
    assert!(list.items()[0]["ip"].as_str().unwrap().starts_with("198.18."));
    assert_eq!(list.items()[1]["current"], json!(false));
    let page = phone.get("/sessions?limit=1").await.expect(200);
    let next = phone.get(&format!("/sessions?limit=1&cursor={}", page.body["next_cursor"].as_str().unwrap())).await.expect(200);
    assert_eq!((next.items()[0]["id"].clone(), &next.body["next_cursor"]), (list.items()[1]["id"].clone(), &json!(null)));
}

#[tokio::test]
async fn ending_a_session_ends_it_for_both_tokens_at_once() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    let session = sign_in(&acme, "owner@acme.example", PASSWORD).await.expect(201);
    let phone = acme.visitor().signed_in(&session);
    phone.get("/me").await.expect(200);
    let path = format!("/sessions/{}", session.body["session_id"].as_str().unwrap());
    let other = acme.member(Role::Admin).await;
    other.delete(&path).await.refused(404, "not_found");
    acme.owner.delete(&path).await.expect(204);
    acme.owner.delete(&path).await.refused(404, "not_found");
    acme.owner.delete(&format!("/sessions/{}", Uuid::now_v7())).await.refused(404, "not_found");
    phone.get("/me").await.refused(401, "unauthenticated");
    phone.post_as_page("/sessions/refresh").await.refused(401, "session_expired");
    acme.owner.get("/me").await.expect(200);
}

#[tokio::test]
async fn signing_out_takes_session_and_cookie_away() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    // whoever shows the access token needs no page
    let script = acme.visitor().with_token(acme.owner.token.as_deref().unwrap());
    let other = acme.member(Role::Learner).await;
    script.delete("/sessions/current").await.expect(204);
    script.get("/me").await.refused(401, "unauthenticated");
    other.get("/me").await.expect(200);
    script.delete("/sessions/current").await.refused(403, "origin_not_allowed");
    // a page has the cookie
    let mut acme = acme;
    acme.owner = acme.visitor().signed_in(&sign_in(&acme, "owner@acme.example", PASSWORD).await.expect(201));
    let page = acme.owner.clone().with_header("origin", &acme.owner.origin());
    let answer = page.delete("/sessions/current").await.expect(204);
    assert!(answer.header("set-cookie").contains("__Host-lyceum_refresh=;") && answer.header("set-cookie").contains("Max-Age=0"));
    acme.owner.get("/me").await.refused(401, "unauthenticated");
    // again, or without a cookie, there is nothing to end
    let nobody = acme.visitor().with_header("origin", &acme.owner.origin());
    nobody.delete("/sessions/current").await.expect(204);
    let mut again = nobody;
    again.cookie = acme.owner.cookie.clone();
    again.delete("/sessions/current").await.expect(204);
}

#[tokio::test]
async fn a_session_is_as_strong_as_the_account_is_now() {
    let app = TestApp::spawn().await;
    let acme = app.organization("acme").await;
    // a password change ends all sessions but the one that asked
    let ann = acme.member(Role::Instructor).await;
    let email = email_of(&ann).await;
    let phone = acme.visitor().signed_in(&sign_in(&acme, &email, PASSWORD).await.expect(201));
    ann.post("/me/password", json!({ "current_password": PASSWORD, "new_password": OTHER_PASSWORD })).await.expect(204);
    phone.get("/me").await.refused(401, "unauthenticated");
    phone.post_as_page("/sessions/refresh").await.refused(401, "session_expired");
    ann.get("/me").await.expect(200);
    // a role that is taken is gone at the next request, and the session goes on
    ann.get("/members").await.expect(200);
    acme.owner.patch(&format!("/members/{}", ann.user_id), json!({ "roles": ["learner"] })).await.expect(200);
    ann.get("/members").await.refused(403, "forbidden");
    assert_eq!(ann.get("/me").await.expect(200).body["roles"], json!(["learner"]));
    // suspended: out, and back in only by signing in again
    acme.owner.patch(&format!("/members/{}", ann.user_id), json!({ "status": "suspended" })).await.expect(200);
    ann.get("/me").await.refused(401, "unauthenticated");
    ann.post_as_page("/sessions/refresh").await.refused(401, "session_expired");
    sign_in(&acme, &email, OTHER_PASSWORD).await.refused(401, "invalid_credentials");
    acme.owner.patch(&format!("/members/{}", ann.user_id), json!({ "status": "active" })).await.expect(200);
    ann.get("/me").await.refused(401, "unauthenticated");
    sign_in(&acme, &email, OTHER_PASSWORD).await.expect(201);
    // removed: out
    let ben = acme.member(Role::Learner).await;
    acme.owner.delete(&format!("/members/{}", ben.user_id)).await.expect(204);
    ben.get("/me").await.refused(401, "unauthenticated");
    ben.post_as_page("/sessions/refresh").await.refused(401, "session_expired");
}
