//! The requests of each case, with a random learner and course each time.

use std::cell::RefCell;

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;
use domain::{
    ids::{OrgId, PlaybackId, SessionId, UserId, VideoId},
    time::Timestamp,
};
use fastrand::Rng;
use http::{Method, StatusCode};
use keyring::{AccessClaims, Keyring, MediaPass};
use serde_json::{Value, json};

use crate::{
    Result,
    client::{Answer, Ask},
    data::{
        CERTIFICATES, COMPLETED, COURSES, Enrollment, FOR_PGBENCH, Kind, LEARNERS, PASSWORD, SEGMENT, STRIPE_SECRET, Size, VIDEO_MS,
        WATCHED, email, id, slug,
    },
    process::{BASE, Cpu},
    seed,
};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// B1: any learner's outline; most learners were not seen in the last five seconds.
    Outline,
    /// B1 of a hundred learners, whose memberships are remembered.
    OutlineWarm,
    /// B2: completes a lesson that was not complete.
    Complete,
    /// B3: a heartbeat of two events.
    Heartbeat,
    /// B3 with ten seconds of a video that were watched.
    Watch,
    /// A segment of a video, by its signed address.
    Segment,
    /// Every limit of the plan and what is in use.
    Entitlements,
    /// A file is announced: its bytes are taken from the plan.
    Announce,
    /// A message of Stripe, taken in.
    Webhook,
    /// B4: what a learner finds on arrival.
    Dashboard,
    /// The public catalog's first page.
    Catalog,
    /// The first page of the courses that an owner manages.
    Courses,
    /// B14: a sign-in.
    Login,
    /// B11: the public page of a certificate.
    Verify,
}

/// The learners, with a token each.
pub struct Learners {
    pub size: Size,
    keyring: Keyring,
    tokens: RefCell<(Timestamp, Vec<String>)>,
    /// The next lesson that an enrollment has not completed.
    next: RefCell<Vec<u8>>,
    sequence: RefCell<u64>,
}

impl Learners {
    pub fn new(size: Size, keyring: Keyring) -> Result<Self> {
        let next = vec![u8::try_from(COMPLETED)?; usize::try_from(size.enrollments())?];
        Ok(Self {
            size,
            keyring,
            tokens: RefCell::new((Timestamp::MIN_UTC, Vec::new())),
            next: RefCell::new(next),
            sequence: RefCell::new(1),
        })
    }

    /// Signs new access tokens when the present ones are old.
    pub fn sign_in(&self) -> Result<()> {
        let now = lyceum::app::system_world().now();
        let mut tokens = self.tokens.borrow_mut();
        if now - tokens.0 < chrono::Duration::minutes(4) {
            return Ok(());
        }
        *tokens = (now, (0..self.size.learners()).map(|learner| self.sign(learner, now)).collect::<Result<_>>()?);
        Ok(())
    }

    fn sign(&self, learner: u64, now: Timestamp) -> Result<String> {
        let claims = AccessClaims {
            org_id: OrgId(id(Kind::Organization, learner / LEARNERS)),
            user_id: UserId(id(Kind::User, learner)),
            session_id: SessionId(id(Kind::Session, learner)),
        };
        Ok(self.keyring.access_token(&format!("http://{BASE}"), claims, now).ok_or("no key signs tokens")?)
    }

    fn token(&self, learner: u64) -> Option<String> {
        self.tokens.borrow().1.get(usize::try_from(learner).ok()?).cloned()
    }

    /// A request of a case.
    pub fn ask(&self, case: Case, rng: &mut Rng) -> Ask {
        let enrollment = Enrollment(rng.u64(..self.size.enrollments()));
        match case {
            Case::Outline => self.outline(enrollment),
            Case::OutlineWarm => self.outline(Enrollment(rng.u64(..100) * self.size.learners() / 100 * 4 + rng.u64(..4))),
            Case::Complete => self.complete(rng),
            Case::Heartbeat => self.heartbeat(enrollment, rng),
            Case::Watch => self.watch(enrollment, rng),
            Case::Segment => self.segment(),
            Case::Entitlements => self.of(enrollment.organization() * LEARNERS, Method::GET, "/entitlements", None),
            Case::Announce => {
                let course = enrollment.organization() * COURSES;
                let body = json!({ "file_name": "machine.mp4", "bytes": 1 });
                let path = format!("/courses/{}/videos", id(Kind::Course, course));
                self.of(enrollment.organization() * LEARNERS, Method::POST, &path, Some(body))
            }
            Case::Webhook => webhook(),
            Case::Dashboard => self.of(enrollment.learner(), Method::GET, "/me/dashboard", None),
            Case::Catalog => Ask { token: None, ..self.of(enrollment.learner(), Method::GET, "/catalog", None) },
            Case::Courses => self.of(enrollment.organization() * LEARNERS, Method::GET, "/courses", None),
            Case::Login => {
                let body = json!({ "email": email(enrollment.learner()), "password": PASSWORD });
                Ask { token: None, ..self.of(enrollment.learner(), Method::POST, "/sessions", Some(body)) }.anywhere(rng)
            }
            Case::Verify => {
                let path = format!("/certificates/{}", seed::code(rng.u64(..CERTIFICATES)));
                Ask { token: None, ..self.of(0, Method::GET, &path, None) }.anywhere(rng)
            }
        }
    }

