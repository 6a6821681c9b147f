//! Links in mails come from the organization's own address, whatever a request claims (A05); one resolver for hosts (T02).

use lyceum_tests::{PASSWORD, TestApp, catalog};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::fixtures::{open_house, registered, words};

const CLAIMS: &[(&str, &str)] = &[
    ("x-forwarded-host", "evil.example"),
    ("forwarded", "host=evil.example;proto=https"),
    ("x-host", "evil.example"),
    ("x-original-host", "evil.example"),
    ("x-forwarded-server", "evil.example"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-prefix", "/evil.example"),
    ("referer", "http://evil.example/"),
];

#[tokio::test]
async fn no_header_bends_what_is_mailed() {
    let app = TestApp::spawn().await;
    let acme = open_house(&app).await;
    registered(&acme, "rita@example.org").await;
    for (n, (name, value)) in CLAIMS.iter().enumerate() {
        let visitor = acme.visitor().with_header(name, value);
        let register = json!({ "name": "N", "email": format!("n{n}@example.org"), "password": PASSWORD });
        visitor.post("/users", register).await.expect(202);
        visitor.post("/email-verifications", json!({ "email": format!("n{n}@example.org") })).await.expect(202);
        visitor.post("/password-resets", json!({ "email": format!("n{n}@example.org") })).await.expect(202);
        let owner = acme.owner.clone().with_header(name, value);
        owner.post("/invitations", json!({ "email": format!("i{n}@example.org"), "roles": ["learner"] })).await.expect(201);
        let owner = json!({ "name": "O", "email": "o@example.org", "password": PASSWORD });
        let body = json!({ "name": "Academy", "slug": format!("fresh{n}"), "owner": owner });
        let made = app.apex().from_somewhere().with_header(name, value).post("/organizations", body).await.expect(201);
        assert_eq!(made.body["url"], format!("http://fresh{n}.lyceum.test"));
        assert_eq!(visitor.get("/organization").await.expect(200).body["url"], "http://acme.lyceum.test");
    }
    // what a mail is made of later holds nothing of the claims: rows, events, jobs
    let mut kept = catalog::digest(&app.db.owner_url, acme.id).await;
    kept.extend(words(&acme, "SELECT payload FROM events").await);
    assert!(kept.len() > 40 && kept.iter().all(|row| !row.contains("evil")), "a claim was kept");
}

#[tokio::test]
async fn one_host_header_names_the_organization_exactly() {
    let app = TestApp::spawn().await;
    app.organization("acme").await;
    for good in ["acme.lyceum.test", "ACME.Lyceum.Test", "acme.lyceum.test:80", "acme.lyceum.test:65535"] {
        assert_eq!(app.visitor(good).get("/organization").await.expect(200).body["slug"], "acme", "{good}");
    }
    for bad in [
        "acme.lyceum.test.",
        "acme.lyceum.test:",
        "acme.lyceum.test:x",
        "acme.lyceum.test:123456",
        "acme.lyceum.test:80:80",
        "a.acme.lyceum.test",
        "acme.lyceum.test.evil.example",
        "acme.lyceum.test@evil.example",
        "evil.example",
        "acmelyceum.test",
        "acme_.lyceum.test",
        "xn--acme.lyceum.test",
        ".lyceum.test",
        "acme..lyceum.test",
        "127.0.0.1",
        "[::1]",
        "acme.lyceum.test, evil.example",
        "acme%2elyceum.test",
    ] {
        app.visitor(bad).get("/organization").await.refused(421, "unknown_host");
    }
    // the platform's own hosts have no organization
    for apex in ["lyceum.test", "files.lyceum.test"] {
        app.visitor(apex).get("/organization").await.refused(404, "not_found");
    }
}

/// What a client library would not send: the words as they are, and the answer to its end.
async fn raw(app: &TestApp, target: &str, hosts: &[&str]) -> (u16, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", app.port)).await.unwrap();
    let hosts: String = hosts.iter().map(|line| format!("{line}\r\n")).collect();
    stream.write_all(format!("GET {target} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

const ROUTES: &[&str] = &["/api/v1/organization", "/api/v1/catalog", "/api/v1/me", "/api/v1/members", "/logo", "/"];

#[tokio::test]
async fn a_request_that_names_two_hosts_or_none_is_for_nobody() {
    const ACME: &str = "Host: acme.lyceum.test";
    const BOLT: &str = "Host: bolt.lyceum.test";
    let app = TestApp::spawn().await;
    for slug in ["acme", "bolt"] {
        app.organization(slug).await;
    }
    for route in ROUTES {
        for (origin, hosts) in [
            ("", &[ACME, BOLT][..]),
            ("", &[BOLT, ACME]),
            ("", &[ACME, ACME]),
            ("", &[ACME, "host: bolt.lyceum.test"]),
            ("", &[ACME, BOLT, ACME]),
            ("", &["Host: acme.lyceum.test, bolt.lyceum.test"]),
            ("", &["Host: acme.lyceum.test bolt.lyceum.test"]),
            ("", &["Host:"]),
            ("", &["Host: acme.lyceum.test\u{e9}"]),
            ("", &["Host: acme.lyceum.test/"]),
            ("", &[]),
            ("", &["X-Forwarded-Host: acme.lyceum.test"]),
            ("", &["Forwarded: host=acme.lyceum.test"]),
            ("http://bolt.lyceum.test", &[ACME]),
            ("http://acme.lyceum.test:81", &[ACME]),
            ("http://eve@acme.lyceum.test", &[ACME]),
            ("http://acme.lyceum.test", &[ACME, BOLT]),
        ] {
            let (status, answer) = raw(&app, &format!("{origin}{route}"), hosts).await;
            assert!(matches!(status, 400 | 421), "{origin}{route} {hosts:?}: {answer}");
            assert!(!answer.contains("academy"), "{origin}{route} {hosts:?}: {answer}");
        }
    }
    // what agrees with itself is heard, and forwarded words change nothing
    for (origin, hosts) in [
        ("", &[ACME][..]),
        ("http://acme.lyceum.test", &[ACME]),
        ("", &[ACME, "X-Forwarded-Host: bolt.lyceum.test", "Forwarded: host=bolt.lyceum.test", "X-Host: bolt.lyceum.test"]),
    ] {
        let (status, answer) = raw(&app, &format!("{origin}/api/v1/organization"), hosts).await;
        assert!(status == 200 && answer.contains("acme academy") && !answer.contains("bolt"), "{origin} {hosts:?}: {answer}");
    }
}
