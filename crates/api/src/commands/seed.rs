//! `lyceum seed --demo`: an organization to look around in. Everything is made through the public API, as any integrator would.
#![expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it lacks")]

use std::{net::TcpListener, sync::Arc};

use domain::{ids::OrgId, plans::Plan};
use repositories::system::HostMatch;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    app::{self, App, StartError},
    config::Config,
    server, worker,
};

/// Everybody's password in the demonstration.
const PASSWORD: &str = "quiet harbor seven lanterns";
const COURSE: &str = include_str!("../../demo/course.json");
const PICTURES: &[(&str, &[u8])] = &[
    ("cover.png", include_bytes!("../../demo/cover.png")),
    ("turning.png", include_bytes!("../../demo/turning.png")),
    ("pointers.png", include_bytes!("../../demo/pointers.png")),
];
/// Role, name, address of the people besides the owner.
const PEOPLE: &[(&str, &str, &str)] = &[
    ("admin", "Adil Rahman", "admin@demo.example"),
    ("manager", "Mara Lindqvist", "manager@demo.example"),
    ("instructor", "Ines Okafor", "instructor@demo.example"),
    ("learner", "Lea Baumann", "learner@demo.example"),
    ("learner", "Tomás Rivera", "tomas@demo.example"),
    ("learner", "Yuki Tanaka", "yuki@demo.example"),
    ("learner", "Noor Haddad", "noor@demo.example"),
];

/// Makes the organization `demo` unless it exists, and prints who can sign in.
///
/// # Errors
/// A sentence for the operator.
pub async fn demo(config: Config) -> Result<(), StartError> {
    if app::migrates_at_start(&config) {
        app::migrate(&config).await?;
    }
    let app = Arc::new(App::build(config, app::system_world()).await?);
    if !matches!(app.db.resolve_slug("demo").await, Ok(HostMatch::Organization(_))) {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| StartError::because("a port for seeding", error))?;
        let port = listener.local_addr().map_err(|error| StartError::because("a port for seeding", error))?.port();
        let running = server::serve(Arc::clone(&app), listener, 1).map_err(|error| StartError::because("a server for seeding", error))?;
        let handle = running.handle();
        let serving = tokio::spawn(running);
        let seeded = Seeder { app: Arc::clone(&app), http: reqwest::Client::new(), port }.run().await;
        handle.stop(true).await;
        let _ = serving.await;
        seeded?;
    }
    print_logins(&app);
    Ok(())
}

fn print_logins(app: &App) {
    println!("The demonstration is at {}", app.config.server.organization_origin("demo"));
    println!("Everybody's password is: {PASSWORD}");
    println!("  owner       owner@demo.example       Olga Petrova");
    for (role, name, email) in PEOPLE {
        println!("  {role:<11} {email:<24} {name}");
    }
}

struct Seeder {
    app: Arc<App>,
    http: reqwest::Client,
    port: u16,
}

impl Seeder {
    async fn run(&self) -> Result<(), StartError> {
        let owner = self.sign_up().await?;
        let mut tokens = vec![];
        for (role, name, email) in PEOPLE {
            tokens.push(self.invite(&owner, role, name, email).await?);
        }
        let instructor = tokens.get(2).cloned().unwrap_or_default();
        let course = self.build_course(&instructor).await?;
        self.draft_course(&instructor).await?;
        for (learner, share) in tokens.iter().skip(3).zip([100_usize, 60, 20, 0]) {
            self.learn(learner, &course, share).await?;
        }
        while worker::round(&self.app).await.map_err(|error| StartError::because("background work", error))? > 0 {}
        Ok(())
    }

