//! One organization with one of everything, made through the API: what the laws substitute for one another.

use std::collections::HashMap;

use domain::access::Role;
use lyceum_tests::{Client, OperatorInTest, Org, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

/// A picture of one pixel.
pub(crate) const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00,
    0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53, 0xde, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63,
    0x50, 0x70, 0x68, 0x00, 0x00, 0x01, 0x64, 0x00, 0xe1, 0xc7, 0x13, 0xc9, 0xf6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82,
];

/// Captions of one word.
pub(crate) const WORDS: &[u8] = b"WEBVTT\n\n00:01.000 --> 00:02.000\nWords\n";

/// An organization with one of everything.
pub(crate) struct World<'a> {
    pub(crate) org: Org<'a>,
    pub(crate) learner: Client,
    /// An operator of the platform.
    pub(crate) operator: OperatorInTest,
    /// The same, in a support session of this organization.
    pub(crate) support: Client,
    /// Resource to id, as OpenAPI's `x-resource` names it.
    pub(crate) ids: HashMap<&'static str, String>,
    /// A word that occurs in this organization's texts only.
    pub(crate) canary: String,
}

impl<'a> World<'a> {
    pub(crate) async fn build(app: &'a TestApp, slug: &str) -> Self {
        let org = app.organization(slug).await;
        let learner = org.member(Role::Learner).await;
        let canary = format!("cnry{slug}");
        let owner = org.owner.clone();
        let mut ids = HashMap::new();
        ids.insert("user", learner.user_id.to_string());
        let asset =
            owner.post_bytes(&format!("/assets?file_name={canary}.png&alt={canary}"), "image/png", PIXEL.to_vec()).await.expect(201);
        ids.insert("asset", asset.id().to_string());
        let course = owner
            .post("/courses", json!({ "title": format!("Course {canary}"), "visibility": "public", "self_enrollment": true }))
            .await
            .expect(201)
            .id();
        ids.insert("course", course.to_string());
        let section = owner.post(&format!("/courses/{course}/sections"), json!({ "title": canary })).await.expect(201).id();
        ids.insert("section", section.to_string());
        let lesson = json!({ "title": canary, "kind": "text", "content": { "markdown": format!("Text {canary}") } });
        let lesson = owner.post(&format!("/sections/{section}/lessons"), lesson).await.expect(201).id();
        ids.insert("lesson", lesson.to_string());
        owner.post(&format!("/courses/{course}/publish"), json!({})).await.expect(200);
        let enrollment = learner.post("/enrollments", json!({ "course_id": course })).await.expect(201).id();
        ids.insert("enrollment", enrollment.to_string());
        learner.put(&format!("/enrollments/{enrollment}/lessons/{lesson}/completion"), json!({})).await.expect(200);
        let video = crate::video::fixtures::ready(&org, course, 60).await;
        ids.insert("video", video.to_string());
        // each organization's words are in a language of their own, so that one's cannot be taken for the other's
        let language = if slug == "bolt" { "fr" } else { "de" };
        let words = format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{canary}\n").into_bytes();
        owner.put_bytes(&format!("/videos/{video}/captions/{language}?label={canary}"), "text/vtt", words, None).await.expect(200);
        ids.insert("captions", language.to_owned());
        let watched = crate::video::fixtures::lesson(&org, course, section, video).await;
        let looked = learner.post(&format!("/enrollments/{enrollment}/lessons/{watched}/playback"), json!({})).await.expect(201);
        ids.insert("playback", looked.id().to_string());
        app.run_jobs().await;
        let certificates = learner.get("/certificates").await.expect(200);
        ids.insert("certificate", certificates.items()[0]["code"].as_str().unwrap().to_owned());
        let invitation =
            owner.post("/invitations", json!({ "email": format!("{canary}@x.example"), "roles": ["learner"] })).await.expect(201).id();
        ids.insert("invitation", invitation.to_string());
        ids.insert("link", org.invitation_token(invitation));
        let key = owner.post("/api-keys", json!({ "name": canary, "scopes": ["read", "write", "admin"] })).await.expect(201).id();
        ids.insert("api_key", key.to_string());
        let job = owner.get("/jobs").await.expect(200).items()[0]["id"].as_str().unwrap().to_owned();
        ids.insert("job", job);
        let session = owner.get("/sessions").await.expect(200).items()[0]["id"].as_str().unwrap().to_owned();
        ids.insert("session", session);
        ids.insert("subscription_change", crate::billing::change_of(&org).await.to_string());
        let operator = app.operator(&format!("Oda of {slug}")).await;
        let support = app.support(&operator, org.id, slug).await;
        let visit = owner.get("/support-sessions").await.expect(200).items()[0]["id"].as_str().unwrap().to_owned();
        ids.insert("support_session", visit);
        owner.put("/sending-domain", json!({ "domain": format!("{canary}.example") })).await.expect(200);
        Self { org, learner, operator, support, ids, canary }
    }

