//! Pages of lists: `?limit=&cursor=` in, `items` and `next_cursor` out.

use domain::page::{Cursor, Page, PageRequest};
use serde::{Deserialize, Serialize};

use super::problem::Problem;

const DEFAULT: u64 = 50;

/// Which part of a list is wanted.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Rows at the most, 1 to 100; 50 if absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl PageQuery {
    /// The part as the repositories want it.
    ///
    /// # Errors
    /// 422 for a limit out of range or a cursor that is none of ours.
    pub fn request(&self) -> Result<PageRequest, Problem> {
        page_request(self.limit, self.cursor.as_deref())
    }
}

/// The part that a query of its own names.
///
/// # Errors
/// 422 for a limit out of range or a cursor that is none of ours.
pub fn page_request(limit: Option<u64>, cursor: Option<&str>) -> Result<PageRequest, Problem> {
    let limit = limit.unwrap_or(DEFAULT);
    if !(1..=100).contains(&limit) {
        return Err(Problem::invalid_field("?limit", "range", "a page has 1 to 100 rows"));
    }
    let after = match cursor {
        None => None,
        Some(word) => {
            Some(Cursor::decode(word).ok_or_else(|| Problem::invalid_field("?cursor", "cursor", "use next_cursor as it was given"))?)
        }
    };
    Ok(PageRequest { limit, after })
}

/// One part of a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PageBody<T> {
    /// The rows, newest first.
    pub items: Vec<T>,
    /// Where the next page begins; `null` at the end.
    #[schema(required = true)]
    pub next_cursor: Option<String>,
}

impl<T> PageBody<T> {
    /// A page with its rows shown as `T`.
    pub fn of<R>(page: Page<R>, show: impl FnMut(R) -> T) -> Self {
        let next_cursor = page.next.map(|cursor| cursor.encode());
        Self { items: page.items.into_iter().map(show).collect(), next_cursor }
    }
}
