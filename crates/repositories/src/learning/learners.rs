//! Learners: how many enrollments of a user are active, and until when study time is credited.

use std::collections::BTreeMap;

use domain::{ids::UserId, time::Timestamp};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait,
    sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    db::TenantTx,
    entity::learners,
    error::RepositoryError,
    scoped::{Scoped, Writing},
};

/// Until when a learner is credited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Study time.
    pub credited_until: Option<Timestamp>,
    /// Watching.
    pub watched_until: Option<Timestamp>,
}

/// Learners.
pub struct LearnerRepo<'t> {
    rows: Scoped<'t, learners::Entity, Writing>,
}

impl TenantTx {
    /// Learners, to read and write.
    pub fn learners(&self) -> LearnerRepo<'_> {
        LearnerRepo { rows: Scoped::new(&self.scope) }
    }
}

impl LearnerRepo<'_> {
    /// Counts one more active enrollment for each of the users; says how many of them had none before, and so need a seat.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_active(&self, users: &[UserId]) -> Result<i64, RepositoryError> {
        if users.is_empty() {
            return Ok(0);
        }
        // in one order everywhere, so that two lists of learners never wait for each other
        let mut ids: Vec<Uuid> = users.iter().map(|user| user.0).collect();
        ids.sort_unstable();
        let rows = ids.into_iter().map(|id| learners::ActiveModel {
            id: Set(id),
            active_enrollments: Set(1),
            credited_until: Set(None),
            watched_until: Set(None),
            ..Default::default()
        });
        let counted = self
            .rows
            .upsert_many(rows, &[learners::Column::Id], |conflict| {
                let one_more = Expr::col((learners::Entity, learners::Column::ActiveEnrollments)).add(1);
                conflict.value(learners::Column::ActiveEnrollments, one_more);
            })
            .await?;
        Ok(count(counted.iter().filter(|learner| learner.active_enrollments == 1)))
    }

    /// Counts active enrollments that ended, a user named once for each; says how many users have none left, and so give a
    /// seat back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_active(&self, users: &[UserId]) -> Result<i64, RepositoryError> {
        let mut ended: BTreeMap<Uuid, i64> = BTreeMap::new();
        for user in users {
            *ended.entry(user.0).or_default() += 1;
        }
        if ended.is_empty() {
            return Ok(0);
        }
        let mut times = CaseStatement::new();
        for (user, enrollments) in &ended {
            times = times.case(learners::Column::Id.eq(*user), *enrollments);
        }
        let fewer = Expr::col(learners::Column::ActiveEnrollments).sub(SimpleExpr::Case(Box::new(times.finally(0))));
        let counted = self
            .rows
            .update()
            .set_expr(learners::Column::ActiveEnrollments, fewer)
            .filter(learners::Column::Id.is_in(ended.into_keys()))
            .returning()
            .await?;
        Ok(count(counted.iter().filter(|learner| learner.active_enrollments == 0)))
    }

    /// Until when the user's study time and watching are credited, locked until the transaction ends; `None` before the first credit.
    ///
    /// # Errors
    /// [`RepositoryError::NotFound`] for a user who never enrolled.
    pub async fn lock_marks(&self, user: UserId) -> Result<Marks, RepositoryError> {
        let row = self.rows.select().filter(learners::Column::Id.eq(user.0)).lock().get().await?;
        Ok(Marks { credited_until: row.credited_until, watched_until: row.watched_until })
    }

    /// Moves the marks until which the user's study time and watching are credited.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_marks(&self, user: UserId, marks: Marks) -> Result<(), RepositoryError> {
        self.rows
            .update()
            .set(learners::Column::CreditedUntil, marks.credited_until)
            .set(learners::Column::WatchedUntil, marks.watched_until)
            .filter(learners::Column::Id.eq(user.0))
            .one()
            .await
    }
}

fn count<T>(learners: impl Iterator<Item = T>) -> i64 {
    i64::try_from(learners.count()).unwrap_or(i64::MAX)
}
