//! Many organizations over few connections: nobody ever sees what a connection showed to somebody else before.

use futures::{StreamExt, stream};
use lyceum_tests::TestApp;
use serde_json::json;

const ORGANIZATIONS: usize = 8;
const REQUESTS: usize = 1_600;

#[tokio::test]
async fn many_organizations_over_two_connections_see_only_themselves() {
    let app = TestApp::with(&[("database_connections", "2")]).await;
    let mut organizations = Vec::new();
    for n in 0..ORGANIZATIONS {
        let org = app.organization(&format!("org{n}")).await;
        // the same words everywhere, but for the canary
        org.owner.post("/courses", json!({ "title": "Twin", "slug": "twin", "teaser": format!("canary-{n}-end") })).await.expect(201);
        organizations.push(org);
    }
    let requests = (0..REQUESTS).map(|n| {
        let owner = &organizations[n % ORGANIZATIONS].owner;
        async move {
            let answer = match n % 3 {
                0 => owner.get("/courses").await,
                1 => owner.get("/members").await,
                _ => owner.post("/sessions", json!({})).await,
            };
            (n % ORGANIZATIONS, String::from_utf8_lossy(&answer.bytes).into_owned())
        }
    });
    let mut answers = stream::iter(requests).buffer_unordered(32);
    let mut own = 0;
    while let Some((organization, text)) = answers.next().await {
        for other in (0..ORGANIZATIONS).filter(|other| *other != organization) {
            assert!(!text.contains(&format!("canary-{other}-end")) && !text.contains(&format!("owner@org{other}.example")), "{text}");
        }
        own +=
            usize::from(text.contains(&format!("canary-{organization}-end")) || text.contains(&format!("owner@org{organization}.example")));
    }
    assert!(own > REQUESTS / 2, "only {own} answers showed anything");
}
