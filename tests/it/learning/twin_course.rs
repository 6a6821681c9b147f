//! Two courses of one organization: staff of one have no say in the other.

use domain::access::{CourseRole, Role};
use lyceum_tests::TestApp;
use serde_json::json;

use super::fixtures::{MANUAL, course, learner};

#[tokio::test]
async fn staff_of_one_course_have_no_say_in_another() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (own, twin) = (course(&org, &[MANUAL]).await, course(&org, &[MANUAL]).await);
    let teacher = org.member(Role::Instructor).await;
    own.staff(teacher.user_id, CourseRole::Creator).await;
    let ann = learner(&org).await;
    let mut enrollments = Vec::new();
    for course in [&own, &twin] {
        let id = ann.post("/enrollments", json!({ "course_id": course.id })).await.expect(201).id();
        ann.put(&format!("/enrollments/{id}/lessons/{}/completion", course.lessons[0]), json!({})).await.expect(200);
        enrollments.push(id);
    }
    app.run_jobs().await;
    let certificates = ann.get("/certificates").await.expect(200);
    let code = |course: uuid::Uuid| {
        let enrollment = enrollments[usize::from(course == twin.id)];
        let found = certificates.items().iter().find(|item| item["enrollment_id"] == json!(enrollment)).unwrap();
        found["code"].as_str().unwrap().to_owned()
    };
    let bob = learner(&org).await;

    // what may be done in the one is not there in the other
    for (course, enrollment, is_own) in [(&twin, enrollments[1], false), (&own, enrollments[0], true)] {
        let expected = |status| if is_own { status } else { 404 };
        teacher.get(&format!("/courses/{}/learners", course.id)).await.expect(expected(200));
        teacher.get(&format!("/enrollments/{enrollment}")).await.expect(expected(200));
        teacher.get(&format!("/enrollments/{enrollment}/progress")).await.expect(expected(200));
        teacher.get(&format!("/enrollments/{enrollment}/lessons/{}", course.lessons[0])).await.expect(expected(200));
        teacher.patch(&format!("/enrollments/{enrollment}"), json!({ "expires_at": null })).await.expect(expected(200));
        teacher.post("/enrollments", json!({ "course_id": course.id, "user_id": bob.user_id })).await.expect(expected(201));
        let path = format!("/certificates/{}", code(course.id));
        teacher.post(&format!("{path}/revoke"), json!({ "reason": "Because" })).await.expect(expected(200));
        teacher.post(&format!("{path}/reissue"), json!({})).await.expect(expected(201));
        // not even staff complete a lesson for a learner
        teacher
            .put(&format!("/enrollments/{enrollment}/lessons/{}/completion", course.lessons[0]), json!({}))
            .await
            .refused(404, "not_found");
    }
    let listed = teacher.get(&format!("/enrollments?user_id={}", ann.user_id)).await.expect(200);
    assert_eq!((listed.items().len(), &listed.items()[0]["id"]), (1, &json!(enrollments[0])));
    let listed = teacher.get(&format!("/certificates?user_id={}", ann.user_id)).await.expect(200);
    assert!(listed.items().iter().all(|item| item["enrollment_id"] == json!(enrollments[0])) && listed.items().len() == 2);
}
