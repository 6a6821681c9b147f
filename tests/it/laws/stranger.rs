//! Law (T01, T03): another organization's ids lead nowhere, in every place of every operation, and nothing of it changes or shows.

use lyceum_tests::{Client, Response, TestApp, catalog};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    operations::{Operation, operations},
    world::{PIXEL, WORDS, World},
};

/// Calls an operation with ids put into its path.
pub(crate) async fn call(client: &Client, operation: &Operation, world: &World<'_>, id: impl Fn(&str) -> String) -> Response {
    let path = operation.path_with(|name| if name == "slug" { "no-such-slug".to_owned() } else { id(name) });
    if operation.id == "create_asset" {
        return client.post_bytes("/assets?file_name=a.png&alt=a", "image/png", PIXEL.to_vec()).await;
    }
    let client = &tus(client, &operation.id);
    if operation.id == "set_video_captions" {
        return client.put_bytes(&path, "text/vtt", WORDS.to_vec(), Some(1)).await;
    }
    let body = (operation.method() != Method::GET && operation.takes_json()).then(|| world.body(&operation.id));
    client.send(operation.method(), &path, body, &[("if-match", "\"1\"")]).await
}

/// A caller who says what uploads need in headers.
pub(crate) fn tus(client: &Client, operation: &str) -> Client {
    let client =
        client.clone().with_header("tus-resumable", "1.0.0").with_header("upload-length", "1000").with_header("upload-offset", "0");
    match operation {
        "append_video_upload" => client.with_header("content-type", "application/offset+octet-stream"),
        _ => client,
    }
}

fn resource_of(parameter: &str) -> &str {
    lyceum::openapi::resource(parameter).unwrap_or("slug")
}

/// An id that nothing has.
fn nothing(resource: &str) -> String {
    match resource {
        "certificate" => "00000-00000-00000-00000-00000-0".to_owned(),
        "link" => "A".repeat(64),
        "captions" => "tlh".to_owned(),
        _ => Uuid::now_v7().to_string(),
    }
}

fn comparable(response: &Response) -> (u16, Value) {
    let mut body = response.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("request_id");
    }
    (response.status, body)
}

#[tokio::test]
async fn a_strangers_id_is_like_an_id_that_does_not_exist() {
    let app = TestApp::spawn().await;
    let a = World::build(&app, "acme").await;
    let b = World::build(&app, "bolt").await;
    let before = catalog::digest(&app.db.owner_url, b.org.id).await;
    let mut tried = 0;
    for operation in operations() {
        for place in operation.path_ids().iter().filter(|name| *name != "slug") {
            let with = |id: String| {
                let (a, operation, place) = (&a, &operation, place.clone());
                async move {
                    call(&a.caller(&operation.id).clone().from_somewhere(), operation, a, |name| {
                        if name == place { id.clone() } else { a.id(resource_of(name)).to_owned() }
                    })
                    .await
                }
            };
            let foreign = with(b.id(resource_of(place)).to_owned()).await;
            let absent = with(nothing(resource_of(place))).await;
            // how uploads are spoken of is said without looking at anything
            let says_nothing = operation.method == "OPTIONS" && foreign.status == 204;
            assert!(
                says_nothing || matches!(foreign.status, 404 | 410),
                "{} with a foreign {place}: {} {}",
                operation.id,
                foreign.status,
                foreign.body
            );
            assert_eq!(comparable(&foreign), comparable(&absent), "{}: a foreign {place} can be told from none", operation.id);
            assert!(!String::from_utf8_lossy(&foreign.bytes).contains(&b.canary), "{}", operation.id);
            tried += 1;
        }
    }
    assert!(tried > 50, "only {tried} places were tried");
    assert_eq!(catalog::digest(&app.db.owner_url, b.org.id).await, before, "something of the other organization changed");
}

