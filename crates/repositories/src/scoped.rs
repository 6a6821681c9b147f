//! Every statement that a repository may run on an organization's rows, already bound to that organization.

use std::marker::PhantomData;

use domain::page::{Cursor, Page, PageRequest};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult,
    IntoActiveModel, JoinType, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationDef, Select, UpdateMany,
    sea_query::{Expr, IntoCondition, LockType, OnConflict, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use crate::{db::Scope, error::RepositoryError};

/// An entity whose rows belong to exactly one organization.
pub(crate) trait TenantEntity: EntityTrait {
    const ORG: Self::Column;
    const ID: Self::Column;
}

/// Marks a repository of a reading transaction.
#[derive(Clone, Copy, Debug)]
pub struct Reading;
/// Marks a repository of a writing transaction.
#[derive(Clone, Copy, Debug)]
pub struct Writing;

pub(crate) struct Scoped<'t, E, M> {
    scope: &'t Scope,
    marks: PhantomData<fn() -> (E, M)>,
}

impl<E, M> Clone for Scoped<'_, E, M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, M> Copy for Scoped<'_, E, M> {}

impl<'t, E: TenantEntity, M> Scoped<'t, E, M> {
    pub(crate) fn new(scope: &'t Scope) -> Self {
        Self { scope, marks: PhantomData }
    }

    pub(crate) fn scope(&self) -> &'t Scope {
        self.scope
    }

    /// The rows of another entity in the same transaction.
    pub(crate) fn of<F: TenantEntity>(&self) -> Scoped<'t, F, M> {
        Scoped::new(self.scope)
    }

    pub(crate) fn select(&self) -> ScopedSelect<'t, E> {
        ScopedSelect { scope: self.scope, select: E::find().filter(E::ORG.eq(self.scope.org_id.0)) }
    }

    pub(crate) async fn find(&self, id: impl Into<Uuid>) -> Result<Option<E::Model>, RepositoryError> {
        self.select().filter(E::ID.eq(id.into())).one().await
    }

    pub(crate) async fn get(&self, id: impl Into<Uuid>) -> Result<E::Model, RepositoryError> {
        self.find(id).await?.ok_or(RepositoryError::NotFound)
    }
}

impl<'t, E: TenantEntity> Scoped<'t, E, Writing> {
    fn bound<A>(&self, mut row: A) -> A
    where
        A: ActiveModelTrait<Entity = E>,
    {
        // whatever organization the row claims, it gets this one
        row.set(E::ORG, self.scope.org_id.0.into());
        row
    }

    pub(crate) async fn insert<A>(&self, row: A) -> Result<E::Model, RepositoryError>
    where
        A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<A>,
    {
        Ok(E::insert(self.bound(row)).exec_with_returning(&self.scope.tx).await?)
    }

    /// Inserts in one statement; an empty list is no statement.
    pub(crate) async fn insert_many<A>(&self, rows: impl IntoIterator<Item = A>) -> Result<(), RepositoryError>
    where
        A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    {
        let rows: Vec<A> = rows.into_iter().map(|row| self.bound(row)).collect();
        // PostgreSQL takes 65,535 parameters in a statement, SQLite 32,766; our widest row has under 40
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<A> = rows.by_ref().take(500).collect();
            E::insert_many(chunk).exec_without_returning(&self.scope.tx).await?;
        }
        Ok(())
    }

    /// Inserts unless a row with the same unique key exists; says whether it did.
    pub(crate) async fn insert_or_ignore<A>(&self, row: A) -> Result<bool, RepositoryError>
    where
        A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    {
        Ok(self.insert_many_or_ignore([row]).await? == 1)
    }

    /// Inserts those rows whose unique keys are free, in one statement; says how many.
    pub(crate) async fn insert_many_or_ignore<A>(&self, rows: impl IntoIterator<Item = A>) -> Result<u64, RepositoryError>
    where
        A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    {
        let rows: Vec<A> = rows.into_iter().map(|row| self.bound(row)).collect();
        if rows.is_empty() {
            return Ok(0);
        }
        let insert = E::insert_many(rows).on_conflict(OnConflict::new().do_nothing().to_owned());
        Ok(insert.exec_without_returning(&self.scope.tx).await?)
    }

    /// Inserts, or changes the rows that have the same unique key (`org_id` leads it) as `change` says, all in one statement; gives the
    /// rows as they are then.
    pub(crate) async fn upsert_many<A>(
        &self,
        rows: impl IntoIterator<Item = A>,
        key: &[E::Column],
        change: impl FnOnce(&mut OnConflict),
    ) -> Result<Vec<E::Model>, RepositoryError>
    where
        A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<A>,
    {
        let mut columns = vec![E::ORG];
        columns.extend_from_slice(key);
        let mut on_conflict = OnConflict::columns(columns);
        change(&mut on_conflict);
        let rows: Vec<A> = rows.into_iter().map(|row| self.bound(row)).collect();
        Ok(E::insert_many(rows).on_conflict(on_conflict).exec_with_returning(&self.scope.tx).await?)
    }

    pub(crate) fn update(&self) -> ScopedUpdate<'t, E> {
        ScopedUpdate { scope: self.scope, update: E::update_many().filter(E::ORG.eq(self.scope.org_id.0)) }
    }

    pub(crate) async fn delete(&self, condition: impl IntoCondition) -> Result<u64, RepositoryError> {
        let delete = E::delete_many().filter(E::ORG.eq(self.scope.org_id.0)).filter(condition.into_condition());
        Ok(delete.exec(&self.scope.tx).await?.rows_affected)
    }
}

