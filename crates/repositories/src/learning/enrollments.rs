//! Enrollments.

use std::collections::{HashMap, HashSet};

use domain::{
    access::{CoursePermission, MemberAction, Role},
    ids::{AssetId, CourseId, EnrollmentId, LessonId, UserId},
    learning::{
        EnrollmentStatus, Standing, Tally,
        enrollment::{EnrolledCourse, Enrollment, EnrollmentEntry},
        log::{Resume, Stamp},
    },
    page::{Cursor, Page, PageRequest},
    time::Timestamp,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, FromQueryResult, JoinType, Order,
    sea_query::{Expr, ExprTrait, Func, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    db::{TenantRead, TenantTx},
    entity::{
        certificates, course_staff, courses,
        enrollments::{self, Column},
        lesson_progress, users,
    },
    error::RepositoryError,
    principal::Grant,
    scoped::{Reading, Scoped, ScopedSelect, Writing},
};

/// Enrollments.
pub struct EnrollmentRepo<'t, M> {
    pub(super) rows: Scoped<'t, enrollments::Entity, M>,
}

impl TenantRead {
    /// Enrollments, to read.
    pub fn enrollments(&self) -> EnrollmentRepo<'_, Reading> {
        EnrollmentRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Enrollments, to read and write.
    pub fn enrollments(&self) -> EnrollmentRepo<'_, Writing> {
        EnrollmentRepo { rows: Scoped::new(&self.scope) }
    }
}

/// Which enrollments are wanted.
#[derive(Clone, Copy, Debug)]
pub struct EnrollmentFilter {
    /// Of this learner.
    pub user_id: UserId,
    /// In this course.
    pub course_id: Option<CourseId>,
    /// With this status now.
    pub status: Option<EnrollmentStatus>,
    /// Only in courses that this user is staff of.
    pub staffed_by: Option<UserId>,
}

/// Which learners of a course are wanted.
#[derive(Clone, Debug, Default)]
pub struct LearnerFilter {
    /// Part of the name or address.
    pub text: Option<String>,
    /// With this status now.
    pub status: Option<EnrollmentStatus>,
}

/// What a learner finds on arrival.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// Active and completed enrollments, the newest activity first.
    pub entries: Vec<EnrollmentEntry>,
    /// Certificates that stand; `None` when there is no enrollment to read it beside.
    pub certificates: Option<i64>,
    /// The lessons that each of the enrollments has completed.
    pub completed: HashMap<EnrollmentId, HashSet<LessonId>>,
}

/// Enrollments to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewEnrollments<'a> {
    /// In this course.
    pub course_id: CourseId,
    /// Of these users.
    pub users: &'a [UserId],
    /// Staff who did it; `None` when learners enroll themselves.
    pub enrolled_by: Option<UserId>,
    /// Lessons that count now.
    pub tally: Tally,
    /// In the outline revision with this number.
    pub outline_number: i64,
}

/// An enrollment whose row is locked until the transaction ends.
#[derive(Clone, Debug)]
pub struct Locked {
    /// The enrollment.
    pub enrollment: Enrollment,
    /// The outline revision that learners of the course see now.
    pub outline_number: i64,
}