    pub(crate) fn id(&self, resource: &str) -> &str {
        self.ids.get(resource).unwrap_or_else(|| panic!("the laws' world has no {resource}: add one"))
    }

    /// A body that the operation takes, about this organization's things.
    pub(crate) fn body(&self, operation: &str) -> Value {
        let unique = Uuid::now_v7().simple().to_string();
        match operation {
            "create_course" => json!({ "title": "Another" }),
            "update_course" => json!({ "teaser": "New" }),
            "create_section" | "update_section" => json!({ "title": "Part" }),
            "create_lesson" => json!({ "title": "Lesson", "kind": "text", "content": { "markdown": "Words" } }),
            "create_video" => json!({ "file_name": "clip.mp4", "bytes": 1000 }),
            "update_video" => json!({ "title": "Renamed" }),
            "update_lesson" => json!({ "title": "Renamed" }),
            "update_outline" => json!({ "sections": [{ "id": self.id("section"), "lessons": [self.id("lesson")] }] }),
            "update_staff" => json!({ "staff": [{ "user_id": self.org.owner.user_id, "role": "creator" }] }),
            "create_enrollment" => json!({ "course_id": self.id("course") }),
            "update_enrollment" => json!({ "status": "active" }),
            "record_events" => {
                json!({ "device_id": Uuid::now_v7(), "events": [{ "client_event_id": Uuid::now_v7(), "sequence": 1, "kind": "opened", "lesson_id": self.id("lesson"), "occurred_at": "2026-03-02T09:00:00Z" }] })
            }
            "revoke_certificate" => json!({ "reason": "An error" }),
            "create_invitation" => json!({ "email": format!("{unique}@x.example"), "roles": ["learner"] }),
            "accept_invitation" => json!({ "name": "New", "password": lyceum_tests::PASSWORD }),
            "create_api_key" => json!({ "name": "Key", "scopes": ["read"] }),
            "update_member" => json!({ "roles": ["learner"] }),
            "update_me" => json!({ "name": "Other" }),
            "update_organization" => json!({ "tagline": "New" }),
            "set_sending_domain" => json!({ "domain": format!("x{unique}.example") }),
            "change_password" => json!({ "current_password": lyceum_tests::PASSWORD, "new_password": "seven lanterns over the harbor" }),
            "create_checkout" => json!({ "plan": "pro", "interval": "month", "currency": "usd" }),
            "create_subscription_change" => json!({ "kind": "cancel" }),
            "update_kept" => json!({ "course_ids": [self.id("course")], "user_ids": [] }),
            "confirm_password_reset" => json!({ "password": "seven lanterns over the harbor" }),
            _ => json!({}),
        }
    }

    /// Whoever of this organization may call the operation.
    pub(crate) fn caller(&self, operation: &str) -> &Client {
        match operation {
            "get_enrollment"
            | "get_enrollment_outline"
            | "get_enrollment_lesson"
            | "record_events"
            | "complete_lesson"
            | "create_playback"
            | "renew_playback"
            | "end_playback"
            | "get_progress" => &self.learner,
            "get_support_session" | "leave_support_session" => &self.support,
            _ => &self.org.owner,
        }
    }
}
