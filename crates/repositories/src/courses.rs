//! Courses, and who may do what in them.

mod access;

use domain::{
    access::{CourseAction, CoursePermission, CourseRole, ListCourses, MemberAction, Role},
    content::SafeHtml,
    courses::{Content, Course, CoursePatch, CourseStatus, Level, SourceKind, Visibility, slug},
    ids::{AssetId, CourseId, UserId},
    page::{Cursor, Page, PageRequest},
    time::Timestamp,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, FromQueryResult,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    db::{TenantRead, TenantTx},
    entity::{
        course_staff,
        courses::{self, Column},
        enrollments, lessons,
    },
    error::RepositoryError,
    principal::{CourseGrant, Grant},
    scoped::{Reading, Scoped, ScopedSelect, Writing},
    usage::{PublishedCourses, Seat},
};

pub use access::AccessError;
pub(crate) use access::{confirm, course_role};

/// Courses.
pub struct CourseRepo<'t, M> {
    rows: Scoped<'t, courses::Entity, M>,
}

impl TenantRead {
    /// Courses, to read.
    pub fn courses(&self) -> CourseRepo<'_, Reading> {
        CourseRepo { rows: Scoped::new(&self.scope) }
    }
}

impl TenantTx {
    /// Courses, to read and write.
    pub fn courses(&self) -> CourseRepo<'_, Writing> {
        CourseRepo { rows: Scoped::new(&self.scope) }
    }
}

/// A course with what a list of courses shows beside it.
#[derive(Clone, Debug)]
pub struct CourseEntry {
    /// The course.
    pub course: Course,
    /// Lessons that are not in the bin.
    pub lesson_count: i64,
    /// Learners who are in it or completed it.
    pub learner_count: i64,
    /// What the caller is in it.
    pub own_role: Option<CourseRole>,
}

/// Which courses are wanted.
#[derive(Clone, Debug, Default)]
pub struct CourseFilter {
    /// With this status; without it, all that are not in the bin.
    pub status: Option<CourseStatus>,
    /// With this in title or teaser.
    pub text: Option<String>,
}

/// A course to be added.
#[derive(Clone, Debug)]
pub struct NewCourse {
    /// The title.
    pub title: String,
    /// The language, unless the rest names another.
    pub language: String,
    /// The rest, as far as it is known.
    pub rest: CoursePatch,
    /// Who makes it, and is its first creator.
    pub created_by: UserId,
}

/// How often a free slug is looked for before one is made up.
const SLUG_ATTEMPTS: usize = 4;

