//! An organization full of people who write, the journal of what they were told, and what must hold of it afterwards.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use lyceum_tests::{Client, Installation, Node, PASSWORD, Response, smtp::ReceivedMail};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;

/// What an organization begins with.
pub(super) struct Size {
    pub(super) learners: usize,
    pub(super) courses: usize,
    pub(super) lessons: usize,
}

/// An organization with published courses and learners.
pub(super) struct School {
    pub(super) id: Uuid,
    pub(super) owner: Client,
    pub(super) learners: Vec<Client>,
    pub(super) courses: Vec<Course>,
}

/// A published course.
pub(super) struct Course {
    pub(super) id: Uuid,
    pub(super) lessons: Vec<Uuid>,
}

impl School {
    /// Founds an organization at a process.
    pub(super) async fn found(place: &Installation, node: &Node, size: Size) -> Self {
        let slug = format!("s{}", &Uuid::new_v4().simple().to_string()[..12]);
        let host = format!("{slug}.lyceum.test");
        let body =
            json!({ "name": "A school", "slug": slug, "owner": { "name": "Olga", "email": "olga@school.example", "password": PASSWORD } });
        let made = node.visitor("lyceum.test").post("/organizations", body).await.expect(201);
        let session = node.visitor(&host).post("/sessions/handoff", json!({ "code": made.body["handoff_code"] })).await.expect(201);
        let owner = node.visitor(&host).signed_in(&session);
        let mut school = Self { id: made.id(), owner, learners: Vec::new(), courses: Vec::new() };
        for number in 0..size.learners {
            let body = json!({ "email": format!("learner{number}@school.example"), "roles": ["learner"] });
            let invitation = school.owner.post("/invitations", body).await.expect(201).id();
            let token = place.link_token("invitation", school.id, invitation);
            let person = json!({ "name": format!("Learner {number}"), "password": PASSWORD });
            let session = node.visitor(&host).post(&format!("/invitations/{token}/accept"), person).await.expect(201);
            school.learners.push(node.visitor(&host).signed_in(&session));
        }
        for _ in 0..size.courses {
            school.add_course(size.lessons).await;
        }
        school
    }

    async fn add_course(&mut self, lessons: usize) {
        let id = self.owner.post("/courses", json!({ "title": "Knots", "visibility": "public" })).await.expect(201).id();
        let section = self.owner.post(&format!("/courses/{id}/sections"), json!({ "title": "Section" })).await.expect(201).id();
        let mut course = Course { id, lessons: Vec::new() };
        for number in 0..lessons {
            let body = json!({ "title": format!("Lesson {number}"), "kind": "text", "content": { "html": "<p>Tie it.</p>" } });
            course.lessons.push(self.owner.post(&format!("/sections/{section}/lessons"), body).await.expect(201).id());
        }
        self.owner.post(&format!("/courses/{id}/publish"), json!({})).await.expect(200);
        self.courses.push(course);
    }
}

/// A write, and what makes it one write however often it is sent.
#[derive(Clone)]
pub(super) struct Write {
    who: Client,
    method: Method,
    path: String,
    body: Value,
    key: String,
}

impl Write {
    pub(super) fn post(who: &Client, path: &str, body: Value) -> Self {
        Self { who: who.clone(), method: Method::POST, path: path.to_owned(), body, key: Uuid::new_v4().to_string() }
    }

    pub(super) fn put(who: &Client, path: &str) -> Self {
        Self { who: who.clone(), method: Method::PUT, path: path.to_owned(), body: json!({}), key: Uuid::new_v4().to_string() }
    }

    async fn send(&self, door: &Door) -> reqwest::Result<Response> {
        door.send(&self.who, self.method.clone(), &self.path, Some(self.body.clone()), &[("idempotency-key", &self.key)]).await
    }
}

/// The way to one process or several, as a reverse proxy leads it: what one does not let in at all is taken to the next.
pub(super) struct Door {
    ports: Vec<u16>,
    next: AtomicUsize,
    away: Mutex<BTreeSet<u16>>,
}

impl Door {
    pub(super) fn to(nodes: &[&Node]) -> Self {
        let ports = nodes.iter().map(|node| node.port).collect();
        Self { ports, next: AtomicUsize::new(0), away: Mutex::default() }
    }

