//! The data set, as numbers: which row belongs to which. The SQL scripts of pgbench know the same arithmetic.

use uuid::Uuid;

/// Lessons of every course.
pub const LESSONS: u64 = 130;
/// Sections of every course.
pub const SECTIONS: u64 = 10;
/// Courses of every organization.
pub const COURSES: u64 = 40;
/// Learners of every organization.
pub const LEARNERS: u64 = 1_000;
/// Enrollments of every learner.
pub const ENROLLMENTS: u64 = 4;
/// Lessons that every enrollment has completed at the start.
pub const COMPLETED: u64 = 25;
/// Certificates, all of the first organization.
pub const CERTIFICATES: u64 = 200;
/// From this lesson on pgbench completes; the product completes those before.
pub const FOR_PGBENCH: u64 = 75;

/// The lesson of every course that shows a video.
pub const WATCHED: u64 = 1;
/// How long each video is, in milliseconds.
pub const VIDEO_MS: u64 = 600_000;
/// How large a segment of a video is, in bytes.
pub const SEGMENT: usize = 400_000;
/// The secret that messages of Stripe are signed with.
pub const STRIPE_SECRET: &str = "whsec_measured";

/// The password of every learner.
pub const PASSWORD: &str = "quiet harbor seven lanterns";

/// What a row is; it shows in the row's id.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Organization = 1,
    User = 2,
    Session = 3,
    Course = 4,
    Section = 5,
    Lesson = 6,
    LessonRevision = 7,
    OutlineRevision = 8,
    Enrollment = 9,
    Progress = 10,
    Certificate = 11,
    Other = 12,
    Video = 13,
}

/// The id of the n-th row of a kind: shaped like a UUIDv7, and ending in decimal digits, so that pgbench can write it too.
pub fn id(kind: Kind, n: u64) -> Uuid {
    let text = format!("01a0{:02}00-0000-7000-8000-{}", kind as u8, 100_000_000_000 + n);
    text.parse().unwrap_or_default()
}

/// How large the data set is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Organizations. 50 make the data set D1, with 5 million rows of progress.
    pub organizations: u64,
}

impl Size {
    pub fn learners(self) -> u64 {
        self.organizations * LEARNERS
    }

    pub fn courses(self) -> u64 {
        self.organizations * COURSES
    }

    pub fn enrollments(self) -> u64 {
        self.learners() * ENROLLMENTS
    }

    pub fn progress(self) -> u64 {
        self.enrollments() * COMPLETED
    }
}

/// An enrollment by its number.
#[derive(Clone, Copy, Debug)]
pub struct Enrollment(pub u64);

impl Enrollment {
    pub fn learner(self) -> u64 {
        self.0 / ENROLLMENTS
    }

    pub fn organization(self) -> u64 {
        self.learner() / LEARNERS
    }

    /// The number of the course: the four courses of a learner differ.
    pub fn course(self) -> u64 {
        let learner = self.learner() % LEARNERS;
        self.organization() * COURSES + (learner * 7 + (self.0 % ENROLLMENTS) * 10) % COURSES
    }

    /// The number of a lesson of its course.
    pub fn lesson(self, place: u64) -> u64 {
        self.course() * LESSONS + place
    }
}

/// The slug of an organization.
pub fn slug(organization: u64) -> String {
    format!("academy-{organization}")
}

/// The address of a learner.
pub fn email(learner: u64) -> String {
    format!("learner-{learner}@bench.example")
}