impl<M> CourseRepo<'_, M> {
    /// Proof that the caller may do `A` in this course, be it in the bin or not.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when the caller may not know of the course, [`Denied`] when the caller may look at it
    /// but not do this.
    pub async fn authorize<A: CourseAction>(&self, grant: &Grant<A>, id: CourseId) -> Result<CourseGrant<A>, AccessError> {
        confirm(&self.rows, id.0, Column::Id, grant).await
    }

    /// A course, be it in the bin or not.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn get(&self, id: CourseId) -> Result<Course, RepositoryError> {
        course(self.rows.get(id).await?)
    }

    /// A course as its staff see it, be it in the bin or not.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn entry<A: MemberAction>(&self, grant: &Grant<A>, id: CourseId) -> Result<CourseEntry, RepositoryError> {
        let row: Option<EntryRow> = self.entries(grant.user_id()).filter(Column::Id.eq(id.0)).one_as().await?;
        entry(row.ok_or(RepositoryError::NotFound)?)
    }

    /// The courses that the caller has to do with, the newest first: owners and admins with all, managers with those that
    /// are published, instructors with those that they are staff of.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(
        &self,
        grant: &Grant<ListCourses>,
        filter: &CourseFilter,
        page: PageRequest,
    ) -> Result<Page<CourseEntry>, RepositoryError> {
        let select = self
            .entries(grant.user_id())
            .filter(self.concerns(grant))
            .filter(match filter.status {
                None => Condition::all().add(Column::DeletedAt.is_null()),
                Some(CourseStatus::Deleted) => Condition::all().add(Column::DeletedAt.is_not_null()),
                Some(CourseStatus::Draft) => Condition::all().add(Column::DeletedAt.is_null()).add(Column::PublishedAt.is_null()),
                Some(CourseStatus::Published) => Condition::all().add(Column::DeletedAt.is_null()).add(Column::PublishedAt.is_not_null()),
            })
            .filter_some(filter.text.as_deref(), |text| {
                Condition::any().add(crate::text::contains(Column::Title, text)).add(crate::text::contains(Column::Teaser, text))
            });
        let rows: Page<EntryRow> =
            select.page_as(Column::CreatedAt, page, |row: &EntryRow| Cursor { at: row.course.created_at, id: row.course.id }).await?;
        let items = rows.items.into_iter().map(entry).collect::<Result<_, _>>()?;
        Ok(Page { items, next: rows.next })
    }

    fn concerns(&self, grant: &Grant<ListCourses>) -> Condition {
        let roles = grant.roles();
        if CoursePermission::View.is_held_by(roles, None) {
            return Condition::all();
        }
        let mut some = Condition::any();
        if CoursePermission::ViewLearners.is_held_by(roles, None) {
            some = some.add(Condition::all().add(Column::PublishedAt.is_not_null()).add(Column::DeletedAt.is_null()));
        }
        if roles.has(Role::Instructor) {
            let staffed = self.rows.of::<course_staff::Entity>().select().filter(course_staff::Column::UserId.eq(grant.user_id().0));
            some = some.add(Column::Id.in_subquery(staffed.into_subquery(course_staff::Column::CourseId)));
        }
        some
    }

    fn entries(&self, user: UserId) -> ScopedSelect<'_, courses::Entity> {
        let this = (courses::Entity, Column::Id);
        let lessons = self
            .rows
            .of::<lessons::Entity>()
            .select()
            .filter(Expr::col((lessons::Entity, lessons::Column::CourseId)).equals(this))
            .filter(lessons::Column::DeletedAt.is_null());
        let learners = self
            .rows
            .of::<enrollments::Entity>()
            .select()
            .filter(Expr::col((enrollments::Entity, enrollments::Column::CourseId)).equals(this))
            .filter(enrollments::Column::Status.is_in(["active", "completed"]));
        let role = self
            .rows
            .of::<course_staff::Entity>()
            .select()
            .filter(Expr::col((course_staff::Entity, course_staff::Column::CourseId)).equals(this))
            .filter(course_staff::Column::UserId.eq(user.0));
        self.rows.select().and_columns([
            (Expr::from(lessons.into_count()), "lesson_count"),
            (Expr::from(learners.into_count()), "learner_count"),
            (Expr::from(role.into_subquery(course_staff::Column::Role)), "own_role"),
        ])
    }
}

