//! Searching in texts, the same on both databases.

use sea_orm::{
    ColumnTrait,
    sea_query::{Expr, ExprTrait, Func, LikeExpr, SimpleExpr},
};

/// Whether a column contains a text, whatever the case of ASCII letters; `%` and `_` mean themselves.
pub(crate) fn contains(column: impl ColumnTrait, text: &str) -> SimpleExpr {
    let escaped = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let lowered: SimpleExpr = Func::lower(Expr::col(column.as_column_ref())).into();
    lowered.like(LikeExpr::new(format!("%{escaped}%")).escape('\\'))
}
