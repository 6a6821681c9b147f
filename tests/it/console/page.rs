//! The console's page: the strictest policy, a nonce of each answer's own, on its host and no other.

use lyceum_tests::TestApp;

fn web_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let page = "<!doctype html><meta name=\"style-nonce\" content=\"NONCE_OF_THIS_ANSWER\"><title>Console</title>";
    std::fs::write(folder.path().join("console.html"), page).unwrap();
    std::fs::write(folder.path().join("index.html"), "<!doctype html><title>Organization</title>").unwrap();
    std::fs::create_dir(folder.path().join("assets")).unwrap();
    std::fs::write(folder.path().join("assets/app.js"), "1").unwrap();
    folder
}

// The harness takes a path that begins with `/.` as it is, and puts every other one below the API's prefix.

#[tokio::test]
async fn the_page_carries_the_strictest_policy_and_a_fresh_nonce() {
    let folder = web_folder();
    let app = TestApp::with(&[("web_dir", folder.path().to_str().unwrap())]).await;
    let mut nonces = std::collections::HashSet::new();
    for path in ["/.", "/.organizations", "/.setup"] {
        let page = app.console().get(path).await.expect(200);
        let policy = page.header("content-security-policy").to_owned();
        for rule in [
            "default-src 'none'",
            "script-src 'self';",
            "connect-src 'self';",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "require-trusted-types-for 'script'",
            "trusted-types default",
        ] {
            assert!(policy.contains(rule), "{rule} is not in {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        let html = String::from_utf8(page.bytes).unwrap();
        assert!(nonce.len() >= 20 && html.contains(&format!("content=\"{nonce}\"")), "{html}");
        assert!(nonces.insert(nonce), "a nonce twice");
        assert_eq!(page.headers.get("cache-control").unwrap(), "no-store");
        assert_eq!(page.headers.get("x-frame-options").unwrap(), "DENY");
    }
}

#[tokio::test]
async fn neither_page_is_on_the_others_host() {
    let folder = web_folder();
    let app = TestApp::with(&[("web_dir", folder.path().to_str().unwrap())]).await;
    let acme = app.organization("acme").await;
    let text = |page: lyceum_tests::Response| String::from_utf8(page.bytes).unwrap();
    for visitor in [acme.visitor(), app.apex()] {
        assert!(text(visitor.get("/.").await.expect(200)).contains("Organization"));
        visitor.get("/./../console.html").await.expect(404);
    }
    assert!(text(app.console().get("/.").await.expect(200)).contains("Console"));
    app.console().get("/./../index.html").await.expect(404);
    app.console().get("/assets/app.js").await.expect(200);
    let answer = app.console().get("/console/overview").await.refused(401, "unauthenticated");
    assert!(!answer.header("content-security-policy").contains("unsafe-inline"), "{}", answer.header("content-security-policy"));
}