impl CourseRepo<'_, Writing> {
    /// Adds a course and its creator. Without a slug of its own it gets the first free one that its title leads to.
    ///
    /// # Errors
    /// [`RepositoryError::Duplicate`] when the slug that was asked for is taken, [`RepositoryError::Reference`] when the
    /// picture is not one of the organization's.
    pub async fn add(&self, new: NewCourse) -> Result<CourseId, RepositoryError> {
        let scope = self.rows.scope();
        let id = CourseId(scope.world.new_id());
        let mut row = new_row(id, scope.now, &new)?;
        if let Some(slug) = &new.rest.slug {
            row.slug = Set(slug.clone());
            if !self.rows.insert_or_ignore(row).await? {
                return Err(RepositoryError::Duplicate);
            }
        } else {
            self.add_under_free_slug(row, &slug::slug_of(&new.title)).await?;
        }
        let staff = course_staff::ActiveModel {
            id: Set(scope.world.new_id()),
            course_id: Set(id.0),
            user_id: Set(new.created_by.0),
            role: Set(CourseRole::Creator.as_str().to_owned()),
            created_at: Set(scope.now),
            ..Default::default()
        };
        self.rows.of::<course_staff::Entity>().insert_many([staff]).await?;
        Ok(id)
    }

    /// Two at once may find the same word free: the one that comes second looks again, and soon makes a word up.
    async fn add_under_free_slug(&self, mut row: courses::ActiveModel, word: &str) -> Result<(), RepositoryError> {
        for attempt in 0..=SLUG_ATTEMPTS {
            let slug = if attempt < SLUG_ATTEMPTS {
                self.free_slug(word).await?
            } else {
                let stem: String = word.chars().take(slug::SLUG_MAX - 33).collect();
                format!("{}-{}", stem.trim_end_matches('-'), self.rows.scope().world.new_id().simple())
            };
            row.slug = Set(slug);
            if self.rows.insert_or_ignore(row.clone()).await? {
                return Ok(());
            }
        }
        Err(RepositoryError::Duplicate)
    }

    async fn free_slug(&self, word: &str) -> Result<String, RepositoryError> {
        let stem: String = word.chars().take(slug::SLUG_MAX - 4).collect();
        let alike = Condition::any().add(Column::Slug.eq(word)).add(Column::Slug.starts_with(stem.trim_end_matches('-')));
        let rows: Vec<SlugRow> = self.rows.select().filter(alike).columns([(Expr::col(Column::Slug), "slug")]).all_as().await?;
        Ok(slug::free_slug(word, |candidate| rows.iter().any(|row| row.slug == candidate)))
    }

    /// Locks a course until the transaction ends: what changes its structure, content or publication comes one after the
    /// other. Whoever locks a course does it first, before lessons, assets and the plan's counters.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] when there is none.
    pub async fn lock(&self, id: CourseId) -> Result<Course, RepositoryError> {
        course(self.rows.select().filter(Column::Id.eq(id.0)).lock().get().await?)
    }

    /// Changes what is given, if the course still has this version.
    ///
    /// # Errors
    /// [`RepositoryError::Stale`] when it has another version, [`RepositoryError::Duplicate`] when the slug is taken,
    /// [`RepositoryError::Reference`] when the picture is not one of the organization's.
    pub async fn change(&self, id: CourseId, expected: i64, patch: CoursePatch) -> Result<(), RepositoryError> {
        let mut update = self
            .rows
            .update()
            .set_expr(Column::Version, Expr::col(Column::Version).add(1))
            .set(Column::UpdatedAt, self.rows.scope().now)
            .set_some(Column::Title, patch.title)
            .set_some(Column::Slug, patch.slug)
            .set_some(Column::Teaser, patch.teaser)
            .set_some(Column::Language, patch.language)
            .set_some(Column::Level, patch.level.map(Level::as_str))
            .set_some(Column::Category, patch.category)
            .set_some(Column::Tags, patch.tags.as_ref().map(serde_json::to_string).transpose()?)
            .set_some(Column::Objectives, patch.objectives.as_ref().map(serde_json::to_string).transpose()?)
            .set_some(Column::Requirements, patch.requirements.as_ref().map(serde_json::to_string).transpose()?)
            .set_some(Column::Visibility, patch.visibility.map(Visibility::as_str))
            .set_some(Column::ThumbnailAssetId, patch.thumbnail_asset_id.map(|picture| picture.map(|id| id.0)))
            .set_some(Column::EstimatedMinutes, patch.estimated_minutes)
            .set_some(Column::SelfEnrollment, patch.self_enrollment)
            .set_some(Column::CertificateEnabled, patch.certificate_enabled);
        if let Some(cleaned) = patch.description {
            let text = cleaned.content;
            update = update
                .set(Column::DescriptionSource, text.source)
                .set(Column::DescriptionSourceKind, text.source_kind.as_str())
                .set(Column::DescriptionHtml, text.html.as_str())
                .set(Column::DescriptionCleanerVersion, text.cleaner_version);
        }
        if update.filter(Column::Id.eq(id.0)).filter(Column::Version.eq(expected)).rows().await? == 1 {
            return Ok(());
        }
        Err(RepositoryError::Stale(self.rows.get(id).await?.version))
    }

    /// Notes that the structure of a locked course changed; gives the outline's new version. With `reaches_learners`,
    /// publishing would bring the change to learners.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn structure_changed(&self, course: &Course, reaches_learners: bool) -> Result<i64, RepositoryError> {
        let version = course.outline_version + 1;
        self.rows
            .update()
            .set(Column::OutlineVersion, version)
            .set_some(Column::ChangedAt, reaches_learners.then(|| self.moment_after_publication(course)))
            .filter(Column::Id.eq(course.id.0))
            .one()
            .await?;
        Ok(version)
    }

    /// Notes that a locked course has something that publishing would bring to learners.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn content_changed(&self, course: &Course) -> Result<(), RepositoryError> {
        self.rows.update().set(Column::ChangedAt, self.moment_after_publication(course)).filter(Column::Id.eq(course.id.0)).one().await
    }

    fn moment_after_publication(&self, course: &Course) -> Timestamp {
        moment_after(course.published_at, self.rows.scope().now)
    }

    /// Publishes a locked course with this outline. A course that was not published pays with a seat.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn publish(
        &self,
        course: &Course,
        outline_number: i64,
        seat: Option<Seat<'_, PublishedCourses>>,
    ) -> Result<(), RepositoryError> {
        paid(course.published_at.is_none(), seat.as_ref())?;
        let opens = course.visibility == Visibility::Draft;
        self.rows
            .update()
            .set(Column::PublishedAt, self.rows.scope().now)
            .set(Column::OutlineNumber, outline_number)
            .set_some(Column::Visibility, opens.then_some(Visibility::Public.as_str()))
            .set_some(Column::Version, opens.then_some(course.version + 1))
            .filter(Column::Id.eq(course.id.0))
            .one()
            .await
    }

    /// Gives a locked, published course another outline. With `is_settled`, nothing is left that publishing would bring.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_outline(&self, course: &Course, outline_number: i64, is_settled: bool) -> Result<(), RepositoryError> {
        self.rows
            .update()
            .set(Column::OutlineNumber, outline_number)
            .set_some(Column::ChangedAt, course.published_at.filter(|_| is_settled))
            .filter(Column::Id.eq(course.id.0))
            .one()
            .await
    }

    /// Puts a locked course into the bin. The caller has released the seat of a published one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete(&self, course: &Course) -> Result<(), RepositoryError> {
        self.set_deleted(course, Some(self.rows.scope().now)).await
    }

    /// Takes a locked course out of the bin. One that was published pays with a seat again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn restore(&self, course: &Course, seat: Option<Seat<'_, PublishedCourses>>) -> Result<(), RepositoryError> {
        paid(course.published_at.is_some(), seat.as_ref())?;
        self.set_deleted(course, None).await
    }

    async fn set_deleted(&self, course: &Course, at: Option<Timestamp>) -> Result<(), RepositoryError> {
        self.rows
            .update()
            .set(Column::DeletedAt, at)
            .set(Column::UpdatedAt, self.rows.scope().now)
            .set(Column::Version, course.version + 1)
            .filter(Column::Id.eq(course.id.0))
            .one()
            .await
    }
}