    async fn sign_up(&self) -> Result<String, StartError> {
        let body = json!({
            "name": "Lyceum Demo Academy", "slug": "demo",
            "owner": { "name": "Olga Petrova", "email": "owner@demo.example", "password": PASSWORD },
        });
        let made = self.call(Method::POST, "", "/organizations", None, Some(body)).await?;
        let session = self.call(Method::POST, "demo.", "/sessions/handoff", None, Some(json!({ "code": made["handoff_code"] }))).await?;
        let token = text(&session["access_token"]);
        if self.app.payments.is_some() {
            // it has more than the free plan has room for
            let failed = |error| StartError::because("the demonstration's plan", error);
            if let HostMatch::Organization(demo) = self.app.db.resolve_slug("demo").await.map_err(failed)? {
                self.app.db.set_plan(demo.org_id(), Plan::Contract).await.map_err(failed)?;
            }
        }
        let look = json!({ "tagline": "Short courses for curious people.", "self_registration": true, "branding": { "color": "#3b4cca" } });
        self.call(Method::PATCH, "demo.", "/organization", Some(&token), Some(look)).await?;
        Ok(token)
    }

    async fn invite(&self, owner: &str, role: &str, name: &str, email: &str) -> Result<String, StartError> {
        let invitation =
            self.call(Method::POST, "demo.", "/invitations", Some(owner), Some(json!({ "email": email, "roles": [role] }))).await?;
        let organization = self.call(Method::GET, "demo.", "/organization", None, None).await?;
        let (Ok(org_id), Ok(id)) = (text(&organization["id"]).parse(), text(&invitation["id"]).parse()) else {
            return Err(StartError("an id is no id".to_owned()));
        };
        let token = self.app.keyring.master().link_token("invitation", OrgId(org_id), id);
        let person = json!({ "name": name, "password": PASSWORD });
        let session = self.call(Method::POST, "demo.", &format!("/invitations/{token}/accept"), None, Some(person)).await?;
        Ok(text(&session["access_token"]))
    }

    async fn build_course(&self, token: &str) -> Result<String, StartError> {
        let plan: Value = serde_json::from_str(COURSE).map_err(|error| StartError::because("the demonstration's course", error))?;
        let mut course = plan.clone();
        let cover = self.picture(token, "cover.png", "A stargazer with a telescope below the Moon").await?;
        course["thumbnail_asset_id"] = json!(cover);
        course["description"] = json!({ "markdown": plan["description"] });
        if let Some(fields) = course.as_object_mut() {
            fields.remove("sections");
        }
        let made = self.call(Method::POST, "demo.", "/courses", Some(token), Some(course)).await?;
        let id = text(&made["id"]);
        for section in plan["sections"].as_array().into_iter().flatten() {
            let made = self
                .call(Method::POST, "demo.", &format!("/courses/{id}/sections"), Some(token), Some(json!({ "title": section["title"] })))
                .await?;
            for lesson in section["lessons"].as_array().into_iter().flatten() {
                self.add_lesson(token, &text(&made["id"]), lesson).await?;
            }
        }
        self.call(Method::POST, "demo.", &format!("/courses/{id}/publish"), Some(token), Some(json!({}))).await?;
        Ok(id)
    }

    async fn add_lesson(&self, token: &str, section: &str, lesson: &Value) -> Result<(), StartError> {
        let mut markdown = text(&lesson["markdown"]);
        if let Some(file) = lesson["picture"].as_str() {
            let asset = self.picture(token, file, &text(&lesson["alt"])).await?;
            markdown = markdown.replace("(PICTURE)", &format!("(lyceum-asset:{asset})")).replace("PICTURE_ALT", &text(&lesson["alt"]));
        }
        let body = json!({ "title": lesson["title"], "kind": "text", "content": { "markdown": markdown } });
        let made = self.call(Method::POST, "demo.", &format!("/sections/{section}/lessons"), Some(token), Some(body)).await?;
        let mut patch = json!({});
        if lesson["free_preview"] == true {
            patch["free_preview"] = json!(true);
        }
        if lesson["required"] == false {
            patch["required"] = json!(false);
        }
        if let Some(seconds) = lesson["rule_seconds"].as_i64() {
            patch["completion_rule"] = json!({ "kind": "read", "min_seconds": seconds });
        }
        if patch != json!({}) {
            let path = format!("/lessons/{}", text(&made["id"]));
            let version = format!("\"{}\"", made["version"]);
            self.send(self.request(Method::PATCH, "demo.", &path, Some(token)).header("if-match", version).json(&patch), &path).await?;
        }
        Ok(())
    }