    /// Looks again and again which processes are ready, and takes requests to no other.
    pub(super) async fn watch(self: Arc<Self>, visitor: Client, stop: Arc<AtomicBool>) {
        while !stop.load(Ordering::Relaxed) {
            for port in &self.ports {
                let answer = visitor.at(*port).try_send(Method::GET, "/health/ready", None, &[("connection", "close")]).await;
                let is_ready = answer.is_ok_and(|answer| answer.status == 200);
                let mut away = self.away.lock().unwrap();
                if is_ready {
                    away.remove(port)
                } else {
                    away.insert(*port)
                };
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Whether a process is known that is ready.
    pub(super) fn is_open(&self) -> bool {
        self.away.lock().unwrap().len() < self.ports.len()
    }

    pub(super) async fn send(
        &self,
        who: &Client,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> reqwest::Result<Response> {
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        let mut last = None;
        let away = self.away.lock().unwrap().clone();
        let ready: Vec<u16> = self.ports.iter().copied().filter(|port| !away.contains(port)).collect();
        // as proxies do: if none seems ready, all are tried
        let ports = if ready.is_empty() { &self.ports } else { &ready };
        for turn in 0..ports.len() {
            let port = ports[(first + turn) % ports.len()];
            match who.at(port).try_send(method.clone(), path, body.clone(), headers).await {
                Err(error) if error.is_connect() => last = Some(error),
                answer => return answer,
            }
        }
        Err(last.unwrap())
    }
}

/// What was sent and what was answered. A write without an answer may or may not have happened.
#[derive(Default)]
pub(super) struct Journal {
    entries: Mutex<Vec<(Write, Option<Response>)>>,
    failures: Mutex<Vec<Failure>>,
}

/// A request that got no answer, or a refusal.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// Nobody listened: the request had not begun.
    pub(super) nobody_there: bool,
    /// There was an answer, and it was a refusal.
    pub(super) refused: bool,
    /// What was asked, and what came of it.
    pub(super) words: String,
}

impl Journal {
    /// Sends a write and keeps what came of it; `None` when no answer came.
    pub(super) async fn send(&self, door: &Door, write: Write) -> Option<Response> {
        let place = {
            let mut entries = self.entries.lock().unwrap();
            entries.push((write.clone(), None));
            entries.len() - 1
        };
        match write.send(door).await {
            Ok(answer) => {
                if answer.status >= 300 {
                    self.refused(&format!("{} {}", write.method, write.path), &answer);
                    return None;
                }
                self.entries.lock().unwrap()[place].1 = Some(answer.clone());
                Some(answer)
            }
            Err(error) => {
                self.failed(&format!("{} {}", write.method, write.path), &error);
                None
            }
        }
    }

    /// Notes a request without an answer.
    pub(super) fn failed(&self, what: &str, error: &reqwest::Error) {
        let words = format!("{what}: {error:?}");
        self.failures.lock().unwrap().push(Failure { nobody_there: error.is_connect(), refused: false, words });
    }

    /// Notes a request that was refused.
    pub(super) fn refused(&self, what: &str, answer: &Response) {
        let words = format!("{what}: {} {}", answer.status, answer.body);
        self.failures.lock().unwrap().push(Failure { nobody_there: false, refused: true, words });
    }

    /// The requests that got no answer, or a refusal.
    pub(super) fn failures(&self) -> Vec<Failure> {
        self.failures.lock().unwrap().clone()
    }

    /// How many writes were acknowledged.
    pub(super) fn acknowledged(&self) -> usize {
        self.entries.lock().unwrap().iter().filter(|(_, answer)| answer.is_some()).count()
    }

    /// How many writes were sent and never answered.
    pub(super) fn unanswered(&self) -> usize {
        self.entries.lock().unwrap().iter().filter(|(_, answer)| answer.is_none()).count()
    }

    /// Sends everything once more under its key: what was acknowledged is there with the answer of that time, what was not gets its
    /// one effect now.
    pub(super) async fn repeat(&self, door: &Door) {
        let entries = self.entries.lock().unwrap().clone();
        for (write, first) in entries {
            let again = write.send(door).await.unwrap();
            assert!(again.status < 300, "lost: {} {}: {} {}", write.method, write.path, again.status, again.body);
            let Some(first) = first else { continue };
            if write.method == Method::POST {
                assert_eq!((first.status, &first.body), (again.status, &again.body), "lost: POST {}", write.path);
                if !write.path.starts_with("/invitations") {
                    let read = door.send(&write.who, Method::GET, &format!("{}/{}", write.path, again.id()), None, &[]).await.unwrap();
                    assert_eq!(read.status, 200, "lost: {}/{}", write.path, again.id());
                }
            } else {
                // a learner's progress only grows
                let number = |answer: &Response| answer.body["completed_lessons"].as_i64().unwrap();
                assert!(number(&again) >= number(&first), "lost: {}", write.path);
            }
        }
    }

    fn count(&self, method: &Method, ending: &str) -> i64 {
        let entries = self.entries.lock().unwrap();
        let found = entries.iter().filter(|(write, _)| write.method == *method && write.path.ends_with(ending)).count();
        i64::try_from(found).unwrap()
    }

    fn invited(&self) -> BTreeSet<String> {
        let entries = self.entries.lock().unwrap();
        entries.iter().filter_map(|(write, _)| Some(write.body.get("email")?.as_str()?.to_owned())).collect()
    }
}

/// Everybody writes at once until they are told to stop or get no answer.
pub(super) fn burst(school: &School, door: &Arc<Door>, journal: &Arc<Journal>, stop: &Arc<AtomicBool>) -> JoinSet<()> {
    let mut people = JoinSet::new();
    for (number, learner) in school.learners.iter().enumerate() {
        let mut courses: Vec<(Uuid, Vec<Uuid>)> = school.courses.iter().map(|course| (course.id, course.lessons.clone())).collect();
        let first = number % courses.len();
        courses.rotate_left(first);
        people.spawn(learn(learner.clone(), courses, Arc::clone(door), Arc::clone(journal), Arc::clone(stop)));
    }
    for _ in 0..2 {
        people.spawn(run_school(school.owner.clone(), Arc::clone(door), Arc::clone(journal), Arc::clone(stop)));
    }
    people
}

async fn learn(who: Client, courses: Vec<(Uuid, Vec<Uuid>)>, door: Arc<Door>, journal: Arc<Journal>, stop: Arc<AtomicBool>) {
    for (course, lessons) in courses {
        if stop.load(Ordering::Relaxed) || !door.is_open() {
            return;
        }
        let enroll = Write::post(&who, "/enrollments", json!({ "course_id": course }));
        let Some(enrolled) = journal.send(&door, enroll).await else { return };
        for lesson in lessons {
            if stop.load(Ordering::Relaxed) || !door.is_open() {
                return;
            }
            let complete = Write::put(&who, &format!("/enrollments/{}/lessons/{lesson}/completion", enrolled.id()));
            if journal.send(&door, complete).await.is_none() {
                return;
            }
        }
    }
}

async fn run_school(who: Client, door: Arc<Door>, journal: Arc<Journal>, stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) && door.is_open() {
        let course = Write::post(&who, "/courses", json!({ "title": "Splices" }));
        let email = format!("{}@school.example", Uuid::new_v4().simple());
        let role = if email.as_bytes()[0] % 2 == 0 { "instructor" } else { "learner" };
        let invitation = Write::post(&who, "/invitations", json!({ "email": email, "roles": [role] }));
        for write in [course, invitation] {
            if !door.is_open() || journal.send(&door, write).await.is_none() {
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Waits until every event and job is done. Leases of processes that are gone run out at once.
pub(super) async fn all_jobs_done(place: &Installation, school: &School) {
    place.tamper(school.id, "UPDATE jobs SET lease_until = created_at WHERE status = 'running'").await;
    settled(place, school, Duration::from_secs(60)).await;
}

/// Waits until every event and job is done.
pub(super) async fn settled(place: &Installation, school: &School, at_most: Duration) {
    const OPEN: &str = "SELECT (SELECT COUNT(*) FROM jobs WHERE org_id = :org AND status IN ('queued', 'running')) \
                        + (SELECT COUNT(*) FROM events WHERE org_id = :org AND dispatched_at IS NULL)";
    let begun = Instant::now();
    while place.number(school.id, OPEN).await > 0 {
        assert!(begun.elapsed() < at_most, "jobs are left over after {at_most:?}:\n{}", place.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Differences between what is counted and what is there: each must be 0.
const NO_HALF_STATES: &[(&str, &str)] = &[
    (
        "learners' seats",
        "SELECT used - (SELECT COUNT(*) FROM learners WHERE org_id = :org AND active_enrollments > 0) \
         FROM usage_counters WHERE org_id = :org AND metric = 'active_learners'",
    ),
    (
        "active enrollments of a learner",
        "SELECT COUNT(*) FROM learners AS l WHERE org_id = :org AND active_enrollments <> \
         (SELECT COUNT(*) FROM enrollments AS e WHERE e.org_id = :org AND e.user_id = l.id AND e.status = 'active')",
    ),
    (
        "instructors' seats",
        "SELECT used - (SELECT COUNT(DISTINCT user_id) FROM member_roles WHERE org_id = :org AND role IN ('owner', 'admin', 'instructor')) \
         - (SELECT COUNT(*) FROM invitations WHERE org_id = :org AND holds_seat) \
         FROM usage_counters WHERE org_id = :org AND metric = 'instructors'",
    ),
    (
        "published courses",
        "SELECT used - (SELECT COUNT(*) FROM courses WHERE org_id = :org AND published_at IS NOT NULL AND deleted_at IS NULL) \
         FROM usage_counters WHERE org_id = :org AND metric = 'published_courses'",
    ),
    (
        "progress of an enrollment",
        "SELECT COUNT(*) FROM enrollments AS e WHERE org_id = :org AND completed_lessons <> (SELECT COUNT(*) FROM lesson_progress AS p \
         WHERE p.org_id = :org AND p.enrollment_id = e.id AND p.completed_at IS NOT NULL)",
    ),
    (
        "progress and its log",
        "SELECT COUNT(*) FROM lesson_progress AS p WHERE org_id = :org AND completed_at IS NOT NULL AND 1 <> \
         (SELECT COUNT(*) FROM learning_events AS l WHERE l.org_id = :org AND l.enrollment_id = p.enrollment_id \
         AND l.lesson_id = p.lesson_id AND l.kind = 'completed')",
    ),
    (
        "completed enrollments",
        "SELECT COUNT(*) FROM enrollments WHERE org_id = :org AND ((completed_at IS NOT NULL) <> (completed_lessons = required_lessons) \
         OR (completed_at IS NOT NULL) <> (status = 'completed'))",
    ),
    (
        "certificates",
        "SELECT COUNT(*) FROM enrollments AS e WHERE org_id = :org AND (SELECT COUNT(*) FROM certificates AS c \
         WHERE c.org_id = :org AND c.enrollment_id = e.id) <> CASE WHEN completed_at IS NULL THEN 0 ELSE 1 END",
    ),
    ("certificates without a document", "SELECT COUNT(*) FROM certificates WHERE org_id = :org AND pdf_stored_at IS NULL"),
    ("idempotency keys without an answer", "SELECT COUNT(*) FROM idempotency_keys WHERE org_id = :org AND status IS NULL"),
    ("jobs that are not done", "SELECT COUNT(*) FROM jobs WHERE org_id = :org AND status <> 'done'"),
];

/// Every write had one effect, every counter is right, every event led to its jobs, and every job to its effect.
pub(super) async fn nothing_is_lost_or_twice(place: &Installation, school: &School, journal: &Journal) {
    for (what, sql) in NO_HALF_STATES {
        assert_eq!(place.number(school.id, sql).await, 0, "{what}");
    }
    let count = async |table: &str| place.number(school.id, &format!("SELECT COUNT(*) FROM {table} AND org_id = :org")).await;
    let (courses, learners) = (i64::try_from(school.courses.len()).unwrap(), i64::try_from(school.learners.len()).unwrap());
    assert_eq!(count("courses WHERE 1 = 1").await, courses + journal.count(&Method::POST, "/courses"));
    assert_eq!(count("invitations WHERE 1 = 1").await, learners + journal.count(&Method::POST, "/invitations"));
    assert_eq!(count("enrollments WHERE 1 = 1").await, journal.count(&Method::POST, "/enrollments"));
    let completions = journal.count(&Method::PUT, "/completion");
    assert_eq!(count("lesson_progress WHERE completed_at IS NOT NULL").await, completions);
    assert_eq!(count("events WHERE kind = 'lesson_completed'").await, completions);
    let completed = count("enrollments WHERE completed_at IS NOT NULL").await;
    assert_eq!(count("events WHERE kind = 'course_completed'").await, completed);
    assert_eq!(count("events WHERE kind = 'certificate_issued'").await, completed);
    let mut jobs = 0;
    for kind in ["email_verification_requested", "invitation_created", "course_completed", "certificate_issued", "learner_enrolled"] {
        let handlers = i64::try_from(lyceum::jobs::handlers(kind).len()).unwrap();
        jobs += handlers * count(&format!("events WHERE kind = '{kind}'")).await;
    }
    assert_eq!(count("jobs WHERE kind IN ('send_mail', 'issue_certificate', 'render_certificate')").await, jobs);
}

/// Everybody who was invited in the burst got one mail, and each certificate was mailed once. Copies of one mail carry one Message-ID;
/// says how many mails came twice.
pub(super) async fn mails_are_there_once(place: &Installation, school: &School, journal: &Journal, mails: &[ReceivedMail]) -> usize {
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for mail in mails {
        let id = mail.header("Message-ID").unwrap();
        ids.entry(mail.to[0].clone()).or_default().insert(id.clone());
        *copies.entry(id).or_default() += 1;
    }
    for email in journal.invited() {
        assert_eq!(ids.get(&email).map_or(0, BTreeSet::len), 1, "mails to {email}");
    }
    let certificates = place.number(school.id, "SELECT COUNT(*) FROM certificates WHERE org_id = :org").await;
    let about: BTreeSet<String> = mails
        .iter()
        .filter(|mail| mail.header("Subject").is_some_and(|subject| subject.starts_with("Your certificate for")))
        .filter_map(|mail| mail.header("Message-ID"))
        .collect();
    assert_eq!(i64::try_from(about.len()).unwrap(), certificates, "mails about certificates");
    copies.values().filter(|copies| **copies > 1).count()
}