/// A moment that counts as later than a publication, even where another machine's clock ran ahead.
pub(crate) fn moment_after(published_at: Option<Timestamp>, now: Timestamp) -> Timestamp {
    published_at.map_or(now, |published_at| Ord::max(now, published_at + chrono::Duration::microseconds(1)))
}

fn paid(costs: bool, seat: Option<&Seat<'_, PublishedCourses>>) -> Result<(), RepositoryError> {
    if costs == seat.is_some() { Ok(()) } else { Err(RepositoryError::Damaged("a published course and its seat go together".to_owned())) }
}

fn new_row(id: CourseId, now: Timestamp, new: &NewCourse) -> Result<courses::ActiveModel, RepositoryError> {
    let rest = &new.rest;
    let list = |lines: &Option<Vec<String>>| serde_json::to_string(lines.as_deref().unwrap_or_default());
    let text = rest.description.as_ref().map(|cleaned| &cleaned.content);
    Ok(courses::ActiveModel {
        id: Set(id.0),
        title: Set(new.title.clone()),
        teaser: Set(rest.teaser.clone().flatten()),
        description_source: Set(text.map(|text| text.source.clone()).unwrap_or_default()),
        description_source_kind: Set(text.map_or(SourceKind::Html, |text| text.source_kind).as_str().to_owned()),
        description_html: Set(text.map(|text| text.html.as_str().to_owned()).unwrap_or_default()),
        description_cleaner_version: Set(text.map_or(0, |text| text.cleaner_version)),
        language: Set(rest.language.clone().unwrap_or_else(|| new.language.clone())),
        level: Set(rest.level.unwrap_or(Level::All).as_str().to_owned()),
        category: Set(rest.category.clone().flatten()),
        tags: Set(list(&rest.tags)?),
        objectives: Set(list(&rest.objectives)?),
        requirements: Set(list(&rest.requirements)?),
        visibility: Set(rest.visibility.unwrap_or(Visibility::Draft).as_str().to_owned()),
        thumbnail_asset_id: Set(rest.thumbnail_asset_id.flatten().map(|id| id.0)),
        estimated_minutes: Set(rest.estimated_minutes.flatten()),
        self_enrollment: Set(rest.self_enrollment.unwrap_or(true)),
        certificate_enabled: Set(rest.certificate_enabled.unwrap_or(true)),
        created_by: Set(new.created_by.0),
        created_at: Set(now),
        updated_at: Set(now),
        changed_at: Set(now),
        published_at: Set(None),
        deleted_at: Set(None),
        outline_number: Set(0),
        outline_version: Set(1),
        version: Set(1),
        ..Default::default()
    })
}

