//! The requests of each case, with a random learner and course each time.

use std::cell::RefCell;

use domain::{
    ids::{OrgId, SessionId, UserId},
    time::Timestamp,
};
use fastrand::Rng;
use http::{Method, StatusCode};
use keyring::{AccessClaims, Keyring};
use serde_json::{Value, json};

use crate::{
    Result,
    client::{Answer, Ask},
    data::{CERTIFICATES, COMPLETED, Enrollment, FOR_PGBENCH, Kind, LEARNERS, PASSWORD, Size, email, id, slug},
    process::BASE,
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
        let mut sequence = self.sequence.borrow_mut();
        *sequence += 2;
        let lesson = id(Kind::Lesson, enrollment.lesson(rng.u64(..COMPLETED)));
        let now = lyceum::app::system_world().now();
        let event = |n: u64, kind: &str| {
            // never the same, whatever the generator of the caller was seeded with
            let event_id = uuid::Builder::from_random_bytes(fastrand::u128(..).to_be_bytes()).into_uuid();
            json!({ "client_event_id": event_id, "sequence": n, "kind": kind, "lesson_id": lesson, "occurred_at": now })
        };
        let (mut place, mut time) = (event(*sequence, "position"), event(*sequence + 1, "time_spent"));
        if let (Some(place), Some(time)) = (place.as_object_mut(), time.as_object_mut()) {
            place.insert("position".to_owned(), json!(rng.f64()));
            time.insert("seconds".to_owned(), json!(10));
        }
        let body = json!({ "device_id": id(Kind::Other, enrollment.learner()), "events": [place, time] });
        self.of(enrollment.learner(), Method::POST, &format!("/enrollments/{}/events", id(Kind::Enrollment, enrollment.0)), Some(body))
    }

    fn of(&self, learner: u64, method: Method, path: &str, body: Option<Value>) -> Ask {
        Ask {
            method,
            host: format!("{}.{BASE}", slug(learner / LEARNERS)),
            path: format!("/api/v1{path}"),
            token: self.token(learner),
            body: body.map(|body| body.to_string()),
            from: None,
        }
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
            Self::Dashboard => "B4 my courses",
            Self::Catalog => "catalog, first page",
            Self::Courses => "courses of an owner",
            Self::Login => "B14 sign-in",
            Self::Verify => "B11 verify a certificate",
        }
    }

    pub fn expected(self) -> StatusCode {
        if self == Self::Login { StatusCode::CREATED } else { StatusCode::OK }
    }

    /// Whether one telling field of the answer is right.
    pub fn is_right(self, answer: &Answer) -> bool {
        let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else { return false };
        let at = |pointer: &str| body.pointer(pointer).cloned().unwrap_or_default();
        match self {
            Self::Outline | Self::OutlineWarm => {
                at("/sections/9/lessons/0/title").is_string() && at("/sections/0/lessons/0/state") == "completed"
            }
            Self::Complete => at("/completed_lessons").as_u64() > Some(COMPLETED),
            Self::Heartbeat => at("/accepted") == 2,
            Self::Dashboard => at("/enrollments/3/resume/lesson_title").is_string(),
            Self::Catalog | Self::Courses => at("/items/0/title").is_string(),
            Self::Login => at("/access_token").is_string(),
            Self::Verify => at("/status") == "valid",
        }
    }
}