impl<M> EnrollmentRepo<'_, M> {
    /// An enrollment with its names.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn entry(&self, id: EnrollmentId) -> Result<EnrollmentEntry, RepositoryError> {
        let row: Option<EntryRow> = self.named().filter(Column::Id.eq(id.0)).one_as().await?;
        entry(row.ok_or(RepositoryError::NotFound)?)
    }

    /// An enrollment that the caller may see: one's own, or one in a course whose learners one may view. Any other is not
    /// found.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none to be seen.
    pub async fn visible<A: MemberAction>(&self, grant: &Grant<A>, id: EnrollmentId) -> Result<EnrollmentEntry, RepositoryError> {
        let entry = self.entry(id).await?;
        if entry.enrollment.user_id == grant.user_id() || self.may_view_learners(grant, entry.enrollment.course_id).await? {
            return Ok(entry);
        }
        Err(RepositoryError::NotFound)
    }

    async fn may_view_learners<A: MemberAction>(&self, grant: &Grant<A>, course: CourseId) -> Result<bool, RepositoryError> {
        let roles = grant.roles();
        if CoursePermission::ViewLearners.is_held_by(roles, None) {
            return Ok(true);
        }
        if !roles.has(Role::Instructor) {
            return Ok(false);
        }
        let staff = self.rows.of::<course_staff::Entity>().select();
        let own = staff.filter(course_staff::Column::CourseId.eq(course.0)).filter(course_staff::Column::UserId.eq(grant.user_id().0));
        let role = own.one().await?.and_then(|row| domain::access::CourseRole::parse(&row.role));
        Ok(CoursePermission::ViewLearners.is_held_by(roles, role))
    }

    /// The enrollments of these users in a course, with their names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_users(&self, course: CourseId, users: &[UserId]) -> Result<Vec<EnrollmentEntry>, RepositoryError> {
        let ids = users.iter().map(|user| user.0);
        let rows: Vec<EntryRow> = self.named().filter(Column::CourseId.eq(course.0)).filter(Column::UserId.is_in(ids)).all_as().await?;
        rows.into_iter().map(entry).collect()
    }

    /// A learner's enrollments, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, filter: EnrollmentFilter, page: PageRequest) -> Result<Page<EnrollmentEntry>, RepositoryError> {
        let now = self.rows.scope().now;
        let select = self
            .named()
            .filter(Column::UserId.eq(filter.user_id.0))
            .filter_some(filter.course_id, |course| Condition::all().add(Column::CourseId.eq(course.0)))
            .filter_some(filter.status, |status| has_status(status, now))
            .filter_some(filter.staffed_by, |user| {
                let staffed = self.rows.of::<course_staff::Entity>().select().filter(course_staff::Column::UserId.eq(user.0));
                Condition::all().add(Column::CourseId.in_subquery(staffed.into_subquery(course_staff::Column::CourseId)))
            });
        entries(select.page_as(Column::EnrolledAt, page, cursor).await?)
    }

    /// A course's learners, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn learners(
        &self,
        course: CourseId,
        filter: &LearnerFilter,
        page: PageRequest,
    ) -> Result<Page<EnrollmentEntry>, RepositoryError> {
        let now = self.rows.scope().now;
        let select = self
            .named()
            .filter(Column::CourseId.eq(course.0))
            .filter_some(filter.status, |status| has_status(status, now))
            .filter_some(filter.text.as_deref(), |text| {
                Condition::any()
                    .add(crate::text::contains(users::Column::Name, text))
                    .add(crate::text::contains(users::Column::Email, text))
            });
        entries(select.page_as(Column::EnrolledAt, page, cursor).await?)
    }

    /// What a learner finds on arrival, in one statement: at most 50 enrollments, those in courses in the bin only when
    /// completed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dashboard(&self, user: UserId) -> Result<Dashboard, RepositoryError> {
        let own = self.rows.of::<certificates::Entity>().select().filter(certificates::Column::UserId.eq(user.0));
        let standing = own.filter(certificates::Column::RevokedAt.is_null());
        let activity = Func::coalesce([
            Expr::col((enrollments::Entity, Column::LastActivityAt)),
            Expr::col((enrollments::Entity, Column::EnrolledAt)),
        ]);
        let active = has_status(EnrollmentStatus::Active, self.rows.scope().now).add(courses::Column::DeletedAt.is_null());
        let of_enrollment = Expr::col((lesson_progress::Entity, lesson_progress::Column::EnrollmentId));
        let completed = self
            .rows
            .of::<lesson_progress::Entity>()
            .select()
            .filter(of_enrollment.equals((enrollments::Entity, Column::Id)))
            .filter(lesson_progress::Column::CompletedAt.is_not_null())
            .into_ids(lesson_progress::Column::LessonId);
        let rows: Vec<DashboardRow> = self
            .named()
            .and_columns([(Expr::from(standing.into_count()), "certificates"), (Expr::from(completed), "completed")])
            .filter(Column::UserId.eq(user.0))
            .filter(Condition::any().add(Column::Status.eq(EnrollmentStatus::Completed.as_str())).add(active))
            .order(SimpleExpr::from(activity), Order::Desc)
            .order(Column::Id, Order::Desc)
            .limit(50)
            .all_as()
            .await?;
        let certificates = rows.first().map(|row| row.certificates);
        let completed = rows.iter().map(|row| Ok((EnrollmentId(row.entry.enrollment.id), lessons(row.completed.as_deref())?)));
        let completed = completed.collect::<Result<_, RepositoryError>>()?;
        let entries = rows.into_iter().map(|row| entry(row.entry)).collect::<Result<_, _>>()?;
        Ok(Dashboard { entries, certificates, completed })
    }

    fn named(&self) -> ScopedSelect<'_, enrollments::Entity> {
        let certificate = self
            .rows
            .of::<certificates::Entity>()
            .select()
            .filter(Expr::col((certificates::Entity, certificates::Column::EnrollmentId)).equals((enrollments::Entity, Column::Id)))
            .filter(certificates::Column::RevokedAt.is_null())
            .order(certificates::Column::IssueNumber, Order::Desc)
            .limit(1);
        self.rows
            .select()
            .join::<courses::Entity>(JoinType::InnerJoin, Column::CourseId)
            .join::<users::Entity>(JoinType::InnerJoin, Column::UserId)
            .and_columns([
                (Expr::col((courses::Entity, courses::Column::Title)), "course_title"),
                (Expr::col((courses::Entity, courses::Column::Slug)), "course_slug"),
                (Expr::col((courses::Entity, courses::Column::ThumbnailAssetId)), "course_thumbnail"),
                (Expr::col((courses::Entity, courses::Column::OutlineNumber)), "course_outline"),
                (Expr::col((courses::Entity, courses::Column::DeletedAt)), "course_deleted_at"),
                (Expr::col((users::Entity, users::Column::Name)), "user_name"),
                (Expr::col((users::Entity, users::Column::Email)), "user_email"),
                (Expr::from(certificate.into_subquery(certificates::Column::Code)), "certificate_code"),
            ])
    }
}

