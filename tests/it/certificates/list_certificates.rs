//! Certificates in lists.

use domain::access::Role;
use lyceum_tests::TestApp;
use serde_json::json;

use super::certified;
use crate::learning::fixtures::learner;

#[tokio::test]
async fn everybody_lists_their_own_and_staff_those_of_their_courses() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, certificate, course) = certified(&org).await;
    assert_eq!(certificate["can"], json!({ "revoke": false, "reissue": false }));
    let of_ann = format!("/certificates?user_id={}", ann.user_id);
    let of_course = format!("/certificates?course_id={}", course.id);
    let bob = learner(&org).await;
    assert_eq!(bob.get("/certificates").await.expect(200).items().len(), 0);
    assert_eq!(bob.get(&of_course).await.expect(200).items().len(), 0);
    bob.get(&of_ann).await.refused(403, "forbidden");
    assert_eq!(org.owner.get("/certificates").await.expect(200).items().len(), 0);
    for path in [&of_ann, &of_course] {
        let listed = org.owner.get(path).await.expect(200);
        assert_eq!((listed.items().len(), &listed.items()[0]["can"]), (1, &json!({ "revoke": true, "reissue": true })));
        let listed = org.member(Role::Manager).await.get(path).await.expect(200);
        assert_eq!((listed.items().len(), &listed.items()[0]["can"]), (1, &json!({ "revoke": false, "reissue": false })));
        assert_eq!(org.member(Role::Instructor).await.get(path).await.expect(200).items().len(), 0);
    }
}

#[tokio::test]
async fn a_list_costs_as_much_with_one_row_as_with_many() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (ann, _, _) = certified(&org).await;
    let of_ann = format!("/certificates?user_id={}", ann.user_id);
    org.owner.get(&of_ann).await.expect(200);
    let (one, _) = app.statements(org.owner.get(&of_ann)).await;
    assert_eq!(one, 1);
}