/// A query that begins with the organization and only becomes narrower.
pub(crate) struct ScopedSelect<'t, E: EntityTrait> {
    scope: &'t Scope,
    select: Select<E>,
}

impl<E: TenantEntity> ScopedSelect<'_, E> {
    pub(crate) fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.select = self.select.filter(condition.into_condition());
        self
    }

    pub(crate) fn filter_some<T>(self, value: Option<T>, condition: impl FnOnce(T) -> Condition) -> Self {
        match value {
            Some(value) => self.filter(condition(value)),
            None => self,
        }
    }

    pub(crate) fn order(mut self, column: impl sea_orm::IntoSimpleExpr, order: Order) -> Self {
        self.select = self.select.order_by(column, order);
        self
    }

    pub(crate) fn limit(mut self, rows: u64) -> Self {
        self.select = self.select.limit(rows);
        self
    }

    /// Joins another tenant entity on `(org_id, id)`: `column` holds the other row's id.
    pub(crate) fn join<F: TenantEntity>(self, kind: JoinType, column: E::Column) -> Self {
        self.join_on::<F>(kind, column, F::ID)
    }

    /// Joins another tenant entity on `org_id` and a pair of columns.
    pub(crate) fn join_on<F: TenantEntity>(mut self, kind: JoinType, own: E::Column, other: F::Column) -> Self {
        let relation: RelationDef = E::belongs_to(F::default()).from((E::ORG, own)).to((F::ORG, other)).into();
        self.select = self.select.join(kind, relation);
        self
    }

    /// One row for each value of this, for sums of the others.
    pub(crate) fn group(mut self, by: impl sea_orm::IntoSimpleExpr) -> Self {
        QueryTrait::query(&mut self.select).add_group_by([by.into_simple_expr()]);
        self
    }

    /// Replaces the columns that are read, for [`ScopedSelect::all_as`].
    pub(crate) fn columns(mut self, columns: impl IntoIterator<Item = (SimpleExpr, &'static str)>) -> Self {
        self.select = self.select.select_only();
        self.and_columns(columns)
    }

    /// Adds columns to those that are read, for [`ScopedSelect::all_as`].
    pub(crate) fn and_columns(mut self, columns: impl IntoIterator<Item = (SimpleExpr, &'static str)>) -> Self {
        for (expr, alias) in columns {
            self.select = self.select.expr_as(expr, alias);
        }
        self
    }

    /// Locks the entity's own rows, not those of joined ones, until the transaction ends; SQLite's writer holds its lock anyway.
    pub(crate) fn lock(mut self) -> Self {
        if self.scope.tx.get_database_backend() == DbBackend::Postgres {
            QueryTrait::query(&mut self.select).lock_with_tables(LockType::Update, [E::default()]);
        }
        self
    }

    pub(crate) async fn one(self) -> Result<Option<E::Model>, RepositoryError> {
        Ok(self.select.one(&self.scope.tx).await?)
    }

    pub(crate) async fn get(self) -> Result<E::Model, RepositoryError> {
        self.one().await?.ok_or(RepositoryError::NotFound)
    }

    pub(crate) async fn all(self) -> Result<Vec<E::Model>, RepositoryError> {
        Ok(self.select.all(&self.scope.tx).await?)
    }

    pub(crate) async fn all_as<T: FromQueryResult + Send + Sync>(self) -> Result<Vec<T>, RepositoryError> {
        Ok(self.select.into_model::<T>().all(&self.scope.tx).await?)
    }

    pub(crate) async fn one_as<T: FromQueryResult + Send + Sync>(self) -> Result<Option<T>, RepositoryError> {
        Ok(self.select.into_model::<T>().one(&self.scope.tx).await?)
    }

    pub(crate) async fn count(self) -> Result<u64, RepositoryError>
    where
        E::Model: Send + Sync,
    {
        Ok(self.select.count(&self.scope.tx).await?)
    }

    /// One page, newest first by `at`, ties broken by id.
    pub(crate) async fn page(
        self,
        at: E::Column,
        request: PageRequest,
        cursor: impl Fn(&E::Model) -> Cursor,
    ) -> Result<Page<E::Model>, RepositoryError> {
        let scope = self.scope;
        let rows = self.keyset(at, request).select.all(&scope.tx).await?;
        Ok(cut(rows, request, cursor))
    }

    /// One page of rows read as something else.
    pub(crate) async fn page_as<T: FromQueryResult + Send + Sync>(
        self,
        at: E::Column,
        request: PageRequest,
        cursor: impl Fn(&T) -> Cursor,
    ) -> Result<Page<T>, RepositoryError> {
        let scope = self.scope;
        let rows = self.keyset(at, request).select.into_model::<T>().all(&scope.tx).await?;
        Ok(cut(rows, request, cursor))
    }

    /// The same query as a subquery that yields one column.
    pub(crate) fn into_subquery(self, column: E::Column) -> SelectStatement {
        self.select.select_only().column(column).into_query()
    }

    /// The same query as a subquery that yields how many rows there are.
    pub(crate) fn into_count(self) -> SelectStatement {
        self.select.select_only().expr(E::ID.count()).into_query()
    }

    /// The same query as a subquery that yields the ids in a column as one text, with commas between; NULL without any.
    pub(crate) fn into_ids(self, column: E::Column) -> SelectStatement {
        let words = match self.scope.tx.get_database_backend() {
            DbBackend::Postgres => "string_agg($1::text, ',')",
            _ => "group_concat(hex(?))",
        };
        let ids = Expr::cust_with_expr(words, Expr::col((E::default(), column)));
        self.select.select_only().expr(ids).into_query()
    }

    fn keyset(self, at: E::Column, request: PageRequest) -> Self {
        let narrowed = self.filter_some(request.after, |after| {
            Condition::any().add(at.lt(after.at)).add(Condition::all().add(at.eq(after.at)).add(E::ID.lt(after.id)))
        });
        narrowed.order(at, Order::Desc).order(E::ID, Order::Desc).limit(request.limit + 1)
    }
}

pub(crate) fn cut<T>(mut rows: Vec<T>, request: PageRequest, cursor: impl Fn(&T) -> Cursor) -> Page<T> {
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = if more { rows.last().map(cursor) } else { None };
    Page { items: rows, next }
}

/// A change of rows of one organization.
pub(crate) struct ScopedUpdate<'t, E: EntityTrait> {
    scope: &'t Scope,
    update: UpdateMany<E>,
}