impl EnrollmentRepo<'_, Writing> {
    /// Adds enrollments where there is none yet; gives those that were added.
    ///
    /// # Errors
    /// [`RepositoryError::Reference`] when there is no such course or user.
    pub async fn add(&self, new: NewEnrollments<'_>) -> Result<Vec<(EnrollmentId, UserId)>, RepositoryError> {
        let scope = self.rows.scope();
        let wanted: Vec<(EnrollmentId, UserId)> = new.users.iter().map(|user| (EnrollmentId(scope.world.new_id()), *user)).collect();
        let rows = wanted.iter().map(|(id, user)| enrollments::ActiveModel {
            id: Set(id.0),
            course_id: Set(new.course_id.0),
            user_id: Set(user.0),
            status: Set(EnrollmentStatus::Active.as_str().to_owned()),
            completed_lessons: Set(new.tally.completed),
            required_lessons: Set(new.tally.required),
            outline_number: Set(new.outline_number),
            completed_outline_number: Set(None),
            time_spent_seconds: Set(0),
            resume_lesson_id: Set(None),
            resume_position: Set(None),
            resume_at: Set(None),
            resume_sequence: Set(None),
            enrolled_by: Set(new.enrolled_by.map(|user| user.0)),
            enrolled_at: Set(scope.now),
            completed_at: Set(None),
            expires_at: Set(None),
            last_activity_at: Set(None),
            updated_at: Set(scope.now),
            ..Default::default()
        });
        let added = self.rows.insert_many_or_ignore(rows).await?;
        if added == 0 || usize::try_from(added) == Ok(wanted.len()) {
            return Ok(if added == 0 { Vec::new() } else { wanted });
        }
        let ids = wanted.iter().map(|(id, _)| id.0);
        let rows = self.rows.select().filter(Column::Id.is_in(ids)).all().await?;
        Ok(rows.into_iter().map(|row| (EnrollmentId(row.id), UserId(row.user_id))).collect())
    }

    /// An enrollment, locked until the transaction ends; with `owner`, only if it is this user's.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn lock(&self, id: EnrollmentId, owner: Option<UserId>) -> Result<Locked, RepositoryError> {
        let row: Option<LockedRow> = self
            .rows
            .select()
            .join::<courses::Entity>(JoinType::InnerJoin, Column::CourseId)
            .and_columns([(Expr::col((courses::Entity, courses::Column::OutlineNumber)), "course_outline")])
            .filter(Column::Id.eq(id.0))
            .filter_some(owner, |user| Condition::all().add(Column::UserId.eq(user.0)))
            .lock()
            .one_as()
            .await?;
        let row = row.ok_or(RepositoryError::NotFound)?;
        Ok(Locked { enrollment: enrollment(&row.enrollment)?, outline_number: row.course_outline })
    }

    /// Writes an enrollment as it is now. It is locked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save(&self, enrollment: &Enrollment) -> Result<(), RepositoryError> {
        let standing = enrollment.standing;
        let resume = enrollment.resume;
        self.rows
            .update()
            .set(Column::Status, standing.status.as_str())
            .set(Column::CompletedAt, standing.completed_at)
            .set(Column::ExpiresAt, standing.expires_at)
            .set(Column::CompletedLessons, enrollment.tally.completed)
            .set(Column::RequiredLessons, enrollment.tally.required)
            .set(Column::OutlineNumber, enrollment.tallied_outline)
            .set(Column::CompletedOutlineNumber, enrollment.completed_outline)
            .set(Column::TimeSpentSeconds, enrollment.time_spent_seconds)
            .set(Column::ResumeLessonId, resume.map(|resume| resume.lesson_id.0))
            .set(Column::ResumePosition, enrollment.resume_position)
            .set(Column::ResumeAt, resume.map(|resume| resume.stamp.occurred_at))
            .set(Column::ResumeSequence, resume.map(|resume| resume.stamp.sequence))
            .set(Column::LastActivityAt, enrollment.last_activity_at)
            .set(Column::UpdatedAt, self.rows.scope().now)
            .filter(Column::Id.eq(enrollment.id.0))
            .one()
            .await
    }

    /// Cancels a user's active enrollments; gives the user, once for each enrollment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cancel_all(&self, user: UserId) -> Result<Vec<UserId>, RepositoryError> {
        self.end_active(EnrollmentStatus::Cancelled, Column::UserId.eq(user.0)).await
    }

    /// Marks active enrollments whose end is over as expired; gives their learners, one for each enrollment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expire(&self) -> Result<Vec<UserId>, RepositoryError> {
        self.end_active(EnrollmentStatus::Expired, Column::ExpiresAt.lte(self.rows.scope().now)).await
    }

    async fn end_active(&self, status: EnrollmentStatus, which: SimpleExpr) -> Result<Vec<UserId>, RepositoryError> {
        let active = Column::Status.eq(EnrollmentStatus::Active.as_str());
        let update = self.rows.update().set(Column::Status, status.as_str()).set(Column::UpdatedAt, self.rows.scope().now);
        let rows = update.filter(active).filter(which).returning().await?;
        Ok(rows.into_iter().map(|row| UserId(row.user_id)).collect())
    }
}