    pub fn outline(&self, enrollment: Enrollment) -> Ask {
        let path = format!("/enrollments/{}/outline", id(Kind::Enrollment, enrollment.0));
        self.of(enrollment.learner(), Method::GET, &path, None)
    }

    fn complete(&self, rng: &mut Rng) -> Ask {
        let mut next = self.next.borrow_mut();
        let (enrollment, place) = loop {
            let n = rng.usize(..next.len());
            if let Some(place) = next.get_mut(n).filter(|place| u64::from(**place) < FOR_PGBENCH) {
                *place += 1;
                break (Enrollment(n as u64), u64::from(*place) - 1);
            }
        };
        let lesson = id(Kind::Lesson, enrollment.lesson(place));
        let path = format!("/enrollments/{}/lessons/{lesson}/completion", id(Kind::Enrollment, enrollment.0));
        self.of(enrollment.learner(), Method::PUT, &path, Some(json!({})))
    }

    pub fn heartbeat(&self, enrollment: Enrollment, rng: &mut Rng) -> Ask {
        let lesson = enrollment.lesson(rng.u64(..COMPLETED));
        let position = json!({ "kind": "position", "position": rng.f64() });
        self.events(enrollment, lesson, [position, json!({ "kind": "time_spent", "seconds": 10 })])
    }

    /// What a player sends every ten seconds.
    fn watch(&self, enrollment: Enrollment, rng: &mut Rng) -> Ask {
        let from = rng.u64(..VIDEO_MS - 10_000);
        let video = id(Kind::Video, enrollment.course());
        let watched = json!({ "kind": "watched", "video_id": video, "from_ms": from, "to_ms": from + 10_000 });
        self.events(enrollment, enrollment.lesson(WATCHED), [watched, json!({ "kind": "position", "position": rng.f64() })])
    }

    fn events(&self, enrollment: Enrollment, lesson: u64, events: [Value; 2]) -> Ask {
        let (lesson, now) = (id(Kind::Lesson, lesson), lyceum::app::system_world().now());
        let events = events.map(|mut event| {
            *self.sequence.borrow_mut() += 1;
            // never the same, whatever the generator of the caller was seeded with
            let event_id = uuid::Builder::from_random_bytes(fastrand::u128(..).to_be_bytes()).into_uuid();
            let head = json!({ "client_event_id": event_id, "sequence": *self.sequence.borrow(), "lesson_id": lesson, "occurred_at": now });
            if let (Some(event), Value::Object(head)) = (event.as_object_mut(), head) {
                event.extend(head);
            }
            event
        });
        let body = json!({ "device_id": id(Kind::Other, enrollment.learner()), "events": events });
        self.of(enrollment.learner(), Method::POST, &format!("/enrollments/{}/events", id(Kind::Enrollment, enrollment.0)), Some(body))
    }

    /// The same segment each time, with an address of its own: the check of it is what is measured.
    fn segment(&self) -> Ask {
        let (org, video) = (id(Kind::Organization, 0), id(Kind::Video, 0));
        let expires = (lyceum::app::system_world().now() + chrono::Duration::minutes(10)).timestamp();
        let playback_id = PlaybackId(uuid::Builder::from_random_bytes(fastrand::u128(..).to_be_bytes()).into_uuid());
        let token = self.keyring.media_token(&MediaPass { org_id: OrgId(org), video_id: VideoId(video), playback_id, expires });
        let path = format!("/v/{token}/{org}/{video}/1/360p/0.m4s");
        Ask { host: format!("files.{BASE}"), path, token: None, ..self.of(0, Method::GET, "", None) }
    }

