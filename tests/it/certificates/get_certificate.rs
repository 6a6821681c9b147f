//! Public verification.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use lyceum_tests::TestApp;
use serde_json::{Value, json};

use super::{certified, code};
use crate::learning::fixtures::tamper;

#[tokio::test]
async fn anybody_verifies_what_was_signed_by_the_published_key() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (_, certificate, course) = certified(&org).await;
    let code = code(&certificate);
    let visitor = org.visitor();
    let page = visitor.get(&format!("/certificates/{code}")).await.expect(200);
    assert_eq!((&page.body["status"], &page.body["algorithm"]), (&json!("valid"), &json!("EdDSA")));
    assert_eq!(page.body["instructor_names"], json!(["Olga of acme"]));
    assert_eq!(
        (&page.body["organization"]["name"], &page.body["organization"]["url"]),
        (&json!("acme academy"), &json!("http://acme.lyceum.test"))
    );
    let record: Value = serde_json::from_str(page.body["record"].as_str().unwrap()).unwrap();
    assert_eq!((&record["code"], &record["learner"]["name"]), (&json!(code), &page.body["learner_name"]));
    assert_eq!((&record["course"]["id"], &record["issuer"]["id"]), (&json!(course.id), &json!(org.id)));
    // nothing personal beyond what was certified
    assert!(page.body.get("user_id").is_none() && page.body.get("enrollment_id").is_none());

    let keys = visitor.get("/.well-known/jwks.json").await.expect(200);
    let key = keys.body["keys"].as_array().unwrap().iter().find(|key| key["kid"] == page.body["kid"]).unwrap().clone();
    let public = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(page.body["signature"].as_str().unwrap()).unwrap();
    let bytes = page.body["record"].as_str().unwrap().as_bytes();
    UnparsedPublicKey::new(&ED25519, &public).verify(bytes, &signature).unwrap();
}

#[tokio::test]
async fn a_code_is_found_as_people_type_it_and_nowhere_else() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let other = app.organization("umbrella").await;
    let (_, certificate, _) = certified(&org).await;
    let code = code(&certificate);
    let visitor = org.visitor();
    let bare = code.replace('-', "").to_lowercase();
    for typed in [bare.clone(), bare.replace('0', "o").replace('1', "l"), code.replace('-', "%20")] {
        assert_eq!(visitor.get(&format!("/certificates/{typed}")).await.expect(200).body["code"], json!(code), "{typed}");
    }
    let mut wrong: Vec<char> = code.chars().collect();
    wrong[0] = if wrong[0] == '7' { '8' } else { '7' };
    for unknown in [wrong.iter().collect::<String>(), "nonsense".to_owned(), "U".repeat(26)] {
        visitor.get(&format!("/certificates/{unknown}")).await.refused(404, "certificate_not_found");
    }
    other.visitor().get(&format!("/certificates/{code}")).await.refused(404, "certificate_not_found");
}

#[tokio::test]
async fn a_row_that_was_tampered_with_is_vouched_for_by_nobody() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let changes = [
        "learner_name = 'Mallory'",
        "course_title = 'Surgery'",
        "organization_name = 'umbrella academy'",
        "instructor_names = '[\"Mallory\"]'",
        "issue_number = 2",
        "completed_at = issued_at",
        "issued_at = completed_at",
        "expires_at = issued_at",
        "record = REPLACE(record, '\"version\":1', '\"version\":2')",
        "signature = REPLACE(signature, SUBSTR(signature, 1, 1), '_')",
        "key_id = '0192f0c1-0000-7000-8000-000000000000'",
        // whoever changes the record with the row has no key to sign it
        "organization_name = 'umbrella', record = REPLACE(record, organization_name, 'umbrella')",
    ];
    for change in changes {
        let (_, certificate, _) = certified(&org).await;
        let code = code(&certificate);
        org.visitor().get(&format!("/certificates/{code}")).await.expect(200);
        tamper(&org, &format!("UPDATE certificates SET {change} WHERE code = '{code}'")).await;
        // the harness holds a 500 for a failure of the application: these are meant
        let url = format!("http://127.0.0.1:{}/api/v1/certificates/{code}", app.port);
        let answer = reqwest::Client::new().get(&url).header("host", &org.host).send().await.unwrap();
        assert_eq!(answer.status(), 500, "{change}");
    }
}

#[tokio::test]
async fn verifying_is_cheap_and_guessing_is_slow() {
    let app = TestApp::spawn().await;
    let org = app.organization("acme").await;
    let (_, certificate, _) = certified(&org).await;
    let path = format!("/certificates/{}", code(&certificate));
    let visitor = org.visitor();
    visitor.get(&path).await.expect(200);
    let (statements, _) = app.statements(visitor.get(&path)).await;
    assert!(statements <= 2, "{statements} statements");
    for _ in 0..118 {
        visitor.get("/certificates/00000-00000-00000-00000-00000-0").await.refused(404, "certificate_not_found");
    }
    let slow = visitor.get(&path).await.refused(429, "too_many_requests");
    assert!(!slow.header("retry-after").is_empty());
    org.visitor().get(&path).await.expect(200);
}