#[derive(Debug, FromQueryResult)]
struct EntryRow {
    #[sea_orm(nested)]
    enrollment: enrollments::Model,
    course_title: String,
    course_slug: String,
    course_thumbnail: Option<Uuid>,
    course_outline: i64,
    course_deleted_at: Option<Timestamp>,
    user_name: String,
    user_email: String,
    certificate_code: Option<String>,
}

#[derive(Debug, FromQueryResult)]
struct DashboardRow {
    #[sea_orm(nested)]
    entry: EntryRow,
    certificates: i64,
    completed: Option<String>,
}

#[derive(Debug, FromQueryResult)]
struct LockedRow {
    #[sea_orm(nested)]
    enrollment: enrollments::Model,
    course_outline: i64,
}

fn cursor(row: &EntryRow) -> Cursor {
    Cursor { at: row.enrollment.enrolled_at, id: row.enrollment.id }
}

fn entries(page: Page<EntryRow>) -> Result<Page<EnrollmentEntry>, RepositoryError> {
    let items = page.items.into_iter().map(entry).collect::<Result<_, _>>()?;
    Ok(Page { items, next: page.next })
}

fn has_status(status: EnrollmentStatus, now: Timestamp) -> Condition {
    let stored = Condition::all().add(Column::Status.eq(status.as_str()));
    match status {
        EnrollmentStatus::Active => stored.add(Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now))),
        EnrollmentStatus::Expired => {
            let unswept = Condition::all().add(Column::Status.eq(EnrollmentStatus::Active.as_str())).add(Column::ExpiresAt.lte(now));
            Condition::any().add(stored).add(unswept)
        }
        EnrollmentStatus::Completed | EnrollmentStatus::Cancelled => stored,
    }
}

fn lessons(ids: Option<&str>) -> Result<HashSet<LessonId>, RepositoryError> {
    let read = |id: &str| Uuid::try_parse(id).map(LessonId).map_err(|_| RepositoryError::damaged("lesson id", id));
    ids.into_iter().flat_map(|ids| ids.split(',')).map(read).collect()
}

fn entry(row: EntryRow) -> Result<EnrollmentEntry, RepositoryError> {
    Ok(EnrollmentEntry {
        enrollment: enrollment(&row.enrollment)?,
        course: EnrolledCourse {
            title: row.course_title,
            slug: row.course_slug,
            thumbnail_asset_id: row.course_thumbnail.map(AssetId),
            outline_number: row.course_outline,
            is_deleted: row.course_deleted_at.is_some(),
        },
        user_name: row.user_name,
        user_email: row.user_email,
        certificate_code: row.certificate_code,
    })
}

fn enrollment(row: &enrollments::Model) -> Result<Enrollment, RepositoryError> {
    let status = EnrollmentStatus::parse(&row.status).ok_or_else(|| RepositoryError::damaged("enrollment status", &row.status))?;
    let resume = match (row.resume_lesson_id, row.resume_at, row.resume_sequence) {
        (Some(lesson), Some(occurred_at), Some(sequence)) => {
            Some(Resume { lesson_id: LessonId(lesson), stamp: Stamp { occurred_at, sequence } })
        }
        _ => None,
    };
    Ok(Enrollment {
        id: EnrollmentId(row.id),
        course_id: CourseId(row.course_id),
        user_id: UserId(row.user_id),
        standing: Standing { status, completed_at: row.completed_at, expires_at: row.expires_at },
        tally: Tally { completed: row.completed_lessons, required: row.required_lessons },
        tallied_outline: row.outline_number,
        completed_outline: row.completed_outline_number,
        time_spent_seconds: row.time_spent_seconds,
        resume,
        resume_position: row.resume_position,
        enrolled_at: row.enrolled_at,
        last_activity_at: row.last_activity_at,
    })
}
