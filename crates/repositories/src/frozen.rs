//! What a plan that became smaller has no room for: published courses and seats of instructors beyond its limits are frozen, and thaw
//! when there is room again. What the owner chose to keep comes first, then what is older. Nothing is deleted.

use std::collections::BTreeSet;

use domain::{
    access::Role,
    ids::{CourseId, UserId},
    plans::{Limit, Metric, Plan},
    time::Timestamp,
};
use sea_orm::{
    ColumnTrait, FromQueryResult, Order,
    sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    db::{TenantRead, TenantTx},
    entity::{courses, member_roles, users},
    error::RepositoryError,
    scoped::{Reading, Scoped, Writing},
};

/// Something that fills a limit and can be frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freezable<Id> {
    /// Which.
    pub id: Id,
    /// Its title or name.
    pub name: String,
    /// Whether the owner chose to keep it.
    pub is_kept: bool,
    /// Whether it is frozen now.
    pub is_frozen: bool,
}

/// Everything that fills a limit and can be frozen, what stays first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Freezables {
    /// Published courses.
    pub courses: Vec<Freezable<CourseId>>,
    /// Members who may write courses.
    pub members: Vec<Freezable<UserId>>,
}

impl Freezables {
    /// What a plan has no room for.
    #[must_use]
    pub fn beyond(&self, plan: Plan) -> Self {
        let keep = |metric| match plan.limit(metric) {
            Limit::AtMost(most) => usize::try_from(most).unwrap_or(usize::MAX),
            Limit::Unlimited => usize::MAX,
        };
        Self {
            courses: self.courses.iter().skip(keep(Metric::PublishedCourses)).cloned().collect(),
            members: self.members.iter().skip(keep(Metric::Instructors)).cloned().collect(),
        }
    }
}

/// How many rows froze and thawed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freeze {
    /// Froze.
    pub frozen: u64,
    /// Thawed.
    pub thawed: u64,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    kept_at: Option<Timestamp>,
    frozen_at: Option<Timestamp>,
}

impl Row {
    fn into<Id: From<Uuid>>(self) -> Freezable<Id> {
        Freezable { id: self.id.into(), name: self.name, is_kept: self.kept_at.is_some(), is_frozen: self.frozen_at.is_some() }
    }
}

impl TenantRead {
    /// Everything that fills a limit and can be frozen, in the order in which it stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn freezables(&self) -> Result<Freezables, RepositoryError> {
        use courses::Column as C;
        use users::Column as U;
        let not_kept = |column: Expr| SimpleExpr::Case(Box::new(CaseStatement::new().case(column.is_null(), 1).finally(0)));
        let own = |column| Expr::col((courses::Entity, column));
        let courses: Vec<Row> = Scoped::<courses::Entity, Reading>::new(&self.scope)
            .select()
            .filter(C::PublishedAt.is_not_null())
            .filter(C::DeletedAt.is_null())
            .columns([(own(C::Id), "id"), (own(C::Title), "name"), (own(C::KeptAt), "kept_at"), (own(C::FrozenAt), "frozen_at")])
            .order(not_kept(own(C::KeptAt)), Order::Asc)
            .order(C::CreatedAt, Order::Asc)
            .order(C::Id, Order::Asc)
            .all_as()
            .await?;
        let own = |column| Expr::col((users::Entity, column));
        let roles = || Scoped::<member_roles::Entity, Reading>::new(&self.scope).select();
        let authoring = roles()
            .filter(member_roles::Column::Role.is_in(Role::ALL.into_iter().filter(|role| role.is_authoring()).map(Role::as_str)))
            .into_subquery(member_roles::Column::UserId);
        let owners = roles().filter(member_roles::Column::Role.eq(Role::Owner.as_str())).into_subquery(member_roles::Column::UserId);
        let no_owner = SimpleExpr::Case(Box::new(CaseStatement::new().case(own(U::Id).in_subquery(owners), 0).finally(1)));
        let members: Vec<Row> = Scoped::<users::Entity, Reading>::new(&self.scope)
            .select()
            .filter(U::Status.eq("active"))
            .filter(own(U::Id).in_subquery(authoring))
            .columns([(own(U::Id), "id"), (own(U::Name), "name"), (own(U::KeptAt), "kept_at"), (own(U::FrozenAt), "frozen_at")])
            .order(no_owner, Order::Asc)
            .order(not_kept(own(U::KeptAt)), Order::Asc)
            .order(U::CreatedAt, Order::Asc)
            .order(U::Id, Order::Asc)
            .all_as()
            .await?;
        Ok(Freezables { courses: courses.into_iter().map(Row::into).collect(), members: members.into_iter().map(Row::into).collect() })
    }
}