    /// Processor time of signing an address of a video and of looking whether it is ours, in microseconds.
    pub fn signature_cost(&self) -> Result<(f64, f64)> {
        const TIMES: u32 = 200_000;
        let (org_id, video_id) = (OrgId(id(Kind::Organization, 0)), VideoId(id(Kind::Video, 0)));
        let pass = MediaPass { org_id, video_id, playback_id: PlaybackId(id(Kind::Other, 1)), expires: i64::MAX };
        let own = || Cpu::of(std::process::id()).own;
        let before = own();
        for _ in 0..TIMES {
            std::hint::black_box(self.keyring.media_token(std::hint::black_box(&pass)));
        }
        let (signed, token) = (own(), self.keyring.media_token(&pass));
        for _ in 0..TIMES {
            std::hint::black_box(self.keyring.read_media_token(org_id, video_id, std::hint::black_box(&token), 0)).ok_or("not ours")?;
        }
        let each = |ms: f64| ms * 1_000.0 / f64::from(TIMES);
        Ok((each(signed - before), each(own() - signed)))
    }

    fn of(&self, learner: u64, method: Method, path: &str, body: Option<Value>) -> Ask {
        Ask {
            method,
            host: format!("{}.{BASE}", slug(learner / LEARNERS)),
            path: format!("/api/v1{path}"),
            token: self.token(learner),
            body: body.map(|body| body.to_string()),
            from: None,
            signature: None,
        }
    }
}

/// A message of a kind that nothing follows from: what is measured is that it is checked, kept and answered.
fn webhook() -> Ask {
    let event = json!({ "id": format!("evt_{:032x}", fastrand::u128(..)), "object": "event", "type": "product.updated", "created": 1_790_000_000,
        "api_version": "2026-09-30.endive", "livemode": false, "pending_webhooks": 1, "request": null,
        "data": { "object": { "id": "prod_measured", "object": "product" } } });
    let (body, at) = (event.to_string(), lyceum::app::system_world().now().timestamp());
    let key = hmac::Key::new(hmac::HMAC_SHA256, STRIPE_SECRET.as_bytes());
    let mac = HEXLOWER.encode(hmac::sign(&key, format!("{at}.{body}").as_bytes()).as_ref());
    Ask {
        method: Method::POST,
        host: BASE.to_owned(),
        path: "/webhooks/stripe".to_owned(),
        token: None,
        body: Some(body),
        from: None,
        signature: Some(format!("t={at},v1={mac}")),
    }
}

impl Ask {
    fn anywhere(mut self, rng: &mut Rng) -> Self {
        let [_, a, b, c] = rng.u32(..).to_be_bytes();
        self.from = Some(format!("10.{a}.{b}.{c}"));
        self
    }
}

impl Case {
    /// The case in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Outline => "B1 outline, any learner",
            Self::OutlineWarm => "B1 outline, 100 learners",
            Self::Complete => "B2 complete a lesson",
            Self::Heartbeat => "B3 heartbeat",
            Self::Watch => "B3 heartbeat with a video",
            Self::Segment => "segment of a video, 400 KB",
            Self::Entitlements => "limits and what is in use",
            Self::Announce => "a file is announced (takes from the plan)",
            Self::Webhook => "a message of Stripe",
            Self::Dashboard => "B4 my courses",
            Self::Catalog => "catalog, first page",
            Self::Courses => "courses of an owner",
            Self::Login => "B14 sign-in",
            Self::Verify => "B11 verify a certificate",
        }
    }

    pub fn expected(self) -> StatusCode {
        if matches!(self, Self::Login | Self::Announce) { StatusCode::CREATED } else { StatusCode::OK }
    }

    /// Whether one telling field of the answer is right.
    pub fn is_right(self, answer: &Answer) -> bool {
        match self {
            Self::Segment => return answer.body.len() == SEGMENT,
            Self::Webhook => return true,
            _ => {}
        }
        let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else { return false };
        let at = |pointer: &str| body.pointer(pointer).cloned().unwrap_or_default();
        match self {
            Self::Outline | Self::OutlineWarm => {
                at("/sections/9/lessons/0/title").is_string() && at("/sections/0/lessons/0/state") == "completed"
            }
            Self::Complete => at("/completed_lessons").as_u64() > Some(COMPLETED),
            Self::Heartbeat | Self::Watch => at("/accepted") == 2,
            Self::Entitlements => at("/plan").is_string() || at("/plan/name").is_string(),
            Self::Announce => at("/status") == "uploading",
            Self::Segment | Self::Webhook => true,
            Self::Dashboard => at("/enrollments/3/resume/lesson_title").is_string(),
            Self::Catalog | Self::Courses => at("/items/0/title").is_string(),
            Self::Login => at("/access_token").is_string(),
            Self::Verify => at("/status") == "valid",
        }
    }
}
