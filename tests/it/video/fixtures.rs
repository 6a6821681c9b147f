//! Videos in every state, without waiting for ffmpeg: what is tested here is who may do what.

use lyceum_tests::{Client, Org};
use serde_json::json;
use uuid::Uuid;

use crate::learning::fixtures::tamper;

/// A video that can be played, as long as this.
pub(crate) async fn ready(org: &Org<'_>, course: Uuid, seconds: i64) -> Uuid {
    let new = json!({ "file_name": "clip.mp4", "bytes": 1000 });
    let video = org.owner.post(&format!("/courses/{course}/videos"), new).await.expect(201).id();
    let made = format!(
        "UPDATE videos SET status = 'ready', percent = 100, has_original = TRUE, duration_ms = {}, width = 640, height = 360, \
         attempt = 1 WHERE id = {}",
        seconds * 1_000,
        id(video),
    );
    tamper(org, &made).await;
    video
}

/// A published lesson that shows a video.
pub(crate) async fn lesson(org: &Org<'_>, course: Uuid, section: Uuid, video: Uuid) -> Uuid {
    let new = json!({ "title": "Watch", "kind": "video" });
    let made = org.owner.post(&format!("/sections/{section}/lessons"), new).await.expect(201);
    let lesson = made.id();
    let shows = json!({ "video_id": video });
    org.owner.edit(reqwest::Method::PATCH, &format!("/lessons/{lesson}"), made.version(), shows).await.expect(200);
    org.owner.post(&format!("/courses/{course}/publish"), json!({})).await.expect(200);
    lesson
}

/// A course with one lesson that shows a video, and a learner in it.
pub(crate) struct Watched {
    pub(crate) course: Uuid,
    pub(crate) lesson: Uuid,
    pub(crate) video: Uuid,
    pub(crate) learner: Client,
    pub(crate) enrollment: Uuid,
}

impl Watched {
    pub(crate) async fn of(org: &Org<'_>, seconds: i64) -> Self {
        let course = json!({ "title": "Film", "visibility": "public", "self_enrollment": true });
        let course = org.owner.post("/courses", course).await.expect(201).id();
        let section = org.owner.post(&format!("/courses/{course}/sections"), json!({ "title": "Part" })).await.expect(201).id();
        let video = ready(org, course, seconds).await;
        let lesson = lesson(org, course, section, video).await;
        let learner = org.member(domain::access::Role::Learner).await;
        let enrollment = learner.post("/enrollments", json!({ "course_id": course })).await.expect(201).id();
        Self { course, lesson, video, learner, enrollment }
    }

    /// Where the learner begins to watch.
    pub(crate) fn playback(&self) -> String {
        format!("/enrollments/{}/lessons/{}/playback", self.enrollment, self.lesson)
    }
}

/// An id as both databases write it.
pub(crate) fn id(id: Uuid) -> String {
    if lyceum_tests::db::is_postgres() { format!("'{id}'") } else { format!("x'{}'", id.simple()) }
}