impl<E: TenantEntity> ScopedUpdate<'_, E> {
    pub(crate) fn set(self, column: E::Column, value: impl Into<sea_orm::Value>) -> Self {
        self.set_expr(column, Expr::value(value))
    }

    pub(crate) fn set_some(self, column: E::Column, value: Option<impl Into<sea_orm::Value>>) -> Self {
        match value {
            Some(value) => self.set(column, value),
            None => self,
        }
    }

    pub(crate) fn set_expr(mut self, column: E::Column, expr: SimpleExpr) -> Self {
        self.update = self.update.col_expr(column, expr);
        self
    }

    pub(crate) fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.update = self.update.filter(condition.into_condition());
        self
    }

    /// How many rows were changed.
    pub(crate) async fn rows(self) -> Result<u64, RepositoryError> {
        Ok(self.update.exec(&self.scope.tx).await?.rows_affected)
    }

    /// Exactly one row, or [`RepositoryError::NotFound`].
    pub(crate) async fn one(self) -> Result<(), RepositoryError> {
        if self.rows().await? == 0 { Err(RepositoryError::NotFound) } else { Ok(()) }
    }

    /// The changed rows.
    pub(crate) async fn returning(self) -> Result<Vec<E::Model>, RepositoryError> {
        Ok(self.update.exec_with_returning(&self.scope.tx).await?)
    }
}
