//! Who may do what in a course: by role in the organization, and by role in the course.

use domain::access::Role;
use lyceum_tests::TestApp;
use reqwest::Method;
use serde_json::json;

use super::fixtures::course;

#[tokio::test]
async fn the_role_in_the_course_decides_what_an_instructor_may() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let creator = org.member(Role::Instructor).await;
    let (editor, grader, stranger) =
        (org.member(Role::Instructor).await, org.member(Role::Instructor).await, org.member(Role::Instructor).await);
    let built = course(&creator, &[1]).await;
    let staff = json!({ "staff": [
        { "user_id": creator.user_id, "role": "creator" },
        { "user_id": editor.user_id, "role": "editor" },
        { "user_id": grader.user_id, "role": "grader" },
    ] });
    creator.put(&built.path("/staff"), staff.clone()).await.expect(200);

    let can = |edit: bool, own: bool| json!({ "edit": edit, "publish": edit, "delete": own, "manage_staff": own, "view": true, "view_learners": true });
    for (client, expected) in
        [(&creator, can(true, true)), (&editor, can(true, false)), (&grader, can(false, false)), (&org.owner, can(true, true))]
    {
        assert_eq!(built.read(client).await["can"], expected);
        client.get(&built.path("/outline")).await.expect(200);
        client.get(&format!("/lessons/{}", built.lessons[0][0])).await.expect(200);
    }
    editor.edit(Method::PATCH, &built.path(""), 1, json!({ "teaser": "By an editor" })).await.expect(200);
    editor.post(&built.path("/publish"), json!({})).await.expect(200);
    editor.delete(&built.path("")).await.refused(403, "forbidden");
    editor.put(&built.path("/staff"), staff).await.refused(403, "forbidden");

    let lesson = format!("/lessons/{}", built.lessons[0][0]);
    for (client, status) in [(&grader, 403), (&stranger, 404)] {
        let answers = [
            client.edit(Method::PATCH, &built.path(""), 2, json!({ "title": "X" })).await,
            client.post(&built.path("/publish"), json!({})).await,
            client.delete(&built.path("")).await,
            client.post(&built.path("/sections"), json!({ "title": "X" })).await,
            client.edit(Method::PATCH, &lesson, 1, json!({ "title": "X" })).await,
            client.post(&format!("{lesson}/unpublish"), json!({})).await,
            client.delete(&lesson).await,
            client.delete(&format!("/sections/{}", built.sections[0])).await,
        ];
        for answer in answers {
            assert_eq!(answer.status, status, "{}", answer.body);
        }
    }
    stranger.get(&built.path("")).await.refused(404, "not_found");
    stranger.get(&built.path("/preview")).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_role_in_the_course_is_worth_nothing_without_the_role_in_the_organization() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let ann = org.member(Role::Instructor).await;
    let built = course(&ann, &[]).await;
    org.owner.patch(&format!("/members/{}", ann.user_id), json!({ "roles": ["learner"] })).await.expect(200);
    app.clock.advance(chrono::Duration::seconds(6));
    ann.get(&built.path("")).await.refused(403, "forbidden");
    ann.post("/courses", json!({ "title": "X" })).await.refused(403, "forbidden");
    org.owner.patch(&format!("/members/{}", ann.user_id), json!({ "roles": ["manager"] })).await.expect(200);
    app.clock.advance(chrono::Duration::seconds(6));
    // managers look after the learners of every course, not after its drafts
    let seen = ann.get(&built.path("")).await.expect(200);
    assert_eq!((&seen.body["can"]["view"], &seen.body["can"]["view_learners"]), (&json!(false), &json!(true)));
    ann.get(&built.path("/outline")).await.refused(404, "not_found");
    ann.get(&built.path("/learners")).await.expect(200);
}