#[derive(Debug, FromQueryResult)]
struct SlugRow {
    slug: String,
}

#[derive(Debug, FromQueryResult)]
struct EntryRow {
    #[sea_orm(nested)]
    course: courses::Model,
    lesson_count: i64,
    learner_count: i64,
    own_role: Option<String>,
}

fn entry(row: EntryRow) -> Result<CourseEntry, RepositoryError> {
    Ok(CourseEntry {
        course: course(row.course)?,
        lesson_count: row.lesson_count,
        learner_count: row.learner_count,
        own_role: row.own_role.as_deref().map(course_role).transpose()?,
    })
}

pub(crate) fn course(row: courses::Model) -> Result<Course, RepositoryError> {
    Ok(Course {
        id: CourseId(row.id),
        title: row.title,
        slug: row.slug,
        teaser: row.teaser,
        description: Content {
            source: row.description_source,
            source_kind: source_kind(&row.description_source_kind)?,
            html: SafeHtml::from_cleaner(row.description_html),
            cleaner_version: row.description_cleaner_version,
        },
        language: row.language,
        level: Level::parse(&row.level).ok_or_else(|| RepositoryError::damaged("level", &row.level))?,
        category: row.category,
        tags: serde_json::from_str(&row.tags)?,
        objectives: serde_json::from_str(&row.objectives)?,
        requirements: serde_json::from_str(&row.requirements)?,
        visibility: Visibility::parse(&row.visibility).ok_or_else(|| RepositoryError::damaged("visibility", &row.visibility))?,
        thumbnail_asset_id: row.thumbnail_asset_id.map(AssetId),
        estimated_minutes: row.estimated_minutes,
        self_enrollment: row.self_enrollment,
        certificate_enabled: row.certificate_enabled,
        created_by: UserId(row.created_by),
        created_at: row.created_at,
        updated_at: row.updated_at,
        changed_at: row.changed_at,
        published_at: row.published_at,
        deleted_at: row.deleted_at,
        outline_number: row.outline_number,
        outline_version: row.outline_version,
        version: row.version,
        frozen_at: row.frozen_at,
    })
}

pub(crate) fn source_kind(word: &str) -> Result<SourceKind, RepositoryError> {
    SourceKind::parse(word).ok_or_else(|| RepositoryError::damaged("source kind", word))
}
