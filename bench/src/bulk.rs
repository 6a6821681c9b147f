//! Many rows at once, as SQL text that both databases read.

use std::fmt::Write;

use domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};
use uuid::Uuid;

use crate::Result;

/// A statement is sent when it is this long.
const LONGEST: usize = 256 * 1024;

/// A value of a column.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    Id(Uuid),
    Text(&'a str),
    Whole(u64),
    Real(f64),
    Flag(bool),
    Moment(Timestamp),
}

/// Rows on their way into a table.
pub struct Bulk<'t> {
    tx: &'t DatabaseTransaction,
    head: String,
    text: String,
    rows: u64,
}

impl<'t> Bulk<'t> {
    pub fn new(tx: &'t DatabaseTransaction, table: &str, columns: &str) -> Self {
        Self { tx, head: format!("INSERT INTO {table} ({columns}) VALUES "), text: String::new(), rows: 0 }
    }

    pub async fn row(&mut self, values: &[Value<'_>]) -> Result<()> {
        self.text.push_str(if self.text.is_empty() { "(" } else { ",(" });
        for (n, value) in values.iter().enumerate() {
            if n > 0 {
                self.text.push(',');
            }
            self.value(value)?;
        }
        self.text.push(')');
        self.rows += 1;
        if self.text.len() > LONGEST { self.send().await } else { Ok(()) }
    }

    fn value(&mut self, value: &Value<'_>) -> std::fmt::Result {
        let sqlite = self.tx.get_database_backend() == DbBackend::Sqlite;
        let text = &mut self.text;
        match value {
            Value::Id(id) if sqlite => write!(text, "x'{}'", id.simple()),
            Value::Id(id) => write!(text, "'{id}'"),
            Value::Text(words) => write!(text, "'{}'", words.replace('\'', "''")),
            Value::Whole(number) => write!(text, "{number}"),
            Value::Real(number) => write!(text, "{number:?}"),
            Value::Flag(flag) if sqlite => write!(text, "{}", u8::from(*flag)),
            Value::Flag(flag) => write!(text, "{flag}"),
            // as the product's own driver writes moments into SQLite
            Value::Moment(at) => write!(text, "'{}'", at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)),
        }
    }

    async fn send(&mut self) -> Result<()> {
        if !self.text.is_empty() {
            self.tx.execute_unprepared(&format!("{}{}", self.head, self.text)).await?;
            self.text.clear();
        }
        Ok(())
    }

    /// Sends the rest; says how many rows there were.
    pub async fn end(mut self) -> Result<u64> {
        self.send().await?;
        Ok(self.rows)
    }
}