    async fn draft_course(&self, token: &str) -> Result<(), StartError> {
        let body = json!({ "title": "Bread with four ingredients", "teaser": "Flour, water, salt and time. A draft in the making." });
        let made = self.call(Method::POST, "demo.", "/courses", Some(token), Some(body)).await?;
        let section = format!("/courses/{}/sections", text(&made["id"]));
        self.call(Method::POST, "demo.", &section, Some(token), Some(json!({ "title": "The first loaf" }))).await?;
        Ok(())
    }

    /// Enrolls a learner and completes the first `share` percent of the lessons.
    async fn learn(&self, token: &str, course: &str, share: usize) -> Result<(), StartError> {
        let enrollment = self.call(Method::POST, "demo.", "/enrollments", Some(token), Some(json!({ "course_id": course }))).await?;
        let base = format!("/enrollments/{}", text(&enrollment["id"]));
        let outline = self.call(Method::GET, "demo.", &format!("{base}/outline"), Some(token), None).await?;
        let lessons: Vec<String> = outline["sections"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|section| section["lessons"].as_array().cloned().unwrap_or_default())
            .map(|lesson| text(&lesson["id"]))
            .collect();
        let device = self.app.db.world().new_id();
        for lesson in lessons.iter().take(lessons.len() * share / 100) {
            let now = self.app.db.world().now();
            let event = |sequence: i64, kind: &str, extra: Value| {
                let mut event = json!({ "client_event_id": self.app.db.world().new_id(), "sequence": sequence, "kind": kind, "lesson_id": lesson, "occurred_at": now });
                if let (Some(event), Some(extra)) = (event.as_object_mut(), extra.as_object()) {
                    event.extend(extra.clone());
                }
                event
            };
            let events = json!([
                event(1, "opened", json!({})),
                event(2, "reached_end", json!({})),
                event(3, "time_spent", json!({ "seconds": 40 }))
            ]);
            self.call(
                Method::POST,
                "demo.",
                &format!("{base}/events"),
                Some(token),
                Some(json!({ "device_id": device, "events": events })),
            )
            .await?;
            let completion = format!("{base}/lessons/{lesson}/completion");
            let answer = self.request(Method::PUT, "demo.", &completion, Some(token)).json(&json!({})).send().await;
            // a lesson that wants reading time stays open when the clock has not credited enough yet
            answer.map_err(|error| StartError::because(&completion, error))?;
        }
        Ok(())
    }

    async fn picture(&self, token: &str, name: &str, alt: &str) -> Result<String, StartError> {
        let bytes = PICTURES.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes).unwrap_or_default();
        let request = self
            .request(Method::POST, "demo.", "/assets", Some(token))
            .query(&[("file_name", name), ("alt", alt)])
            .header("content-type", "image/png")
            .body(bytes);
        Ok(text(&self.send(request, "/assets").await?["id"]))
    }

    async fn call(
        &self,
        method: Method,
        subdomain: &str,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Result<Value, StartError> {
        let mut request = self.request(method, subdomain, path, token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.send(request, path).await
    }

    fn request(&self, method: Method, subdomain: &str, path: &str, token: Option<&str>) -> reqwest::RequestBuilder {
        let url = format!("http://127.0.0.1:{}{}{path}", self.port, crate::routes::PREFIX);
        let host = format!("{subdomain}{}", self.app.config.server.base_domain);
        let request = self.http.request(method, url).header("host", host);
        if let Some(token) = token { request.bearer_auth(token) } else { request }
    }

    async fn send(&self, request: reqwest::RequestBuilder, what: &str) -> Result<Value, StartError> {
        let answer = request.send().await.map_err(|error| StartError::because(what, error))?;
        let status = answer.status();
        let body = answer.text().await.map_err(|error| StartError::because(what, error))?;
        if status.is_client_error() || status.is_server_error() {
            return Err(StartError(format!("{what}: {status} {body}")));
        }
        if status == StatusCode::NO_CONTENT {
            return Ok(Value::Null);
        }
        serde_json::from_str(&body).map_err(|error| StartError::because(what, error))
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
