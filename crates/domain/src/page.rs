//! Pages of lists: a limit, a cursor that names the last row seen, and the rows.

use uuid::Uuid;

use crate::time::Timestamp;

/// The place after which a page begins. Rows are ordered newest first, ties broken by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The ordering moment of the last row seen.
    pub at: Timestamp,
    /// The id of the last row seen.
    pub id: Uuid,
}

impl Cursor {
    /// The cursor as an opaque word for a query string.
    pub fn encode(&self) -> String {
        format!("{:x}-{}", self.at.timestamp_micros(), self.id.simple())
    }

    /// Reads a word made by [`Cursor::encode`]; `None` for anything else.
    pub fn decode(word: &str) -> Option<Self> {
        let (at, id) = word.split_once('-')?;
        let at = chrono::DateTime::from_timestamp_micros(i64::from_str_radix(at, 16).ok()?)?;
        Some(Self { at, id: Uuid::try_parse(id).ok()? })
    }
}

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest {
    /// Rows at the most: 1 to 100.
    pub limit: u64,
    /// Begin after this row.
    pub after: Option<Cursor>,
}

/// One part of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows, newest first.
    pub items: Vec<T>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Turns every row into something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_trip_through_a_query_string() {
        let cursor = Cursor { at: chrono::DateTime::from_timestamp_micros(1_763_000_000_123_456).unwrap(), id: Uuid::from_u128(7) };
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        assert_eq!(Cursor::decode("nonsense"), None);
        assert_eq!(Cursor::decode("-"), None);
    }
}