#[tokio::test]
async fn a_strangers_id_inside_a_body_changes_nothing() {
    let app = TestApp::spawn().await;
    let a = World::build(&app, "acme").await;
    let b = World::build(&app, "bolt").await;
    let before = (catalog::digest(&app.db.owner_url, a.org.id).await, catalog::digest(&app.db.owner_url, b.org.id).await);
    let (course, lesson, section) = (a.id("course"), a.id("lesson"), a.id("section"));
    let outline = a.org.owner.get(&format!("/courses/{course}/outline")).await.expect(200).version();
    let version = a.org.owner.get(&format!("/lessons/{lesson}")).await.expect(200).version();
    let course_version = a.org.owner.get(&format!("/courses/{course}")).await.expect(200).version();
    let tries: Vec<(Method, String, i64, Value)> = vec![
        (
            Method::PUT,
            format!("/courses/{course}/outline"),
            outline,
            json!({ "sections": [{ "id": b.id("section"), "lessons": [lesson] }] }),
        ),
        (
            Method::PUT,
            format!("/courses/{course}/outline"),
            outline,
            json!({ "sections": [{ "id": section, "lessons": [b.id("lesson")] }] }),
        ),
        (
            Method::PUT,
            format!("/courses/{course}/outline"),
            outline,
            json!({ "sections": [{ "id": section, "lessons": [lesson, b.id("lesson")] }] }),
        ),
        (Method::PUT, format!("/courses/{course}/staff"), 1, json!({ "staff": [{ "user_id": b.org.owner.user_id, "role": "creator" }] })),
        (Method::POST, "/enrollments".into(), 1, json!({ "course_id": b.id("course") })),
        (Method::POST, "/enrollments".into(), 1, json!({ "course_id": course, "user_id": b.id("user") })),
        (Method::POST, "/enrollments".into(), 1, json!({ "course_id": course, "user_ids": [a.org.owner.user_id, b.id("user")] })),
        (Method::PATCH, format!("/courses/{course}"), course_version, json!({ "thumbnail_asset_id": b.id("asset") })),
        (Method::POST, "/courses".into(), 1, json!({ "title": "Theft", "thumbnail_asset_id": b.id("asset") })),
        (Method::PATCH, "/organization".into(), 1, json!({ "branding": { "logo_asset_id": b.id("asset") } })),
        (
            Method::PATCH,
            format!("/lessons/{lesson}"),
            version,
            json!({ "content": { "markdown": format!("![x](lyceum-asset:{})", b.id("asset")) } }),
        ),
        (
            Method::POST,
            format!("/sections/{section}/lessons"),
            1,
            json!({ "title": "x", "kind": "text", "content": { "markdown": format!("![x](lyceum-asset:{})", b.id("asset")) } }),
        ),
    ];
    for (method, path, version, body) in tries {
        let answer = a.org.owner.edit(method, &path, version, body.clone()).await;
        assert!(matches!(answer.status, 404 | 422), "{path} {body}: {} {}", answer.status, answer.body);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(&b.canary));
    }
    let after = (catalog::digest(&app.db.owner_url, a.org.id).await, catalog::digest(&app.db.owner_url, b.org.id).await);
    assert!(before == after, "a refused batch left something behind");
}

#[tokio::test]
async fn lists_show_ones_own_organization_only() {
    let app = TestApp::spawn().await;
    let a = World::build(&app, "acme").await;
    let b = World::build(&app, "bolt").await;
    for operation in
        operations().iter().filter(|operation| operation.method == "GET" && operation.policy().audience != domain::access::Audience::Apex)
    {
        let answer =
            call(&a.caller(&operation.id).clone().from_somewhere(), operation, &a, |name| a.id(resource_of(name)).to_owned()).await;
        let text = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert!(!text.contains(&b.canary) && !text.contains(&b.org.id.to_string()), "{} shows the other organization", operation.id);
    }
}

#[tokio::test]
async fn a_token_of_one_organization_opens_no_other() {
    let app = TestApp::spawn().await;
    let a = World::build(&app, "acme").await;
    let b = World::build(&app, "bolt").await;
    for operation in operations().iter().filter(|operation| operation.policy().audience != domain::access::Audience::Apex) {
        let stranger = b.org.visitor().with_token(a.org.owner.token.as_deref().unwrap());
        if operation.policy().scope.is_some() {
            let answer = call(&stranger, operation, &b, |name| b.id(resource_of(name)).to_owned()).await;
            assert_eq!(answer.status, 401, "{}: {}", operation.id, answer.body);
        } else {
            // these look at no token, so that one that has run out does not stand in the way of a new session
            let with = call(&stranger, operation, &b, |name| nothing(resource_of(name))).await;
            let without = call(&b.org.visitor(), operation, &b, |name| nothing(resource_of(name))).await;
            assert_eq!(comparable(&with), comparable(&without), "{}: a stranger's token makes a difference", operation.id);
        }
    }
}