impl TenantTx {
    /// Freezes what the plan has no room for and thaws what it has room for. Two statements when nothing changes, whatever there is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn freeze(&self, plan: Plan) -> Result<Freeze, RepositoryError> {
        let all = self.freezables().await?;
        let beyond = all.beyond(plan);
        let over_courses: BTreeSet<Uuid> = beyond.courses.iter().map(|course| course.id.0).collect();
        let over_members: BTreeSet<Uuid> = beyond.members.iter().map(|member| member.id.0).collect();
        let mut done = Freeze::default();
        let courses = Scoped::<courses::Entity, Writing>::new(&self.scope);
        for chunk in chunks(all.courses.iter().filter(|it| !it.is_frozen && over_courses.contains(&it.id.0)).map(|it| it.id.0)) {
            let update = courses.update().set(courses::Column::FrozenAt, self.now());
            done.frozen += update.filter(courses::Column::Id.is_in(chunk)).rows().await?;
        }
        for chunk in chunks(all.courses.iter().filter(|it| it.is_frozen && !over_courses.contains(&it.id.0)).map(|it| it.id.0)) {
            let update = courses.update().set(courses::Column::FrozenAt, Option::<Timestamp>::None);
            done.thawed += update.filter(courses::Column::Id.is_in(chunk)).rows().await?;
        }
        let members = Scoped::<users::Entity, Writing>::new(&self.scope);
        for chunk in chunks(all.members.iter().filter(|it| !it.is_frozen && over_members.contains(&it.id.0)).map(|it| it.id.0)) {
            let update = members.update().set(users::Column::FrozenAt, self.now());
            done.frozen += update.filter(users::Column::Id.is_in(chunk)).rows().await?;
        }
        for chunk in chunks(all.members.iter().filter(|it| it.is_frozen && !over_members.contains(&it.id.0)).map(|it| it.id.0)) {
            let update = members.update().set(users::Column::FrozenAt, Option::<Timestamp>::None);
            done.thawed += update.filter(users::Column::Id.is_in(chunk)).rows().await?;
        }
        if done != Freeze::default() {
            self.scope.members_changed();
        }
        Ok(done)
    }

    /// Notes what the owner chose to keep, instead of what was chosen before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep(&self, kept_courses: &[CourseId], kept_members: &[UserId]) -> Result<(), RepositoryError> {
        let courses = Scoped::<courses::Entity, Writing>::new(&self.scope);
        let none = Option::<Timestamp>::None;
        courses.update().set(courses::Column::KeptAt, none).filter(courses::Column::KeptAt.is_not_null()).rows().await?;
        for chunk in chunks(kept_courses.iter().map(|id| id.0)) {
            courses.update().set(courses::Column::KeptAt, self.now()).filter(courses::Column::Id.is_in(chunk)).rows().await?;
        }
        let members = Scoped::<users::Entity, Writing>::new(&self.scope);
        members.update().set(users::Column::KeptAt, none).filter(users::Column::KeptAt.is_not_null()).rows().await?;
        for chunk in chunks(kept_members.iter().map(|id| id.0)) {
            members.update().set(users::Column::KeptAt, self.now()).filter(users::Column::Id.is_in(chunk)).rows().await?;
        }
        Ok(())
    }
}

/// At most so many ids in one statement: SQLite takes 32,766 parameters.
fn chunks(ids: impl Iterator<Item = Uuid>) -> Vec<Vec<Uuid>> {
    let ids: Vec<Uuid> = ids.collect();
    ids.chunks(10_000).map(<[Uuid]>::to_vec).collect()
}
